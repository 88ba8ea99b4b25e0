import { MessageDelivered, OwnershipGained, OwnershipLost } from "../delivery/events.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import type { OperatorMessage } from "../delivery/system.ts";
import {
  beginWork,
  bootWorker,
  continueWork,
  databaseClosed,
  databaseOpened,
  effectConfirmed,
  newWorker,
  reconnectDatabase,
  type WorkerReceives,
  type WorkerSends,
  type WorkerState,
  type WorkerTimers,
  workerView,
} from "../delivery/worker-application.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { type ConnectionId, type Context, NO_CONNECTION, type ProcessDefinition, type ProcessTypes } from "../sim/process.ts";
import { lookForNode, newWatch, sendHeartbeat, startWatch, type Watch, type WatchTimers, watched } from "./heartbeats.ts";
import type { ClientMethod, Content, ServerMethod } from "./protocol.ts";
import type { RabbitmqConsumerView } from "./views.ts";

export interface RabbitmqConsumerConfig {
  service: ServiceSpec;
  database: string;
  node: string;
  queue: string;
  prefetch: number;
  requeue: boolean;
  heartbeatSeconds: number;
}

interface Slot {
  content: Content;
  deliveryTag: number;
  redelivered: boolean;
  /** The connection that brought it, or none any more: a tag means nothing on another channel. */
  connection: ConnectionId;
}

interface ConsumerState {
  config: RabbitmqConsumerConfig;
  worker: WorkerState;
  connection: ConnectionId;
  watch: Watch;
  subscribed: boolean;
  /** Held, in order; the first is at work. */
  slots: Slot[];
  stopping: boolean;
}

interface ConsumerTypes extends ProcessTypes {
  config: RabbitmqConsumerConfig;
  state: ConsumerState;
  view: RabbitmqConsumerView;
  receives: ServerMethod | WorkerReceives | OperatorMessage;
  sends: ClientMethod | WorkerSends;
  replies: Record<never, never>;
  timers: WorkerTimers &
    WatchTimers & {
      reconnect: null;
      reopen: { connection: ConnectionId };
    };
}
type Ctx = Context<ConsumerTypes>;

const CHANNEL = 1;
const RECONNECT_US = 1_000_000;
/** After a channel error: trying again at once would only meet the same error. */
const REOPEN_US = 1_000_000;
const ignore = () => {};

