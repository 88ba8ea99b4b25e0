import { MessageErased, MessageReturned } from "../delivery/events.ts";
import { type EventId, NO_MESSAGE } from "../sim/history.ts";
import type { Crash, LastWords } from "../sim/process.ts";
import { type ClassicQueue, newQueue, type QueuedMessage, readyCount, survives } from "./classic-queue.ts";
import { NodeRecovered } from "./events.ts";
import type { NodeContext, NodeState } from "./node-state.ts";
import { firstItems } from "./numbered-list.ts";

/** What of a node outlives it, and what it says when it is back. */

/**
 * R-DUR-01, R-DUR-02, R-DUR-04 to R-DUR-06: durable exchanges, durable queues and the bindings between them, with the persistent messages
 * that were written (a killed process) or had reached the disk (power loss); after a clean stop all of them. What was unacked is ready
 * again in the original order, and so is what was acked when the power loss took the word of it.
 */
export function afterEnd(state: NodeState, crash: Crash): NodeState {
  const { config, nextServerTag, nextQueue, nextChannel, stopped } = state;
  const held = Object.values(state.connections).flatMap(({ channels }) =>
    Object.values(channels).flatMap(({ unacked }) => firstItems(unacked)),
  );
  const lost = state.lost.slice();
  const forgotten = state.forgotten.slice();
  const queues: Record<string, ClassicQueue> = {};
  for (const queue of Object.values(state.queues)) {
    const returning = held.filter((unacked) => unacked.queue === queue.name).map(({ message }) => message);
    const out = crash === "machine" ? [...returning, ...queue.doneUnflushed] : returning;
    if (crash === "machine")
      for (const { content, position } of queue.doneUnflushed) forgotten.push({ message: content.message, queue: queue.name, position });
    const all = [...queue.ready.slice(queue.head), ...out.map((message) => ({ ...message, redelivered: true }))];
    const safeBelow = stopped ? queue.nextPosition : crash === "process" ? queue.writtenBelow : queue.flushedBelow;
    const isKept = (message: QueuedMessage) => survives(queue, message) && message.position < safeBelow;
    for (const message of all) {
      if (!isKept(message)) lost.push({ message: message.content.message, queue: queue.name, position: message.position });
    }
    if (queue.durable) queues[queue.name] = recovered(queue, all.filter(isKept), stopped, crash);
  }
  const exchanges = state.exchanges.filter(({ durable }) => durable);
  const bindings = state.bindings.filter(
    ({ queue, exchange }) => queues[queue] !== undefined && exchanges.some(({ name }) => name === exchange),
  );
  return {
    config,
    exchanges,
    bindings,
    queues,
    connections: {},
    pendingConfirms: [],
    writing: false,
    nextServerTag,
    nextQueue,
    nextChannel,
    handshakes: {},
    stopped: false,
    lost,
    forgotten,
  };
}

/** R-REQ-04: without a clean stop a queue does not know which of its messages were delivered, and marks them all. */
function recovered(queue: ClassicQueue, kept: readonly QueuedMessage[], stopped: boolean, crash: Crash): ClassicQueue {
  const ready = kept
    .map((message): QueuedMessage => Object.freeze({ ...message, redelivered: stopped ? message.redelivered : true }))
    .sort((one, other) => one.position - other.position);
  const { name, id, nextPosition, flushedBelow, doneUnflushed } = queue;
  return {
    ...newQueue(name, true, id),
    ready,
    nextPosition,
    writtenBelow: nextPosition,
    // What a killed process had only written is not on the disk yet: the machine may still lose it.
    ...(crash === "process" ? { flushedBelow, doneUnflushed } : { flushedBelow: nextPosition }),
  };
}

/** What its end took. */
export function reportLoss(state: NodeState, ctx: LastWords): void {
  for (const { message, queue, position } of state.lost)
    ctx.trace(MessageErased, message, ctx.text(queue), position, ctx.text("not on the disk"));
  state.lost = [];
}

/** What is there again. */
export function reportRecovery(state: NodeState, ctx: NodeContext): void {
  if (ctx.incarnation === 0) return;
  const queues = Object.values(state.queues);
  const event = ctx.trace(
    NodeRecovered,
    NO_MESSAGE,
    queues.reduce((sum, queue) => sum + readyCount(queue), 0),
  );
  for (const queue of queues) {
    const again = state.forgotten.filter((done) => done.queue === queue.name);
    const events = new Map(again.map(({ message, position }) => [position, reportAgain(queue, message, ctx)]));
    queue.ready = queue.ready.map((message) => Object.freeze({ ...message, returnedBy: events.get(message.position) ?? event }));
  }
  state.forgotten = [];
}

function reportAgain({ name }: ClassicQueue, message: number, ctx: NodeContext): EventId {
  ctx.rule("R-DUR-06: the word that the queue was done with it was not on the disk", 1);
  return ctx.trace(MessageReturned, message, ctx.text(name), ctx.text("settlement forgotten"), 1);
}
