import type { EventId } from "../sim/history.ts";
import type { ConnectionId, TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { GroupState } from "./views.ts";

/** A member of a classic group as its coordinator knows it. */
export interface Member {
  memberId: string;
  clientId: string;
  topics: readonly string[];
  sessionTimeoutUs: Micros;
  rebalanceTimeoutUs: Micros;
  assignment: readonly string[];
  sessionTimer: TimerId;
  lastSeenAt: Micros;
  /** A JoinGroup or SyncGroup that waits for its answer. */
  joining: { connection: ConnectionId; correlation: number } | null;
  syncing: { connection: ConnectionId; correlation: number } | null;
}

/** A consumer group of the classic protocol (K-GRP-02). */
export interface Group {
  name: string;
  state: GroupState;
  generation: number;
  leader: string;
  /** In the order of joining. */
  members: Member[];
  joinTimer: TimerId;
  /** Ids that were handed out and not used yet (K-GRP-03). */
  promised: string[];
  /** The event that began the present rebalance. */
  rebalanceEvent: EventId;
}

export function newGroup(name: string): Group {
  return { name, state: "Empty", generation: 0, leader: "", members: [], joinTimer: -1, promised: [], rebalanceEvent: -1 };
}

export function memberOf(group: Group | undefined, memberId: string): Member | undefined {
  return group?.members.find((member) => member.memberId === memberId);
}
