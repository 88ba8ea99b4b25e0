import { NO_MESSAGE } from "../sim/history.ts";
import type { ConnectionId, Context, ProcessTypes } from "../sim/process.ts";
import { type Micros, SECOND, toMs } from "../sim/time.ts";
import { NodeDeclaredDead } from "./events.ts";
import type { ClientMethod } from "./protocol.ts";

/**
 * R-CONN-07. Each side sends a heartbeat every half of the negotiated time and looks every whole of it whether anything came; after two
 * looks in vain it gives the other side up, which is two to three times after the last sign of life. Here they are sent also when there
 * is other traffic.
 */
export interface Watch {
  /** The negotiated time; 0: off. */
  timeoutUs: Micros;
  received: number;
  receivedAtLook: number;
  silentLooks: number;
  lastReceivedAt: Micros;
}

export function newWatch(heartbeatSeconds: number, now: Micros): Watch {
  return { timeoutUs: heartbeatSeconds * SECOND, received: 0, receivedAtLook: 0, silentLooks: 0, lastReceivedAt: now };
}

export function noteReceived(watch: Watch, now: Micros): void {
  watch.received++;
  watch.lastReceivedAt = now;
}

/** One look. True when the other side is to be given up. */
export function silentTooLong(watch: Watch): boolean {
  watch.silentLooks = watch.received === watch.receivedAtLook ? watch.silentLooks + 1 : 0;
  watch.receivedAtLook = watch.received;
  return watch.silentLooks >= 2;
}

/** The part of a client that keeps its connection alive, the same in publishers and consumers. */
export interface WatchingClient {
  config: { node: string };
  connection: ConnectionId;
  watch: Watch;
}
/** Timers of a process that owns it. */
export type WatchTimers = { heartbeat: { connection: ConnectionId }; look: { connection: ConnectionId } };
interface WatchTypes extends ProcessTypes {
  sends: ClientMethod;
  timers: WatchTimers;
}
type WatchContext = Pick<Context<WatchTypes>, "now" | "send" | "close" | "setTimer" | "trace" | "absence" | "rule" | "peerAddress">;

/** Handlers that first note that the node gave a sign of life. */
export function watched<H extends object>(handlers: H): H {
  type Handler = (state: WatchingClient, message: object, ctx: { connection: ConnectionId; now: Micros }) => void;
  const noting = (handler: Handler): Handler => {
    return (state, message, ctx) => {
      if (ctx.connection === state.connection) noteReceived(state.watch, ctx.now);
      handler(state, message, ctx);
    };
  };
  return Object.fromEntries(Object.entries(handlers).map(([type, handler]) => [type, noting(handler as Handler)])) as H;
}

/** Call when the node has answered how often. */
export function startWatch(client: WatchingClient, heartbeatSeconds: number, ctx: WatchContext): void {
  const { connection } = client;
  client.watch = newWatch(heartbeatSeconds, ctx.now);
  if (heartbeatSeconds === 0) return;
  sendHeartbeat(client, connection, ctx);
  ctx.setTimer("look", client.watch.timeoutUs, { connection });
}

/** Forward the timer `heartbeat` to here. */
export function sendHeartbeat(client: WatchingClient, connection: ConnectionId, ctx: WatchContext): void {
  if (connection !== client.connection) return;
  ctx.send(connection, { type: "heartbeat" });
  ctx.setTimer("heartbeat", client.watch.timeoutUs / 2, { connection });
}

/** Forward the timer `look` to here. True when the node was given up and the connection closed. */
export function lookForNode(client: WatchingClient, connection: ConnectionId, ctx: WatchContext): boolean {
  if (connection !== client.connection) return false;
  const { watch } = client;
  if (!silentTooLong(watch)) {
    ctx.setTimer("look", watch.timeoutUs, { connection });
    return false;
  }
  const silentMs = Math.round(toMs(ctx.now - watch.lastReceivedAt));
  ctx.absence(ctx.peerAddress(connection));
  ctx.rule("heartbeat", toMs(watch.timeoutUs), silentMs);
  ctx.trace(NodeDeclaredDead, NO_MESSAGE, silentMs);
  ctx.close(connection);
  return true;
}
