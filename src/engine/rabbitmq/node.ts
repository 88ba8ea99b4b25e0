import { MessageErased } from "../delivery/events.ts";
import { type EventId, NO_EVENT, NO_MESSAGE } from "../sim/history.ts";
import type { ConnectionId, Crash, ProcessDefinition } from "../sim/process.ts";
import { type ClassicQueue, newQueue, purge, type QueueConsumer, type QueuedMessage, readyCount, takeHead } from "./classic-queue.ts";
import { cancelConsumer, dispatch, drop, endChannel, giveBack, settle, takeUnacked } from "./delivery.ts";
import { ChannelClosed, ConsumerSubscribed, NodeRecovered, PeerDeclaredDead } from "./events.ts";
import type { Channel, ClientConnection, NodeConfig, NodeContext, NodeState, NodeTypes } from "./node-state.ts";
import { nodeView } from "./node-view.ts";
import type { ClientMethod } from "./protocol.ts";
import { confirm, publish, WRITE_BACK_US, written } from "./publishing.ts";

/** A RabbitMQ node with one virtual host: connections, channels, exchanges, classic queues. */
export const nodeProcess: ProcessDefinition<NodeTypes> = {
  role: "rabbitmq node",
  initial: (config: NodeConfig) => ({
    config,
    exchanges: config.exchanges.slice(),
    bindings: config.bindings.slice(),
    queues: Object.fromEntries(config.queues.map(({ name, durable }) => [name, newQueue(name, durable)])),
    connections: {},
    pendingConfirms: [],
    writing: false,
    nextServerTag: 1,
    lost: [],
  }),
  boot(state, ctx) {
    for (const { message, queue, position } of state.lost)
      ctx.trace(MessageErased, message, ctx.text(queue), position, ctx.text("not on the disk"));
    state.lost = [];
    if (ctx.incarnation > 0) {
      const recovered = Object.values(state.queues).reduce((sum, queue) => sum + readyCount(queue), 0);
      const event = ctx.trace(NodeRecovered, NO_MESSAGE, recovered);
      for (const queue of Object.values(state.queues)) for (const message of queue.ready) message.returnedBy = event;
    }
    ctx.setTimer("writeBack", WRITE_BACK_US, null);
  },
  configure(state, config) {
    state.config = config;
  },
  survives: afterCrash,
  on: {
    "connection.open"(state, { heartbeatSeconds }, ctx) {
      const seconds = negotiate(state.config.heartbeatSeconds, heartbeatSeconds);
      const heartbeatUs = seconds * 1_000_000;
      const { connection: id } = ctx;
      const connection: ClientConnection = {
        id,
        peer: ctx.peerAddress(id),
        heartbeatUs,
        received: 0,
        receivedAtLook: 0,
        silentLooks: 0,
        lastReceivedAt: ctx.now,
        monitor: seconds > 0 ? ctx.setTimer("monitor", heartbeatUs, { connection: id }) : -1,
        channels: {},
      };
      state.connections[id] = connection;
      ctx.send(id, { type: "connection.open-ok", heartbeatSeconds: seconds });
    },
    heartbeat: (state, _method, ctx) => heard(state, ctx),
    "channel.open"(state, { channel: number }, ctx) {
      heard(state, ctx);
      const connection = state.connections[ctx.connection];
      if (connection === undefined) return;
      connection.channels[number] = { number, nextTag: 1, unacked: [], prefetch: 0, confirming: false, nextConfirm: 1, closing: false };
      ctx.send(ctx.connection, { type: "channel.open-ok", channel: number });
    },
    "channel.close"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        endChannel(state, ctx.connection, channel, "channel closed", NO_EVENT, ctx);
        delete state.connections[ctx.connection].channels[channel.number];
        ctx.send(ctx.connection, { type: "channel.close-ok", channel: channel.number });
      });
    },
    "channel.close-ok"(state, { channel }, ctx) {
      heard(state, ctx);
      if (state.connections[ctx.connection] !== undefined) delete state.connections[ctx.connection].channels[channel];
    },
    "confirm.select"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        channel.confirming = true;
        ctx.send(ctx.connection, { type: "confirm.select-ok", channel: channel.number });
      });
    },
    "basic.qos"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        channel.prefetch = method.prefetchCount; // R-CONS-02: for consumers that are started later
        ctx.send(ctx.connection, { type: "basic.qos-ok", channel: channel.number });
      });
    },
    "basic.consume"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        const queue = findQueue(state, method.queue, channel, ctx);
        if (queue === null) return;
        const tag = method.consumerTag === "" ? `amq.ctag-${state.nextServerTag++}` : method.consumerTag;
        const { connection } = ctx;
        const taken = Object.values(state.queues).some(({ consumers }) =>
          consumers.some((other) => other.connection === connection && other.channel === channel.number && other.tag === tag),
        );
        if (taken) return closeConnection(state, 530, `NOT_ALLOWED - attempt to reuse consumer tag '${tag}'`, ctx);
        const consumer: QueueConsumer = {
          connection,
          channel: channel.number,
          tag,
          prefetch: channel.prefetch,
          noAck: method.noAck,
          unacked: 0,
        };
        queue.consumers.push(consumer);
        ctx.trace(ConsumerSubscribed, NO_MESSAGE, ctx.text(queue.name), ctx.text(tag));
        ctx.send(connection, { type: "basic.consume-ok", channel: channel.number, consumerTag: tag });
        dispatch(state, queue, ctx);
      });
    },
    "basic.cancel"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        cancelConsumer(state, ctx.connection, channel.number, method.consumerTag, ctx);
        ctx.send(ctx.connection, { type: "basic.cancel-ok", channel: channel.number, consumerTag: method.consumerTag });
      });
    },
    "basic.publish"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        if (publish(state, ctx.connection, channel, method, ctx)) return;
        closeChannel(state, channel, 404, `NOT_FOUND - no exchange '${method.exchange}' in vhost '/'`, ctx);
      });
    },
    "basic.get"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        const queue = findQueue(state, method.queue, channel, ctx);
        if (queue === null) return;
        const message = takeHead(queue);
        if (message === undefined) {
          ctx.send(ctx.connection, { type: "basic.get-empty", channel: channel.number });
          return;
        }
        const deliveryTag = channel.nextTag++;
        if (!method.noAck) {
          queue.unackedCount++;
          channel.unacked.push({ tag: deliveryTag, queue: queue.name, message, consumerTag: null });
        }
        const { content, redelivered } = message;
        ctx.send(ctx.connection, {
          type: "basic.get-ok",
          channel: channel.number,
          deliveryTag,
          redelivered,
          messageCount: readyCount(queue),
          content,
          carries: [content.message],
        });
      });
    },
    "basic.ack"(state, method, ctx) {
      withTaken(state, method, method.multiple, ctx, (channel, taken) => settle(state, ctx.connection, channel, taken, ctx));
    },
    "basic.nack"(state, method, ctx) {
      withTaken(state, method, method.multiple, ctx, (channel, taken) => {
        if (method.requeue) giveBack(state, ctx.connection, channel, taken, "basic.nack", NO_EVENT, ctx);
        else drop(state, ctx.connection, channel, taken, ctx);
      });
    },
    "basic.reject"(state, method, ctx) {
      withTaken(state, method, false, ctx, (channel, taken) => {
        if (method.requeue) giveBack(state, ctx.connection, channel, taken, "basic.reject", NO_EVENT, ctx);
        else drop(state, ctx.connection, channel, taken, ctx);
      });
    },
    "basic.recover"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        if (!method.requeue) return closeConnection(state, 540, "NOT_IMPLEMENTED - requeue=false", ctx);
        giveBack(state, ctx.connection, channel, channel.unacked.splice(0), "basic.recover", NO_EVENT, ctx); // R-REQ-07
      });
    },
    "queue.purge"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        const queue = findQueue(state, method.queue, channel, ctx);
        if (queue !== null)
          ctx.send(ctx.connection, { type: "queue.purge-ok", channel: channel.number, messageCount: purge(queue).length });
      });
    },
  },
  timers: {
    written: (state, _, ctx) => written(state, ctx),
    confirm: (state, pending, ctx) => confirm(state, pending, ctx),
    writeBack(state, _, ctx) {
      for (const queue of Object.values(state.queues)) queue.flushedBelow = queue.writtenBelow;
      ctx.setTimer("writeBack", WRITE_BACK_US, null);
    },
    monitor: (state, { connection }, ctx) => monitor(state, connection, ctx),
  },
  connections: {
    closed(state, connection, _reason, ctx) {
      endConnection(state, connection, "connection lost", NO_EVENT, ctx);
    },
  },
  view: nodeView,
};

