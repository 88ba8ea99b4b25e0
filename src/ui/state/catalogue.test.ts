import { expect, test } from "vitest";
import { DOCUMENTS } from "../../scenarios/documents/index.ts";
import { SCENARIOS } from "../../scenarios/index.ts";
import { isPresent, isPublished, MENU, scenarioNamed } from "./catalogue.ts";
import { playedRun } from "./page-run.ts";
import { pageRun } from "./page-scenario.ts";

test("the menu lists every scenario of both versions under its own title, in the order of the catalogue", () => {
  expect(MENU.map(({ id, title }) => [id, title])).toEqual([...SCENARIOS, ...DOCUMENTS].map(({ id, title }) => [id, title]));
});

test("what the menu lists can be opened, and is one object however often it is", async () => {
  for (const { id } of MENU) {
    const scenario = await scenarioNamed(id);
    if (scenario === undefined) throw new Error(`no scenario ${id}`);
    expect(await scenarioNamed(id)).toBe(scenario);
    expect([isPresent(scenario), isPublished(scenario), isPresent({ ...scenario })]).toEqual([true, true, false]);
  }
  expect(await scenarioNamed("nothing")).toBeUndefined();
});

test("what is recorded of a document is the document, with the page's seed and script", () => {
  for (const scenario of DOCUMENTS) {
    const run = { scenario, seed: scenario.seed, script: scenario.script };
    expect(playedRun(pageRun(run))).toEqual(run);
    expect(playedRun({ ...pageRun(run), seed: 5, script: [], untilRest: false })).toEqual({
      ...run,
      seed: 5,
      script: [],
      untilRest: false,
    });
  }
});

test("a fault of the page is one of the document: at a part, at an application, at whoever it is", () => {
  const [scenario] = DOCUMENTS;
  const page = pageRun({ scenario, seed: 1, script: [] });
  const at = { atMs: 100 };
  const played = playedRun({
    ...page,
    script: [
      { id: "a", when: at, action: { do: "crash", part: "payment-1" }, forMs: 50 },
      { id: "b", when: { after: "WorkBegun", part: "payment", message: 3, delayMs: 1 }, action: { do: "freeze", part: { of: "anchor" } } },
      { id: "c", when: at, action: { do: "split", from: ["payment"], to: ["broker-1"], oneWay: true }, lanes: ["kafka"] },
      { id: "d", when: at, action: { do: "addConsumer", service: "invoice", name: "invoice-2" } },
      { id: "e", when: at, action: { do: "addProducer", name: "order-svc-2" } },
      { id: "f", when: at, action: { do: "remove", part: "mail-1" } },
      { id: "g", when: at, action: { do: "set", part: "payment", setting: "max.poll.records", value: 5 } },
    ],
  });
  expect(played.script).toEqual([
    { id: "a", when: at, action: { do: "crash", at: { part: "payment-1" } }, forMs: 50 },
    {
      id: "b",
      when: { after: "WorkBegun", by: { application: "payment" }, message: 3, delayMs: 1 },
      action: { do: "freeze", at: { of: "anchor" } },
    },
    {
      id: "c",
      when: at,
      action: { do: "split", from: [{ application: "payment" }], to: [{ part: "broker-1" }], oneWay: true },
      lanes: ["kafka"],
    },
    { id: "d", when: at, action: { do: "join", application: "invoice", instance: "invoice-2" } },
    { id: "e", when: at, action: { do: "join", application: "order-svc", instance: "order-svc-2" } },
    { id: "f", when: at, action: { do: "leave", part: "mail-1" } },
    { id: "g", when: at, action: { do: "set", at: { application: "payment" }, setting: "max.poll.records", value: 5 } },
  ]);
});
