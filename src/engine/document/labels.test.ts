import { expect, test } from "vitest";
import { playable } from "../../document/playable.ts";
import { backbone } from "../../scenarios/documents/backbone.ts";
import { chain } from "../../scenarios/documents/chain.ts";
import { fridayRush } from "../../scenarios/friday-rush.ts";
import { runOf } from "../../scenarios/index.ts";
import type { Run, Scenario } from "./scenario.ts";

const labelsOf = (scenario: Scenario): string[] => playable({ scenario, seed: 1, script: [] }).messages.labels();

test("what is made of a message is called by it and by the letter of its maker, however far the way", () => {
  const labels = labelsOf(chain as Scenario);
  expect(labels.slice(0, 3)).toEqual(["1", "2", "3"]);
  expect(labels.slice(16, 19)).toEqual(["1p", "2p", "3p"]);
  expect(labels.slice(32, 35)).toEqual(["1i", "2i", "3i"]);
  expect(new Set(labels).size).toBe(labels.length);
});

test("a further stream has its letter in front and numbers of its own, and gives them on to what is made of it", () => {
  const [stream] = backbone.streams;
  const [source, ...others] = backbone.applications;
  const scenario = {
    ...backbone,
    streams: [stream, { ...stream, name: "users" }],
    applications: [source, { name: "user-svc", instances: 1, emits: { stream: "users" } }, ...others],
  } as unknown as Scenario;
  const lanes = scenario.lanes.map((lane) => ({
    ...lane,
    clients: [...lane.clients, ...lane.clients.slice(0, 1).map((client) => ({ ...client, application: "user-svc" }))],
  }));
  const run: Run = { scenario: { ...scenario, lanes }, seed: 1, script: [] };
  const labels = playable(run).messages.labels();
  const outside = playable(run).messages.all.length / 2;
  expect(labels.slice(outside, outside + 2)).toEqual(["u1", "u2"]);
  expect(labels.filter((label) => /^u1\w/.test(label)).length).toBeGreaterThan(0);
  expect(new Set(labels).size).toBe(labels.length);
});

test("two outputs of one handler are told apart by their place", () => {
  const applications = chain.applications.map((application) =>
    application.name === "payment"
      ? {
          ...application,
          handles: (application.handles ?? []).map((handler) => ({
            ...handler,
            emits: [...(handler.emits ?? []), { type: "order.charged", when: "at the end" as const }],
          })),
        }
      : application,
  );
  const labels = labelsOf({
    ...chain,
    applications: applications.map((one) =>
      one.name === "mail" ? { ...one, handles: (one.handles ?? []).map(({ types: _, ...rest }) => rest) } : one,
    ),
  } as Scenario);
  expect(labels).toContain("1p1");
  expect(new Set(labels).size).toBe(labels.length);
});

test("a run of version 1 calls each message by its number", () => {
  expect(
    playable(runOf(fridayRush))
      .messages.labels()
      .every((label, i) => label === String(i + 1)),
  ).toBe(true);
});
