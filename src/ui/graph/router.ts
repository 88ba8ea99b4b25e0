import TinyQueue from "tinyqueue";
import type { Box, Point } from "../layout/lane-layout.ts";

/** A wire to be laid: from a point at the right of a part to one at the left of another, or wherever its ends are. */
export interface Wish {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  /** Wires of one trunk may lie on each other. */
  readonly trunk: string;
}

/** Tracks lie so far apart. */
const TRACK = 8;
/** Nearer than this, two heights are one. */
const LEAST_APART = 3;
/** A wire keeps so far from a part that it passes. */
const MARGIN = 6;
const BEND = 14;
const CROSSING = 9;
/** Along another wire that is not of its trunk. */
const OVER_ANOTHER = 400;
const ALONG_ITS_OWN = 0.4;

/**
 * Ways at right angles between points, one after the other in the order in which they are wished for: shortest first, then fewest bends, then
 * fewest crossings. No way goes through a part, but for where it begins and ends. The same wishes come to the same ways.
 */
export function routeWires(wishes: readonly Wish[], obstacles: readonly Box[], area: Box): Map<string, Point[]> {
  const around = obstacles.map(({ x, y, width, height }) => ({
    left: x - MARGIN + 1,
    right: x + width + MARGIN - 1,
    top: y - MARGIN + 1,
    bottom: y + height + MARGIN - 1,
  }));
  const [xs, ys] = tracksIn(wishes, obstacles, area);
  const grid = new Grid(xs, ys, around);
  const laid: { trunk: string; points: Point[] }[] = [];
  const ways = new Map<string, Point[]>();
  for (const wish of wishes) {
    const points = grid.way(wish, laid) ?? straight(wish);
    laid.push({ trunk: wish.trunk, points });
    ways.set(wish.id, points);
  }
  return ways;
}

/** What is drawn where no way was found: along the three sides of a step. */
function straight({ from, to }: Wish): Point[] {
  const x = (from[0] + to[0]) / 2;
  return simplified([from, [x, from[1]], [x, to[1]], to]);
}

/** Heights and places at which a wire may run: those of its ends, and a few tracks beside every part. */
function tracksIn(wishes: readonly Wish[], obstacles: readonly Box[], area: Box): [number[], number[]] {
  const xs = new Set<number>();
  const ys = new Set<number>();
  for (const { from, to } of wishes) {
    for (const [x, y] of [from, to]) {
      xs.add(x);
      ys.add(y);
    }
  }
  for (const { x, y, width, height } of obstacles) {
    for (let track = 0; track < 4; track++) {
      const away = MARGIN + 2 + track * TRACK;
      xs.add(x - away);
      xs.add(x + width + away);
      if (track > 1) continue;
      ys.add(y - away);
      ys.add(y + height + away);
    }
  }
  const within = (low: number, high: number) => (value: number) => value >= low && value <= high;
  return [
    thinned([...xs].filter(within(area.x, area.x + area.width)), new Set(wishes.flatMap(({ from, to }) => [from[0], to[0]]))),
    thinned([...ys].filter(within(area.y, area.y + area.height)), new Set(wishes.flatMap(({ from, to }) => [from[1], to[1]]))),
  ];
}

/** In order, and none so near to another that two wires would look like one; the ends of wires stay. */
function thinned(values: readonly number[], kept: ReadonlySet<number>): number[] {
  const sorted = [...values].sort((one, other) => one - other);
  const out: number[] = [];
  for (const value of sorted) {
    const last = out[out.length - 1];
    if (last === undefined || value - last >= LEAST_APART) out.push(value);
    else if (kept.has(value)) {
      if (kept.has(last)) out.push(value);
      else out[out.length - 1] = value;
    }
  }
  return out;
}

interface Rectangle {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Seen {
  cost: number;
  before: number;
}

/** Crossings of tracks, as a graph in which a way is looked for. */
class Grid {
  /** Parts that a level piece at a height, or a steep one at a place, may run into. */
  private readonly atRow: readonly (readonly Rectangle[])[];
  private readonly atColumn: readonly (readonly Rectangle[])[];

