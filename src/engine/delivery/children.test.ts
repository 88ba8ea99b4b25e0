import { describe, expect, test } from "vitest";
import { type HistoryScript, history, testService } from "./history-script.test-util.ts";
import { digestLane } from "./lane-digest.ts";
import { ledgerAt } from "./ledger.ts";

/** Orders 1 to 3 come from outside; 4 to 6 is what the worker makes of them in their order, 7 to 9 another output of the same. */
function chain(): HistoryScript {
  const h = history();
  Object.assign(h, { messageCount: 9, fromOutside: 3, blocks: [1, 4, 7] });
  h.types = { ...h.types, 4: "paid", 5: "paid", 6: "paid", 7: "declined", 8: "declined", 9: "declined" };
  h.services = [
    { ...testService("pay"), types: ["order.placed"] },
    { ...testService("next"), types: ["paid"] },
  ];
  return h;
}
/** A child that the worker hands over, and then its copy. */
const made = (h: HistoryScript, number: number) => h.accepted(number, { by: "worker" }).sent(number, { by: "worker", place: "paid" });
const stored = (h: HistoryScript, number: number, position: number) =>
  h.stored(number, { place: "paid", position }).confirmed(number, { place: "paid", position, by: "worker" });
const rowsOf = (h: HistoryScript) =>
  ledgerAt(h.history, 0, h.processLanes, h.facts, Number.MAX_SAFE_INTEGER).rows.map(({ message, destination, outcome }) => [
    message,
    destination,
    outcome,
  ]);

describe("what a handler makes", () => {
  test("has no row before it was made; then one with whoever takes its type", () => {
    const h = chain();
    expect(rowsOf(h)).toEqual([1, 2, 3].map((number) => [number, "pay", "not sent yet"]));
    made(h, 5);
    expect(rowsOf(h).slice(3)).toEqual([[5, "next", "in flight"]]);
  });

  test("is owed by nobody where nobody takes its type", () => {
    const h = chain().subscribed("next", "paid");
    stored(made(h, 7), 7, 0);
    expect(rowsOf(h).length).toBe(3);
  });

  test("is done, where a handler changes nothing outside, when its work is", () => {
    const h = chain();
    const effectless = () =>
      ledgerAt(h.history, 0, h.processLanes, { ...h.facts, effectless: ["pay"] }, Number.MAX_SAFE_INTEGER).rows[0].outcome;
    h.sent(1).routed(1, "pay").stored(1).confirmed(1).delivered(1, { destination: "pay" }).begun(1, { destination: "pay" });
    expect(effectless()).toBe("being processed");
    h.done(1, { destination: "pay" });
    expect(effectless()).toBe("once");
    expect(rowsOf(h)[0]).not.toEqual([1, "pay", "once"]);
  });

  test("has its latency from the hand-over of the order that it goes back to", () => {
    const h = chain();
    // Every entry takes a millisecond: the order is handed over at 2, the child at 12, its effect is in at 27.
    h.wait(1).accepted(2).wait(3).sent(2).wait(5);
    made(h, 5).wait(11);
    const other = { destination: "next" };
    h.begun(5, other).effect(5, other);
    const meters = (roots?: number[]) => digestLane(h.history, 0, h.processLanes, roots === undefined ? h.facts : { ...h.facts, roots });
    expect(meters([1, 2, 3, 1, 2, 3, 1, 2, 3]).latency).toEqual({ at: [27_000], us: [25_000] });
    expect(meters().latency.us).toEqual([15_000]);
  });

  test("O1: is to be stored in the order in which it was handed over, whatever its numbers", () => {
    const h = chain();
    for (const number of [6, 4]) made(h, number);
    stored(stored(h, 6, 0), 4, 1).end();
    expect(h.verdict("O1").count).toBe(0);
    const other = chain();
    for (const number of [6, 4]) made(other, number);
    stored(stored(other, 4, 0), 6, 1).end();
    expect(other.verdict("O1").verdict).toBe("broken");
    expect(other.verdict("O1").witnesses.map(({ message }) => message)).toEqual([6]);
  });

  test("O1: is not compared with what its maker hands over from outside", () => {
    const h = chain().sent(2, { by: "worker", place: "paid" });
    made(h, 4);
    h.stored(4, { place: "paid", position: 0 }).stored(2, { place: "paid", position: 1 }).end();
    expect(h.verdict("O1").count).toBe(0);
  });

  test("O3: keeps the order of its parents within one output, and none between two", () => {
    const effects = (numbers: readonly number[]) => {
      const h = chain();
      for (const number of numbers) made(h, number).delivered(number, { destination: "next" }).effect(number, { destination: "next" });
      return h.end().verdict("O3");
    };
    expect(effects([4, 5]).count).toBe(0);
    expect(effects([5, 4]).witnesses.map(({ message, other }) => [message, other])).toEqual([[4, 5]]);
    expect(effects([8, 4]).count).toBe(0);
  });
});
