import { NO_TIMER } from "../sim/process.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { writeRecords } from "./coordinator-shard.ts";
import { type Group, newGroup } from "./group.ts";
import { offsetsPartitionName } from "./group-sessions.ts";
import type { GroupMetadataRecord } from "./protocol.ts";
import type { Completion } from "./shard.ts";

/** A group as its coordinator writes it down, and reads it back (K-GRP-01, K-GRP-07). */

/** The group as it is now, with an assignment for each member. */
export function writeGroup(
  state: BrokerState,
  { name, generation, leader, members }: Group,
  assignments: Readonly<Record<string, readonly string[]>>,
  completion: Completion,
  ctx: BrokerContext,
): void {
  const record: GroupMetadataRecord = {
    type: "GroupMetadata",
    group: name,
    generation,
    leader,
    members: Object.freeze(
      members.map(({ memberId, clientId, topics, sessionTimeoutUs, rebalanceTimeoutUs }) =>
        Object.freeze({ memberId, clientId, topics, sessionTimeoutUs, rebalanceTimeoutUs, assignment: assignments[memberId] ?? [] }),
      ),
    ),
  };
  writeRecords(state, offsetsPartitionName(state, name), [record], completion, ctx);
}

/** A group as its last record has it: stable, or empty. What went on since, a rebalance half done, is not in it. */
export function groupOf({ group, generation, leader, members }: GroupMetadataRecord, before: Group | undefined): Group {
  return {
    ...newGroup(group),
    state: members.length === 0 ? "Empty" : "Stable",
    generation,
    leader,
    subscribed: members.length > 0 || before?.subscribed === true,
    members: members.map((member) => ({
      ...member,
      sessionTimer: NO_TIMER,
      lastSeenAt: 0,
      synced: true,
      joining: null,
      syncing: null,
    })),
  };
}
