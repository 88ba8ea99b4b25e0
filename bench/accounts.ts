import { LaneBook } from "../src/engine/delivery/lane-book.ts";
import { digestBook } from "../src/engine/delivery/lane-digest.ts";
import { factsOf, messagesOf, startRun } from "../src/engine/run.ts";
import type { Run } from "../src/engine/scenario.ts";

export interface AccountsCost {
  rows: number;
  recordMs: number;
  /** Reading the whole history once, in all lanes; on the page it is spread over the recording. */
  readMs: number;
  /** All verdicts and figures of all lanes, as they stand. */
  digestMs: number[];
  /** The ledgers of all lanes at ten instants, there and back. */
  ledgerMs: number[];
}

/** What the accounts of a recorded run cost beside the recording. */
export function measureAccounts(run: Run, events: number): AccountsCost {
  const simulation = startRun(run);
  const recordMs = timed(() => simulation.runUntil(Number.MAX_SAFE_INTEGER, events));
  const processLanes = simulation.processes.map(({ lane }) => lane);
  const books = factsOf(run, messagesOf(run)).map((facts, lane) => new LaneBook(simulation.history, lane, processLanes, facts));
  const readMs = timed(() => books.forEach((book) => book.read()));
  const instants = [10, 1, 5, 3, 9, 2, 8, 4, 7, 6].map((tenth) => Math.floor((simulation.now * tenth) / 10));
  return {
    rows: simulation.history.length,
    recordMs,
    readMs,
    digestMs: instants.map(() => timed(() => books.forEach(digestBook))),
    ledgerMs: instants.map((at) => timed(() => books.forEach((book) => book.ledgerAt(at)))),
  };
}

function timed(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
