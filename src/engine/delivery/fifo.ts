/** First in, first out, as plain data: taking the first costs the same however many wait. Frozen items are shared by snapshots. */
export interface Fifo<T> {
  /** From `head` on; what stands before it has been taken. */
  items: T[];
  head: number;
}

const WORTH_CLEARING = 64;

export function newFifo<T>(items: T[] = []): Fifo<T> {
  return { items, head: 0 };
}

export function waitingCount({ items, head }: Fifo<unknown>): number {
  return items.length - head;
}

export function firstOf<T>({ items, head }: Fifo<T>): T | undefined {
  return items[head];
}

export function takeFirst<T>(fifo: Fifo<T>): T | undefined {
  if (fifo.head === fifo.items.length) return undefined;
  const first = fifo.items[fifo.head++];
  if (fifo.head >= WORTH_CLEARING && fifo.head * 2 >= fifo.items.length) {
    fifo.items = fifo.items.slice(fifo.head);
    fifo.head = 0;
  }
  return first;
}

/** The first `most`, or all when there are fewer. */
export function takeUpTo<T>(fifo: Fifo<T>, most: number): T[] {
  const taken: T[] = [];
  for (let left = Math.min(most, waitingCount(fifo)); left > 0; left--) taken.push(takeFirst(fifo) as T);
  return taken;
}

export function allOf<T>({ items, head }: Fifo<T>): T[] {
  return items.slice(head);
}

/** The first that is meant, mostly the very first of all. */
export function takeWhere<T>(fifo: Fifo<T>, isMeant: (item: T) => boolean): T | undefined {
  const { items, head } = fifo;
  for (let index = head; index < items.length; index++) {
    if (!isMeant(items[index])) continue;
    if (index === head) return takeFirst(fifo);
    return items.splice(index, 1)[0];
  }
  return undefined;
}
