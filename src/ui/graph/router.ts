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
  constructor(
    private readonly xs: readonly number[],
    private readonly ys: readonly number[],
    private readonly around: readonly Rectangle[],
  ) {}

  way({ from, to, trunk }: Wish, laid: readonly { trunk: string; points: readonly Point[] }[]): Point[] | null {
    const { xs, ys } = this;
    const start = this.nodeAt(from);
    const end = this.nodeAt(to);
    if (start < 0 || end < 0) return null;
    const width = xs.length;
    const segments = laid.flatMap((other) => segmentsOf(other.points, other.trunk === trunk));
    // A state is a crossing and the direction in which it was reached: 0 along x, 1 along y.
    const seen = new Map<number, Seen>();
    const heap = new Heap();
    const push = (state: number, cost: number, before: number) => {
      const known = seen.get(state);
      if (known !== undefined && known.cost <= cost) return;
      seen.set(state, { cost, before });
      const node = state >> 1;
      const rest = Math.abs(xs[node % width] - to[0]) + Math.abs(ys[Math.floor(node / width)] - to[1]);
      heap.push(state, cost + rest * ALONG_ITS_OWN);
    };
    push(start * 2, 0, -1);
    for (let state = heap.pop(); state >= 0; state = heap.pop()) {
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
        if (this.isBlocked(a, b, from, to)) continue;
        const direction = dx === 0 ? 1 : 0;
        const bends = direction === (state & 1) ? 0 : BEND;
        push((nextRow * width + nextColumn) * 2 + direction, cost + bends + lengthOf(a, b, segments), state);
      }
    }
    return null;
  }

  private nodeAt([x, y]: Point): number {
    const column = this.xs.indexOf(x);
    const row = this.ys.indexOf(y);
    return column < 0 || row < 0 ? -1 : row * this.xs.length + column;
  }

  /** Only where it begins and ends does a wire come near its part. */
  private isBlocked(a: Point, b: Point, from: Point, to: Point): boolean {
    const left = Math.min(a[0], b[0]);
    const right = Math.max(a[0], b[0]);
    const top = Math.min(a[1], b[1]);
    const bottom = Math.max(a[1], b[1]);
    return this.around.some((box) => {
      const within = isAt(box, from) || isAt(box, to) ? MARGIN - 1 : 0;
      return right > box.left + within && left < box.right - within && bottom > box.top + within && top < box.bottom - within;
    });
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

/** How long a piece is, cheaper along its own trunk, dear along another wire, and a little more across one. */
function lengthOf(a: Point, b: Point, segments: readonly Segment[]): number {
  const length = Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
  const level = a[1] === b[1];
  let cost = length;
  for (const other of segments) {
    const otherLevel = other.a[1] === other.b[1];
    if (level === otherLevel) {
      const [fixed, moving] = level ? [1, 0] : [0, 1];
      if (Math.abs(a[fixed] - other.a[fixed]) > 4) continue;
      const overlap =
        Math.min(Math.max(a[moving], b[moving]), Math.max(other.a[moving], other.b[moving])) -
        Math.max(Math.min(a[moving], b[moving]), Math.min(other.a[moving], other.b[moving]));
      if (overlap <= 0) continue;
      cost += other.own ? -overlap * (1 - ALONG_ITS_OWN) : OVER_ANOTHER;
    } else if (!other.own) {
      const [flat, steep] = level ? [{ a, b }, other] : [other, { a, b }];
      const x = steep.a[0];
      const y = flat.a[1];
      const crosses =
        x > Math.min(flat.a[0], flat.b[0]) &&
        x <= Math.max(flat.a[0], flat.b[0]) &&
        y > Math.min(steep.a[1], steep.b[1]) &&
        y <= Math.max(steep.a[1], steep.b[1]);
      if (crosses) cost += CROSSING;
    }
  }
  return Math.max(cost, length * ALONG_ITS_OWN);
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

/** Numbers by their cost, the least first; of equal ones the earlier. */
class Heap {
  private readonly items: { state: number; cost: number; turn: number }[] = [];
  private turns = 0;

  push(state: number, cost: number): void {
    const { items } = this;
    items.push({ state, cost, turn: this.turns++ });
    for (let at = items.length - 1; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.isBefore(at, above)) break;
      [items[at], items[above]] = [items[above], items[at]];
      at = above;
    }
  }

  /** -1 when there is none. */
  pop(): number {
    const { items } = this;
    const [first] = items;
    const last = items.pop();
    if (first === undefined || last === undefined) return -1;
    if (items.length > 0) {
      items[0] = last;
      for (let at = 0; ; ) {
        let least = at;
        for (const below of [2 * at + 1, 2 * at + 2]) if (below < items.length && this.isBefore(below, least)) least = below;
        if (least === at) break;
        [items[at], items[least]] = [items[least], items[at]];
        at = least;
      }
    }
    return first.state;
  }

  private isBefore(one: number, other: number): boolean {
    const [a, b] = [this.items[one], this.items[other]];
    return a.cost < b.cost || (a.cost === b.cost && a.turn < b.turn);
  }
}
