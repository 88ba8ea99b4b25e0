import { MessageDropped, MessageReturned, MessageSettled } from "../delivery/events.ts";
import { type EventId, NO_MESSAGE } from "../sim/history.ts";
import type { ConnectionId } from "../sim/process.ts";
import {
  type ClassicQueue,
  everyConsumer,
  finish,
  giveCredit,
  nextConsumer,
  type QueueConsumer,
  readyCount,
  requeue,
  takeHead,
} from "./classic-queue.ts";
import { ConsumerCancelled } from "./events.ts";
import { type Channel, type NodeContext, type NodeState, queueNamed, type Unacked } from "./node-state.ts";
import { append, has, takeAll, takeOne, takeUpTo } from "./numbered-list.ts";

/** From the queue to consumers and back: the dispatcher, settling, returning. */

/** R-CONS-04: while there are a message and a consumer with credit. */
export function dispatch(state: NodeState, queue: ClassicQueue, ctx: NodeContext): void {
  while (readyCount(queue) > 0) {
    const consumer = nextConsumer(queue);
    if (consumer === null) return;
    const channel = state.connections[consumer.connection]?.channels[consumer.channel];
    const message = takeHead(queue);
    if (channel === undefined || message === undefined) return;
    const deliveryTag = channel.nextTag++;
    const { content, redelivered, storedBy, returnedBy } = message;
    consumer.credit--;
    if (consumer.noAck) {
      // R-CONS-06: gone from the queue as soon as it is handed to the connection.
      ctx.rule("R-CONS-06: automatic acknowledgement", 1);
      ctx.trace(MessageSettled, content.message, ctx.text(queue.name), deliveryTag);
      finish(queue, message);
    } else {
      queue.unackedCount++;
      const unacked = { tag: deliveryTag, queue: queue.name, queueId: queue.id, message, consumerTag: consumer.tag, deliveredAt: ctx.now };
      append(channel.unacked, deliveryTag, Object.freeze(unacked));
    }
    ctx.send(consumer.connection, {
      type: "basic.deliver",
      channel: consumer.channel,
      consumerTag: consumer.tag,
      deliveryTag,
      redelivered,
      content,
      storedBy,
      returnedBy,
      carries: [content.message],
    });
  }
}

/** The deliveries that a tag names, taken off the channel; null when the tag is not outstanding (R-ACK-02 to R-ACK-04). */
export function takeUnacked({ unacked }: Channel, tag: number, multiple: boolean): Unacked[] | null {
  if (multiple && tag === 0) return takeAll(unacked);
  if (multiple) return has(unacked, tag) ? takeUpTo(unacked, tag) : null;
  const taken = takeOne(unacked, tag);
  return taken === null ? null : [taken];
}

/** Settled: each is gone from its queue, and its consumer has credit again. */
export function settle(state: NodeState, connection: ConnectionId, channel: Channel, taken: readonly Unacked[], ctx: NodeContext): void {
  release(state, connection, channel, byConsumer(taken), ctx, (queue, group) => {
    for (const { message, tag } of group) {
      ctx.trace(MessageSettled, message.content.message, ctx.text(queue.name), tag);
      finish(queue, message);
    }
  });
}

/** Rejected without requeue: dropped, since there is no dead letter exchange (R-ACK-05). */
export function drop(state: NodeState, connection: ConnectionId, channel: Channel, taken: readonly Unacked[], ctx: NodeContext): void {
  release(state, connection, channel, byConsumer(taken), ctx, (queue, group) => {
    for (const { message } of group) {
      ctx.trace(MessageDropped, message.content.message, ctx.text(queue.name), ctx.text("rejected"));
      finish(queue, message);
    }
  });
}

