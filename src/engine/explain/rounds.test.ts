import { expect, test } from "vitest";
import type { Candidate } from "./candidates.ts";
import { endsOfLoops } from "./rounds.ts";
import { claim, RANK } from "./sentence.ts";

function step(event: number, message: number, rank: number = RANK.handed): Candidate {
  const title = claim("handed", { id: event, at: event }, { part: "work-1", message, how: "received" });
  return { event, kind: "MessageDelivered", sentence: { title, details: [], rank }, asked: false, leaveOut: event, command: null };
}
const events = (candidates: readonly Candidate[]) => candidates.map(({ event }) => event).sort((one, other) => one - other);

test("of the rounds of a loop the first two and the last two are tried", () => {
  const loop = Array.from({ length: 9 }, (_, i) => step(10 * (i + 1), 7));
  expect(events(endsOfLoops([...loop].reverse()))).toEqual([10, 20, 80, 90]);
});

test("another message, or a handful of rounds, are no loop; faults each count", () => {
  const few = [1, 2, 3, 4].map((event) => step(event, 7));
  const others = [5, 6].map((event) => step(event, 8));
  const faults = [11, 12, 13, 14, 15, 16].map((event) => step(event, 9, RANK.fault));
  expect(events(endsOfLoops([...few, ...others, ...faults]))).toEqual([1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]);
});