/** An application with an AMQP client in it: one consumer with its prefetch, and a worker that takes the deliveries in order. */
export const rabbitmqConsumerProcess: ProcessDefinition<ConsumerTypes> = {
  role: "rabbitmq consumer",
  initial: (config) => ({
    config,
    worker: newWorker(config.service, config.database),
    connection: NO_CONNECTION,
    watch: newWatch(0, 0),
    subscribed: false,
    slots: [],
    stopping: false,
  }),
  boot(state, ctx) {
    bootWorker(state.worker, ctx);
    state.connection = ctx.connect(state.config.node);
  },
  configure(state, config) {
    state.config = config;
  },
  survives: ({ config }) => rabbitmqConsumerProcess.initial(config),
  on: watched<ProcessDefinition<ConsumerTypes>["on"]>({
    "connection.open-ok"(state, { heartbeatSeconds }, ctx) {
      ctx.send(state.connection, { type: "channel.open", channel: CHANNEL });
      startWatch(state, heartbeatSeconds, ctx);
    },
    "channel.open-ok"(state, _method, ctx) {
      const { prefetch, queue, service } = state.config;
      if (prefetch > 0) ctx.send(state.connection, { type: "basic.qos", channel: CHANNEL, prefetchCount: prefetch });
      ctx.send(state.connection, {
        type: "basic.consume",
        channel: CHANNEL,
        queue,
        consumerTag: ctx.address,
        noAck: service.settle === "auto",
      });
    },
    "basic.consume-ok"(state, _method, ctx) {
      state.subscribed = true;
      ctx.trace(OwnershipGained, NO_MESSAGE, ctx.text(state.config.service.name), ctx.text(state.config.queue), ctx.incarnation);
    },
    "basic.deliver"(state, { content, deliveryTag, redelivered, storedBy, returnedBy }, ctx) {
      const { connection } = ctx;
      ctx.because("read", storedBy);
      ctx.because("read", returnedBy);
      if (redelivered) ctx.rule("R-REQ-04: delivered before and not settled", 1);
      ctx.trace(MessageDelivered, content.message, ctx.text(state.config.service.name), deliveryTag, redelivered ? 1 : 0);
      const slot: Slot = { content, deliveryTag, redelivered, connection };
      state.slots.push(slot);
      if (state.config.service.settle === "before") sendAck(state, slot, ctx);
      workOnNext(state, ctx);
    },
    "basic.cancel-ok": (state, _method, ctx) => finishIfStopping(state, ctx),
    "channel.close"(state, { channel }, ctx) {
      ctx.send(state.connection, { type: "channel.close-ok", channel });
      forgetSlots(state, ctx);
      if (state.stopping) finishIfStopping(state, ctx);
      else ctx.setTimer("reopen", REOPEN_US, { connection: state.connection });
    },
    "connection.close": (state, _method, ctx) => lost(state, ctx),
    Applied: (state, applied, ctx) => effectConfirmed(state.worker, applied, ctx),
    /** Cancels, finishes what it holds and closes. */
    Stop(state, _message, ctx) {
      state.stopping = true;
      if (state.subscribed) ctx.send(state.connection, { type: "basic.cancel", channel: CHANNEL, consumerTag: ctx.address });
      else finishIfStopping(state, ctx);
    },
    SetShare: ignore,
    heartbeat: ignore,
    "confirm.select-ok": ignore,
    "confirm.ack": ignore,
    "confirm.nack": ignore,
    "basic.return": ignore,
    "channel.close-ok": ignore,
    "basic.qos-ok": ignore,
    "basic.get-ok": ignore,
    "basic.get-empty": ignore,
    "basic.recover-ok": ignore,
    "queue.purge-ok": ignore,
  }),
  timers: {
    work(state, step, ctx) {
      const outcome = continueWork(state.worker, step, ctx);
      if (outcome === null) return;
      const slot = state.slots.shift();
      if (slot !== undefined && slot.connection === state.connection) settle(state, slot, outcome.result, ctx);
      workOnNext(state, ctx);
      finishIfStopping(state, ctx);
    },
    reconnectDatabase: (state, _, ctx) => reconnectDatabase(state.worker, ctx),
    reconnect(state, _, ctx) {
      state.connection = ctx.connect(state.config.node);
    },
    heartbeat: (state, { connection }, ctx) => sendHeartbeat(state, connection, ctx),
    reopen(state, { connection }, ctx) {
      if (connection === state.connection) ctx.send(connection, { type: "channel.open", channel: CHANNEL });
    },
    look(state, { connection }, ctx) {
      if (lookForNode(state, connection, ctx)) lost(state, ctx);
    },
  },
  connections: {
    opened(state, connection, ctx) {
      if (databaseOpened(state.worker, connection, ctx)) return;
      ctx.send(connection, { type: "connection.open", heartbeatSeconds: state.config.heartbeatSeconds });
    },
    closed(state, connection, _reason, ctx) {
      if (!databaseClosed(state.worker, connection, ctx) && connection === state.connection) lost(state, ctx);
    },
  },
  view: ({ config, subscribed, slots, worker }) => ({
    queue: config.queue,
    consumerTag: config.service.name,
    connected: subscribed,
    prefetch: config.prefetch,
    slots: slots.map(({ content, deliveryTag, redelivered }) => ({ message: content.message, deliveryTag, redelivered })),
    worker: workerView(worker),
  }),
};

function workOnNext(state: ConsumerState, ctx: Ctx): void {
  const next = state.slots[0];
  if (next !== undefined && state.worker.phase === "idle") beginWork(state.worker, next.content.message, next.content.poison, ctx);
}

function settle(state: ConsumerState, slot: Slot, result: "done" | "failed", ctx: Ctx): void {
  if (state.config.service.settle !== "after") return; // settled already, by the application or by the broker
  if (result === "done") sendAck(state, slot, ctx);
  else {
    const { content, deliveryTag } = slot;
    ctx.send(state.connection, {
      type: "basic.nack",
      channel: CHANNEL,
      deliveryTag,
      multiple: false,
      requeue: state.config.requeue,
      carries: [content.message],
    });
  }
}

function sendAck(state: ConsumerState, { content, deliveryTag }: Slot, ctx: Ctx): void {
  ctx.send(state.connection, { type: "basic.ack", channel: CHANNEL, deliveryTag, multiple: false, carries: [content.message] });
}

/** What is held belongs to the queue again; the one at work goes on, as no broker can stop a running handler. */
function forgetSlots(state: ConsumerState, ctx: Ctx): void {
  state.slots = state.worker.phase === "idle" ? [] : state.slots.slice(0, 1);
  for (const slot of state.slots) slot.connection = NO_CONNECTION;
  if (state.subscribed)
    ctx.trace(OwnershipLost, NO_MESSAGE, ctx.text(state.config.service.name), ctx.text(state.config.queue), ctx.incarnation);
  state.subscribed = false;
}

function lost(state: ConsumerState, ctx: Ctx): void {
  forgetSlots(state, ctx);
  state.connection = NO_CONNECTION;
  if (state.stopping) finishIfStopping(state, ctx);
  else ctx.setTimer("reconnect", RECONNECT_US, null);
}

function finishIfStopping(state: ConsumerState, ctx: Ctx): void {
  if (state.stopping && state.slots.length === 0) ctx.exit();
}
