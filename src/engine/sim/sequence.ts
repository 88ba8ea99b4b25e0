/**
 * An append-only list of immutable items whose full chunks are frozen, so that snapshots share them: a log of a million records costs
 * a snapshot no more than its last chunk. Plain data; items keep their index for ever, `base` is the index of the first one kept.
 */
export interface Sequence<T> {
  base: number;
  length: number;
  /** Chunks of CHUNK items each; the last one is open. */
  chunks: (readonly T[])[];
}

const CHUNK = 256;

export function emptySequence<T>(base = 0): Sequence<T> {
  return { base, length: base, chunks: [] };
}

/** Index of the first chunk's first slot: `base` rounded down to a chunk, so that lookup needs no search. */
function origin(sequence: Sequence<unknown>): number {
  return sequence.base - (sequence.base % CHUNK);
}

export function appendItem<T>(sequence: Sequence<T>, item: T): number {
  const index = sequence.length++;
  const position = index - origin(sequence);
  let chunk = sequence.chunks[Math.floor(position / CHUNK)] as T[] | undefined;
  if (chunk === undefined) {
    chunk = new Array(position % CHUNK) as T[];
    sequence.chunks.push(chunk);
  }
  chunk[position % CHUNK] = item;
  if (chunk.length === CHUNK) Object.freeze(chunk);
  return index;
}

/** The item at an index; undefined outside base .. length-1. */
export function itemAt<T>(sequence: Sequence<T>, index: number): T | undefined {
  if (index < sequence.base || index >= sequence.length) return undefined;
  const position = index - origin(sequence);
  return sequence.chunks[Math.floor(position / CHUNK)][position % CHUNK];
}

/** Drops everything from `length` on. */
export function cutTail<T>(sequence: Sequence<T>, length: number): void {
  if (length >= sequence.length) return;
  const kept = Math.max(sequence.base, length);
  const position = kept - origin(sequence);
  const chunks = Math.ceil(position / CHUNK);
  sequence.chunks.length = chunks;
  const inLast = position % CHUNK;
  if (chunks > 0 && inLast !== 0) sequence.chunks[chunks - 1] = sequence.chunks[chunks - 1].slice(0, inLast);
  sequence.length = kept;
}

/** Drops everything before `base`. */
export function cutHead<T>(sequence: Sequence<T>, base: number): void {
  const next = Math.min(Math.max(base, sequence.base), sequence.length);
  const gone = Math.floor((next - origin(sequence)) / CHUNK);
  sequence.chunks.splice(0, gone);
  sequence.base = next;
}

export function itemsBetween<T>(sequence: Sequence<T>, from: number, to: number): T[] {
  const items: T[] = [];
  for (let i = Math.max(from, sequence.base); i < Math.min(to, sequence.length); i++) items.push(itemAt(sequence, i) as T);
  return items;
}
