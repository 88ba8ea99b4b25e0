import type { ClientContext, ClientLibrary, ClientLibraryTypes } from "../delivery/client-library.ts";
import { MessageConfirmed, MessageRefused, MessageRouted, MessageSent, MessageUnresolved } from "../delivery/events.ts";
import { allOf, type Fifo, newFifo, takeFirst } from "../delivery/fifo.ts";
import { type OutgoingWire, takesWire } from "../delivery/wire.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import { type ConnectionId, NO_TIMER, type TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { Answer, Call } from "./protocol.ts";
import type { DirectClientView } from "./views.ts";

/** One call for each message that takes it, to the instances in turn. */
export interface CallSpec extends OutgoingWire {
  /** Who is called, as the history names the destination. */
  readonly service: string;
  /** Names of processes. */
  readonly instances: readonly string[];
  readonly timeoutUs: Micros;
  readonly connectTimeoutUs: Micros;
  readonly retries: number;
  readonly backoffUs: Micros;
}

export interface ClientConfig {
  calls: readonly CallSpec[];
  concurrency: number;
}

/** One order on its way through the chain of services. */
interface Order {
  request: number;
  message: BusinessMessage;
  /** Index of the service that is being called. */
  step: number;
  attempt: number;
  since: Micros;
  /** The present call has left; before that its connection is only being made. */
  transmitted: boolean;
  /** Some call of it was sent and never answered: its effect may have happened. */
  doubtful: boolean;
  /** That is being called; empty between two tries. */
  instance: string;
  timer: TimerId;
}

interface ClientState {
  config: ClientConfig;
  orders: Order[];
  waiting: Fifo<BusinessMessage>;
  /** By instance; with the time limit of the handshake while it is not open. */
  connections: Record<string, { id: ConnectionId; open: boolean; limit: TimerId }>;
  /** Which instance of each service is next. */
  turns: Record<string, number>;
  nextRequest: number;
  sent: number;
  succeeded: number;
  refused: number;
  unresolved: number;
  /** It takes no more orders and ends when those under way have ended. */
  closing: boolean;
}

interface ClientTypes extends ClientLibraryTypes {
  config: ClientConfig;
  state: ClientState;
  view: DirectClientView;
  receives: Answer;
  sends: Call;
  replies: Record<never, never>;
  timers: {
    timeout: { request: number; step: number; attempt: number };
    retry: { request: number };
    connectTimeout: { instance: string; connection: ConnectionId };
  };
}
type Ctx = ClientContext<ClientTypes>;