/** Back to the queues, and the dispatchers run (R-REQ-01, R-REQ-05). `rule` says why; `cause`: what made it return, besides the present handler. */
export function giveBack(
  state: NodeState,
  connection: ConnectionId,
  channel: Channel,
  taken: readonly Unacked[],
  rule: "R-REQ-03" | "R-ACK-05" | "R-REQ-07",
  reason: string,
  cause: EventId,
  ctx: NodeContext,
): void {
  // A queue hears of the end of a channel once, and takes back all that the channel held of it.
  const groups = rule === "R-REQ-03" ? byQueue(taken) : byConsumer(taken);
  release(state, connection, channel, groups, ctx, (queue, group) => {
    for (const { message } of group) {
      ctx.because("read", message.storedBy);
      ctx.because("absence", cause);
      ctx.rule(`${rule}: unacknowledged messages return (${reason})`, taken.length);
      const event = ctx.trace(MessageReturned, message.content.message, ctx.text(queue.name), ctx.text(reason));
      requeue(queue, message, event);
    }
  });
}

/**
 * What is settled of one queue at a time: credit first, then the change, then the dispatcher, before the next group. What is held of a
 * queue that was deleted is settled without a word (R-QUEUE-08).
 */
function release(
  state: NodeState,
  connection: ConnectionId,
  { number }: Channel,
  groups: readonly (readonly Unacked[])[],
  ctx: NodeContext,
  change: (queue: ClassicQueue, group: readonly Unacked[]) => void,
): void {
  for (const group of groups) {
    const [{ queue: name, queueId, consumerTag }] = group;
    const queue = queueNamed(state, name);
    if (queue?.id !== queueId) continue;
    queue.unackedCount -= group.length;
    if (consumerTag !== null) giveCredit(queue, connection, number, consumerTag, group.length);
    change(queue, group);
    dispatch(state, queue, ctx);
  }
}

/** One request to a queue for what each consumer held of it, as channels make them: by the names of both, basic.get before the consumers. */
function byConsumer(taken: readonly Unacked[]): readonly (readonly Unacked[])[] {
  return grouped(
    taken,
    ({ queue, queueId, consumerTag }) => `${queue}\u0000${queueId}${consumerTag === null ? "" : `\u0000${consumerTag}`}`,
  );
}

function byQueue(taken: readonly Unacked[]): readonly (readonly Unacked[])[] {
  return grouped(taken, ({ queue, queueId }) => `${queue}\u0000${queueId}`);
}

function grouped(taken: readonly Unacked[], keyOf: (one: Unacked) => string): readonly (readonly Unacked[])[] {
  if (taken.length < 2) return taken.length === 0 ? [] : [taken];
  const groups = new Map<string, Unacked[]>();
  for (const one of taken) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.keys()].sort().map((key) => groups.get(key) as Unacked[]);
}

/** R-CONS-08: no further deliveries; what is held stays with the channel. `tag` null: all of the channel. */
export function cancelConsumer(state: NodeState, connection: ConnectionId, channel: number, tag: string | null, ctx: NodeContext): void {
  const isIt = (one: QueueConsumer) => one.connection === connection && one.channel === channel && (tag === null || one.tag === tag);
  for (const queue of Object.values(state.queues)) {
    const leaving = everyConsumer(queue).filter(isIt);
    if (leaving.length === 0) continue;
    queue.consumers = queue.consumers.filter((one) => !isIt(one));
    queue.setAside = queue.setAside.filter((one) => !isIt(one));
    for (const consumer of leaving) ctx.trace(ConsumerCancelled, NO_MESSAGE, ctx.text(queue.name), ctx.text(consumer.tag));
  }
}

/** A channel ends, for whatever reason: its consumers go first, then all it holds returns in delivery order (R-REQ-03). */
export function endChannel(
  state: NodeState,
  connection: ConnectionId,
  channel: Channel,
  reason: string,
  cause: EventId,
  ctx: NodeContext,
): void {
  cancelConsumer(state, connection, channel.number, null, ctx);
  giveBack(state, connection, channel, takeAll(channel.unacked), "R-REQ-03", reason, cause, ctx);
  state.pendingConfirms = state.pendingConfirms.filter(
    (pending) => pending.connection !== connection || pending.channel !== channel.number,
  );
}
