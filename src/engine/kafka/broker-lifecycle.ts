import { definePurpose } from "../sim/chance.ts";
import { hashText } from "../sim/hash.ts";
import { backoff } from "./backoff.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { repeatProposals } from "./in-sync-replicas.ts";
import { answered, type Disconnected, ready, send } from "./network-client.ts";
import type { BrokerHeartbeatResponse, BrokerRegistrationResponse } from "./protocol.ts";

/**
 * A broker and the controller (Kafka's BrokerLifecycleManager): registration, heartbeats, and the way out. One request is under way at a
 * time and one timer stands for the next, which follows the answer (K-CTL-01, K-CTL-03).
 */

/** Name of the connection to the controller in the broker's network client. */
export const CONTROLLER_NODE = "controller";

const REGISTRATION_BACKOFF = definePurpose("registration backoff");
/** First pause after a refused registration; it doubles up to a session. */
const FIRST_BACKOFF_US = 100_000;
/** The first look after a controlled shutdown was asked for comes sooner than the next heartbeat. */
const SHUTDOWN_SOON_US = 50_000;
/** After this long a broker ends though the controller has not let it go. */
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
  state.failures = 0;
  state.fenced = fenced;
  if (error === "STALE_BROKER_EPOCH") state.registered = false;
  if (shouldShutDown) return shutDown(state, ctx);
  const soon = state.stopping && !state.shutdownSeen;
  state.shutdownSeen = state.stopping;
  meetAgain(state, soon ? SHUTDOWN_SOON_US : state.config.heartbeatUs, ctx);
}

export function registered(state: BrokerState, { correlation, error, brokerEpoch }: BrokerRegistrationResponse, ctx: BrokerContext): void {
  if (answered(state.network, ctx.connection, correlation, ctx) === null) return;
  state.meeting = false;
  if (error !== "NONE") {
    // K-CTL-03: the old session has to end first.
    const word = ctx.draw(REGISTRATION_BACKOFF, hashText(ctx.address), state.failures);
    return meetAgain(state, backoff(FIRST_BACKOFF_US, state.config.sessionUs, state.failures++, word), ctx);
  }
  state.failures = 0;
  state.brokerEpoch = brokerEpoch;
  state.registered = true;
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
  if (!state.registered) return shutDown(state, ctx);
  ctx.setTimer("shutdownOver", SHUTDOWN_LIMIT_US, null);
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

function meetAgain(state: BrokerState, delayUs: number, ctx: BrokerContext): void {
  ctx.cancelTimer(state.heartbeatTimer);
  state.heartbeatTimer = ctx.setTimer("heartbeat", delayUs, null);
}
