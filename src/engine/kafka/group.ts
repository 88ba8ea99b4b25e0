import type { EventId } from "../sim/history.ts";
import { type ConnectionId, NO_TIMER, type TimerId } from "../sim/process.ts";
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
  /** Whether it has asked for its assignment in this generation. */
  synced: boolean;
  /** A JoinGroup or SyncGroup that waits for its answer; the session does not run meanwhile (K-GRP-08). */
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
  /** Set while the first rebalance of an empty group waits for company (K-GRP-04). */
  initial: { newcomers: boolean; leftUs: Micros } | null;
  syncTimer: TimerId;
  /** Ids that were handed out and not used yet, each with the end of its session (K-GRP-03). */
  promised: Record<string, TimerId>;
  /** The event that began the present rebalance. */
  rebalanceEvent: EventId;
  /** Whether it has begun to read its partitions. */
  subscribed: boolean;
}

export function newGroup(name: string): Group {
  return {
    name,
    state: "Empty",
    generation: 0,
    leader: "",
    members: [],
    joinTimer: NO_TIMER,
    initial: null,
    syncTimer: NO_TIMER,
    promised: {},
    rebalanceEvent: -1,
    subscribed: false,
  };
}

export function memberOf(group: Group | undefined, memberId: string): Member | undefined {
  return group?.members.find((member) => member.memberId === memberId);
}
