import { MessageConfirmed, MessageRefused, MessageReturnedToSender, MessageSent, MessageUnresolved } from "../delivery/events.ts";
import {
  type ApplicationState,
  type ApplicationTimers,
  bootApplication,
  newApplication,
  setShare,
  takeArrivals,
} from "../delivery/producer-application.ts";
import type { OperatorMessage, Share } from "../delivery/system.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import { type ConnectionId, type Context, NO_CONNECTION, type ProcessDefinition, type ProcessTypes } from "../sim/process.ts";
import { lookForNode, newWatch, sendHeartbeat, startWatch, type Watch, type WatchTimers, watched } from "./heartbeats.ts";
import type { ClientMethod, ServerMethod } from "./protocol.ts";
import type { RabbitmqPublisherView } from "./views.ts";

export interface PublisherConfig {
  node: string;
  exchange: string;
  confirms: boolean;
  deliveryMode: 1 | 2;
  mandatory: boolean;
  republish: boolean;
  heartbeatSeconds: number;
  messages: readonly BusinessMessage[];
  share: Share;
}

interface Outstanding {
  number: number;
  message: BusinessMessage;
  attempt: number;
}

interface PublisherState {
  config: Omit<PublisherConfig, "messages" | "share">;
  application: ApplicationState;
  connection: ConnectionId;
  watch: Watch;
  /** The channel is open and, if wanted, in confirm mode. */
  ready: boolean;
  nextNumber: number;
  /** Published on this channel and not confirmed yet, in order. */
  outstanding: Outstanding[];
  /** Waiting for a channel, in order. */
  buffered: { message: BusinessMessage; attempt: number }[];
  sent: number;
  confirmed: number;
  refused: number;
  unresolved: number;
  /** Handed back by the node (basic.return). */
  returned: number;
}

interface PublisherTypes extends ProcessTypes {
  config: PublisherConfig;
  state: PublisherState;
  view: RabbitmqPublisherView;
  receives: ServerMethod | OperatorMessage;
  sends: ClientMethod;
  replies: Record<never, never>;
  timers: ApplicationTimers &
    WatchTimers & {
      reconnect: null;
      reopen: { connection: ConnectionId };
    };
}
type Ctx = Context<PublisherTypes>;

const CHANNEL = 1;
const RECONNECT_US = 1_000_000;
/** After a channel error: trying again at once would only meet the same error. */
const REOPEN_US = 1_000_000;
const ignore = () => {};

