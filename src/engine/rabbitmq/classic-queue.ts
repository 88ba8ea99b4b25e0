import { type EventId, NO_EVENT } from "../sim/history.ts";
import type { ConnectionId } from "../sim/process.ts";
import type { Content } from "./protocol.ts";

/** A message in a queue; frozen, so that a backlog costs a snapshot little. `position` is its enqueue number, which it keeps when it is requeued. */
export interface QueuedMessage {
  readonly position: number;
  readonly content: Content;
  readonly redelivered: boolean;
  readonly storedBy: EventId;
  /** The event that put it back, or -1. */
  readonly returnedBy: EventId;
}

/** A consumer as the queue's dispatcher knows it. */
export interface QueueConsumer {
  connection: ConnectionId;
  channel: number;
  tag: string;
  noAck: boolean;
  /**
   * How many deliveries it may still be handed (R-CONS-02); UNLIMITED without a prefetch or with automatic ack. What is settled under its
   * tag gives credit, also for what an earlier consumer of the tag was handed, so that it may come to more than the prefetch.
   */
  credit: number;
}

export const UNLIMITED = Number.POSITIVE_INFINITY;

/** A classic queue (R-CLASSIC-02): ready messages by enqueue number; those unacked are kept by the channels that hold them. */
export interface ClassicQueue {
  name: string;
  /** Another one for each queue that was ever declared: a later queue of the same name is not the same. */
  id: number;
  durable: boolean;
  /** From `head` on; sorted by position. */
  ready: QueuedMessage[];
  head: number;
  nextPosition: number;
  /** Persistent messages below this position are written to the operating system, below the other one they are on the disk. */
  writtenBelow: number;
  flushedBelow: number;
  /** On the disk and done with, which is not on the disk yet: a power loss brings them again (R-DUR-06). */
  doneUnflushed: QueuedMessage[];
  /** The line in which they are served (R-CONS-04). */
  consumers: QueueConsumer[];
  /** Whose turn came when they had no credit, in that order. */
  setAside: QueueConsumer[];
  unackedCount: number;
}

export function newQueue(name: string, durable: boolean, id: number): ClassicQueue {
  const marks = { nextPosition: 1, writtenBelow: 1, flushedBelow: 1 };
  return { name, id, durable, ready: [], head: 0, ...marks, doneUnflushed: [], consumers: [], setAside: [], unackedCount: 0 };
}

export function readyCount(queue: ClassicQueue): number {
  return queue.ready.length - queue.head;
}

/** To the end of the queue. `storedBy`: the event that tells of it, with the position `nextPosition`. */
export function enqueue(queue: ClassicQueue, content: Content, storedBy: EventId): QueuedMessage {
  const message = Object.freeze({ position: queue.nextPosition++, content, redelivered: false, storedBy, returnedBy: NO_EVENT });
  queue.ready.push(message);
  return message;
}

/** The first ready message leaves the queue. */
export function takeHead(queue: ClassicQueue): QueuedMessage | undefined {
  if (readyCount(queue) === 0) return undefined;
  const message = queue.ready[queue.head++];
  if (queue.head > 128 && queue.head * 2 > queue.ready.length) {
    queue.ready.splice(0, queue.head);
    queue.head = 0;
  }
  return message;
}

/** The queue is done with a message that has left it: settled, dropped, purged. */
export function finish(queue: ClassicQueue, message: QueuedMessage): void {
  if (survives(queue, message) && message.position < queue.flushedBelow) queue.doneUnflushed.push(message);
}

/** R-DUR-02: of a durable queue the persistent messages. */
export function survives(queue: ClassicQueue, message: QueuedMessage): boolean {
  return queue.durable && message.content.deliveryMode === 2;
}

/** The operating system has brought to the disk what was written. */
export function writeBack(queue: ClassicQueue): void {
  queue.flushedBelow = queue.writtenBelow;
  queue.doneUnflushed = [];
}

/** R-REQ-01: back to its old place among the ready ones, by enqueue number, marked as redelivered. */
export function requeue(queue: ClassicQueue, message: QueuedMessage, returnedBy: EventId): void {
  const { ready, head } = queue;
  let low = head;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ready[middle].position < message.position) low = middle + 1;
    else high = middle;
  }
  const returned = Object.freeze({ ...message, redelivered: true, returnedBy });
  if (head === 0 || low - head > ready.length - low) {
    ready.splice(low, 0, returned);
    return;
  }
  // Most come back near the head, where there are places left by those that went.
  ready.copyWithin(head - 1, head, low);
  ready[low - 1] = returned;
  queue.head--;
}

/**
 * R-CONS-04: the next consumer that has credit, put to the end of the line even when this delivery is its last one. Whoever is tried in
 * vain is set aside. Null when nobody can take anything.
 */
export function nextConsumer(queue: ClassicQueue): QueueConsumer | null {
  for (let consumer = queue.consumers.shift(); consumer !== undefined; consumer = queue.consumers.shift()) {
    if (consumer.credit > 0) {
      queue.consumers.push(consumer);
      return consumer;
    }
    queue.setAside.push(consumer);
  }
  return null;
}

export function everyConsumer(queue: ClassicQueue): readonly QueueConsumer[] {
  return queue.setAside.length === 0 ? queue.consumers : [...queue.consumers, ...queue.setAside];
}

/**
 * So many deliveries under the tag of a consumer were settled. If it had been set aside it joins the end of the line; one that was not tried
 * in vain has kept its place (R-CONS-04).
 */
export function giveCredit(queue: ClassicQueue, connection: ConnectionId, channel: number, tag: string, count: number): void {
  const isIt = (one: QueueConsumer) => one.tag === tag && one.connection === connection && one.channel === channel;
  const aside = queue.setAside.findIndex(isIt);
  const consumer = aside >= 0 ? queue.setAside[aside] : queue.consumers.find(isIt);
  if (consumer === undefined) return;
  consumer.credit += count;
  if (aside < 0) return;
  queue.setAside.splice(aside, 1);
  queue.consumers.push(consumer);
}

export function purge(queue: ClassicQueue): QueuedMessage[] {
  const gone = queue.ready.slice(queue.head);
  queue.ready = [];
  queue.head = 0;
  return gone;
}
