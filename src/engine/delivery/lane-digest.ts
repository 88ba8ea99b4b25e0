import type { History } from "../sim/history.ts";
import { evidenceOf, judge } from "./checkers/index.ts";
import { DeliveryIndex } from "./delivery-index.ts";
import type { LaneFacts } from "./lane-facts.ts";
import { type LaneMeters, meterLane } from "./meters.ts";
import type { Anomaly, Verdict } from "./verdicts.ts";

/** What the checkers and the meters found in one lane so far. */
export interface LaneDigest extends LaneMeters {
  readonly lane: number;
  /** The run has ended, and everything had come to rest: verdicts would not change any more. */
  readonly final: boolean;
  readonly verdicts: readonly Verdict[];
  readonly anomalies: readonly Anomaly[];
}

/** Judges and meters one lane by its history so far. `processLanes` holds the lane of each process. */
export function digestLane(history: History, lane: number, processLanes: readonly number[], facts: LaneFacts): LaneDigest {
  return digestIndex(new DeliveryIndex(history, lane, processLanes, facts.prefix).read(), facts);
}

/** The same over an index that is kept and read on as the history grows. */
export function digestIndex(index: DeliveryIndex, facts: LaneFacts): LaneDigest {
  const evidence = evidenceOf(index, facts);
  return { lane: index.lane, final: index.final, ...judge(evidence), ...meterLane(evidence, facts) };
}
