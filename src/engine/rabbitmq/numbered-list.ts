/**
 * Items under ascending numbers, of which any may be taken out: outstanding deliveries by their tag, outstanding publishes by their
 * number. Taking one costs a binary search, whatever else is outstanding; places left empty are cleared away when they are the most.
 */
export interface NumberedList<T> {
  /** Ascending; looked at from `head` on. */
  numbers: number[];
  /** By index as in `numbers`; null: taken. Frozen items are shared by snapshots. */
  items: (T | null)[];
  head: number;
  size: number;
}

const WORTH_CLEARING = 64;

export function newNumberedList<T>(): NumberedList<T> {
  return { numbers: [], items: [], head: 0, size: 0 };
}

/** `number` is greater than every number before it. */
export function append<T>(list: NumberedList<T>, number: number, item: T): void {
  list.numbers.push(number);
  list.items.push(item);
  list.size++;
}

/** The item of a number, which leaves the list; null when it is not there. */
export function takeOne<T>(list: NumberedList<T>, number: number): T | null {
  const index = firstFrom(list, number);
  const item = list.numbers[index] === number ? list.items[index] : null;
  if (item === null) return null;
  list.items[index] = null;
  list.size--;
  clear(list);
  return item;
}

/** All items up to and including a number, in order, out of the list. */
export function takeUpTo<T>(list: NumberedList<T>, number: number): T[] {
  const end = firstFrom(list, number + 1);
  const taken = list.items.slice(list.head, end).filter((item) => item !== null);
  list.head = end;
  list.size -= taken.length;
  clear(list);
  return taken;
}

export function takeAll<T>(list: NumberedList<T>): T[] {
  return takeUpTo(list, Number.POSITIVE_INFINITY);
}

export function has(list: NumberedList<unknown>, number: number): boolean {
  const index = firstFrom(list, number);
  return list.numbers[index] === number && list.items[index] !== null;
}

/** The items in order, at most so many. */
export function firstItems<T>(list: NumberedList<T>, most = Number.POSITIVE_INFINITY): T[] {
  const found: T[] = [];
  for (let i = list.head; i < list.items.length && found.length < most; i++) {
    const item = list.items[i];
    if (item !== null) found.push(item);
  }
  return found;
}

/** The first index from the head on whose number is at least `number`. */
function firstFrom({ numbers, head }: NumberedList<unknown>, number: number): number {
  let low = head;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function clear<T>(list: NumberedList<T>): void {
  const { items } = list;
  while (list.head < items.length && items[list.head] === null) list.head++;
  if (list.head < items.length && (items.length < WORTH_CLEARING || list.size * 2 > items.length)) return;
  const kept = list.numbers.map((_, i) => i).filter((i) => i >= list.head && items[i] !== null);
  list.numbers = kept.map((i) => list.numbers[i]);
  list.items = kept.map((i) => items[i]);
  list.head = 0;
}