/** R-CONN-07: the smaller of the two, unless one is 0; then the larger. */
export function negotiate(server: number, client: number): number {
  return server === 0 || client === 0 ? Math.max(server, client) : Math.min(server, client);
}

function heard(state: NodeState, ctx: NodeContext): void {
  const connection = state.connections[ctx.connection];
  if (connection === undefined) return;
  connection.received++;
  connection.lastReceivedAt = ctx.now;
}

/** R-CONN-07: a look every heartbeat; after two without a byte the peer is given up. The node itself sends as often as it must. */
function monitor(state: NodeState, id: ConnectionId, ctx: NodeContext): void {
  const connection = state.connections[id];
  if (connection === undefined) return;
  connection.silentLooks = connection.received === connection.receivedAtLook ? connection.silentLooks + 1 : 0;
  connection.receivedAtLook = connection.received;
  if (connection.silentLooks < 2) {
    ctx.send(id, { type: "heartbeat" });
    connection.monitor = ctx.setTimer("monitor", connection.heartbeatUs, { connection: id });
    return;
  }
  const silentMs = Math.round((ctx.now - connection.lastReceivedAt) / 1000);
  ctx.absence(connection.peer);
  ctx.rule("heartbeat", connection.heartbeatUs / 1000, silentMs);
  const event = ctx.trace(PeerDeclaredDead, NO_MESSAGE, -1, silentMs);
  endConnection(state, id, "no heartbeat", event, ctx);
  ctx.close(id);
}

