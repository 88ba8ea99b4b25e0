import { MessageDropped } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { everyConsumer, newQueue, purge, readyCount } from "./classic-queue.ts";
import { closeChannel, findQueue } from "./connections.ts";
import { ConsumerCancelled, ExchangeDeclared, ExchangeDeleted, QueueBound, QueueDeclared, QueueDeleted, QueueUnbound } from "./events.ts";
import { type Channel, type NodeContext, type NodeState, queueNamed } from "./node-state.ts";
import type { ClientMethod } from "./protocol.ts";
import { type Binding, DEFAULT_EXCHANGE, isExchangeType, SYSTEM_PREFIX } from "./routing.ts";

/** What clients declare, bind and delete while the node runs. Whatever is there already with the same attributes is left as it is. */

type Method<T extends ClientMethod["type"]> = Extract<ClientMethod, { type: T }>;

/** R-EXCH-01, R-EXCH-02. */
export function declareExchange(state: NodeState, channel: Channel, method: Method<"exchange.declare">, ctx: NodeContext): void {
  const { exchange: name, exchangeType, durable } = method;
  if (name === DEFAULT_EXCHANGE) return refuseDefault(state, channel, ctx);
  const found = state.exchanges.find((one) => one.name === name);
  if (!isExchangeType(exchangeType))
    return closeChannel(state, channel, 406, `PRECONDITION_FAILED - unknown exchange type '${exchangeType}'`, ctx);
  if (found === undefined) {
    if (name.startsWith(SYSTEM_PREFIX)) return closeChannel(state, channel, 403, reserved("exchange", name), ctx);
    state.exchanges.push({ name, type: exchangeType, durable });
    ctx.trace(ExchangeDeclared, NO_MESSAGE, ctx.text(name));
  } else {
    const what = `exchange '${name}'`;
    if (found.type !== exchangeType) return unlike(state, channel, "type", what, exchangeType, found.type, ctx);
    if (found.durable !== durable) return unlike(state, channel, "durable", what, durable, found.durable, ctx);
  }
  ctx.send(ctx.connection, { type: "exchange.declare-ok", channel: channel.number });
}

/** R-EXCH-11: its bindings go with it; queues keep their messages. */
export function deleteExchange(state: NodeState, channel: Channel, method: Method<"exchange.delete">, ctx: NodeContext): void {
  const { exchange: name, ifUnused } = method;
  if (name === DEFAULT_EXCHANGE) return refuseDefault(state, channel, ctx);
  if (name.startsWith(SYSTEM_PREFIX))
    return closeChannel(state, channel, 403, `ACCESS_REFUSED - deletion of system exchange '${name}' in vhost '/' not allowed`, ctx);
  if (ifUnused && state.bindings.some(({ exchange }) => exchange === name))
    return closeChannel(state, channel, 406, `PRECONDITION_FAILED - exchange '${name}' in vhost '/' in use`, ctx);
  if (state.exchanges.some((one) => one.name === name)) ctx.trace(ExchangeDeleted, NO_MESSAGE, ctx.text(name));
  state.exchanges = state.exchanges.filter((one) => one.name !== name);
  state.bindings = state.bindings.filter(({ exchange }) => exchange !== name);
  ctx.send(ctx.connection, { type: "exchange.delete-ok", channel: channel.number });
}

/** R-QUEUE-02, R-QUEUE-03: the answer counts the ready messages and the consumers. */
export function declareQueue(state: NodeState, channel: Channel, method: Method<"queue.declare">, ctx: NodeContext): void {
  const { queue: name, durable, passive } = method;
  let queue = queueNamed(state, name);
  if (queue === undefined) {
    if (passive) return void findQueue(state, name, channel, ctx);
    if (name.startsWith(SYSTEM_PREFIX)) return closeChannel(state, channel, 403, reserved("queue", name), ctx);
    queue = newQueue(name, durable, state.nextQueue++);
    state.queues[name] = queue;
    ctx.trace(QueueDeclared, NO_MESSAGE, ctx.text(name));
  } else if (!passive && queue.durable !== durable) {
    return unlike(state, channel, "durable", `queue '${name}'`, durable, queue.durable, ctx);
  }
  channel.lastQueue = name;
  const counts = { messageCount: readyCount(queue), consumerCount: everyConsumer(queue).length };
  ctx.send(ctx.connection, { type: "queue.declare-ok", channel: channel.number, queue: name, ...counts });
}

