import type { SystemName } from "../../engine/delivery/system.ts";
import type { Column } from "./words.ts";

/** A lane that has its columns in the table. */
export interface ShownLane {
  id: string;
  system: SystemName;
  lane: number;
  columns: readonly Column[];
}
