import { MessageDropped, MessageRouted, MessageStored } from "../delivery/events.ts";
import type { ConnectionId } from "../sim/process.ts";
import { enqueue } from "./classic-queue.ts";
import { dispatch } from "./delivery.ts";
import { MessageReturnedUnroutable } from "./events.ts";
import type { Channel, NodeContext, NodeState, PendingConfirm } from "./node-state.ts";
import type { ClientMethod } from "./protocol.ts";
import { route } from "./routing.ts";

/** From the publisher into the queues, and the confirm back. */

/** Time of one write to the message store; what comes meanwhile goes with it. */
export const WRITE_US = 2_000;
/** The operating system brings written pages to the disk some seconds later; between the two a power loss takes them. */
export const WRITE_BACK_US = 5_000_000;

/** From the channel to the queue's process and back: a confirm never overtakes the methods that came with its publish. */
const QUEUE_HOP_US = 50;

type Publish = Extract<ClientMethod, { type: "basic.publish" }>;

/** False when there is no such exchange (R-PUB-03). */
export function publish(state: NodeState, connection: ConnectionId, channel: Channel, method: Publish, ctx: NodeContext): boolean {
  const { exchange, routingKey, content, mandatory } = method;
  const queues = route(state, exchange, routingKey);
  if (queues === null) return false;
  const number = channel.confirming ? channel.nextConfirm++ : 0;
  if (queues.length === 0) {
    unroutable(connection, channel, method, mandatory, number, ctx);
    return true;
  }
  let persistent = false;
  for (const name of queues) {
    const queue = state.queues[name];
    const place = ctx.text(name);
    ctx.trace(MessageRouted, content.message, place, place);
    enqueue(queue, content, ctx.trace(MessageStored, content.message, place, queue.nextPosition, 0));
    persistent ||= queue.durable && content.deliveryMode === 2;
  }
  if (persistent && !state.writing) {
    state.writing = true;
    ctx.setTimer("written", WRITE_US, null);
  }
  if (channel.confirming) {
    // R-CONF-04: transient messages and queues are confirmed at once, persistent ones after the write.
    const waitsFor = persistent ? "disk" : "queue";
    const pending: PendingConfirm = { connection, channel: channel.number, number, message: content.message, waitsFor };
    state.pendingConfirms.push(pending);
    if (!persistent) ctx.setTimer("confirm", QUEUE_HOP_US, { ...pending });
  }
  for (const name of queues) dispatch(state, state.queues[name], ctx);
  return true;
}

/** R-PUB-01, R-PUB-02, R-CONF-03: dropped, or returned before the confirm, which is positive all the same. */
function unroutable(
  connection: ConnectionId,
  channel: Channel,
  method: Publish,
  mandatory: boolean,
  number: number,
  ctx: NodeContext,
): void {
  const { exchange, routingKey, content } = method;
  const { message } = content;
  ctx.rule("R-PUB-01: no queue is bound for this routing key", 0);
  if (mandatory) {
    ctx.trace(MessageReturnedUnroutable, message, ctx.text(exchange));
    ctx.send(connection, { type: "basic.return", channel: channel.number, exchange, routingKey, content, carries: [message] });
  }
  ctx.trace(MessageDropped, message, ctx.text(""), ctx.text("unroutable"));
  if (channel.confirming) {
    ctx.send(connection, { type: "confirm.ack", channel: channel.number, deliveryTag: number, multiple: false, carries: [message] });
  }
}

/** The queues have taken a message that needs no disk; its channel may have ended meanwhile. */
export function confirm(state: NodeState, { connection, channel, number, message }: PendingConfirm, ctx: NodeContext): void {
  const index = state.pendingConfirms.findIndex(
    (pending) => pending.connection === connection && pending.channel === channel && pending.number === number,
  );
  if (index < 0) return;
  state.pendingConfirms.splice(index, 1);
  ctx.send(connection, { type: "confirm.ack", channel, deliveryTag: number, multiple: false, carries: [message] });
}

/** A write has ended: what it held is safe from a crash of the process, and its publishers are told, as few confirms as will do. */
export function written(state: NodeState, ctx: NodeContext): void {
  for (const queue of Object.values(state.queues)) queue.writtenBelow = queue.nextPosition;
  state.writing = false;
  const channels = new Map<string, PendingConfirm[]>();
  for (const pending of state.pendingConfirms) {
    const key = `${pending.connection}/${pending.channel}`;
    const group = channels.get(key);
    if (group === undefined) channels.set(key, [pending]);
    else group.push(pending);
  }
  state.pendingConfirms = state.pendingConfirms.filter(({ waitsFor }) => waitsFor === "queue");
  for (const pending of channels.values()) {
    // R-CONF-01: each number once, so `multiple` must not reach over one that is still open.
    const open = pending.findIndex(({ waitsFor }) => waitsFor === "queue");
    const together = open < 0 ? pending : pending.slice(0, open);
    if (together.length > 0) acknowledge(together, ctx);
    for (const one of pending.slice(together.length)) if (one.waitsFor === "disk") acknowledge([one], ctx);
  }
}

function acknowledge(group: readonly PendingConfirm[], ctx: NodeContext): void {
  const { connection, channel, number } = group[group.length - 1];
  const carries = group.map(({ message }) => message);
  ctx.send(connection, { type: "confirm.ack", channel, deliveryTag: number, multiple: group.length > 1, carries });
}
