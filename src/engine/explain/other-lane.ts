import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { LaneRecord } from "./lane-record.ts";

/** The lane in which it happened, alone: what happens here is told against it. */
export interface OtherLane {
  record: LaneRecord;
  facts: LaneFacts;
}
