import type { ClientContext, ClientLibrary, ClientLibraryTypes } from "../delivery/client-library.ts";
import { MessageConfirmed, MessageRefused, MessageReturnedToSender, MessageSent, MessageUnresolved } from "../delivery/events.ts";
import { type OutgoingWire, takesWire } from "../delivery/wire.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
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
import { append, firstItems, type NumberedList, newNumberedList, takeAll, takeOne, takeUpTo } from "./numbered-list.ts";
import type { ClientMethod, ServerMethod } from "./protocol.ts";
import type { Binding, Exchange } from "./routing.ts";
import type { RabbitmqPublisherView } from "./views.ts";

/** One basic.publish for each message that takes it. */
export interface ExchangeWire extends OutgoingWire {
  /** As it is called in the protocol, and in the history. */
  readonly exchange: string;
  /** A literal, or with `{type}` and `{key}` of the message in it. */
  readonly routingKey: string;
}

export interface PublisherConfig {
  node: string;
  publishes: readonly ExchangeWire[];
  /** Declared on each new channel. */
  declares: PublisherDeclares;
  confirms: boolean;
  deliveryMode: 1 | 2;
  mandatory: boolean;
  republish: boolean;
  heartbeatSeconds: number;
  connectionTimeoutUs: Micros;
  networkRecoveryIntervalUs: Micros;
}

/** As a client declares what it uses whenever it connects. */
export interface PublisherDeclares {
  readonly exchanges: readonly Exchange[];
  readonly queues: readonly { readonly name: string; readonly durable: boolean }[];
  readonly bindings: readonly Binding[];
}

/** A message on its way to one exchange, for the how many-th time. */
interface Publication {
  readonly message: BusinessMessage;
  readonly wire: ExchangeWire;
  readonly attempt: number;
}

interface Outstanding extends Publication {
  readonly number: number;
}

interface PublisherState extends ClientSession {
  config: PublisherConfig;
  /** The channel is open and, if wanted, in confirm mode. */
  ready: boolean;
  nextNumber: number;
  /** Published on this channel and not confirmed yet, in order. */
  outstanding: NumberedList<Outstanding>;
  /** Waiting for a channel, in order. */
  buffered: Publication[];
  sent: number;
  confirmed: number;
  refused: number;
  unresolved: number;
  /** Handed back by the node (basic.return). */
  returned: number;
  /** It takes no more messages and ends when those it has are confirmed. */
  closing: boolean;
}

interface PublisherTypes extends ClientLibraryTypes {
  config: PublisherConfig;
  state: PublisherState;
  view: RabbitmqPublisherView;
  receives: ServerMethod;
  sends: ClientMethod;
  replies: Record<never, never>;
  timers: SessionTimers & { reopen: { connection: ConnectionId }; close: null };
}
type Ctx = ClientContext<PublisherTypes>;

const CHANNEL = 1;
/** After a channel error: trying again at once would only meet the same error. */
const REOPEN_US: Micros = SECOND;
/** How long an application that ends waits for the confirms of what it has: the time that it gives `waitForConfirms`. */
const WAIT_FOR_CONFIRMS_US: Micros = 10 * SECOND;
const ignore = () => {};

