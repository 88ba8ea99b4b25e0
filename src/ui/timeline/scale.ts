import { valueOfSeries } from "../../engine/delivery/meters.ts";
import { clockText } from "../../engine/sim/clock-text.ts";
import { countUpTo } from "../../engine/sim/sorted.ts";

/** Steps of a ruler that a person reads easily, in seconds. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];

/** The shortest of these steps, in microseconds, that is not below the given one. */
export function roundStep(leastUs: number): number {
  const step = STEPS.find((seconds) => seconds * 1e6 >= leastUs) ?? Math.ceil(leastUs / 6e8) * 600;
  return step * 1e6;
}

/** Instants in microseconds for a ruler of that length with at most `most` marks. */
export function rulerMarks(endUs: number, most = 12): number[] {
  const step = roundStep(endUs / most);
  const marks: number[] = [];
  for (let us = 0; us <= endUs; us += step) marks.push(us);
  return marks;
}

/** Up to this length in microseconds a ruler counts seconds; a longer one minutes and seconds. */
const SECONDS_UP_TO = 60e6;

/**
 * What stands at the marks of a ruler that ends at `endUs`: seconds, the last of them with the unit; "2:30" on a longer ruler. All have as
 * many digits as the finest needs.
 */
export function rulerWords(marks: readonly number[], endUs: number): string[] {
  if (endUs <= SECONDS_UP_TO) return marks.map((us, i) => `${us / 1e6}${i === marks.length - 1 ? " s" : ""}`);
  const digits = marks.some((us) => us % 1e6 !== 0) ? 1 : 0;
  return marks.map((us) => (us < 60e6 ? `0:${clockText(us, digits).padStart(digits === 0 ? 2 : 4, "0")}` : clockText(us, digits)));
}

/** A step series as the data of an SVG path, up to an instant. */
export function stepLine(
  at: readonly number[],
  count: readonly number[],
  untilUs: number,
  x: (us: number) => number,
  y: (value: number) => number,
): string {
  let path = `M${x(0)},${y(0)}`;
  for (let i = 0; i < at.length && at[i] <= untilUs; i++) path += `H${x(at[i]).toFixed(1)}V${y(count[i]).toFixed(1)}`;
  return `${path}H${x(untilUs).toFixed(1)}`;
}

/** A step series as the data of an SVG path with its area, up to an instant. */
export function stepArea(
  at: readonly number[],
  count: readonly number[],
  untilUs: number,
  x: (us: number) => number,
  y: (value: number) => number,
): string {
  const last = valueOfSeries({ at, count }, untilUs);
  return `${stepLine(at, count, untilUs, x, y)}${last === 0 ? "" : `V${y(0)}`}`;
}

/** How many of sorted instants lie in (at - span, at]. */
export function countWithin(instants: readonly number[], at: number, span: number): number {
  return countUpTo(instants, at) - countUpTo(instants, at - span);
}

/** The windowed rate of sorted instants, as corners of a line: at most one per step, up to an instant. */
export function ratePoints(
  instants: readonly number[],
  untilUs: number,
  windowUs: number,
  stepUs: number,
): { us: number; perSecond: number }[] {
  const points: { us: number; perSecond: number }[] = [];
  const rateAt = (us: number) => countWithin(instants, us, windowUs) / (windowUs / 1e6);
  for (let us = 0; us < untilUs; us += stepUs) points.push({ us, perSecond: rateAt(us) });
  points.push({ us: untilUs, perSecond: rateAt(untilUs) });
  return points;
}

/**
 * Places for marks that want these sorted places but must keep a distance: moved as little as possible, in their order, within
 * `from` … `to` as far as they fit there.
 */
export function spreadMarks(wanted: readonly number[], distance: number, from: number, to: number): number[] {
  const groups: { sum: number; count: number; first: number }[] = [];
  const placeOf = ({ sum, count }: { sum: number; count: number }) => {
    const start = sum / count - ((count - 1) * distance) / 2;
    return Math.max(from, Math.min(start, to - (count - 1) * distance));
  };
  wanted.forEach((place, first) => {
    let group = { sum: place, count: 1, first };
    for (let before = groups.at(-1); before !== undefined; before = groups.at(-1)) {
      if (placeOf(before) + before.count * distance <= placeOf(group)) break;
      groups.pop();
      group = { sum: before.sum + group.sum, count: before.count + group.count, first: before.first };
    }
    groups.push(group);
  });
  return groups.flatMap((group) => Array.from({ length: group.count }, (_, i) => placeOf(group) + i * distance));
}

/** Marks that stand too close to be told apart: the first of them is drawn, and how far they reach. */
export interface Crowd {
  first: number;
  from: number;
  to: number;
  count: number;
}

/** Gathers marks, sorted by place, so that what is drawn is at least `distance` apart. */
export function crowds(wanted: readonly number[], distance: number): Crowd[] {
  const found: Crowd[] = [];
  wanted.forEach((place, first) => {
    const last = found.at(-1);
    if (last === undefined || place - last.from >= distance) found.push({ first, from: place, to: place, count: 1 });
    else {
      last.to = place;
      last.count++;
    }
  });
  return found;
}

/**
 * On which side of its mark a word stands, so that no two words meet and none covers a mark: to the right, or else to the left, or nowhere.
 * Marks are sorted by place; `half` is half of what one takes, words of width 0 are left out.
 */
export function placeWords(
  marks: readonly { x: number; width: number }[],
  half: number,
  left: number,
  right: number,
): ("right" | "left" | null)[] {
  let free = left;
  return marks.map(({ x, width }, i) => {
    const until = Math.min(right, (marks[i + 1]?.x ?? Number.POSITIVE_INFINITY) - half);
    const side = width === 0 ? null : x + half + width <= until ? "right" : x - half - width >= free ? "left" : null;
    free = x + half + (side === "right" ? width + 4 : 0);
    return side;
  });
}

/** The middle of a dimension's label of that width: between its ends, or after them, or before, and never beyond left and right; else null. */
export function placeOfLabel({
  x1,
  x2,
  width,
  left,
  right,
}: {
  x1: number;
  x2: number;
  width: number;
  left: number;
  right: number;
}): number | null {
  if (x2 - x1 >= width + 26) return (x1 + x2) / 2;
  if (x2 + 14 + width <= right) return x2 + 14 + width / 2;
  return x1 - 14 - width >= left ? x1 - 14 - width / 2 : null;
}

/** Something that stands in a row of the drawing, from its left to its right end. */
export interface Span {
  from: number;
  to: number;
}

/**
 * Whether a straight line passes through something that stands in a row: only stubs of it would be left. The row reaches from `top` to
 * `bottom`.
 */
export function passesThrough(
  line: { x1: number; y1: number; x2: number; y2: number },
  row: { top: number; bottom: number },
  standing: readonly Span[],
): boolean {
  const at = (y: number) => line.x1 + ((line.x2 - line.x1) * (Math.max(line.y1, Math.min(line.y2, y)) - line.y1)) / (line.y2 - line.y1);
  const [one, other] = [at(row.top), at(row.bottom)];
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  return standing.some((span) => span.from < to + 1 && span.to > from - 1);
}
