import { OwnershipGained, OwnershipLost } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { NO_CONNECTION } from "../sim/process.ts";
import { assignRange } from "./assignor-range.ts";
import { partitionCount, refreshMetadata } from "./client-cluster.ts";
import type { ConsumerContext, ConsumerState } from "./consumer-state.ts";
import type { KafkaError } from "./errors.ts";
import { PositionRestored } from "./events.ts";
import type { FindCoordinatorResponse, HeartbeatResponse, JoinGroupResponse, OffsetFetchResponse, SyncGroupResponse } from "./protocol.ts";

/** The member's side of the classic group protocol, eager (K-GRP-11): before rejoining it gives up everything. */

const RETRY_US = 200_000;

export function findCoordinator(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.coordinator !== "") return;
  const open = Object.values(state.cluster.connections).find((connection) => connection.open);
  if (open === undefined || state.cluster.image === null) return refreshMetadata(state.cluster, ctx);
  ctx.send(open.id, { type: "FindCoordinator", correlation: correlation(state), group: state.service.name });
}

export function coordinatorFound(state: ConsumerState, { error, coordinator }: FindCoordinatorResponse, ctx: ConsumerContext): void {
  if (state.coordinator !== "") return;
  if (error !== "NONE") {
    ctx.setTimer("coordinator", RETRY_US, null);
    return;
  }
  state.coordinator = coordinator;
  state.coordinatorConnection = ctx.connect(coordinator);
}

/** After a lost connection or NOT_COORDINATOR: look again; the membership is kept until the coordinator says otherwise. */
export function forgetCoordinator(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.coordinatorOpen) ctx.close(state.coordinatorConnection);
  state.coordinator = "";
  state.coordinatorConnection = NO_CONNECTION;
  state.coordinatorOpen = false;
  ctx.setTimer("coordinator", RETRY_US, null);
  if (state.membership === "joining" || state.membership === "syncing") state.membership = "finding coordinator";
}

export function coordinatorOpened(state: ConsumerState, ctx: ConsumerContext): void {
  state.coordinatorOpen = true;
  if (state.membership === "finding coordinator") join(state, ctx);
  if (state.committing !== null) ctx.setTimer("recommit", 0, null);
}

export function join(state: ConsumerState, ctx: ConsumerContext): void {
  if (!state.coordinatorOpen) {
    state.membership = "finding coordinator";
    return findCoordinator(state, ctx);
  }
  revokeAll(state, ctx);
  state.rejoin = false;
  state.lost = false;
  state.membership = "joining";
  const { memberId, config, topics, service } = state;
  ctx.send(state.coordinatorConnection, {
    type: "JoinGroup",
    correlation: correlation(state),
    group: service.name,
    memberId,
    clientId: ctx.address,
    sessionTimeoutUs: config.sessionTimeoutUs,
    rebalanceTimeoutUs: config.maxPollIntervalUs,
    topics,
  });
}

export function joined(state: ConsumerState, response: JoinGroupResponse, ctx: ConsumerContext): void {
  if (state.membership !== "joining") return;
  const { error, memberId, generation, leader, members } = response;
  switch (error) {
    case "NONE": {
      state.memberId = memberId;
      state.generation = generation;
      state.membership = "syncing";
      const counts = Object.fromEntries(state.topics.map((topic) => [topic, partitionCount(state.cluster, topic)]));
      const assignments = leader === memberId ? assignRange(members, counts) : {};
      ctx.send(state.coordinatorConnection, {
        type: "SyncGroup",
        correlation: correlation(state),
        group: state.service.name,
        memberId,
        generation,
        assignments,
      });
      return;
    }
    case "MEMBER_ID_REQUIRED":
      state.memberId = memberId;
      return join(state, ctx);
    case "UNKNOWN_MEMBER_ID":
      state.memberId = "";
      return join(state, ctx);
    case "NOT_COORDINATOR":
      return forgetCoordinator(state, ctx);
    default:
      state.membership = "left"; // a setting that the coordinator will not have: nothing to retry
  }
}