function endConnection(state: NodeState, id: ConnectionId, reason: string, cause: EventId, ctx: NodeContext): void {
  const connection = state.connections[id];
  if (connection === undefined) return;
  ctx.cancelTimer(connection.monitor);
  for (const channel of Object.values(connection.channels)) endChannel(state, id, channel, reason, cause, ctx);
  delete state.connections[id];
}

function closeConnection(state: NodeState, code: number, text: string, ctx: NodeContext): void {
  ctx.send(ctx.connection, { type: "connection.close", code, text });
  endConnection(state, ctx.connection, "connection closed by the node", NO_EVENT, ctx);
  ctx.close(ctx.connection);
}

/** R-CONN-04: the channel ends here; the client's answer is awaited before its number is free again. */
function closeChannel(state: NodeState, channel: Channel, code: number, text: string, ctx: NodeContext): void {
  channel.closing = true;
  const event = ctx.trace(ChannelClosed, NO_MESSAGE, code, ctx.text(text));
  endChannel(state, ctx.connection, channel, "channel closed by the node", event, ctx);
  ctx.send(ctx.connection, { type: "channel.close", channel: channel.number, code, text });
}

function withChannel(
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

function withTaken(
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

function findQueue(state: NodeState, name: string, channel: Channel, ctx: NodeContext): ClassicQueue | null {
  const queue = state.queues[name];
  if (queue === undefined) closeChannel(state, channel, 404, `NOT_FOUND - no queue '${name}' in vhost '/'`, ctx); // R-QUEUE-04
  return queue ?? null;
}

/**
 * R-DUR-01 to R-DUR-06: durable queues with what was written (a killed process) or had reached the disk (power loss), all of it ready
 * again in the original order and marked as redelivered (R-REQ-04).
 */
function afterCrash(state: NodeState, crash: Crash): NodeState {
  const { config, exchanges, bindings, nextServerTag } = state;
  const held = Object.values(state.connections).flatMap(({ channels }) => Object.values(channels).flatMap(({ unacked }) => unacked));
  const lost = state.lost.slice();
  const queues: Record<string, ClassicQueue> = {};
  for (const queue of Object.values(state.queues)) {
    const all = [...queue.ready.slice(queue.head), ...held.filter((unacked) => unacked.queue === queue.name).map(({ message }) => message)];
    const safeBelow = crash === "process" ? queue.writtenBelow : queue.flushedBelow;
    const kept = all.filter((message) => queue.durable && message.content.deliveryMode === 2 && message.position < safeBelow);
    for (const message of all) {
      if (!kept.includes(message)) lost.push({ message: message.content.message, queue: queue.name, position: message.position });
    }
    if (queue.durable) queues[queue.name] = recovered(queue, kept);
  }
  const names = Object.keys(queues);
  return {
    ...nodeProcess.initial(config),
    exchanges: exchanges.filter(({ durable }) => durable),
    bindings: bindings.filter(
      ({ queue, exchange }) => names.includes(queue) && exchanges.some(({ name, durable }) => name === exchange && durable),
    ),
    queues,
    nextServerTag,
    lost,
  };
}

function recovered(queue: ClassicQueue, kept: QueuedMessage[]): ClassicQueue {
  const ready = kept
    .map((message): QueuedMessage => ({ ...message, redelivered: true }))
    .sort((one, other) => one.position - other.position);
  const { nextPosition } = queue;
  return { ...newQueue(queue.name, true), ready, nextPosition, writtenBelow: nextPosition, flushedBelow: nextPosition };
}
