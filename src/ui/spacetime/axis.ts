import { roundStep } from "../timeline/scale.ts";

/** A stretch of time that is left out: a zigzag on every line says so. */
export interface Break {
  from: number;
  to: number;
  /** Where it stands, in px. */
  left: number;
  right: number;
}

/** Time to the right at one scale, with stretches left out in which nothing happens. Times in microseconds, places in px. */
export interface Axis {
  x(us: number): number;
  marks: readonly number[];
  breaks: readonly Break[];
  /** Where time at this scale ends. What comes later stands beyond a zigzag, in the margin. */
  end: number;
}

export interface AxisWish {
  from: number;
  to: number;
  /** When something happens or lasts: never left out. */
  busy: readonly { from: number; to: number }[];
  left: number;
  right: number;
}

const BREAK = 40;
/** Room behind the last instant for a playhead that has gone on. */
const MARGIN = 74;
const MARK_DISTANCE = 88;

export function axisOf({ from, to, busy, left, right }: AxisWish): Axis {
  const end = Math.max(left + 60, right - MARGIN);
  const room = end - left;
  const gaps = longGaps(from, to, busy);
  const shown = gaps.length * BREAK * 2 < room ? gaps : [];
  const kept = to - from - shown.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const scale = (room - shown.length * BREAK) / Math.max(1, kept);
  const breaks: Break[] = [];
  let omitted = 0;
  for (const gap of shown) {
    const start = left + (gap.from - from - omitted) * scale + breaks.length * BREAK;
    breaks.push({ ...gap, left: start, right: start + BREAK });
    omitted += gap.to - gap.from;
  }
  const x = (us: number) => {
    if (us <= from) return left;
    if (us > to) return end + (MARGIN * 2) / 3;
    let base = left;
    let since = from;
    for (const gap of breaks) {
      if (us < gap.from) break;
      if (us <= gap.to) return gap.left + ((us - gap.from) / (gap.to - gap.from)) * BREAK;
      base = gap.right;
      since = gap.to;
    }
    return base + (us - since) * scale;
  };
  return { x, marks: marksOf(from, to, MARK_DISTANCE / scale, breaks), breaks, end };
}

/** Gaps that take more than their share of the time, with a little of them kept on both sides. */
function longGaps(from: number, to: number, busy: AxisWish["busy"]): { from: number; to: number }[] {
  const least = Math.max(800_000, (to - from) * 0.16);
  const gaps: { from: number; to: number }[] = [];
  let quiet = from;
  for (const span of [...busy].sort((one, other) => one.from - other.from)) {
    const length = span.from - quiet;
    const kept = length * 0.08;
    if (length > least) gaps.push({ from: quiet + kept, to: span.from - kept });
    quiet = Math.max(quiet, Math.min(to, span.to));
  }
  return gaps;
}

function marksOf(from: number, to: number, leastUs: number, breaks: readonly Break[]): number[] {
  const step = roundStep(leastUs);
  const marks: number[] = [];
  for (let us = Math.ceil(from / step) * step; us <= to; us += step)
    if (!breaks.some((gap) => us >= gap.from && us <= gap.to)) marks.push(us);
  return marks;
}

/** The data of a path along a horizontal line that breaks in a zigzag where time is left out. */
export function brokenLine(x1: number, x2: number, y: number, breaks: readonly Pick<Break, "left" | "right">[]): string {
  const cuts = cutsWithin(x1, x2, breaks).map((middle) => `H${round(middle - 8)}${ZIGZAG}`);
  return `M${round(x1)},${y}${cuts.join("")}H${round(Math.max(x1, x2))}`;
}

/** The zigzags alone. */
export function zigzags(x1: number, x2: number, y: number, breaks: readonly Pick<Break, "left" | "right">[]): string {
  return cutsWithin(x1, x2, breaks)
    .map((middle) => `M${round(middle - 8)},${y}${ZIGZAG}`)
    .join("");
}

const ZIGZAG = "l4,-6l8,12l4,-6";

function cutsWithin(x1: number, x2: number, breaks: readonly Pick<Break, "left" | "right">[]): number[] {
  return breaks.map(({ left, right }) => (left + right) / 2).filter((middle) => middle - 8 >= x1 && middle + 8 <= x2);
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
