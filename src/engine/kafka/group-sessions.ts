import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { shardError } from "./coordinator-shard.ts";
import type { KafkaError } from "./errors.ts";
import type { Group, Member } from "./group.ts";
import { coordinatorPartition } from "./murmur2.ts";
import { OFFSETS_TOPIC } from "./protocol.ts";

/** Who coordinates a group and who is in it, as every request of a member is asked. */

/** K-GRP-01: the partition whose leader coordinates a group. */
export function offsetsPartitionName(state: BrokerState, group: string): string {
  return `${OFFSETS_TOPIC}-${coordinatorPartition(group, state.image.index.topics[OFFSETS_TOPIC])}`;
}

/** Why this broker does not coordinate the group, or NONE. */
export function coordinationError(state: BrokerState, group: string): KafkaError {
  return shardError(state, offsetsPartitionName(state, group));
}

export function membershipError(group: Group | undefined, member: Member | undefined, generation: number): KafkaError {
  if (group === undefined || member === undefined) return "UNKNOWN_MEMBER_ID";
  return group.generation === generation ? "NONE" : "ILLEGAL_GENERATION"; // K-GRP-16
}

/** K-GRP-08: any sign of life renews the session. */
export function renewSession(group: Group, member: Member, ctx: BrokerContext): void {
  ctx.cancelTimer(member.sessionTimer);
  member.lastSeenAt = ctx.now;
  member.sessionTimer = ctx.setTimer("sessionExpired", member.sessionTimeoutUs, { group: group.name, memberId: member.memberId });
}