  constructor(
    private readonly xs: readonly number[],
    private readonly ys: readonly number[],
    around: readonly Rectangle[],
  ) {
    this.atRow = ys.map((y) => around.filter(({ top, bottom }) => y > top && y < bottom));
    this.atColumn = xs.map((x) => around.filter(({ left, right }) => x > left && x < right));
  }

  way({ from, to, trunk }: Wish, laid: readonly { trunk: string; points: readonly Point[] }[]): Point[] | null {
    const { xs, ys } = this;
    const start = this.nodeAt(from);
    const end = this.nodeAt(to);
    if (start < 0 || end < 0) return null;
    const width = xs.length;
    const others = new Laid(
      xs,
      ys,
      laid.flatMap((other) => segmentsOf(other.points, other.trunk === trunk)),
    );
    // No way is shorter than this times its length.
    const least = laid.some((other) => other.trunk === trunk) ? ALONG_ITS_OWN : 1;
    // A state is a crossing and the direction in which it was reached: 0 along x, 1 along y.
    const seen = new Map<number, Seen>();
    const open = new TinyQueue<Open>([], soonest);
    let turn = 0;
    const push = (state: number, cost: number, before: number) => {
      const known = seen.get(state);
      if (known !== undefined && known.cost <= cost) return;
      seen.set(state, { cost, before });
      const node = state >> 1;
      const rest = Math.abs(xs[node % width] - to[0]) + Math.abs(ys[Math.floor(node / width)] - to[1]);
      open.push({ state, cost: cost + rest * least, turn: turn++ });
    };
    push(start * 2, 0, -1);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { state } = next;
      const node = state >> 1;
      const { cost } = seen.get(state) as Seen;
      if (node === end) return this.pointsTo(state, seen);
      const column = node % width;
      const row = Math.floor(node / width);
      for (const [dx, dy] of STEPS) {
        const [nextColumn, nextRow] = [column + dx, row + dy];
        if (nextColumn < 0 || nextColumn >= width || nextRow < 0 || nextRow >= ys.length) continue;
        const a: Point = [xs[column], ys[row]];
        const b: Point = [xs[nextColumn], ys[nextRow]];
        if (isBlocked(dx === 0 ? this.atColumn[column] : this.atRow[row], a, b, from, to)) continue;
        const direction = dx === 0 ? 1 : 0;
        const bends = direction === (state & 1) ? 0 : BEND;
        const length = dx === 0 ? others.steep(column, Math.min(row, nextRow)) : others.level(row, Math.min(column, nextColumn));
        push((nextRow * width + nextColumn) * 2 + direction, cost + bends + length, state);
      }
    }
    return null;
  }

  private nodeAt([x, y]: Point): number {
    const column = this.xs.indexOf(x);
    const row = this.ys.indexOf(y);
    return column < 0 || row < 0 ? -1 : row * this.xs.length + column;
  }

  private pointsTo(state: number, seen: ReadonlyMap<number, Seen>): Point[] {
    const points: Point[] = [];
    for (let at = state; at >= 0; at = seen.get(at)?.before ?? -1) {
      const node = at >> 1;
      points.push([this.xs[node % this.xs.length], this.ys[Math.floor(node / this.xs.length)]]);
    }
    return simplified(points.reverse());
  }
}

const STEPS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** Only where it begins and ends does a wire come near its part. */
function isBlocked(around: readonly Rectangle[], a: Point, b: Point, from: Point, to: Point): boolean {
  for (const box of around) {
    const within = isAt(box, from) || isAt(box, to) ? MARGIN - 1 : 0;
    if (Math.max(a[0], b[0]) <= box.left + within || Math.min(a[0], b[0]) >= box.right - within) continue;
    if (Math.max(a[1], b[1]) > box.top + within && Math.min(a[1], b[1]) < box.bottom - within) return true;
  }
  return false;
}

