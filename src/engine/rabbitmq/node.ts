import { MessageDiscarded, MessageDropped, MessageSettled } from "../delivery/events.ts";
import { NO_EVENT, NO_MESSAGE } from "../sim/history.ts";
import type { ProcessDefinition } from "../sim/process.ts";
import { everyConsumer, finish, newQueue, purge, type QueueConsumer, readyCount, takeHead, UNLIMITED, writeBack } from "./classic-queue.ts";
import {
  awaitHandshake,
  channelTick,
  closeChannel,
  closeConnection,
  endConnection,
  endHandshake,
  findQueue,
  handshakeTimedOut,
  heard,
  monitor,
  openChannel,
  openConnection,
  sendHeartbeat,
  withChannel,
  withTaken,
} from "./connections.ts";
import { bindQueue, declareExchange, declareQueue, deleteExchange, deleteQueue } from "./declarations.ts";
import { cancelConsumer, dispatch, drop, endChannel, giveBack, settle } from "./delivery.ts";
import { afterEnd, reportLoss, reportRecovery } from "./durability.ts";
import { ConsumerSubscribed } from "./events.ts";
import type { NodeConfig, NodeTypes } from "./node-state.ts";
import { nodeView } from "./node-view.ts";
import { append, takeAll } from "./numbered-list.ts";
import { confirm, publish, WRITE_BACK_US, written } from "./publishing.ts";
import { SYSTEM_EXCHANGES } from "./routing.ts";

const SHUTDOWN = "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'";

