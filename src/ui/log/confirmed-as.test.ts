import { expect, test } from "vitest";
import type { LaneSpec, Run } from "../../engine/scenario.ts";
import { fridayRush } from "../../scenarios/friday-rush.ts";
import { runOf } from "../../scenarios/index.ts";
import { replicaOf } from "../state/history.test-util.ts";
import { sentenceOf } from "./event-sentences.ts";
import { wordsOfRun } from "./run-words.ts";

/** The Friday rush with its lanes changed, and what is told of its confirmations. */
function confirmations(change: (lane: LaneSpec) => LaneSpec): { system: string; what: string }[] {
  const base = runOf(fridayRush);
  const run: Run = { ...base, script: [], scenario: { ...base.scenario, lanes: base.scenario.lanes.map(change) } };
  const { history, roster } = replicaOf(run);
  return Array.from({ length: history.length }, (_, id) => id)
    .filter((id) => history.kind(id) === "MessageConfirmed")
    .map((id) => ({
      system: roster[history.process(id)].role.split(" ")[0],
      what: sentenceOf(history, roster, id, wordsOfRun(run))?.what ?? "",
    }));
}

test("a confirmation is told as what it means: stored, done by every service", () => {
  const told = confirmations((lane) => lane);
  expect(told.find(({ system }) => system === "kafka")?.what).toMatch(/^was told that #\d+ is stored$/);
  expect(told.find(({ system }) => system === "rabbitmq")?.what).toMatch(/^was told that #\d+ is stored$/);
  expect(told.find(({ system }) => system === "direct")?.what).toMatch(/^heard that every service has done #\d+$/);
});

test("R-CONF-03: a message that went to no queue is confirmed, and never called stored", () => {
  const told = confirmations((lane) => (lane.system === "rabbitmq" ? { ...lane, settings: { ...lane.settings, bindings: [] } } : lane));
  const rabbitmq = told.filter(({ system }) => system === "rabbitmq");
  expect(rabbitmq.length).toBe(19);
  for (const { what } of rabbitmq) expect(what).toMatch(/^was told that #\d+ has been dealt with: it went to no queue$/);
});

test("K-PROD-14: with acks=0 nobody told the producer anything", () => {
  const told = confirmations((lane) =>
    lane.system === "kafka"
      ? { ...lane, settings: { ...lane.settings, producer: { ...lane.settings.producer, acks: "0", "enable.idempotence": false } } }
      : lane,
  );
  const kafka = told.filter(({ system }) => system === "kafka");
  expect(kafka.length).toBe(19);
  for (const { what } of kafka) expect(what).toMatch(/^counts #\d+ as sent: with acks=0 no broker says more$/);
});
