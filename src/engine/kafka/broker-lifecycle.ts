import { type BrokerContext, type BrokerState, CONTROLLER_NODE } from "./broker-state.ts";
import { repeatProposals } from "./in-sync-replicas.ts";
import { answered, type Disconnected, ready, send } from "./network-client.ts";
import type { BrokerHeartbeatResponse, BrokerRegistrationResponse } from "./protocol.ts";

/**
 * A broker and the controller: registration, heartbeats, and the way out. One request is under way at a time and one timer stands for the
 * next, which follows the answer (K-CTL-01, K-CTL-03). The pauses are those of Kafka 4.3's BrokerLifecycleManager: after a refusal, as
 * after any other answer, `broker.heartbeat.interval.ms`; sooner while it starts and when it wants to end.
 */

/** Between its registration and its unfencing a broker looks again this soon (STARTING). */
const STARTING_US = 10_000;
/** The first look after a controlled shutdown was asked for comes sooner than the next heartbeat (PENDING_CONTROLLED_SHUTDOWN). */
const SHUTDOWN_SOON_US = 50_000;
/** After this long a broker ends though the controller has not let it go (KafkaBroker.shutdown: five minutes). */
const SHUTDOWN_LIMIT_US = 300_000_000;

/** Sends what is due: the heartbeat of a registered broker, or its registration. */
export function meetController(state: BrokerState, ctx: BrokerContext): void {
  if (state.meeting || !ready(state.network, CONTROLLER_NODE, ctx, state.config.controller)) return;
  ctx.cancelTimer(state.heartbeatTimer);
  state.meeting = true;
  const { broker, heartbeatTimeoutUs } = state.config;
  const correlation = state.network.nextCorrelation++;
  const request = state.registered
    ? ({
        type: "BrokerHeartbeat",
        correlation,
        broker,
        brokerEpoch: state.brokerEpoch,
        applied: state.image.version,
        wantShutDown: state.stopping,
      } as const)
    : ({
        type: "BrokerRegistration",
        correlation,
        broker,
        incarnation: ctx.incarnation,
        previousBrokerEpoch: state.previousEpoch,
      } as const);
  send(state.network, CONTROLLER_NODE, request, null, ctx, heartbeatTimeoutUs);
}

export function heartbeatAnswered(
  state: BrokerState,
  { correlation, error, fenced, shouldShutDown }: BrokerHeartbeatResponse,
  ctx: BrokerContext,
): void {
  if (answered(state.network, ctx.connection, correlation, ctx) === null) return;
  state.meeting = false;
  state.fenced = fenced;
  state.starting &&= fenced;
  if (error === "STALE_BROKER_EPOCH") state.registered = false;
  if (error !== "NONE") return meetAfterFailure(state, ctx);
  if (shouldShutDown) return shutDown(state, ctx);
  const soon = state.stopping && !state.shutdownSeen;
  state.shutdownSeen = state.stopping;
  meetAgain(state, state.starting ? STARTING_US : soon ? SHUTDOWN_SOON_US : state.config.heartbeatUs, ctx);
}

export function registered(state: BrokerState, { correlation, error, brokerEpoch }: BrokerRegistrationResponse, ctx: BrokerContext): void {
  if (answered(state.network, ctx.connection, correlation, ctx) === null) return;
  state.meeting = false;
  if (error !== "NONE") return meetAfterFailure(state, ctx); // K-CTL-03: the old session has to end first
  state.brokerEpoch = brokerEpoch;
  state.registered = true;
  state.starting = true;
  meetController(state, ctx);
  repeatProposals(state, ctx);
}

/** The connection ended with what was under way on it: it is asked again on the next one. */
export function controllerLost(state: BrokerState, { requests }: Disconnected<null>, ctx: BrokerContext): void {
  if (requests.some(({ type }) => type === "BrokerHeartbeat" || type === "BrokerRegistration")) state.meeting = false;
  meetController(state, ctx);
}

/** An orderly end: the controller is asked to move the leaderships away first; meanwhile the broker serves on (K-BRK-54). */
export function beginShutdown(state: BrokerState, ctx: BrokerContext): void {
  if (state.stopping) return;
  state.stopping = true;
  if (!state.registered || state.starting) return shutDown(state, ctx);
  ctx.setTimer("shutdownOver", SHUTDOWN_LIMIT_US, null);
  state.hurry = state.meeting;
  meetController(state, ctx);
}

/** The logs reach the disk, and a file says under which epoch the broker ended cleanly (K-CTL-09). */
export function shutDown(state: BrokerState, ctx: BrokerContext): void {
  for (const replica of Object.values(state.replicas)) {
    replica.flushedTo = replica.log.length;
    replica.writtenBack = replica.log.length;
    replica.checkpoint = replica.highWatermark;
  }
  if (state.registered) state.cleanEpoch = state.brokerEpoch;
  ctx.exit();
}

/** Never at once, whatever there is to say. */
function meetAfterFailure(state: BrokerState, ctx: BrokerContext): void {
  state.hurry = false;
  meetAgain(state, state.config.heartbeatUs, ctx);
}

function meetAgain(state: BrokerState, delayUs: number, ctx: BrokerContext): void {
  ctx.cancelTimer(state.heartbeatTimer);
  state.heartbeatTimer = ctx.setTimer("heartbeat", state.hurry ? 0 : delayUs, null);
  state.hurry = false;
}
