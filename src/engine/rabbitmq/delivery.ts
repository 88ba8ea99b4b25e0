import { MessageDropped, MessageReturned, MessageSettled } from "../delivery/events.ts";
import { type EventId, NO_MESSAGE } from "../sim/history.ts";
import type { ConnectionId } from "../sim/process.ts";
import { type ClassicQueue, consumerHasRoomAgain, finish, hasRoom, nextConsumer, readyCount, requeue, takeHead } from "./classic-queue.ts";
import { ConsumerCancelled } from "./events.ts";
import type { Channel, NodeContext, NodeState, Unacked } from "./node-state.ts";

/** From the queue to consumers and back: the dispatcher, settling, returning. */

/** R-CONS-04: while there are a message and a consumer with room. */
export function dispatch(state: NodeState, queue: ClassicQueue, ctx: NodeContext): void {
  while (readyCount(queue) > 0) {
    const consumer = nextConsumer(queue);
    if (consumer === null) return;
    const channel = state.connections[consumer.connection]?.channels[consumer.channel];
    const message = takeHead(queue);
    if (channel === undefined || message === undefined) return;
    const deliveryTag = channel.nextTag++;
    const { content, redelivered, storedBy, returnedBy } = message;
    if (consumer.noAck) {
      // R-CONS-06: gone from the queue as soon as it is handed to the connection.
      ctx.rule("R-CONS-06: automatic acknowledgement", 1);
      ctx.trace(MessageSettled, content.message, ctx.text(queue.name), deliveryTag);
      finish(queue, message);
    } else {
      consumer.unacked++;
      queue.unackedCount++;
      channel.unacked.push({ tag: deliveryTag, queue: queue.name, message, consumerTag: consumer.tag });
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
export function takeUnacked(channel: Channel, tag: number, multiple: boolean): Unacked[] | null {
  if (multiple && tag === 0) return channel.unacked.splice(0);
  const index = channel.unacked.findIndex((unacked) => unacked.tag === tag);
  if (index < 0) return null;
  return multiple ? channel.unacked.splice(0, index + 1) : channel.unacked.splice(index, 1);
}

/** Settled: each is gone from its queue, and its consumer has room again. */
export function settle(state: NodeState, connection: ConnectionId, channel: Channel, taken: readonly Unacked[], ctx: NodeContext): void {
  for (const { queue, message, tag } of taken) {
    ctx.trace(MessageSettled, message.content.message, ctx.text(queue), tag);
    finish(state.queues[queue], message);
  }
  freeRoom(state, connection, channel, taken, ctx);
}

/** Rejected without requeue: dropped, since there is no dead letter exchange (R-ACK-05). */
export function drop(state: NodeState, connection: ConnectionId, channel: Channel, taken: readonly Unacked[], ctx: NodeContext): void {
  for (const { queue, message } of taken) {
    ctx.trace(MessageDropped, message.content.message, ctx.text(queue), ctx.text("rejected"));
    finish(state.queues[queue], message);
  }
  freeRoom(state, connection, channel, taken, ctx);
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
  for (const { queue: name, message } of taken) {
    const queue = state.queues[name];
    if (queue === undefined) continue;
    ctx.because("read", message.storedBy);
    ctx.because("absence", cause);
    ctx.rule(`${rule}: unacknowledged messages return (${reason})`, taken.length);
    const event = ctx.trace(MessageReturned, message.content.message, ctx.text(name), ctx.text(reason));
    requeue(queue, message, event);
  }
  freeRoom(state, connection, channel, taken, ctx);
}

function freeRoom(state: NodeState, connection: ConnectionId, channel: Channel, taken: readonly Unacked[], ctx: NodeContext): void {
  const touched = new Set<string>();
  for (const { queue: name, consumerTag, tag } of taken) {
    const queue = state.queues[name];
    if (queue === undefined) continue;
    touched.add(name);
    queue.unackedCount--;
    const consumer = queue.consumers.find(
      (candidate) =>
        candidate.connection === connection &&
        candidate.channel === channel.number &&
        candidate.tag === consumerTag &&
        candidate.firstTag <= tag,
    );
    if (consumer === undefined) continue;
    const wasBlocked = !hasRoom(consumer);
    consumer.unacked--;
    if (wasBlocked) consumerHasRoomAgain(queue, consumer);
  }
  for (const name of touched) dispatch(state, state.queues[name], ctx);
}

/** R-CONS-08: no further deliveries; what is held stays with the channel. */
export function cancelConsumer(state: NodeState, connection: ConnectionId, channel: number, tag: string | null, ctx: NodeContext): void {
  for (const queue of Object.values(state.queues)) {
    const leaving = queue.consumers.filter(
      (consumer) => consumer.connection === connection && consumer.channel === channel && (tag === null || consumer.tag === tag),
    );
    if (leaving.length === 0) continue;
    queue.consumers = queue.consumers.filter((consumer) => !leaving.includes(consumer));
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
  giveBack(state, connection, channel, channel.unacked.splice(0), "R-REQ-03", reason, cause, ctx);
  state.pendingConfirms = state.pendingConfirms.filter(
    (pending) => pending.connection !== connection || pending.channel !== channel.number,
  );
}
