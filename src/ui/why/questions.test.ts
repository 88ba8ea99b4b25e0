import { beforeEach, expect, test } from "vitest";
import { CHECKERS } from "../../engine/delivery/checkers/index.ts";
import { LEDGER_OUTCOMES } from "../../engine/delivery/ledger-row.ts";
import { titleOf } from "../../engine/explain/titles.ts";
import type { LedgerRow, Witness } from "../../worker/protocol.ts";
import { usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { destinationsOf, questionOfAnomaly, questionOfRow, questionOfState, questionOfWitness } from "./questions.ts";
import { goneWords } from "./words.ts";

const counts = { sent: 1, confirmed: 1, stored: 1, delivered: 1, processed: 0, effects: 0 };
const row = (outcome: LedgerRow["outcome"]): LedgerRow => ({
  ...counts,
  message: 3,
  key: "1041",
  type: "order.placed",
  destination: "payment",
  outcome,
  note: "",
});
const found = (checker: string): Witness => ({
  checker,
  lane: 1,
  at: 5,
  message: 3,
  destination: "payment",
  event: 9,
  witnesses: [9],
});

beforeEach(() => usePlayback.setState({ playheadUs: 4_000_000, peekUs: null, endUs: 20_000_000 }));

test("every row that is not once has a question with a title and words for when it does not happen", () => {
  expect(questionOfRow(row("once"), 0)).toBeNull();
  for (const outcome of LEDGER_OUTCOMES.filter((other) => other !== "once")) {
    const question = questionOfRow(row(outcome), 2);
    if (question === null) throw new Error(outcome);
    expect(question).toMatchObject({ lane: 2, message: 3, destination: "payment" });
    expect(titleOf(question)).toMatch(/^Why .*#3.*\?$/);
    expect(goneWords(question)).toMatch(/^#3 /);
  }
});

test("how a message stands is asked for the shown instant, and at the end of the run for good", () => {
  expect(questionOfRow(row("waiting"), 0)?.atUs).toBe(4_000_000);
  expect(questionOfRow(row("twice"), 0)).toEqual({ kind: "duplicated", lane: 0, message: 3, destination: "payment" });
  expect(questionOfState(0, 3, "payment").atUs).toBe(4_000_000);
  usePlayback.setState({ playheadUs: 20_000_000 });
  expect(questionOfRow(row("waiting"), 0)).toEqual({ kind: "waiting", lane: 0, message: 3, destination: "payment" });
});

test("each case of a broken promise is asked about by what it is", () => {
  const kinds = ["L1", "C2", "C6", "O3", "L5", "C4", "C7", "O1", "O4", "at-most-once: effects", "C9", "at-least-once: effects"].map(
    (checker) => questionOfWitness(found(checker)).kind,
  );
  expect(kinds).toEqual([
    "lost",
    "lost",
    "duplicated",
    "late",
    "stored twice",
    "handed over again",
    "stale",
    "log order",
    "queue order",
    "duplicated",
    "waiting",
    "waiting",
  ]);
  expect(CHECKERS.length).toBeGreaterThan(10);
  expect(questionOfAnomaly({ ...found("L9"), kind: "removed" }).kind).toBe("removed");
  expect(questionOfAnomaly({ ...found("C9"), kind: "stuck" })).toEqual({ kind: "waiting", lane: 1, message: 3, destination: "payment" });
});

test("a case that names no destination is asked for the first that the message is for", () => {
  const [first] = useRun.getState().run.scenario.services;
  expect(destinationsOf(1)[0]).toBe(first.name);
  expect(questionOfWitness({ ...found("L5"), message: 1, destination: "" }).destination).toBe(first.name);
});