/** An AMQP client: one connection, one channel, the publisher's confirms. */
export const amqpPublisher: ClientLibrary<PublisherTypes> = {
  role: "rabbitmq publisher",
  initial: (config) => ({
    config,
    connection: NO_CONNECTION,
    watch: newWatch(0, 0),
    limit: NO_TIMER,
    calls: [],
    ready: false,
    nextNumber: 1,
    outstanding: newNumberedList(),
    buffered: [],
    sent: 0,
    confirmed: 0,
    refused: 0,
    unresolved: 0,
    returned: 0,
    closing: false,
  }),
  boot: connectToNode,
  configure(state, config) {
    state.config = config;
  },
  survives: ({ config, sent, confirmed, refused, unresolved, returned }) => ({
    ...amqpPublisher.initial(config),
    sent,
    confirmed,
    refused,
    unresolved,
    returned,
  }),
  on: watched<ClientLibrary<PublisherTypes>["on"]>({
    "connection.open-ok": (state, { heartbeatSeconds }, ctx) => sessionOpened(state, heartbeatSeconds, openingCalls(state), ctx),
    "channel.open-ok": onAnswer,
    "exchange.declare-ok": onAnswer,
    "confirm.select-ok": onAnswer,
    "confirm.ack"(state, { deliveryTag, multiple }, ctx) {
      for (const { message, wire, number } of takeConfirmed(state, deliveryTag, multiple)) {
        state.confirmed++;
        ctx.trace(MessageConfirmed, message.number, ctx.text(wire.exchange), number);
        ctx.tell({ what: "sent", message: message.number, how: "confirmed" });
      }
      closeWhenDone(state, ctx);
    },
    "confirm.nack"(state, { deliveryTag, multiple }, ctx) {
      for (const { message } of takeConfirmed(state, deliveryTag, multiple)) {
        state.refused++;
        ctx.trace(MessageRefused, message.number, ctx.text("basic.nack"));
        ctx.tell({ what: "sent", message: message.number, how: "refused" });
      }
      closeWhenDone(state, ctx);
    },
    "basic.return"(state, { exchange, content }, ctx) {
      state.returned++;
      ctx.rule("R-PUB-02: mandatory, and no queue is bound for this routing key", 0);
      ctx.trace(MessageReturnedToSender, content.message, ctx.text(exchange), ctx.text("NO_ROUTE"));
    },
    "channel.close"(state, { channel, text }, ctx) {
      ctx.send(state.connection, { type: "channel.close-ok", channel });
      state.ready = false;
      forgetCalls(state, ctx);
      unresolve(state, text, ctx);
      ctx.setTimer("reopen", REOPEN_US, { connection: state.connection });
      closeWhenDone(state, ctx);
    },
    "connection.close": (state, { text }, ctx) => lost(state, text, ctx),
    heartbeat: ignore,
    "channel.close-ok": ignore,
    "basic.qos-ok": ignore,
    "basic.consume-ok": ignore,
    "basic.cancel-ok": ignore,
    "basic.deliver": ignore,
    "basic.get-ok": ignore,
    "basic.get-empty": ignore,
    "basic.recover-ok": ignore,
    "queue.purge-ok": ignore,
    "queue.declare-ok": ignore,
    "queue.bind-ok": ignore,
    "queue.unbind-ok": ignore,
    "queue.delete-ok": ignore,
    "exchange.delete-ok": ignore,
    "basic.cancel": ignore,
  }),
  calls: {
    hand(state, messages, ctx) {
      for (const message of messages) {
        for (const wire of state.config.publishes) {
          if (!takesWire(wire, message)) continue;
          if (state.ready) publish(state, { message, wire, attempt: 1 }, ctx);
          else state.buffered.push({ message, wire, attempt: 1 });
        }
      }
    },
    settle() {},
    /** Waits for the confirms of what it has, for a while. */
    close(state, _, ctx) {
      state.closing = true;
      ctx.setTimer("close", WAIT_FOR_CONFIRMS_US, null);
      closeWhenDone(state, ctx);
    },
  },
  timers: {
    reconnect: (state, _, ctx) => connectToNode(state, ctx),
    limit(state, reached, ctx) {
      if (limitReached(state, reached, ctx)) lost(state, reached.limit, ctx);
    },
    heartbeat: (state, { connection }, ctx) => sendHeartbeat(state, connection, ctx),
    reopen(state, { connection }, ctx) {
      if (connection === state.connection) callAll(state, openingCalls(state), ctx);
    },
    close: (state, _, ctx) => giveUpAll(state, ctx),
    look(state, { connection }, ctx) {
      if (lookForNode(state, connection, ctx)) lost(state, "no heartbeat", ctx);
    },
  },
  connections: {
    opened: (state, connection, ctx) => openSession(state, connection, state.config.heartbeatSeconds, ctx),
    closed: (state, connection, reason, ctx) => {
      if (connection === state.connection) lost(state, `connection ${reason}`, ctx);
    },
  },
  view: ({ config, ready, outstanding, buffered, sent, confirmed, refused, unresolved, returned }) => ({
    sent,
    confirmed,
    refused,
    unresolved,
    returned,
    waiting: firstItems(outstanding).map(({ message }) => message.number),
    buffered: buffered.map(({ message }) => message.number),
    exchange: config.publishes[0]?.exchange ?? "",
    confirms: config.confirms,
    connected: ready,
  }),
};

