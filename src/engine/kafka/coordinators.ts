import type { Coordinator } from "./coordinator-shard.ts";
import { groupCoordinator } from "./group-shard.ts";
import { OFFSETS_TOPIC } from "./protocol.ts";

/** The coordinator that lives on an internal topic. */
export function coordinatorOf(topic: string): Coordinator | undefined {
  return topic === OFFSETS_TOPIC ? groupCoordinator : undefined;
}
