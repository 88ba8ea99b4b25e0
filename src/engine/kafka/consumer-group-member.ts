import { OwnershipGained, OwnershipLost } from "../delivery/events.ts";
import { newFifo } from "../delivery/fifo.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { SECOND } from "../sim/time.ts";
import { assignRange } from "./assignor-range.ts";
import { partitionCount } from "./client-cluster.ts";
import { beginHeartbeats, coordinatorReady, correlation, endHeartbeats, sendToCoordinator } from "./consumer-coordinator.ts";
import type { ConsumerContext, ConsumerState } from "./consumer-state.ts";
import { isRunning, pause, stopTimer } from "./consumer-timers.ts";
import type { KafkaError } from "./errors.ts";
import type { JoinGroupResponse, SyncGroupResponse } from "./protocol.ts";

/** The member's side of the classic group protocol, eager (K-GRP-11): before rejoining it gives up everything. */

/** A JoinGroup may stay unanswered for the rebalance timeout and this (K-GRP-19; AbstractCoordinator.JOIN_GROUP_TIMEOUT_LAPSE). */
const JOIN_LAPSE_US = 5 * SECOND;

/** Gives everything up and joins as soon as the coordinator can be asked. */
export function rejoin(state: ConsumerState, ctx: ConsumerContext): void {
  revokeAll(state, ctx);
  endHeartbeats(state, ctx);
  state.rejoin = false;
  state.lost = false;
  state.membership = "finding coordinator";
  join(state, ctx);
}

export function join(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.membership !== "finding coordinator" || isRunning(state, "join") || !coordinatorReady(state, ctx)) return;
  state.membership = "joining";
  const { memberId, config, topics, group } = state;
  const timeoutUs = Math.max(config.cluster.network.requestTimeoutUs, config.maxPollIntervalUs + JOIN_LAPSE_US);
  sendToCoordinator(
    state,
    {
      type: "JoinGroup",
      correlation: correlation(state),
      group,
      memberId,
      clientId: ctx.address,
      sessionTimeoutUs: config.sessionTimeoutUs,
      rebalanceTimeoutUs: config.maxPollIntervalUs,
      topics,
    },
    null,
    ctx,
    timeoutUs,
  );
}

/** JoinGroup or SyncGroup failed: tried again after a pause, or at once when the answer told what was wrong. */
export function joinFailed(state: ConsumerState, error: KafkaError, ctx: ConsumerContext): void {
  state.membership = "finding coordinator";
  const told = error === "MEMBER_ID_REQUIRED" || error === "UNKNOWN_MEMBER_ID" || error === "ILLEGAL_GENERATION";
  if (!told && error !== "REBALANCE_IN_PROGRESS") pause(state, "join", state.failures++, ctx);
  join(state, ctx);
}

/** Answers NOT_COORDINATOR when the coordinator has to be looked for again. */
export function joined(state: ConsumerState, response: JoinGroupResponse, ctx: ConsumerContext): void {
  const { error, memberId, generation, leader, members } = response;
  switch (error) {
    case "NONE": {
      state.memberId = memberId;
      state.generation = generation;
      state.membership = "syncing";
      const counts = Object.fromEntries(state.topics.map((topic) => [topic, partitionCount(state.cluster, topic)]));
      const assignments = leader === memberId ? assignRange(members, counts) : {};
      const group = state.group;
      sendToCoordinator(state, { type: "SyncGroup", correlation: correlation(state), group, memberId, generation, assignments }, null, ctx);
      return;
    }
    case "MEMBER_ID_REQUIRED":
      state.memberId = memberId;
      return joinFailed(state, error, ctx);
    case "UNKNOWN_MEMBER_ID":
      state.memberId = "";
      return joinFailed(state, error, ctx);
    case "INVALID_SESSION_TIMEOUT":
      state.membership = "left"; // a setting that the coordinator will not have: nothing to retry
      return;
    default:
      return joinFailed(state, error, ctx);
  }
}

export function synced(state: ConsumerState, { error, assignment }: SyncGroupResponse, ctx: ConsumerContext): void {
  if (error !== "NONE") {
    if (error === "UNKNOWN_MEMBER_ID") state.memberId = "";
    // SyncGroupResponseHandler does not know this one: poll() throws it, with a rejoin noted, and the application polls again at once.
    return joinFailed(state, error === "COORDINATOR_LOAD_IN_PROGRESS" ? "REBALANCE_IN_PROGRESS" : error, ctx);
  }
  state.membership = "stable";
  state.failures = 0;
  state.autoCommitAt = ctx.now + state.config.autoCommitUs;
  const destination = ctx.text(state.group);
  state.positions = assignment.map((partition) => ({
    partition,
    position: -1,
    fetchOffset: -1,
    buffered: 0,
    committed: -1,
    ready: false,
    start: "committed",
    asked: false,
  }));
  for (const partition of assignment) ctx.trace(OwnershipGained, NO_MESSAGE, destination, ctx.text(partition), state.generation);
  beginHeartbeats(state, ctx);
}

export function revokeAll(state: ConsumerState, ctx: ConsumerContext): void {
  const destination = ctx.text(state.group);
  for (const { partition } of state.positions) {
    ctx.because("read", state.leftBy);
    ctx.trace(OwnershipLost, NO_MESSAGE, destination, ctx.text(partition), state.generation);
  }
  state.leftBy = -1;
  state.positions = [];
  state.buffer = newFifo();
  stopTimer(state, "positions", ctx);
  stopTimer(state, "fetch", ctx);
}