/** Whether a point lies at the edge of a part. */
function isAt({ left, right, top, bottom }: Rectangle, [x, y]: Point): boolean {
  return x > left && x < right && y > top && y < bottom;
}

interface Segment {
  a: Point;
  b: Point;
  own: boolean;
}

function segmentsOf(points: readonly Point[], own: boolean): Segment[] {
  return points.slice(1).map((b, i) => ({ a: points[i], b, own }));
}

/** The wires that are laid already, by where they run: what it costs to run along them or across. */
class Laid {
  private readonly levelAt: Segment[][];
  private readonly steepAt: Segment[][];
  private readonly levelBelow: Segment[][];
  private readonly steepAfter: Segment[][];

  constructor(
    private readonly xs: readonly number[],
    private readonly ys: readonly number[],
    segments: readonly Segment[],
  ) {
    const level = segments.filter(({ a, b }) => a[1] === b[1]);
    const steep = segments.filter(({ a, b }) => a[1] !== b[1]);
    const near = (value: number, other: number) => Math.abs(value - other) <= 4;
    this.levelAt = ys.map((y) => level.filter(({ a }) => near(a[1], y)));
    this.steepAt = xs.map((x) => steep.filter(({ a }) => near(a[0], x)));
    this.levelBelow = ys.map((y, i) => level.filter(({ a, own }) => !own && a[1] > y && a[1] <= (ys[i + 1] ?? y)));
    this.steepAfter = xs.map((x, i) => steep.filter(({ a, own }) => !own && a[0] > x && a[0] <= (xs[i + 1] ?? x)));
  }

  /** Of the level piece at a height from one place to the next. */
  level(row: number, column: number): number {
    const { xs, ys } = this;
    const along = alongside(xs[column], xs[column + 1], this.levelAt[row], 0);
    return along + CROSSING * crossed(ys[row], this.steepAfter[column], 1);
  }

  /** Of the steep piece at a place from one height to the next. */
  steep(column: number, row: number): number {
    const { xs, ys } = this;
    const along = alongside(ys[row], ys[row + 1], this.steepAt[column], 1);
    return along + CROSSING * crossed(xs[column], this.levelBelow[row], 0);
  }
}

/** How long a piece is, cheaper along its own trunk, dear along another wire. `axis`: 0 for pieces along x. */
function alongside(from: number, to: number, others: readonly Segment[], axis: 0 | 1): number {
  let cost = to - from;
  for (const { a, b, own } of others) {
    const overlap = Math.min(to, Math.max(a[axis], b[axis])) - Math.max(from, Math.min(a[axis], b[axis]));
    if (overlap > 0) cost += own ? -overlap * (1 - ALONG_ITS_OWN) : OVER_ANOTHER;
  }
  return Math.max(cost, (to - from) * ALONG_ITS_OWN);
}

/** How many of these pieces, which run along an axis, pass a value on it. */
function crossed(at: number, others: readonly Segment[], axis: 0 | 1): number {
  let count = 0;
  for (const { a, b } of others) if (at > Math.min(a[axis], b[axis]) && at <= Math.max(a[axis], b[axis])) count++;
  return count;
}

/** Without points that lie on the way between their neighbours. */
export function simplified(points: readonly Point[]): Point[] {
  const out: Point[] = [];
  for (const point of points) {
    const [before, last] = out.slice(-2);
    if (last !== undefined && last[0] === point[0] && last[1] === point[1]) continue;
    const inLine =
      last !== undefined && ((before[0] === last[0] && last[0] === point[0]) || (before[1] === last[1] && last[1] === point[1]));
    if (inLine) out[out.length - 1] = point;
    else out.push(point);
  }
  return out;
}

/** A state to go on from, by the least that a way over it can cost; of equal ones the earlier. */
interface Open {
  state: number;
  cost: number;
  turn: number;
}

function soonest(one: Open, other: Open): number {
  return one.cost - other.cost || one.turn - other.turn;
}