export function synced(state: ConsumerState, { error, assignment }: SyncGroupResponse, ctx: ConsumerContext): void {
  if (state.membership !== "syncing") return;
  if (error === "NOT_COORDINATOR") return forgetCoordinator(state, ctx);
  if (error !== "NONE") {
    if (error === "UNKNOWN_MEMBER_ID") state.memberId = "";
    return join(state, ctx);
  }
  state.membership = "stable";
  const destination = ctx.text(state.service.name);
  state.positions = assignment.map((partition) => ({ partition, position: -1, fetchOffset: -1, committed: -1, ready: false }));
  for (const partition of assignment) ctx.trace(OwnershipGained, NO_MESSAGE, destination, ctx.text(partition), state.generation);
  ctx.setTimer("heartbeat", state.config.heartbeatUs, { generation: state.generation });
  fetchOffsets(state, ctx);
}

export function fetchOffsets(state: ConsumerState, ctx: ConsumerContext): void {
  const partitions = state.positions.filter(({ ready }) => !ready).map(({ partition }) => partition);
  if (partitions.length === 0 || !state.coordinatorOpen) return;
  ctx.send(state.coordinatorConnection, { type: "OffsetFetch", correlation: correlation(state), group: state.service.name, partitions });
}

/** Positions to resume from; partitions without a commit are left for auto.offset.reset (K-CON-30). */
export function offsetsFetched(state: ConsumerState, { error, offsets }: OffsetFetchResponse, ctx: ConsumerContext): string[] {
  if (error !== "NONE") {
    forgetCoordinator(state, ctx);
    return [];
  }
  const unset: string[] = [];
  for (const { partition, offset, event } of offsets) {
    const position = state.positions.find((candidate) => candidate.partition === partition);
    if (position === undefined || position.ready) continue;
    if (offset < 0) {
      unset.push(partition);
      continue;
    }
    ctx.because("read", event);
    ctx.rule("K-CON-01: resumes at the committed offset", offset);
    startAt(state, partition, offset, ctx);
  }
  return unset;
}

export function startAt(state: ConsumerState, partition: string, offset: number, ctx: ConsumerContext): void {
  const position = state.positions.find((candidate) => candidate.partition === partition);
  if (position === undefined) return;
  Object.assign(position, { position: offset, fetchOffset: offset, committed: offset, ready: true });
  state.committedBy[partition] = ctx.trace(PositionRestored, NO_MESSAGE, ctx.text(state.service.name), offset, ctx.text(partition));
}

export function sendHeartbeat(state: ConsumerState, generation: number, ctx: ConsumerContext): void {
  if (state.generation !== generation || (state.membership !== "stable" && !state.rejoin)) return;
  ctx.setTimer("heartbeat", state.config.heartbeatUs, { generation });
  if (!state.coordinatorOpen) return;
  const { memberId } = state;
  ctx.send(state.coordinatorConnection, {
    type: "Heartbeat",
    correlation: correlation(state),
    group: state.service.name,
    memberId,
    generation,
  });
}

/** True when the member has to rejoin: at the next poll(), not before (K-GRP-11). */
export function heartbeatAnswered(state: ConsumerState, { error }: HeartbeatResponse, ctx: ConsumerContext): boolean {
  if (state.membership !== "stable") return false;
  if (error === "NOT_COORDINATOR") forgetCoordinator(state, ctx);
  noteMembership(state, error);
  return state.rejoin;
}

/** What the error of a heartbeat or commit says of this membership. */
export function noteMembership(state: ConsumerState, error: KafkaError): void {
  if (error === "UNKNOWN_MEMBER_ID") state.memberId = "";
  if (error === "UNKNOWN_MEMBER_ID" || error === "ILLEGAL_GENERATION") state.lost = true;
  if (state.lost || error === "REBALANCE_IN_PROGRESS") state.rejoin = true;
}

export function revokeAll(state: ConsumerState, ctx: ConsumerContext): void {
  const destination = ctx.text(state.service.name);
  for (const { partition } of state.positions) ctx.trace(OwnershipLost, NO_MESSAGE, destination, ctx.text(partition), state.generation);
  state.positions = [];
  state.buffer = [];
}

export function correlation(state: ConsumerState): number {
  return state.cluster.nextCorrelation++;
}
