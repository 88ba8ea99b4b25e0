import { type EventId, NO_EVENT, NO_MESSAGE } from "../sim/history.ts";
import { type ConnectionId, NO_TIMER } from "../sim/process.ts";
import { type Micros, SECOND, toMs } from "../sim/time.ts";
import type { ClassicQueue } from "./classic-queue.ts";
import { cancelConsumer, endChannel, takeUnacked } from "./delivery.ts";
import { ChannelClosed, ConnectionGivenUp, PeerDeclaredDead } from "./events.ts";
import { newWatch, noteReceived, silentTooLong } from "./heartbeats.ts";
import { type Channel, type ClientConnection, type NodeContext, type NodeState, queueNamed } from "./node-state.ts";
import { firstItems, newNumberedList } from "./numbered-list.ts";
import type { ClientMethod } from "./protocol.ts";

/** Connections and channels: how they begin, how they are watched, how they end, and who is told. */

/** The node's `handshake_timeout`, at its default. */
const HANDSHAKE_TIMEOUT_US: Micros = 10 * SECOND;
/** How often a channel looks for deliveries that are held too long (`channel_tick_interval`). */
const CHANNEL_TICK_US: Micros = 60 * SECOND;

export function openConnection(state: NodeState, heartbeatSeconds: number, ctx: NodeContext): void {
  const seconds = negotiate(state.config.heartbeatSeconds, heartbeatSeconds);
  const { connection: id } = ctx;
  const watch = newWatch(seconds, ctx.now);
  const monitor = seconds > 0 ? ctx.setTimer("monitor", watch.timeoutUs, { connection: id }) : NO_TIMER;
  const heartbeat = seconds > 0 ? ctx.setTimer("heartbeat", watch.timeoutUs / 2, { connection: id }) : NO_TIMER;
  const connection: ClientConnection = { id, peer: ctx.peerAddress(id), watch, monitor, heartbeat, channels: {} };
  state.connections[id] = connection;
  endHandshake(state, id, ctx);
  ctx.send(id, { type: "connection.open-ok", heartbeatSeconds: seconds });
}

/** R-CONN-01: a socket was accepted; a client that opens no connection on it in time is thrown out (`handshake_timeout`). */
export function awaitHandshake(state: NodeState, id: ConnectionId, ctx: NodeContext): void {
  state.handshakes[id] = ctx.setTimer("handshakeTimeout", HANDSHAKE_TIMEOUT_US, { connection: id });
}

export function endHandshake(state: NodeState, id: ConnectionId, ctx: NodeContext): void {
  const timer = state.handshakes[id];
  if (timer === undefined) return;
  ctx.cancelTimer(timer);
  delete state.handshakes[id];
}

export function handshakeTimedOut(state: NodeState, id: ConnectionId, ctx: NodeContext): void {
  delete state.handshakes[id];
  ctx.rule("handshake_timeout", toMs(HANDSHAKE_TIMEOUT_US));
  ctx.trace(ConnectionGivenUp, NO_MESSAGE, ctx.text("handshake_timeout"), toMs(HANDSHAKE_TIMEOUT_US));
  ctx.close(id);
}

export function openChannel(state: NodeState, number: number, ctx: NodeContext): void {
  heard(state, ctx);
  const connection = state.connections[ctx.connection];
  if (connection === undefined) return;
  const open = connection.channels[number];
  if (open?.closing) return; // R-CONN-04: ignored until channel.close-ok
  if (open !== undefined) return closeConnection(state, 504, "CHANNEL_ERROR - second 'channel.open' seen", ctx);
  const serial = state.nextChannel++;
  ctx.setTimer("channelTick", CHANNEL_TICK_US, { connection: ctx.connection, channel: number, serial });
  connection.channels[number] = {
    number,
    serial,
    nextTag: 1,
    unacked: newNumberedList(),
    prefetch: 0,
    lastQueue: "",
    confirming: false,
    nextConfirm: 1,
    closing: false,
  };
  ctx.send(ctx.connection, { type: "channel.open-ok", channel: number });
}

/** R-CONN-07: the smaller of the two, unless one is 0; then the larger. */
export function negotiate(server: number, client: number): number {
  return server === 0 || client === 0 ? Math.max(server, client) : Math.min(server, client);
}

export function heard(state: NodeState, ctx: NodeContext): void {
  const connection = state.connections[ctx.connection];
  if (connection !== undefined) noteReceived(connection.watch, ctx.now);
}

/** Until it is given up, a silent peer keeps its consumers and its messages, and is handed further ones. */
export function monitor(state: NodeState, id: ConnectionId, ctx: NodeContext): void {
  const connection = state.connections[id];
  if (connection === undefined) return;
  const { watch, peer } = connection;
  if (!silentTooLong(watch)) {
    connection.monitor = ctx.setTimer("monitor", watch.timeoutUs, { connection: id });
    return;
  }
  const silentMs = Math.round(toMs(ctx.now - watch.lastReceivedAt));
  ctx.absence(peer);
  ctx.rule("heartbeat", toMs(watch.timeoutUs), silentMs);
  const event = ctx.trace(PeerDeclaredDead, NO_MESSAGE, -1, silentMs);
  endConnection(state, id, "no heartbeat", event, ctx);
  ctx.close(id); // the socket alone: no connection.close is sent
}

