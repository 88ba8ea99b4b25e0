import { beforeEach, expect, test } from "vitest";
import { titleOf } from "../../engine/explain/titles.ts";
import type { Anomaly, LaneDigest, LedgerRow } from "../../worker/protocol.ts";
import { ledgerRow } from "../ledger/row.test-util.ts";
import { usePlayback } from "../state/playback.ts";
import { absentOfRow, absentQuestion, newestAbsent } from "./absent.ts";
import { goneWords } from "./words.ts";

const twice = (lane: number, message: number, at: number): Anomaly => ({
  kind: "duplicated",
  checker: "C6",
  lane,
  at,
  message,
  destination: "payment",
  event: 9,
  witnesses: [9],
});
const digest = (lane: number, ...anomalies: Anomaly[]) => ({ lane, anomalies }) as unknown as LaneDigest;
const row = (outcome: LedgerRow["outcome"]) => ledgerRow({ outcome });
const question = { kind: "duplicated", lane: 1, message: 7, destination: "payment", notAsIn: 0 } as const;

beforeEach(() => usePlayback.setState({ playheadUs: 20_000_000, peekUs: null, endUs: 20_000_000 }));

test("of a message that went well here and twice elsewhere one can ask why not, and of nothing else", () => {
  const rows = new Map([
    [0, row("twice")],
    [1, row("once")],
  ]);
  expect(absentOfRow(row("once"), 1, rows)).toEqual(question);
  expect(titleOf(question)).toBe("Why was #7 not processed twice here?");
  expect(goneWords(question)).toMatch(/^#7 /);
  expect(absentOfRow(row("late"), 1, rows)).toBeNull();
  expect(
    absentOfRow(
      row("once"),
      1,
      new Map([
        [0, row("once")],
        [1, row("once")],
      ]),
    ),
  ).toBeNull();
  // That it waits elsewhere is no case, and may end yet.
  expect(
    absentOfRow(
      row("once"),
      1,
      new Map([
        [0, row("waiting")],
        [1, row("once")],
      ]),
    ),
  ).toBeNull();
});

test("the newest case of another lane up to the instant that this lane does not have", () => {
  const wanted = ({ kind }: Anomaly) => kind === "duplicated";
  const digests = [digest(0, twice(0, 7, 5_000_000), twice(0, 8, 6_000_000), twice(0, 9, 9_000_000)), digest(1, twice(1, 8, 7_000_000))];
  expect(newestAbsent(1, digests, wanted, 8_000_000)).toEqual(question);
  expect(newestAbsent(1, digests, wanted, 4_000_000)).toBeNull();
  expect(newestAbsent(0, digests, wanted, 8_000_000)).toBeNull();
});

test("a question why not is not turned about again", () => {
  expect(absentQuestion(question, 2, [])).toBeNull();
  expect(absentQuestion({ kind: "duplicated", lane: 0, message: 7, destination: "payment" }, 0, [])).toBeNull();
});
