import { NO_MESSAGE } from "../sim/history.ts";
import { requestUpdate } from "./client-cluster.ts";
import type { Asked, ConsumerContext, ConsumerState } from "./consumer-state.ts";
import { isRunning, pause, setTimer, stopTimer } from "./consumer-timers.ts";
import type { KafkaError } from "./errors.ts";
import { CoordinatorLost, PollTimeoutExpired } from "./events.ts";
import { answered, canSend, type Disconnected, disconnect, isUnavailable, leastLoaded, ready, send } from "./network-client.ts";
import type { ClientRequest, FindCoordinatorResponse, HeartbeatResponse } from "./protocol.ts";

/** The member and its coordinator: finding it, showing it that the member lives, giving it up (K-GRP-01, K-GRP-08, K-GRP-09, K-GRP-19). */

export function correlation(state: ConsumerState): number {
  return state.cluster.network.nextCorrelation++;
}

/** Asks any broker who coordinates the group, unless that is known, being asked, or waits for its pause. */
export function findCoordinator(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.coordinator !== "" || state.finding || isRunning(state, "find") || state.cluster.image === null) return;
  const { network, nodes } = state.cluster;
  const node = leastLoaded(network, nodes, ctx);
  if (node === null) return pause(state, "find", state.failures++, ctx);
  if (!canSend(network, node)) {
    ready(network, node, ctx);
    return;
  }
  state.finding = true;
  send(network, node, { type: "FindCoordinator", correlation: correlation(state), group: state.group } satisfies ClientRequest, null, ctx);
}

export function coordinatorFound(state: ConsumerState, response: FindCoordinatorResponse, ctx: ConsumerContext): void {
  if (answered(state.cluster.network, ctx.connection, response.correlation, ctx) === null) return;
  state.finding = false;
  if (state.coordinator !== "") return;
  if (response.error !== "NONE") return pause(state, "find", state.failures++, ctx);
  const node = `coordinator ${response.coordinator}`;
  // Named again by a broker that does not know better yet.
  if (isUnavailable(state.cluster.network, node, ctx.now)) return pause(state, "find", state.failures++, ctx);
  state.coordinator = response.coordinator;
  state.coordinatorNode = node;
  if (isMember(state)) setTimer(state, "session", state.config.sessionTimeoutUs, ctx);
}

/** Whether a request may go to the coordinator now; if not, the search or the connection is under way. */
export function coordinatorReady(state: ConsumerState, ctx: ConsumerContext): boolean {
  if (state.coordinator === "") {
    findCoordinator(state, ctx);
    return false;
  }
  return ready(state.cluster.network, state.coordinatorNode, ctx, state.coordinator);
}

export function sendToCoordinator(
  state: ConsumerState,
  request: ClientRequest,
  context: Asked,
  ctx: ConsumerContext,
  timeoutUs?: number,
): void {
  send(state.cluster.network, state.coordinatorNode, request, context, ctx, timeoutUs);
}

/**
 * The coordinator is not there any more, or not where it was. The member keeps its id and generation until it is told otherwise; what was
 * in flight to it has failed and is returned.
 */
export function forgetCoordinator(state: ConsumerState, ctx: ConsumerContext): Disconnected<Asked> | null {
  if (state.coordinator === "") return null;
  const node = state.coordinatorNode;
  state.coordinator = "";
  state.coordinatorNode = "";
  stopTimer(state, "session", ctx);
  return disconnect(state.cluster.network, node, ctx);
}

/** Errors by which a broker says that it is not the group's coordinator, or not yet. */
export function saysNotCoordinator(error: KafkaError): boolean {
  return error === "NOT_COORDINATOR" || error === "COORDINATOR_NOT_AVAILABLE";
}

export function isMember({ membership, lost }: ConsumerState): boolean {
  return membership === "stable" && !lost;
}

/** From the assignment on. */
export function beginHeartbeats(state: ConsumerState, ctx: ConsumerContext): void {
  state.heardAt = ctx.now;
  setTimer(state, "heartbeat", state.config.heartbeatUs, ctx);
  setTimer(state, "session", state.config.sessionTimeoutUs, ctx);
}