export function sendHeartbeat(state: NodeState, id: ConnectionId, ctx: NodeContext): void {
  const connection = state.connections[id];
  if (connection === undefined) return;
  ctx.send(id, { type: "heartbeat" });
  connection.heartbeat = ctx.setTimer("heartbeat", connection.watch.timeoutUs / 2, { connection: id });
}

export function endConnection(state: NodeState, id: ConnectionId, reason: string, cause: EventId, ctx: NodeContext): void {
  const connection = state.connections[id];
  if (connection === undefined) return;
  ctx.cancelTimer(connection.monitor);
  ctx.cancelTimer(connection.heartbeat);
  // All its consumers go first: what one channel gives back must not be handed to another one of the same dead connection.
  for (const { number } of Object.values(connection.channels)) cancelConsumer(state, id, number, null, ctx);
  for (const channel of Object.values(connection.channels)) endChannel(state, id, channel, reason, cause, ctx);
  delete state.connections[id];
}

export function closeConnection(state: NodeState, code: number, text: string, ctx: NodeContext): void {
  ctx.send(ctx.connection, { type: "connection.close", code, text });
  endConnection(state, ctx.connection, "connection closed by the node", NO_EVENT, ctx);
  ctx.close(ctx.connection);
}

/** R-CONN-04: the channel ends here; the client's answer is awaited before its number is free again. */
export function closeChannel(
  state: NodeState,
  channel: Channel,
  code: number,
  text: string,
  ctx: NodeContext,
  connection: ConnectionId = ctx.connection,
): void {
  channel.closing = true;
  const event = ctx.trace(ChannelClosed, NO_MESSAGE, code, ctx.text(text));
  endChannel(state, connection, channel, "channel closed by the node", event, ctx);
  ctx.send(connection, { type: "channel.close", channel: channel.number, code, text });
}

/** R-CONS-13, as it is up to RabbitMQ 4.2: the oldest delivery of the channel counts, and a look is due but once a minute. */
export function channelTick(
  state: NodeState,
  { connection, channel: number, serial }: { connection: ConnectionId; channel: number; serial: number },
  ctx: NodeContext,
): void {
  const channel = state.connections[connection]?.channels[number];
  if (channel === undefined || channel.serial !== serial || channel.closing) return;
  const { consumerTimeoutUs } = state.config;
  const [oldest] = firstItems(channel.unacked, 1);
  if (oldest === undefined || ctx.now - oldest.deliveredAt <= consumerTimeoutUs) {
    ctx.setTimer("channelTick", CHANNEL_TICK_US, { connection, channel: number, serial });
    return;
  }
  const limit = toMs(consumerTimeoutUs);
  ctx.rule("consumer_timeout", limit, Math.round(toMs(ctx.now - oldest.deliveredAt)));
  const text =
    `PRECONDITION_FAILED - delivery acknowledgement on channel ${number} timed out. Timeout value used: ${limit} ms. ` +
    "This timeout value can be configured, see consumers doc guide to learn more";
  closeChannel(state, channel, 406, text, ctx, connection);
}

export function withChannel(
  state: NodeState,
  method: ClientMethod & { channel: number },
  ctx: NodeContext,
  act: (channel: Channel) => void,
): void {
  heard(state, ctx);
  const connection = state.connections[ctx.connection];
  if (connection === undefined) return;
  const channel = connection.channels[method.channel];
  if (channel === undefined) return closeConnection(state, 504, `CHANNEL_ERROR - expected 'channel.open'`, ctx); // R-CONN-05
  if (!channel.closing) act(channel);
}

export function withTaken(
  state: NodeState,
  method: ClientMethod & { channel: number; deliveryTag: number },
  multiple: boolean,
  ctx: NodeContext,
  act: (channel: Channel, taken: ReturnType<typeof takeUnacked> & object) => void,
): void {
  withChannel(state, method, ctx, (channel) => {
    const taken = takeUnacked(channel, method.deliveryTag, multiple);
    if (taken !== null) act(channel, taken);
    else closeChannel(state, channel, 406, `PRECONDITION_FAILED - unknown delivery tag ${method.deliveryTag}`, ctx); // R-ACK-04
  });
}

/** An empty name means the queue that the channel declared last (R-QUEUE-03). Null when there is none: the channel was closed (R-QUEUE-04). */
export function findQueue(state: NodeState, name: string, channel: Channel, ctx: NodeContext): ClassicQueue | null {
  const wanted = name === "" ? channel.lastQueue : name;
  const queue = queueNamed(state, wanted);
  if (queue !== undefined) return queue;
  const reason = wanted === "" ? "no previously declared queue" : `no queue '${wanted}' in vhost '/'`;
  closeChannel(state, channel, 404, `NOT_FOUND - ${reason}`, ctx);
  return null;
}