/** R-EXCH-10: binding twice is no second binding, unbinding what is not bound no error. */
export function bindQueue(state: NodeState, channel: Channel, method: Method<"queue.bind" | "queue.unbind">, ctx: NodeContext): void {
  const { type, exchange, routingKey } = method;
  if (exchange === DEFAULT_EXCHANGE) return refuseDefault(state, channel, ctx);
  const queue = findQueue(state, method.queue, channel, ctx);
  if (queue === null) return;
  if (!state.exchanges.some(({ name }) => name === exchange))
    return closeChannel(state, channel, 404, `NOT_FOUND - no exchange '${exchange}' in vhost '/'`, ctx);
  const binding: Binding = { exchange, queue: queue.name, routingKey };
  const isIt = (one: Binding) => one.exchange === exchange && one.queue === queue.name && one.routingKey === routingKey;
  const there = state.bindings.some(isIt);
  const texts = [ctx.text(queue.name), ctx.text(exchange), ctx.text(routingKey)] as const;
  if (type === "queue.bind" && !there) {
    state.bindings = [...state.bindings, binding];
    ctx.trace(QueueBound, NO_MESSAGE, ...texts);
  } else if (type === "queue.unbind" && there) {
    state.bindings = state.bindings.filter((one) => !isIt(one));
    ctx.trace(QueueUnbound, NO_MESSAGE, ...texts);
  }
  ctx.send(ctx.connection, { type: type === "queue.bind" ? "queue.bind-ok" : "queue.unbind-ok", channel: channel.number });
}

/** R-QUEUE-08: everything in it goes, and its consumers are told (R-CONS-09). What channels hold of it is settled later without effect. */
export function deleteQueue(state: NodeState, channel: Channel, method: Method<"queue.delete">, ctx: NodeContext): void {
  const { queue: name, ifUnused, ifEmpty } = method;
  const queue = queueNamed(state, name);
  let messageCount = 0;
  if (queue !== undefined) {
    messageCount = readyCount(queue);
    const consumers = everyConsumer(queue);
    if (ifUnused && consumers.length > 0)
      return closeChannel(state, channel, 406, `PRECONDITION_FAILED - queue '${name}' in vhost '/' in use`, ctx);
    if (ifEmpty && messageCount > 0)
      return closeChannel(state, channel, 406, `PRECONDITION_FAILED - queue '${name}' in vhost '/' not empty`, ctx);
    const event = ctx.trace(QueueDeleted, NO_MESSAGE, ctx.text(name), messageCount + queue.unackedCount);
    for (const { content } of purge(queue)) drop(content.message, name, event, ctx);
    for (const { channels } of Object.values(state.connections))
      for (const { unacked } of Object.values(channels))
        for (const held of unacked.items) if (held?.queueId === queue.id) drop(held.message.content.message, name, event, ctx);
    for (const { connection, channel: number, tag } of consumers) {
      ctx.trace(ConsumerCancelled, NO_MESSAGE, ctx.text(name), ctx.text(tag));
      ctx.send(connection, { type: "basic.cancel", channel: number, consumerTag: tag });
    }
    delete state.queues[name];
    state.bindings = state.bindings.filter((one) => one.queue !== name);
  }
  ctx.send(ctx.connection, { type: "queue.delete-ok", channel: channel.number, messageCount });
}

function drop(message: number, queue: string, deleted: number, ctx: NodeContext): void {
  ctx.because("read", deleted);
  ctx.trace(MessageDropped, message, ctx.text(queue), ctx.text("queue deleted"));
}

function refuseDefault(state: NodeState, channel: Channel, ctx: NodeContext): void {
  closeChannel(state, channel, 403, "ACCESS_REFUSED - operation not permitted on the default exchange", ctx);
}

function reserved(what: "exchange" | "queue", name: string): string {
  return `ACCESS_REFUSED - ${what} name '${name}' contains reserved prefix 'amq.*'`;
}

function unlike(
  state: NodeState,
  channel: Channel,
  argument: string,
  what: string,
  received: string | boolean,
  current: string | boolean,
  ctx: NodeContext,
): void {
  const text = `inequivalent arg '${argument}' for ${what} in vhost '/': received '${received}' but current is '${current}'`;
  closeChannel(state, channel, 406, `PRECONDITION_FAILED - ${text}`, ctx);
}