/** An application with an AMQP client in it: one connection, one channel, the publisher's confirms. */
export const publisherProcess: ProcessDefinition<PublisherTypes> = {
  role: "rabbitmq publisher",
  initial: ({ messages, share, ...config }) => ({
    config,
    application: newApplication(messages, share),
    connection: NO_CONNECTION,
    watch: newWatch(0, 0),
    ready: false,
    nextNumber: 1,
    outstanding: [],
    buffered: [],
    sent: 0,
    confirmed: 0,
    refused: 0,
    unresolved: 0,
    returned: 0,
  }),
  boot(state, ctx) {
    bootApplication(state.application, ctx);
    state.connection = ctx.connect(state.config.node);
  },
  configure(state, { messages: _messages, share: _share, ...config }) {
    state.config = config;
  },
  survives: ({ config, application, sent, confirmed, refused, unresolved, returned }) => ({
    ...publisherProcess.initial({ ...config, messages: application.messages, share: application.share }),
    sent,
    confirmed,
    refused,
    unresolved,
    returned,
  }),
  on: watched<ProcessDefinition<PublisherTypes>["on"]>({
    "connection.open-ok"(state, { heartbeatSeconds }, ctx) {
      ctx.send(state.connection, { type: "channel.open", channel: CHANNEL });
      startWatch(state, heartbeatSeconds, ctx);
    },
    "channel.open-ok"(state, _method, ctx) {
      if (state.config.confirms) ctx.send(state.connection, { type: "confirm.select", channel: CHANNEL });
      else becomeReady(state, ctx);
    },
    "confirm.select-ok": (state, _method, ctx) => becomeReady(state, ctx),
    "confirm.ack"(state, { deliveryTag, multiple }, ctx) {
      for (const { message, number } of takeConfirmed(state, deliveryTag, multiple)) {
        state.confirmed++;
        ctx.trace(MessageConfirmed, message.number, ctx.text(state.config.exchange), number);
      }
    },
    "confirm.nack"(state, { deliveryTag, multiple }, ctx) {
      for (const { message } of takeConfirmed(state, deliveryTag, multiple)) {
        state.refused++;
        ctx.trace(MessageRefused, message.number, ctx.text("basic.nack"));
      }
    },
    "basic.return"(state, { exchange, content }, ctx) {
      state.returned++;
      ctx.rule("R-PUB-02: mandatory, and no queue is bound for this routing key", 0);
      ctx.trace(MessageReturnedToSender, content.message, ctx.text(exchange), ctx.text("NO_ROUTE"));
    },
    "channel.close"(state, { channel, text }, ctx) {
      ctx.send(state.connection, { type: "channel.close-ok", channel });
      state.ready = false;
      unresolve(state, text, ctx);
      ctx.setTimer("reopen", REOPEN_US, { connection: state.connection });
    },
    "connection.close": (state, { text }, ctx) => lost(state, text, ctx),
    SetShare: (state, { share }, ctx) => setShare(state.application, share, ctx),
    Stop: (_state, _message, ctx) => ctx.exit(),
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
  }),
  timers: {
    arrival(state, _, ctx) {
      for (const message of takeArrivals(state.application, ctx)) {
        if (state.ready) publish(state, message, 1, ctx);
        else state.buffered.push({ message, attempt: 1 });
      }
    },
    reconnect(state, _, ctx) {
      state.connection = ctx.connect(state.config.node);
    },
    heartbeat: (state, { connection }, ctx) => sendHeartbeat(state, connection, ctx),
    reopen(state, { connection }, ctx) {
      if (connection === state.connection) ctx.send(connection, { type: "channel.open", channel: CHANNEL });
    },
    look(state, { connection }, ctx) {
      if (lookForNode(state, connection, ctx)) lost(state, "no heartbeat", ctx);
    },
  },
  connections: {
    opened(state, connection, ctx) {
      ctx.send(connection, { type: "connection.open", heartbeatSeconds: state.config.heartbeatSeconds });
    },
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
    waiting: outstanding.map(({ message }) => message.number),
    buffered: buffered.map(({ message }) => message.number),
    confirms: config.confirms,
    connected: ready,
  }),
};

function becomeReady(state: PublisherState, ctx: Ctx): void {
  state.ready = true;
  state.nextNumber = 1; // R-CONF-01: numbers count per channel
  for (const { message, attempt } of state.buffered.splice(0)) publish(state, message, attempt, ctx);
}

function publish(state: PublisherState, message: BusinessMessage, attempt: number, ctx: Ctx): void {
  const { exchange, mandatory, deliveryMode, confirms } = state.config;
  if (attempt === 1) state.sent++;
  ctx.trace(MessageSent, message.number, attempt, ctx.text(exchange));
  const content = { message: message.number, poison: message.poison, deliveryMode };
  ctx.send(state.connection, {
    type: "basic.publish",
    channel: CHANNEL,
    exchange,
    routingKey: message.type,
    mandatory,
    content,
    carries: [message.number],
  });
  if (confirms) state.outstanding.push({ number: state.nextNumber++, message, attempt });
  else {
    state.unresolved++;
    ctx.rule("confirm.select is off: nobody tells the publisher", 0);
    ctx.trace(MessageUnresolved, message.number, ctx.text("no publisher confirms"));
  }
}

function takeConfirmed(state: PublisherState, tag: number, multiple: boolean): Outstanding[] {
  const taken = state.outstanding.filter(({ number }) => (multiple ? number <= tag : number === tag));
  state.outstanding = state.outstanding.filter((entry) => !taken.includes(entry));
  return taken;
}

/** What was published and not confirmed: again on the next channel, or nobody will ever know. */
function unresolve(state: PublisherState, reason: string, ctx: Ctx): void {
  const { outstanding } = state;
  state.outstanding = [];
  if (state.config.republish) {
    state.buffered.unshift(...outstanding.map(({ message, attempt }) => ({ message, attempt: attempt + 1 })));
    return;
  }
  for (const { message } of outstanding) {
    state.unresolved++;
    ctx.trace(MessageUnresolved, message.number, ctx.text(reason));
  }
}

function lost(state: PublisherState, reason: string, ctx: Ctx): void {
  state.ready = false;
  state.connection = NO_CONNECTION;
  unresolve(state, reason, ctx);
  ctx.setTimer("reconnect", RECONNECT_US, null);
}
