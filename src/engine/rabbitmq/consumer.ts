import type { ClientContext, ClientLibrary, ClientLibraryTypes, Settling } from "../delivery/client-library.ts";
import { MessageDelivered, OwnershipGained, OwnershipLost } from "../delivery/events.ts";
import { allOf, type Fifo, newFifo, takeWhere, waitingCount } from "../delivery/fifo.ts";
import type { SettleMode } from "../delivery/services.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { type ConnectionId, NO_CONNECTION, NO_TIMER } from "../sim/process.ts";
import { type Micros, SECOND } from "../sim/time.ts";
import {
  answered,
  type ClientSession,
  callAll,
  connectToNode,
  forgetCalls,
  limitReached,
  openSession,
  reconnectLater,
  type SessionTimers,
  sessionLost,
  sessionOpened,
} from "./client-session.ts";
import { lookForNode, newWatch, sendHeartbeat, watched } from "./heartbeats.ts";
import type { ClientMethod, Content, ServerMethod } from "./protocol.ts";
import type { Binding, Exchange } from "./routing.ts";
import type { RabbitmqConsumerView } from "./views.ts";

export interface RabbitmqConsumerConfig {
  /** Whom its messages are for, as the history calls it. */
  destination: string;
  settle: SettleMode;
  node: string;
  queue: string;
  /** Declared on each new channel: the exchanges that the queue is bound to, the queue, its bindings. */
  declares: { exchanges: readonly Exchange[]; queue: { name: string; durable: boolean } | null; bindings: readonly Binding[] };
  prefetch: number;
  heartbeatSeconds: number;
  connectionTimeoutUs: Micros;
  networkRecoveryIntervalUs: Micros;
}

/** Frozen. */
interface Slot {
  readonly ref: number;
  readonly content: Content;
  readonly deliveryTag: number;
  readonly redelivered: boolean;
  /** The connection that brought it, or none any more: a tag means nothing on another channel. */
  readonly connection: ConnectionId;
}

interface ConsumerState extends ClientSession {
  config: RabbitmqConsumerConfig;
  subscribed: boolean;
  nextRef: number;
  /** Handed to the application and not settled by it, in order. */
  slots: Fifo<Slot>;
  closing: boolean;
  /** basic.cancel is under way: what was delivered before it may still come. */
  cancelling: boolean;
}

interface ConsumerTypes extends ClientLibraryTypes {
  config: RabbitmqConsumerConfig;
  state: ConsumerState;
  view: Omit<RabbitmqConsumerView, "worker" | "inHand">;
  receives: ServerMethod;
  sends: ClientMethod;
  replies: Record<never, never>;
  timers: SessionTimers & { reopen: { connection: ConnectionId } };
}
type Ctx = ClientContext<ConsumerTypes>;

const CHANNEL = 1;
/** After a channel error: trying again at once would only meet the same error. */
const REOPEN_US: Micros = SECOND;
/** A queue has as many owners at a time as it has consumers: the generation is the same for all, and none ends another's term. */
const SHARED = 0;
const ignore = () => {};