/** The baseline: an order succeeds only when every service has answered, one after the other. */
export const directClient: ClientLibrary<ClientTypes> = {
  role: "direct client",
  initial: (config) => ({
    config,
    orders: [],
    waiting: newFifo(),
    connections: {},
    turns: {},
    nextRequest: 1,
    sent: 0,
    succeeded: 0,
    refused: 0,
    unresolved: 0,
    closing: false,
  }),
  boot() {},
  configure(state, config) {
    state.config = config;
  },
  survives: ({ config, sent, succeeded, refused, unresolved }) => ({
    ...directClient.initial(config),
    sent,
    succeeded,
    refused,
    unresolved,
  }),
  on: {
    Answer(state, { request, step, attempt, ok }, ctx) {
      const order = state.orders.find(
        (candidate) => candidate.request === request && candidate.step === step && candidate.attempt === attempt,
      );
      if (order === undefined || order.instance === "") return; // given up meanwhile
      ctx.cancelTimer(order.timer);
      order.transmitted = false; // answered: no doubt about it
      if (!ok) return callFailed(state, order, "answered with an error", ctx);
      order.step++;
      order.attempt = 0;
      callNext(state, order, ctx);
    },
  },
  calls: {
    hand(state, messages, ctx) {
      for (const message of messages) state.waiting.items.push(message);
      startOrders(state, ctx);
    },
    settle() {},
    /** Sees the orders under way through; those that wait for their turn are refused. */
    close(state, _, ctx) {
      state.closing = true;
      for (let message = takeFirst(state.waiting); message !== undefined; message = takeFirst(state.waiting)) {
        state.refused++;
        ctx.trace(MessageRefused, message.number, ctx.text("stopped before the first call"));
        ctx.tell({ what: "sent", message: message.number, how: "refused" });
      }
      closeWhenDone(state, ctx);
    },
  },
  timers: {
    timeout(state, { request, step, attempt }, ctx) {
      const order = state.orders.find(
        (candidate) => candidate.request === request && candidate.step === step && candidate.attempt === attempt,
      );
      if (order === undefined) return;
      forgetHandshake(state, order, ctx);
      ctx.rule("timeout.ms", callOf(state, order).timeoutUs / 1000);
      callFailed(state, order, "timeout", ctx);
    },
    retry(state, { request }, ctx) {
      const order = state.orders.find((candidate) => candidate.request === request);
      if (order !== undefined) call(state, order, ctx);
    },
    connectTimeout(state, { instance, connection }, ctx) {
      if (state.connections[instance]?.id !== connection) return;
      delete state.connections[instance];
      ctx.close(connection);
      failCallsOf(state, instance, "no connection", ctx, ({ connectTimeoutUs }) => ctx.rule("connect.timeout.ms", connectTimeoutUs / 1000));
    },
  },
  connections: {
    opened(state, connection, ctx) {
      const instance = instanceOf(state, connection);
      if (instance === null) return ctx.close(connection); // given up meanwhile
      ctx.cancelTimer(state.connections[instance].limit);
      state.connections[instance].open = true;
      for (const order of state.orders) if (order.instance === instance && !order.transmitted) transmit(state, order, ctx);
    },
    closed(state, connection, reason, ctx) {
      const instance = instanceOf(state, connection);
      if (instance === null) return;
      ctx.cancelTimer(state.connections[instance].limit);
      delete state.connections[instance];
      failCallsOf(state, instance, `connection ${reason}`, ctx);
    },
  },
  view: ({ config, orders, waiting, sent, succeeded, refused, unresolved }) => ({
    sent,
    confirmed: succeeded,
    refused,
    unresolved,
    waiting: orders.map(({ message }) => message.number),
    buffered: allOf(waiting).map(({ number }) => number),
    calls: orders.map(({ message, step, attempt, since }) => ({
      message: message.number,
      service: callsFor(config, message)[step]?.service ?? "",
      attempt,
      since,
    })),
    succeeded,
    failed: refused + unresolved,
  }),
};

/** The calls that an order goes through, in order. */
function callsFor({ calls }: ClientConfig, message: BusinessMessage): readonly CallSpec[] {
  return calls.filter((call) => takesWire(call, message));
}

/** The present one. */
function callOf({ config }: ClientState, { message, step }: Order): CallSpec {
  return callsFor(config, message)[step];
}

function startOrders(state: ClientState, ctx: Ctx): void {
  if (state.closing) return closeWhenDone(state, ctx);
  while (state.orders.length < state.config.concurrency) {
    const message = takeFirst(state.waiting);
    if (message === undefined) return;
    const order: Order = {
      request: state.nextRequest++,
      message,
      step: 0,
      attempt: 0,
      since: ctx.now,
      transmitted: false,
      doubtful: false,
      instance: "",
      timer: NO_TIMER,
    };
    state.orders.push(order);
    state.sent++;
    for (const { service } of callsFor(state.config, message))
      ctx.trace(MessageRouted, message.number, ctx.text(service), ctx.text(service));
    callNext(state, order, ctx);
  }
}

function callNext(state: ClientState, order: Order, ctx: Ctx): void {
  if (order.step < callsFor(state.config, order.message).length) return call(state, order, ctx);
  finish(state, order, ctx);
  state.succeeded++;
  ctx.trace(MessageConfirmed, order.message.number, ctx.text("all services answered"), order.request);
  ctx.tell({ what: "sent", message: order.message.number, how: "confirmed" });
  startOrders(state, ctx);
}

