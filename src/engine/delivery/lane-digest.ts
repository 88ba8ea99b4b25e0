import type { History } from "../sim/history.ts";
import { judge } from "./checkers/index.ts";
import { LaneBook } from "./lane-book.ts";
import type { LaneFacts } from "./lane-facts.ts";
import type { LaneMeters } from "./meters.ts";
import type { Anomaly, Verdict } from "./verdicts.ts";

/** What the checkers and the meters found in one lane so far. */
export interface LaneDigest extends LaneMeters {
  readonly lane: number;
  /** The run has ended, and everything had come to rest: verdicts would not change any more. */
  readonly final: boolean;
  readonly verdicts: readonly Verdict[];
  /** In time order. */
  readonly anomalies: readonly Anomaly[];
}

/** Judges and meters one lane by its history so far. `processLanes` holds the lane of each process. */
export function digestLane(history: History, lane: number, processLanes: readonly number[], facts: LaneFacts): LaneDigest {
  return digestBook(new LaneBook(history, lane, processLanes, facts).read());
}

/** The same over a book that is kept and read on as the history grows. */
export function digestBook(book: LaneBook): LaneDigest {
  const { index } = book;
  return { lane: index.lane, final: index.final, ...judge(book.evidence()), ...book.meters() };
}
