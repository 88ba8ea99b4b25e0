import type { Box, Point } from "../layout/lane-layout.ts";
import type { GraphLane } from "./graph-lane.ts";

/** Where the boxes of a graph stand, and how its wires run: what faces and packets are placed by. */
export interface GraphPlaces {
  lane: GraphLane;
  boxes: ReadonlyMap<string, Box>;
  /** By the ids of wires, bindings and tapes. */
  ways: ReadonlyMap<string, readonly Point[]>;
}
