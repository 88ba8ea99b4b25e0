import type { BrokerContext, BrokerState } from "./broker-state.ts";
import type { BrokerHeartbeatResponse, BrokerRegistrationResponse } from "./protocol.ts";

/** A broker and the controller: registration and heartbeats (K-CTL-01, K-CTL-03). */

const RETRY_US = 500_000;

/** What is due at the controller: the heartbeat of a registered broker, or its registration. One timer carries both. */
export function meetController(state: BrokerState, ctx: BrokerContext): void {
  if (state.meeting) {
    // Not answered in time: the connection is given up, and another one begun.
    ctx.close(state.controller);
    return controllerLost(state, ctx);
  }
  if (state.registered) heartbeatDue(state, ctx);
  else registerNow(state, ctx);
}

export function heartbeatDue(state: BrokerState, ctx: BrokerContext): void {
  if (!state.controllerOpen || state.meeting) return;
  awaitAnswer(state, ctx);
  const { brokerEpoch, config, image } = state;
  ctx.send(state.controller, {
    type: "BrokerHeartbeat",
    correlation: state.nextCorrelation++,
    broker: config.broker,
    brokerEpoch,
    applied: image.version,
    wantShutDown: false,
  });
}

/** The next one follows the answer. */
export function heartbeatAnswered(state: BrokerState, { error, fenced }: BrokerHeartbeatResponse, ctx: BrokerContext): void {
  state.meeting = false;
  state.fenced = fenced;
  if (error === "STALE_BROKER_EPOCH") state.registered = false;
  again(state, state.config.heartbeatUs, ctx);
}

export function registerNow(state: BrokerState, ctx: BrokerContext): void {
  if (!state.controllerOpen || state.registered || state.meeting) return;
  awaitAnswer(state, ctx);
  const { broker } = state.config;
  ctx.send(state.controller, {
    type: "BrokerRegistration",
    correlation: state.nextCorrelation++,
    broker,
    incarnation: ctx.incarnation,
    previousBrokerEpoch: -1,
  });
}

export function registered(state: BrokerState, { error, brokerEpoch }: BrokerRegistrationResponse, ctx: BrokerContext): void {
  state.meeting = false;
  if (error !== "NONE") return again(state, RETRY_US, ctx); // K-CTL-03: the old session has to end first
  state.brokerEpoch = brokerEpoch;
  state.registered = true;
  heartbeatDue(state, ctx);
}

export function connectController(state: BrokerState, ctx: BrokerContext): void {
  state.controller = ctx.connect(state.config.controller);
}

export function controllerLost(state: BrokerState, ctx: BrokerContext): void {
  state.controllerOpen = false;
  state.meeting = false;
  ctx.cancelTimer(state.heartbeatTimer);
  ctx.setTimer("connectController", RETRY_US, null);
}

function awaitAnswer(state: BrokerState, ctx: BrokerContext): void {
  again(state, state.config.heartbeatTimeoutUs, ctx);
  state.meeting = true;
}

function again(state: BrokerState, delayUs: number, ctx: BrokerContext): void {
  ctx.cancelTimer(state.heartbeatTimer);
  state.heartbeatTimer = ctx.setTimer("heartbeat", delayUs, null);
}
