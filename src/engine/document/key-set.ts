import type { Workload } from "./workload.ts";

/** Texts with an order: ranges of numbers, which are not listed, and single texts. No text is in it twice. */
export type KeySet = readonly Keys[];
type Keys = { from: number; count: number } | { texts: readonly string[]; places: ReadonlyMap<string, number> };

export function keysOfWorkload(workload: Workload): KeySet {
  if (workload.kind === "generated") return [{ from: workload.firstKey, count: workload.keys.count }];
  return textsAsKeys(workload.messages.map(({ key }) => key));
}

export function textsAsKeys(texts: readonly string[]): KeySet {
  return texts.length === 0 ? [] : [listOf([...new Set(texts)])];
}

function listOf(texts: readonly string[]): Keys {
  return { texts, places: new Map(texts.map((text, place) => [text, place])) };
}

export function countOf(set: KeySet): number {
  return set.reduce((sum, keys) => sum + ("from" in keys ? keys.count : keys.texts.length), 0);
}

/** Place of a text in the set, or -1. */
export function indexOfKey(set: KeySet, text: string): number {
  let before = 0;
  for (const keys of set) {
    const at = "from" in keys ? placeInRange(keys, text) : (keys.places.get(text) ?? -1);
    if (at >= 0) return before + at;
    before += "from" in keys ? keys.count : keys.texts.length;
  }
  return -1;
}

export function keyAt(set: KeySet, index: number): string {
  let left = index;
  for (const keys of set) {
    const count = "from" in keys ? keys.count : keys.texts.length;
    if (left < count) return "from" in keys ? String(keys.from + left) : keys.texts[left];
    left -= count;
  }
  throw new Error(`a set of ${countOf(set)} keys has none at ${index}`);
}

/** What is in one or the other: the first as it is, then what the second has besides. */
export function union(one: KeySet, other: KeySet): KeySet {
  if (one.length === 0 || one === other) return other;
  const added = other.flatMap((keys): Keys[] => {
    if ("from" in keys) return uncovered(keys, one);
    const texts = keys.texts.filter((text) => indexOfKey(one, text) < 0);
    return texts.length === 0 ? [] : [listOf(texts)];
  });
  return added.length === 0 ? one : [...one, ...added];
}

function placeInRange({ from, count }: { from: number; count: number }, text: string): number {
  const at = /^(0|[1-9]\d*)$/.test(text) ? Number(text) - from : -1;
  return at < count ? at : -1;
}

/** The pieces of a range that the set does not have. */
function uncovered({ from, count }: { from: number; count: number }, set: KeySet): Keys[] {
  const covered = set.flatMap((keys) => {
    if ("from" in keys) return [{ from: keys.from, to: keys.from + keys.count }];
    return keys.texts.flatMap((text) => {
      const at = placeInRange({ from, count }, text);
      return at < 0 ? [] : [{ from: from + at, to: from + at + 1 }];
    });
  });
  const pieces: Keys[] = [];
  let next = from;
  for (const piece of covered.sort((a, b) => a.from - b.from)) {
    if (piece.from > next) pieces.push({ from: next, count: Math.min(piece.from, from + count) - next });
    next = Math.max(next, Math.min(piece.to, from + count));
    if (next >= from + count) break;
  }
  if (next < from + count) pieces.push({ from: next, count: from + count - next });
  return pieces.filter((piece) => "count" in piece && piece.count > 0);
}
