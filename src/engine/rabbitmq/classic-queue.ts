import type { EventId } from "../sim/history.ts";
import type { ConnectionId } from "../sim/process.ts";
import type { Content } from "./protocol.ts";

/** A message in a queue. `position` is its enqueue number, which it keeps when it is requeued. */
export interface QueuedMessage {
  readonly position: number;
  readonly content: Content;
  redelivered: boolean;
  storedBy: EventId;
  /** The event that put it back, or -1. */
  returnedBy: EventId;
}

/** A consumer as the queue's dispatcher knows it. */
export interface QueueConsumer {
  connection: ConnectionId;
  channel: number;
  tag: string;
  /** 0: no limit. */
  prefetch: number;
  noAck: boolean;
  /** The channel's next delivery tag when it subscribed: an earlier delivery belongs to an earlier consumer of the same tag. */
  firstTag: number;
  unacked: number;
}

/** A classic queue (R-CLASSIC-02): ready messages by enqueue number; those unacked are kept by the channels that hold them. */
export interface ClassicQueue {
  name: string;
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
  /** In the order in which they are served (R-CONS-04). */
  consumers: QueueConsumer[];
  unackedCount: number;
}

export function newQueue(name: string, durable: boolean): ClassicQueue {
  const marks = { nextPosition: 1, writtenBelow: 1, flushedBelow: 1 };
  return { name, durable, ready: [], head: 0, ...marks, doneUnflushed: [], consumers: [], unackedCount: 0 };
}

export function readyCount(queue: ClassicQueue): number {
  return queue.ready.length - queue.head;
}

export function enqueue(queue: ClassicQueue, content: Content): QueuedMessage {
  const message: QueuedMessage = { position: queue.nextPosition++, content, redelivered: false, storedBy: -1, returnedBy: -1 };
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
  message.redelivered = true;
  message.returnedBy = returnedBy;
  let low = queue.head;
  let high = queue.ready.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (queue.ready[middle].position < message.position) low = middle + 1;
    else high = middle;
  }
  queue.ready.splice(low, 0, message);
}

export function hasRoom(consumer: QueueConsumer): boolean {
  return consumer.noAck || consumer.prefetch === 0 || consumer.unacked < consumer.prefetch;
}

/** R-CONS-04: the next consumer with room, moved to the end of the line; null when nobody can take anything. */
export function nextConsumer(queue: ClassicQueue): QueueConsumer | null {
  const index = queue.consumers.findIndex(hasRoom);
  if (index < 0) return null;
  const [consumer] = queue.consumers.splice(index, 1);
  queue.consumers.push(consumer);
  return consumer;
}

/** A consumer that has room again joins the end of the line, behind those that had room all the time (R-CONS-04). */
export function consumerHasRoomAgain(queue: ClassicQueue, consumer: QueueConsumer): void {
  const index = queue.consumers.indexOf(consumer);
  if (index < 0) return;
  queue.consumers.splice(index, 1);
  queue.consumers.push(consumer);
}

export function purge(queue: ClassicQueue): QueuedMessage[] {
  const gone = queue.ready.slice(queue.head);
  queue.ready = [];
  queue.head = 0;
  return gone;
}
