import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { offsetsPartitionName } from "./committed-offsets.ts";
import type { KafkaError } from "./errors.ts";
import type { Group, Member } from "./group.ts";
import type { Replica } from "./replica.ts";

/** Who is in a group, as every request of a member is asked. */

/** The offsets partition of a group when this broker leads it. */
export function ledOffsets(state: BrokerState, group: string): Replica | null {
  const replica = state.replicas[offsetsPartitionName(state, group)];
  return replica?.role === "leader" ? replica : null;
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