/** An AMQP client: one connection, one channel, one consumer with its prefetch. */
export const amqpConsumer: ClientLibrary<ConsumerTypes> = {
  role: "rabbitmq consumer",
  initial: (config) => ({
    config,
    connection: NO_CONNECTION,
    watch: newWatch(0, 0),
    limit: NO_TIMER,
    calls: [],
    subscribed: false,
    nextRef: 1,
    slots: newFifo(),
    closing: false,
    cancelling: false,
  }),
  boot: connectToNode,
  configure(state, config) {
    state.config = config;
  },
  survives: ({ config }) => amqpConsumer.initial(config),
  on: watched<ClientLibrary<ConsumerTypes>["on"]>({
    "connection.open-ok": (state, { heartbeatSeconds }, ctx) => sessionOpened(state, heartbeatSeconds, openingCalls(state, ctx), ctx),
    "channel.open-ok": onAnswer,
    "exchange.declare-ok": onAnswer,
    "queue.declare-ok": onAnswer,
    "queue.bind-ok": onAnswer,
    "basic.qos-ok": onAnswer,
    "basic.consume-ok"(state, method, ctx) {
      state.subscribed = true;
      ctx.trace(OwnershipGained, NO_MESSAGE, ctx.text(state.config.destination), ctx.text(state.config.queue), SHARED);
      onAnswer(state, method, ctx);
    },
    "basic.deliver"(state, { content, deliveryTag, redelivered, storedBy, returnedBy }, ctx) {
      const { connection } = ctx;
      ctx.because("read", storedBy);
      ctx.because("read", returnedBy);
      if (redelivered) ctx.rule("R-REQ-04: delivered before and not settled", 1);
      ctx.trace(MessageDelivered, content.message, ctx.text(state.config.destination), deliveryTag, redelivered ? 1 : 0);
      const slot: Slot = Object.freeze({ ref: state.nextRef++, content, deliveryTag, redelivered, connection });
      state.slots.items.push(slot);
      if (state.config.settle === "before") sendAck(state, slot, ctx);
      ctx.tell({ what: "arrived", items: [{ ref: slot.ref, message: content.message, poison: content.poison }] });
    },
    "basic.cancel-ok"(state, method, ctx) {
      onAnswer(state, method, ctx);
      state.cancelling = false;
      closeWhenDone(state, ctx);
    },
    /** R-CONS-09: its queue was deleted. It does not come back by itself. */
    "basic.cancel": (state, _method, ctx) => unsubscribed(state, ctx),
    "channel.close"(state, { channel }, ctx) {
      ctx.send(state.connection, { type: "channel.close-ok", channel });
      forgetCalls(state, ctx);
      channelLost(state, ctx);
      if (!state.closing) ctx.setTimer("reopen", REOPEN_US, { connection: state.connection });
      closeWhenDone(state, ctx);
    },
    "connection.close": (state, _method, ctx) => lost(state, ctx),
    heartbeat: ignore,
    "confirm.select-ok": ignore,
    "confirm.ack": ignore,
    "confirm.nack": ignore,
    "basic.return": ignore,
    "channel.close-ok": ignore,
    "basic.get-ok": ignore,
    "basic.get-empty": ignore,
    "basic.recover-ok": ignore,
    "queue.purge-ok": ignore,
    "queue.unbind-ok": ignore,
    "queue.delete-ok": ignore,
    "exchange.delete-ok": ignore,
  }),
  calls: {
    hand() {},
    settle(state, { ref, how }, ctx) {
      const slot = takeWhere(state.slots, (held) => held.ref === ref);
      if (slot !== undefined && slot.connection === state.connection) settle(state, slot, how, ctx);
      closeWhenDone(state, ctx);
    },
    /** Cancels, waits for what is still on its way and until all is settled. */
    close(state, _, ctx) {
      state.closing = true;
      const isAsked = state.subscribed || state.calls[0]?.type === "basic.consume";
      if (!isAsked) forgetCalls(state, ctx);
      else if (!state.cancelling) {
        state.cancelling = true;
        callAll(state, [{ type: "basic.cancel", channel: CHANNEL, consumerTag: ctx.address }], ctx);
      }
      closeWhenDone(state, ctx);
    },
  },
  timers: {
    reconnect(state, _, ctx) {
      if (!state.closing) connectToNode(state, ctx);
    },
    limit(state, reached, ctx) {
      if (limitReached(state, reached, ctx)) lost(state, ctx);
    },
    heartbeat: (state, { connection }, ctx) => sendHeartbeat(state, connection, ctx),
    reopen(state, { connection }, ctx) {
      if (connection === state.connection && !state.closing) callAll(state, openingCalls(state, ctx), ctx);
    },
    look(state, { connection }, ctx) {
      if (lookForNode(state, connection, ctx)) lost(state, ctx);
    },
  },
  connections: {
    opened: (state, connection, ctx) => openSession(state, connection, state.config.heartbeatSeconds, ctx),
    closed(state, connection, _reason, ctx) {
      if (connection === state.connection) lost(state, ctx);
    },
  },
  view: ({ config, subscribed, slots }) => ({
    queue: config.queue,
    consumerTag: config.destination,
    connected: subscribed,
    prefetch: config.settle === "auto" ? 0 : config.prefetch,
    noAck: config.settle === "auto",
    slots: allOf(slots).map(({ content, deliveryTag, redelivered }) => ({ message: content.message, deliveryTag, redelivered })),
  }),
};

