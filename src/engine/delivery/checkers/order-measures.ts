/** How far an order of arrival is from the order of ranks (`spec` 1.3): the story, the headline number, the repair. */
export interface OrderMeasures {
  /** Indexes of the earliest item that something smaller comes after, and of the first such smaller one. */
  readonly first: { readonly early: number; readonly late: number } | null;
  /** Items that came after a higher rank: index, and index of the first higher one. */
  readonly late: readonly { readonly index: number; readonly after: number }[];
  /** The fewest items to move so that no rank falls. */
  readonly displaced: number;
}

/** Ranks in the order of arrival; equal ranks are in order. Cost n log n. */
export function measureOrder(ranks: readonly number[]): OrderMeasures {
  // Items that were higher than all before them: the first higher one before any item is among them.
  const peaks: number[] = [];
  const late: { index: number; after: number }[] = [];
  for (let i = 0; i < ranks.length; i++) {
    if (peaks.length === 0 || ranks[i] >= ranks[peaks[peaks.length - 1]]) peaks.push(i);
    else late.push({ index: i, after: peaks[firstAbove(peaks.length, ranks[i], (p) => ranks[peaks[p]])] });
  }
  return { first: firstInversion(ranks), late, displaced: late.length === 0 ? 0 : ranks.length - longestNonDecreasing(ranks) };
}

function firstInversion(ranks: readonly number[]): OrderMeasures["first"] {
  const least = new Array<number>(ranks.length + 1).fill(Number.POSITIVE_INFINITY);
  for (let i = ranks.length - 1; i >= 0; i--) least[i] = Math.min(ranks[i], least[i + 1]);
  for (let i = 0; i < ranks.length; i++) {
    if (least[i + 1] >= ranks[i]) continue;
    let late = i + 1;
    while (ranks[late] >= ranks[i]) late++;
    return { early: i, late };
  }
  return null;
}

/** Patience sorting: `tails[k]` is the smallest end of a non-decreasing run of length k + 1. */
function longestNonDecreasing(ranks: readonly number[]): number {
  const tails: number[] = [];
  for (const rank of ranks) tails[firstAbove(tails.length, rank, (k) => tails[k])] = rank;
  return tails.length;
}

/** The first index below `length` whose value is above `bound`; `length` when there is none. Values do not fall. */
function firstAbove(length: number, bound: number, valueAt: (index: number) => number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The inversion to tell first: `early` came at `event`, and `late` ought to have come before it. */
export interface Inversion {
  readonly event: number;
  readonly early: number;
  readonly late: number;
}

/** In words, with the repair: "; first #9 before #7; 2 to move to repair it". */
export function orderStory(inversions: readonly Inversion[], displaced: number): string {
  const [first] = inversions.toSorted((one, other) => one.event - other.event);
  return first === undefined ? "" : `; first #${first.early} before #${first.late}; ${displaced} to move to repair it`;
}