function call(state: ClientState, order: Order, ctx: Ctx): void {
  const { service, instances, timeoutUs, connectTimeoutUs } = callOf(state, order);
  order.attempt++;
  order.transmitted = false;
  if (instances.length === 0) return callFailed(state, order, "it has no instance", ctx);
  const turn = state.turns[service] ?? 0;
  state.turns[service] = turn + 1;
  order.instance = instances[turn % instances.length];
  const { request, step, attempt } = order;
  order.timer = ctx.setTimer("timeout", timeoutUs, { request, step, attempt }); // from here, the handshake included
  const connection = state.connections[order.instance];
  if (connection === undefined) connectTo(state, order.instance, connectTimeoutUs, ctx);
  if (connection?.open) transmit(state, order, ctx);
}

function connectTo(state: ClientState, instance: string, limitUs: Micros, ctx: Ctx): void {
  const id = ctx.connect(instance);
  const limit = ctx.setTimer("connectTimeout", limitUs, { instance, connection: id });
  state.connections[instance] = { id, open: false, limit };
}

/** A handshake whose last caller has given up is not waited for: the next call makes a connection of its own. */
function forgetHandshake(state: ClientState, { instance, request }: Order, ctx: Ctx): void {
  const connection = state.connections[instance];
  if (connection === undefined || connection.open) return;
  if (state.orders.some((other) => other.request !== request && other.instance === instance)) return;
  ctx.cancelTimer(connection.limit);
  ctx.close(connection.id);
  delete state.connections[instance];
}

/** `rule`: names the limit that ended them, for each. */
function failCallsOf(state: ClientState, instance: string, reason: string, ctx: Ctx, rule?: (call: CallSpec) => void): void {
  for (const order of state.orders.filter((candidate) => candidate.instance === instance)) {
    ctx.cancelTimer(order.timer);
    rule?.(callOf(state, order));
    callFailed(state, order, reason, ctx);
  }
}

function transmit(state: ClientState, order: Order, ctx: Ctx): void {
  const { message, request, step, attempt } = order;
  ctx.trace(MessageSent, message.number, attempt, ctx.text(callOf(state, order).service));
  ctx.send(state.connections[order.instance].id, {
    type: "Call",
    request,
    step,
    attempt,
    message: message.number,
    poison: message.poison,
    carries: [message.number],
  });
  order.transmitted = true;
}

/** Again after a pause, or the whole order fails, whatever the services before have done. */
function callFailed(state: ClientState, order: Order, reason: string, ctx: Ctx): void {
  if (order.transmitted) order.doubtful = true;
  order.transmitted = false;
  order.timer = NO_TIMER;
  order.instance = "";
  const { service, retries, backoffUs } = callOf(state, order);
  if (order.attempt <= retries) {
    ctx.setTimer("retry", backoffUs, { request: order.request });
    return;
  }
  finish(state, order, ctx);
  ctx.rule("retries", retries, order.attempt - 1);
  const done = doneBefore(state, order);
  const certain = !order.doubtful && order.step === 0;
  const text = ctx.text(`${service}: ${reason}${done === "" ? "" : `; ${done} had answered`}`);
  if (certain) {
    state.refused++;
    ctx.trace(MessageRefused, order.message.number, text);
  } else {
    state.unresolved++;
    ctx.trace(MessageUnresolved, order.message.number, text);
  }
  ctx.tell({ what: "sent", message: order.message.number, how: certain ? "refused" : "unresolved" });
  startOrders(state, ctx);
}

/** The services that have answered to an order. */
function doneBefore({ config }: ClientState, { message, step }: Order): string {
  const names = callsFor(config, message)
    .slice(0, step)
    .map(({ service }) => service);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

function finish(state: ClientState, order: Order, ctx: Ctx): void {
  ctx.cancelTimer(order.timer);
  state.orders = state.orders.filter((other) => other !== order);
}

function closeWhenDone({ closing, orders }: ClientState, ctx: Ctx): void {
  if (closing && orders.length === 0) ctx.tell({ what: "closed" });
}

function instanceOf(state: ClientState, connection: ConnectionId): string | null {
  for (const [instance, { id }] of Object.entries(state.connections)) if (id === connection) return instance;
  return null;
}
