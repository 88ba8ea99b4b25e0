/** Steps of a ruler that a person reads easily, in seconds. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600];

/** Instants in microseconds for a ruler of that length with at most `most` marks. */
export function rulerMarks(endUs: number, most = 12): number[] {
  const step = STEPS.find((seconds) => endUs / 1e6 / seconds <= most) ?? 600;
  const marks: number[] = [];
  for (let us = 0; us <= endUs; us += step * 1e6) marks.push(us);
  return marks;
}

/** A step series as the data of an SVG path with its area, up to an instant. */
export function stepArea(
  at: readonly number[],
  count: readonly number[],
  untilUs: number,
  x: (us: number) => number,
  y: (value: number) => number,
): string {
  let path = `M${x(0)},${y(0)}`;
  let last = 0;
  for (let i = 0; i < at.length && at[i] <= untilUs; i++) {
    path += `H${x(at[i]).toFixed(1)}V${y(count[i]).toFixed(1)}`;
    last = count[i];
  }
  return `${path}H${x(untilUs).toFixed(1)}${last === 0 ? "" : `V${y(0)}`}`;
}

/** How many of sorted instants lie in (at - span, at]. */
export function countWithin(instants: readonly number[], at: number, span: number): number {
  return lastIndex(instants, at) - lastIndex(instants, at - span);
}

/** How many of sorted instants are not after `at`. */
export function lastIndex(instants: readonly number[], at: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instants[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
