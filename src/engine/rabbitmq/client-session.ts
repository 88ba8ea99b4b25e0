import { NO_MESSAGE } from "../sim/history.ts";
import { type ConnectionId, type Context, NO_CONNECTION, NO_TIMER, type ProcessTypes, type TimerId } from "../sim/process.ts";
import { type Micros, SECOND, toMs } from "../sim/time.ts";
import { ConnectionGivenUp } from "./events.ts";
import { startWatch, type WatchingClient, type WatchTimers } from "./heartbeats.ts";
import type { ClientMethod } from "./protocol.ts";

/**
 * How an application's AMQP client comes to its channel and how long it waits for what, under the names of RabbitMQ's Java client: a
 * socket, a connection, then one synchronous method after the other, each when the one before is answered. After any end of the
 * connection it connects anew when `networkRecoveryInterval` has passed, for as long as it takes. (The Java client does so only for a
 * connection that was open once; for the first one applications bring their own loop, and this is it.)
 */
export interface ClientSession extends WatchingClient {
  config: { node: string; connectionTimeoutUs: Micros; networkRecoveryIntervalUs: Micros };
  /** For the answer that is awaited now. */
  limit: TimerId;
  /** Synchronous methods to call; the first is under way. */
  calls: ClientMethod[];
}

/** What an answer is waited for. */
type Limit = "connectionTimeout" | "handshakeTimeout" | "channelRpcTimeout";
/** From a connected socket to connection.open-ok. */
const HANDSHAKE_TIMEOUT_US: Micros = 10 * SECOND;
/** For the answer to any synchronous method. */
const CHANNEL_RPC_TIMEOUT_US: Micros = 600 * SECOND;

/** Timers of a process that owns a session. */
export type SessionTimers = WatchTimers & { limit: { connection: ConnectionId; limit: Limit; waitedUs: Micros }; reconnect: null };
interface SessionTypes extends ProcessTypes {
  sends: ClientMethod;
  timers: SessionTimers;
}
type Ctx = Pick<
  Context<SessionTypes>,
  "now" | "connect" | "send" | "close" | "setTimer" | "cancelTimer" | "trace" | "absence" | "rule" | "text" | "peerAddress"
>;

/** Call from `boot`, and forward the timer `reconnect` to here. */
export function connectToNode(client: ClientSession, ctx: Ctx): void {
  const { node, connectionTimeoutUs } = client.config;
  client.connection = ctx.connect(node);
  limitTheWait(client, "connectionTimeout", connectionTimeoutUs, ctx);
}

/** Call from `connections.opened`. */
export function openSession(client: ClientSession, connection: ConnectionId, heartbeatSeconds: number, ctx: Ctx): void {
  if (connection !== client.connection) return ctx.close(connection); // given up meanwhile
  ctx.send(connection, { type: "connection.open", heartbeatSeconds });
  limitTheWait(client, "handshakeTimeout", HANDSHAKE_TIMEOUT_US, ctx);
}

/** Call when connection.open-ok has come. */
export function sessionOpened(client: ClientSession, heartbeatSeconds: number, calls: readonly ClientMethod[], ctx: Ctx): void {
  startWatch(client, heartbeatSeconds, ctx);
  callAll(client, calls, ctx);
}

/** Calls these methods one after the other. */
export function callAll(client: ClientSession, calls: readonly ClientMethod[], ctx: Ctx): void {
  const isUnderWay = client.calls.length > 0;
  client.calls.push(...calls);
  if (!isUnderWay) callNext(client, ctx);
}

/** Call when a method has come that answers one: true when it was the last one awaited. */
export function answered(client: ClientSession, type: string, ctx: Ctx): boolean {
  if (client.calls.length === 0 || `${client.calls[0].type}-ok` !== type) return false;
  client.calls.shift();
  callNext(client, ctx);
  return client.calls.length === 0;
}

function callNext(client: ClientSession, ctx: Ctx): void {
  ctx.cancelTimer(client.limit);
  client.limit = NO_TIMER;
  if (client.calls.length === 0) return;
  ctx.send(client.connection, client.calls[0]);
  limitTheWait(client, "channelRpcTimeout", CHANNEL_RPC_TIMEOUT_US, ctx);
}

/** The channel has ended, and with it what was called on it. */
export function forgetCalls(client: ClientSession, ctx: Ctx): void {
  client.calls = [];
  ctx.cancelTimer(client.limit);
  client.limit = NO_TIMER;
}

/** The connection has ended, whoever ended it. */
export function sessionLost(client: ClientSession, ctx: Ctx): void {
  forgetCalls(client, ctx);
  client.connection = NO_CONNECTION;
}

/** After `sessionLost`, by a client that goes on. */
export function reconnectLater(client: ClientSession, ctx: Ctx): void {
  ctx.setTimer("reconnect", client.config.networkRecoveryIntervalUs, null);
}

/** Forward the timer `limit` to here. True when the connection was given up. */
export function limitReached(client: ClientSession, { connection, limit, waitedUs }: SessionTimers["limit"], ctx: Ctx): boolean {
  if (connection !== client.connection) return false;
  ctx.absence(ctx.peerAddress(connection));
  ctx.rule(limit, toMs(waitedUs));
  ctx.trace(ConnectionGivenUp, NO_MESSAGE, ctx.text(limit), toMs(waitedUs));
  ctx.close(connection);
  return true;
}

function limitTheWait(client: ClientSession, limit: Limit, waitedUs: Micros, ctx: Ctx): void {
  ctx.cancelTimer(client.limit);
  if (waitedUs === 0)
    client.limit = NO_TIMER; // no limit
  else client.limit = ctx.setTimer("limit", waitedUs, { connection: client.connection, limit, waitedUs });
}