/** What a new channel begins with: all that the publisher uses is declared, as it may be gone with the node's last life. */
function openingCalls({ config: { declares, confirms } }: PublisherState): ClientMethod[] {
  const calls: ClientMethod[] = [{ type: "channel.open", channel: CHANNEL }];
  for (const { name, type, durable } of declares.exchanges)
    calls.push({ type: "exchange.declare", channel: CHANNEL, exchange: name, exchangeType: type, durable });
  for (const { name, durable } of declares.queues)
    calls.push({ type: "queue.declare", channel: CHANNEL, queue: name, durable, passive: false });
  for (const { exchange, queue, routingKey } of declares.bindings)
    calls.push({ type: "queue.bind", channel: CHANNEL, queue, exchange, routingKey });
  if (confirms) calls.push({ type: "confirm.select", channel: CHANNEL });
  return calls;
}

function onAnswer(state: PublisherState, { type }: ServerMethod, ctx: Ctx): void {
  if (answered(state, type, ctx)) becomeReady(state, ctx);
}

function becomeReady(state: PublisherState, ctx: Ctx): void {
  state.ready = true;
  state.nextNumber = 1; // R-CONF-01: numbers count per channel
  for (const publication of state.buffered.splice(0)) publish(state, publication, ctx);
  closeWhenDone(state, ctx);
}

function publish(state: PublisherState, publication: Publication, ctx: Ctx): void {
  const { message, wire, attempt } = publication;
  const { exchange, routingKey } = wire;
  const { mandatory, deliveryMode, confirms } = state.config;
  if (attempt === 1) state.sent++;
  ctx.trace(MessageSent, message.number, attempt, ctx.text(exchange));
  const content = { message: message.number, poison: message.poison, deliveryMode };
  ctx.send(state.connection, {
    type: "basic.publish",
    channel: CHANNEL,
    exchange,
    routingKey: keyFor(routingKey, message),
    mandatory,
    content,
    carries: [message.number],
  });
  if (confirms) {
    const number = state.nextNumber++;
    append(state.outstanding, number, Object.freeze({ message, wire, attempt, number }));
  } else {
    state.unresolved++;
    ctx.rule("confirm.select is off: nobody tells the publisher", 0);
    ctx.trace(MessageUnresolved, message.number, ctx.text("no publisher confirms"));
    ctx.tell({ what: "sent", message: message.number, how: "unresolved" });
  }
}

function takeConfirmed({ outstanding }: PublisherState, tag: number, multiple: boolean): Outstanding[] {
  if (multiple) return takeUpTo(outstanding, tag);
  const taken = takeOne(outstanding, tag);
  return taken === null ? [] : [taken];
}

/** What was published and not confirmed: again on the next channel, or nobody will ever know. */
function unresolve(state: PublisherState, reason: string, ctx: Ctx): void {
  const outstanding = takeAll(state.outstanding);
  if (state.config.republish) {
    state.buffered = [...outstanding.map(({ number: _, ...one }) => ({ ...one, attempt: one.attempt + 1 })), ...state.buffered];
    return;
  }
  for (const { message } of outstanding) {
    state.unresolved++;
    ctx.trace(MessageUnresolved, message.number, ctx.text(reason));
    ctx.tell({ what: "sent", message: message.number, how: "unresolved" });
  }
}

function lost(state: PublisherState, reason: string, ctx: Ctx): void {
  state.ready = false;
  sessionLost(state, ctx);
  unresolve(state, reason, ctx);
  reconnectLater(state, ctx);
  closeWhenDone(state, ctx);
}

function closeWhenDone({ closing, outstanding, buffered }: PublisherState, ctx: Ctx): void {
  if (closing && outstanding.size === 0 && buffered.length === 0) ctx.tell({ what: "closed" });
}

/** It ends with messages that nobody has confirmed, or that were never published. */
function giveUpAll(state: PublisherState, ctx: Ctx): void {
  for (const { message, attempt } of [...takeAll(state.outstanding), ...state.buffered.splice(0).map(notPublished)]) {
    if (attempt > 0) {
      state.unresolved++;
      ctx.trace(MessageUnresolved, message.number, ctx.text("stopped before it was confirmed"));
    } else {
      state.refused++;
      ctx.trace(MessageRefused, message.number, ctx.text("stopped before it was published"));
    }
    ctx.tell({ what: "sent", message: message.number, how: attempt > 0 ? "unresolved" : "refused" });
  }
  ctx.tell({ what: "closed" });
}

/** What waits to be published for the how many-th time has been published once less. */
function notPublished(publication: Publication): Publication {
  return { ...publication, attempt: publication.attempt - 1 };
}

function keyFor(template: string, { type, key }: BusinessMessage): string {
  return template === "{type}" ? type : template.replaceAll("{type}", type).replaceAll("{key}", key);
}
