import { expect, test } from "vitest";
import { evidenceOf, judge } from "./checkers/index.ts";
import { DeliveryIndex } from "./delivery-index.ts";
import { type HistoryScript, history, testService } from "./history-script.test-util.ts";
import type { LaneFacts } from "./lane-facts.ts";
import { ledgerAt } from "./ledger.ts";

/** Queue `desk` reads for two handlers; message 1 is for both, 2 for the second alone. */
function desk(): { h: HistoryScript; facts: () => LaneFacts } {
  const h = history();
  h.messageCount = 2;
  h.types = { 1: "placed", 2: "returned" };
  h.services = [
    { ...testService("show"), types: ["placed"] },
    { ...testService("file"), types: ["placed", "returned"] },
  ];
  for (const name of ["show", "file"]) h.history.strings.intern(name);
  return { h, facts: () => ({ ...h.facts, readers: { desk: ["show", "file"] } }) };
}

function rowsOf({ h, facts }: ReturnType<typeof desk>): string[] {
  const { rows } = ledgerAt(h.history, 0, h.processLanes, facts(), Number.MAX_SAFE_INTEGER);
  return rows.map(({ message, destination, outcome }) => `${message} ${destination}: ${outcome}`);
}

function verdictOf({ h, facts }: ReturnType<typeof desk>, checker: string) {
  const judged = judge(evidenceOf(new DeliveryIndex(h.history, 0, h.processLanes, facts()).read(), facts()));
  const verdict = judged.verdicts.find((one) => one.checker === checker);
  return verdict?.witnesses.map(({ message, destination }) => `${message} ${destination}`);
}

test("what is said of a queue is said of every handler behind it that takes the message", () => {
  const story = desk();
  const { h } = story;
  for (const number of [1, 2]) h.sent(number).routed(number, "desk").stored(number).confirmed(number);
  expect(rowsOf(story)).toEqual(["1 show: waiting", "1 file: waiting", "2 file: waiting"]);
  for (const number of [1, 2]) h.delivered(number, { destination: "desk" }).settled(number, "desk");
  h.begun(1, { destination: "show" }).effect(1, { destination: "show" }).done(1, { destination: "show" });
  h.crash("consumer").end();
  expect(rowsOf(story)).toEqual(["1 show: once", "1 file: lost", "2 file: lost"]);
  expect(verdictOf(story, "C2")).toEqual(["1 file", "2 file"]);
});

test("an instance with two workers has two messages at work, and has left the first when it begins a third", () => {
  const { h } = desk();
  h.messageCount = 3;
  h.types = {};
  h.services = [testService("d")];
  for (const number of [1, 2, 3]) h.sent(number).routed(number, "d").stored(number).confirmed(number).delivered(number).settled(number);
  const outcomes = (workers: number) =>
    ledgerAt(h.history, 0, h.processLanes, { ...h.facts, workers: { d: workers } }, Number.MAX_SAFE_INTEGER).rows.map(
      ({ outcome }) => outcome,
    );
  h.begun(1).begun(2).begun(3).end();
  expect(outcomes(3)).toEqual(["being processed", "being processed", "being processed"]);
  // What was begun and is neither at work nor done when all rests, is lost.
  expect(outcomes(2)).toEqual(["lost", "being processed", "being processed"]);
  expect(outcomes(1)).toEqual(["lost", "lost", "being processed"]);
});

test("a message that one worker threw on may come again while the other works", () => {
  const { h } = desk();
  h.messageCount = 3;
  h.types = {};
  h.services = [testService("d")];
  for (const number of [1, 2, 3]) h.sent(number).routed(number, "d").stored(number).confirmed(number).delivered(number).settled(number);
  const first = (workers: number) =>
    ledgerAt(h.history, 0, h.processLanes, { ...h.facts, workers: { d: workers } }, Number.MAX_SAFE_INTEGER).rows[0].outcome;
  h.begun(1).failed(1).begun(2);
  expect(first(2)).toBe("failing");
  expect(first(1)).toBe("lost");
  h.begun(3);
  expect(first(2)).toBe("lost");
});