export function endHeartbeats(state: ConsumerState, ctx: ConsumerContext): void {
  state.heartbeatDue = false;
  stopTimer(state, "heartbeat", ctx);
  stopTimer(state, "session", ctx);
}

/** At the end of `heartbeat.interval.ms`, and when the coordinator is there again. */
export function sendHeartbeat(state: ConsumerState, ctx: ConsumerContext): void {
  state.heartbeatDue = !coordinatorReady(state, ctx);
  if (state.heartbeatDue) return;
  setTimer(state, "heartbeat", state.config.heartbeatUs, ctx);
  const { memberId, generation, group } = state;
  sendToCoordinator(state, { type: "Heartbeat", correlation: correlation(state), group, memberId, generation }, null, ctx);
}

/** Tells the coordinator that the member goes, if it can be told at once; no search or connection is begun for that. */
export function sendLeave(state: ConsumerState, ctx: ConsumerContext): boolean {
  const { coordinator, coordinatorNode, cluster, memberId, group } = state;
  if (coordinator === "" || !canSend(cluster.network, coordinatorNode)) return false;
  sendToCoordinator(state, { type: "LeaveGroup", correlation: correlation(state), group, memberId }, null, ctx);
  return true;
}

/** What a heartbeat brought; NOT_COORDINATOR is the caller's to act on. */
export function heartbeatAnswered(state: ConsumerState, { error }: HeartbeatResponse, ctx: ConsumerContext): void {
  if (!isMember(state)) return;
  if (error === "NONE" || error === "REBALANCE_IN_PROGRESS") {
    state.heardAt = ctx.now;
    setTimer(state, "session", state.config.sessionTimeoutUs, ctx);
  }
  noteMembership(state, error, ctx);
}

/** What the error of a heartbeat or commit says of this membership. */
export function noteMembership(state: ConsumerState, error: KafkaError, ctx: ConsumerContext): void {
  if (error === "UNKNOWN_MEMBER_ID") state.memberId = "";
  if (error === "UNKNOWN_MEMBER_ID" || error === "ILLEGAL_GENERATION") {
    state.lost = true;
    endHeartbeats(state, ctx);
  }
  if (state.lost || error === "REBALANCE_IN_PROGRESS") state.rejoin = true;
}

/** K-GRP-19: silence, not a reset, is all that a machine without power gives. */
export function sessionTimedOut(state: ConsumerState, ctx: ConsumerContext): Disconnected<Asked> | null {
  if (!isMember(state) || state.coordinator === "") return null;
  const silentMs = Math.round((ctx.now - state.heardAt) / 1000);
  const coordinator = state.coordinator.slice(state.coordinator.lastIndexOf("/") + 1);
  ctx.rule("session.timeout.ms", state.config.sessionTimeoutUs / 1000, silentMs);
  ctx.absence(coordinator);
  ctx.trace(CoordinatorLost, NO_MESSAGE, ctx.text(state.group), ctx.text(coordinator), silentMs);
  const end = forgetCoordinator(state, ctx);
  requestUpdate(state.cluster, ctx);
  return end;
}

/**
 * K-GRP-09: the application has not called poll() for `max.poll.interval.ms`. The heartbeat thread leaves the group; the application is
 * not disturbed, and learns of it by its commit or at its next poll().
 */
export function pollTimedOut(state: ConsumerState, ctx: ConsumerContext): void {
  if (!isMember(state)) return;
  const limitMs = state.config.maxPollIntervalUs / 1000;
  ctx.rule("max.poll.interval.ms", limitMs);
  state.leftBy = ctx.trace(PollTimeoutExpired, NO_MESSAGE, ctx.text(state.group), limitMs);
  sendLeave(state, ctx);
  endHeartbeats(state, ctx);
  state.memberId = "";
  state.generation = -1;
  state.membership = "left";
  state.lost = true;
  state.rejoin = true;
}
