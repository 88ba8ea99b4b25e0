import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Command } from "../engine/scenario.ts";
import { decodeRun } from "../scenarios/decode.ts";
import { findScenario, runOf } from "../scenarios/index.ts";
import { RUN_LIMITS } from "../scenarios/limits.ts";
import { loadEvents } from "./events-file.ts";
import { spanWords, withOwnEvents } from "./own-events.ts";

const friday = findScenario("friday-rush");
if (friday === undefined) throw new Error("no such scenario");
const run = runOf(friday);
const events = (...times: number[]) => times.map((atMs, i) => ({ atMs, key: `k${i}`, type: "order.placed" }));
const named = { story: "My orders", source: "orders.csv" };

describe("a run with events of its own", () => {
  test("has them at their own times, and goes on until they are worked on", () => {
    const { run: own, pace } = withOwnEvents(run, events(0, 400, 90_000), named);
    expect(pace).toBe(1);
    const { workload, durationMs } = own.scenario;
    expect(workload.kind === "list" && workload.messages.map(({ atMs }) => atMs)).toEqual([1500, 1900, 91_500]);
    expect(durationMs).toBe(111_500);
    expect(decodeRun(JSON.parse(JSON.stringify(own)))).toEqual({ ok: true, run: own });
  });

  test("keeps its script, and no title, summary or outcome of the scenario's story", () => {
    const { run: own, idle } = withOwnEvents(run, events(...Array.from({ length: 9 }, (_, i) => i * 700)), named);
    expect(own.script).toBe(run.script);
    expect(idle).toEqual([]);
    const { title, summary, shows, expect: stated, id, revision } = own.scenario;
    expect([title, shows, stated, id, revision]).toEqual(["My orders", [], [], "own-events", undefined]);
    expect(summary).toBe(
      "9 events of orders.csv, 5.6 s long, at their own times, for payment, restaurant and delivery. The one fault or change of the run before stays in the list below.",
    );
  });

  test("says which commands cannot act any more: a message that there is not, a time after the end", () => {
    const script: Command[] = [
      ...run.script,
      { id: "late", when: { atMs: 900_000 }, action: { do: "crash", part: "broker-1" } },
      { id: "cut", when: { atMs: 2000 }, action: { do: "cutBefore", from: "*", to: "order-svc", type: "confirm.ack", message: 12 } },
      { id: "stays", when: { after: "EffectConfirmed", message: 3, delayMs: 0 }, action: { do: "crash", part: "payment-1" } },
      { id: "timed", when: { atMs: 3000 }, action: { do: "crash", part: "payment-2" } },
    ];
    const { idle, run: own } = withOwnEvents({ ...run, script }, events(0, 100, 200), named);
    expect(idle.map(({ id }) => id)).toEqual([run.script[0].id, "late", "cut"]);
    expect(own.script).toBe(script);
  });

  test("of a time longer than a run may be is quickened by a whole number, which it says", () => {
    const week = 7 * 24 * 3_600_000;
    const { run: own, pace } = withOwnEvents(run, events(0, week / 2, week), named);
    expect(Number.isInteger(pace) && pace > 1).toBe(true);
    const { workload, durationMs, summary } = own.scenario;
    expect(durationMs).toBeLessThanOrEqual(RUN_LIMITS.durationMs);
    expect(week / (pace - 1)).toBeGreaterThan(RUN_LIMITS.durationMs - 30_000);
    expect(workload.kind === "list" && workload.messages[1].atMs).toBeCloseTo(week / 2 / pace + 1500, 3);
    expect(summary).toContain(`${pace} times as fast as they were`);
  });
});

test("the Friday evening of the sample keeps its own times", () => {
  const file = loadEvents(readFileSync(new URL("../scenarios/data/food-orders.csv", import.meta.url), "utf8"));
  if (!file.ok) throw new Error("the sample does not load");
  const { run: own, pace, idle } = withOwnEvents(run, file.messages, { story: "A Friday evening", source: "food-orders.csv" });
  expect([pace, idle]).toEqual([1, []]);
  expect(own.scenario.summary).toMatch(/^1221 events of food-orders.csv, 5 h 33 min long, at their own times/);
});

test.each([
  [0, "0 s"],
  [4520, "4.5 s"],
  [119_000, "119 s"],
  [720_000, "12 min"],
  [19_980_000, "5 h 33 min"],
])("%i ms are %s", (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});