/** A RabbitMQ node with one virtual host: connections, channels, exchanges, classic queues. */
export const nodeProcess: ProcessDefinition<NodeTypes> = {
  role: "rabbitmq node",
  initial: (config: NodeConfig) => ({
    config,
    exchanges: [...config.exchanges, ...SYSTEM_EXCHANGES],
    bindings: config.bindings.slice(),
    queues: Object.fromEntries(config.queues.map(({ name, durable }, index) => [name, newQueue(name, durable, index)])),
    connections: {},
    pendingConfirms: [],
    writing: false,
    nextServerTag: 1,
    nextQueue: config.queues.length,
    nextChannel: 1,
    handshakes: {},
    stopped: false,
    lost: [],
    forgotten: [],
  }),
  boot(state, ctx) {
    reportRecovery(state, ctx);
    ctx.setTimer("writeBack", WRITE_BACK_US, null);
  },
  configure(state, config) {
    state.config = config;
  },
  survives: afterEnd,
  ended: reportLoss,
  on: {
    "connection.open": (state, { heartbeatSeconds }, ctx) => openConnection(state, heartbeatSeconds, ctx),
    heartbeat: (state, _method, ctx) => heard(state, ctx),
    "channel.open": (state, { channel }, ctx) => openChannel(state, channel, ctx),
    "channel.close"(state, method, ctx) {
      if (state.connections[ctx.connection]?.channels[method.channel]?.closing) {
        // R-CONN-04: both closed it at once. Its own channel.close-ok is still awaited.
        heard(state, ctx);
        ctx.send(ctx.connection, { type: "channel.close-ok", channel: method.channel });
        return;
      }
      withChannel(state, method, ctx, (channel) => {
        endChannel(state, ctx.connection, channel, "channel closed", NO_EVENT, ctx);
        delete state.connections[ctx.connection].channels[channel.number];
        ctx.send(ctx.connection, { type: "channel.close-ok", channel: channel.number });
      });
    },
    "channel.close-ok"(state, { channel }, ctx) {
      heard(state, ctx);
      const channels = state.connections[ctx.connection]?.channels;
      if (channels?.[channel]?.closing) delete channels[channel];
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
        const taken = Object.values(state.queues).some((one) =>
          everyConsumer(one).some((other) => other.connection === connection && other.channel === channel.number && other.tag === tag),
        );
        if (taken) return closeConnection(state, 530, `NOT_ALLOWED - attempt to reuse consumer tag '${tag}'`, ctx);
        const consumer: QueueConsumer = {
          connection,
          channel: channel.number,
          tag,
          noAck: method.noAck,
          credit: method.noAck || channel.prefetch === 0 ? UNLIMITED : channel.prefetch,
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
      let refusal = "CHANNEL_ERROR"; // R-CONN-04, R-CONN-05: there is no channel, or it is being closed
      withChannel(state, method, ctx, (channel) => {
        if (method.immediate) {
          refusal = "NOT_IMPLEMENTED";
          return closeConnection(state, 540, "NOT_IMPLEMENTED - immediate=true", ctx); // R-PUB-04
        }
        refusal = publish(state, ctx.connection, channel, method, ctx) ? "" : "NOT_FOUND";
        if (refusal !== "") closeChannel(state, channel, 404, `NOT_FOUND - no exchange '${method.exchange}' in vhost '/'`, ctx);
      });
      if (refusal !== "") ctx.trace(MessageDiscarded, method.content.message, ctx.text(method.exchange), ctx.text(refusal));
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
        const { content, redelivered } = message;
        if (method.noAck) {
          ctx.trace(MessageSettled, content.message, ctx.text(queue.name), deliveryTag);
          finish(queue, message);
        } else {
          queue.unackedCount++;
          const unacked = { tag: deliveryTag, queue: queue.name, queueId: queue.id, message, consumerTag: null, deliveredAt: ctx.now };
          append(channel.unacked, deliveryTag, Object.freeze(unacked));
        }
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
        if (method.requeue) giveBack(state, ctx.connection, channel, taken, "R-ACK-05", "basic.nack", NO_EVENT, ctx);
        else drop(state, ctx.connection, channel, taken, ctx);
      });
    },
    "basic.reject"(state, method, ctx) {
      withTaken(state, method, false, ctx, (channel, taken) => {
        if (method.requeue) giveBack(state, ctx.connection, channel, taken, "R-ACK-05", "basic.reject", NO_EVENT, ctx);
        else drop(state, ctx.connection, channel, taken, ctx);
      });
    },
    "basic.recover"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        if (!method.requeue) return closeConnection(state, 540, "NOT_IMPLEMENTED - requeue=false", ctx);
        ctx.send(ctx.connection, { type: "basic.recover-ok", channel: channel.number });
        giveBack(state, ctx.connection, channel, takeAll(channel.unacked), "R-REQ-07", "basic.recover", NO_EVENT, ctx);
      });
    },
    "exchange.declare": (state, method, ctx) => withChannel(state, method, ctx, (channel) => declareExchange(state, channel, method, ctx)),
    "exchange.delete": (state, method, ctx) => withChannel(state, method, ctx, (channel) => deleteExchange(state, channel, method, ctx)),
    "queue.declare": (state, method, ctx) => withChannel(state, method, ctx, (channel) => declareQueue(state, channel, method, ctx)),
    "queue.bind": (state, method, ctx) => withChannel(state, method, ctx, (channel) => bindQueue(state, channel, method, ctx)),
    "queue.unbind": (state, method, ctx) => withChannel(state, method, ctx, (channel) => bindQueue(state, channel, method, ctx)),
    "queue.delete": (state, method, ctx) => withChannel(state, method, ctx, (channel) => deleteQueue(state, channel, method, ctx)),
    "queue.purge"(state, method, ctx) {
      withChannel(state, method, ctx, (channel) => {
        const queue = findQueue(state, method.queue, channel, ctx);
        if (queue === null) return;
        const gone = purge(queue); // R-QUEUE-07
        for (const message of gone) {
          ctx.trace(MessageDropped, message.content.message, ctx.text(queue.name), ctx.text("purged"));
          finish(queue, message);
        }
        ctx.send(ctx.connection, { type: "queue.purge-ok", channel: channel.number, messageCount: gone.length });
      });
    },
    /** R-CONN-06: a clean stop tells every client, a killed node tells nobody. */
    Stop(state, _message, ctx) {
      for (const { id } of Object.values(state.connections)) ctx.send(id, { type: "connection.close", code: 320, text: SHUTDOWN });
      state.stopped = true;
      ctx.exit();
    },
  },
  timers: {
    written: (state, _, ctx) => written(state, ctx),
    confirm: (state, pending, ctx) => confirm(state, pending, ctx),
    writeBack(state, _, ctx) {
      for (const queue of Object.values(state.queues)) writeBack(queue);
      ctx.setTimer("writeBack", WRITE_BACK_US, null);
    },
    handshakeTimeout: (state, { connection }, ctx) => handshakeTimedOut(state, connection, ctx),
    channelTick: (state, tick, ctx) => channelTick(state, tick, ctx),
    monitor: (state, { connection }, ctx) => monitor(state, connection, ctx),
    heartbeat: (state, { connection }, ctx) => sendHeartbeat(state, connection, ctx),
  },
  connections: {
    accepted: (state, connection, ctx) => awaitHandshake(state, connection, ctx),
    closed(state, connection, _reason, ctx) {
      endHandshake(state, connection, ctx);
      endConnection(state, connection, "connection lost", NO_EVENT, ctx);
    },
  },
  view: nodeView,
};
