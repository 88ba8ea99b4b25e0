import type { SystemName } from "../../engine/delivery/system.ts";
import type { LaneDigest } from "../../worker/protocol.ts";

/** A lane as the charts know it: its look goes by its system. */
export interface ChartLane {
  lane: number;
  system: SystemName;
  title: string;
  digest: LaneDigest;
}