/** What a new channel begins with: all that the consumer uses is declared, as it may be gone with the node's last life. */
function openingCalls({ config: { declares, prefetch, queue, settle: mode } }: ConsumerState, ctx: Ctx): ClientMethod[] {
  const channel = CHANNEL;
  const calls: ClientMethod[] = [{ type: "channel.open", channel }];
  for (const { name, type, durable } of declares.exchanges)
    calls.push({ type: "exchange.declare", channel, exchange: name, exchangeType: type, durable });
  if (declares.queue !== null) {
    const { name, durable } = declares.queue;
    calls.push({ type: "queue.declare", channel, queue: name, durable, passive: false });
  }
  for (const { exchange, queue: name, routingKey } of declares.bindings)
    calls.push({ type: "queue.bind", channel, queue: name, exchange, routingKey });
  if (prefetch > 0) calls.push({ type: "basic.qos", channel, prefetchCount: prefetch });
  calls.push({ type: "basic.consume", channel, queue, consumerTag: ctx.address, noAck: mode === "auto" });
  return calls;
}

function onAnswer(state: ConsumerState, { type }: ServerMethod, ctx: Ctx): void {
  answered(state, type, ctx);
}

function settle(state: ConsumerState, slot: Slot, how: Settling, ctx: Ctx): void {
  if (state.config.settle !== "after") return; // settled already, by the application or by the broker
  if (how === "done") sendAck(state, slot, ctx);
  else {
    const { content, deliveryTag } = slot;
    ctx.send(state.connection, {
      type: "basic.nack",
      channel: CHANNEL,
      deliveryTag,
      multiple: false,
      requeue: how === "give back",
      carries: [content.message],
    });
  }
}

function sendAck(state: ConsumerState, { content, deliveryTag }: Slot, ctx: Ctx): void {
  ctx.send(state.connection, { type: "basic.ack", channel: CHANNEL, deliveryTag, multiple: false, carries: [content.message] });
}

/**
 * What is held unacknowledged belongs to the queue again, and is dropped as Spring's BlockingQueueConsumer does; the one at work goes on, as no
 * broker can stop a running handler. What was settled before the work is nobody else's any more, and the client works it off (the Java client's
 * work pool, whose `shutdownTimeout` of 10 s is left out).
 */
function channelLost(state: ConsumerState, ctx: Ctx): void {
  const held = allOf(state.slots);
  if (state.config.settle === "after") {
    state.slots = newFifo();
    ctx.tell({ what: "revoked", refs: held.map(({ ref }) => ref) });
  } else state.slots = newFifo(held.map((slot) => Object.freeze({ ...slot, connection: NO_CONNECTION })));
  state.cancelling = false;
  unsubscribed(state, ctx);
}

function unsubscribed(state: ConsumerState, ctx: Ctx): void {
  if (state.subscribed) ctx.trace(OwnershipLost, NO_MESSAGE, ctx.text(state.config.destination), ctx.text(state.config.queue), SHARED);
  state.subscribed = false;
}

function lost(state: ConsumerState, ctx: Ctx): void {
  sessionLost(state, ctx);
  channelLost(state, ctx);
  if (!state.closing) reconnectLater(state, ctx);
  closeWhenDone(state, ctx);
}

/** R-CONS-08: what it holds when it is cancelled is its own until all is settled. */
function closeWhenDone(state: ConsumerState, ctx: Ctx): void {
  if (!state.closing || state.cancelling || waitingCount(state.slots) > 0) return;
  unsubscribed(state, ctx);
  ctx.tell({ what: "closed" });
}
