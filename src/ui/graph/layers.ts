import type { Box } from "../layout/lane-layout.ts";

/** A part of the drawing before it has a place. */
export interface Block {
  readonly id: string;
  /** From left to right, from 0 on; a block may stand over several. */
  readonly column: number;
  readonly span: number;
  readonly width: number;
  readonly height: number;
}

/** What is joined, by the ids of blocks: only for the order within columns. */
export interface Joint {
  readonly from: string;
  readonly to: string;
}

export interface LayerMeasures {
  readonly left: number;
  readonly top: number;
  /** Least room between columns, by the column on its left. */
  gutter(column: number): number;
  /** Least width of a column, whether anything stands in it or not: so the same column of every lane is at the same place. */
  column(column: number): number;
  /** Between two blocks above each other. */
  readonly gap: number;
}

const SWEEPS = 4;

/**
 * Places of blocks in columns: the order in each by the mean height of the neighbours, left then right, in four sweeps, ties in the order of arrival;
 * then each as near to its neighbours as the others of its column allow. The same blocks come to the same places. Nothing lies over another.
 */
export function placeBlocks(blocks: readonly Block[], joints: readonly Joint[], m: LayerMeasures, spare = 0): Map<string, Box> {
  const columns = Math.max(0, ...blocks.map(({ column, span }) => column + span));
  const x: number[] = [m.left];
  const between = spare / Math.max(1, columns - 1);
  for (let column = 0; column < columns; column++) x.push(x[column] + m.column(column) + m.gutter(column) + between);
  const lists = orderOf(blocks, joints, columns);
  const neighbours = neighboursOf(joints);
  const centres = new Map<string, number>();
  const stacks = lists.map((list) => list.reduce((sum, { height }) => sum + height + m.gap, -m.gap));
  const tallest = Math.max(0, ...stacks);
  lists.forEach((list, column) => {
    let y = m.top + (tallest - stacks[column]) / 2;
    for (const { id, height } of list) {
      centres.set(id, y + height / 2);
      y += height + m.gap;
    }
  });
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const list of sweep % 2 === 0 ? lists : [...lists].reverse()) settle(list, centres, neighbours, m);
  }
  const boxes = new Map<string, Box>();
  for (const block of blocks) {
    const { id, column, span, width, height } = block;
    const room = x[column + span] - x[column] - m.gutter(column + span - 1) - between;
    boxes.set(id, { x: x[column] + (room - width) / 2, y: (centres.get(id) ?? 0) - height / 2, width, height });
  }
  return withoutOverlaps(blocks, boxes, m);
}

function neighboursOf(joints: readonly Joint[]): Map<string, string[]> {
  const neighbours = new Map<string, string[]>();
  const add = (one: string, other: string) => neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
  for (const { from, to } of joints) {
    add(from, to);
    add(to, from);
  }
  return neighbours;
}

/** Blocks by the column in which they begin, in their order from above. */
function orderOf(blocks: readonly Block[], joints: readonly Joint[], columns: number): Block[][] {
  const lists: Block[][] = Array.from({ length: columns }, (_, column) => blocks.filter((block) => block.column === column));
  const neighbours = neighboursOf(joints);
  const byId = new Map(blocks.map((block) => [block.id, block]));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const rightwards = sweep % 2 === 0;
    const rank = new Map<string, number>();
    for (const list of lists) list.forEach(({ id }, i) => rank.set(id, (i + 1) / (list.length + 1)));
    for (const list of rightwards ? lists : [...lists].reverse()) {
      const mean = (block: Block): number => {
        const near = (neighbours.get(block.id) ?? []).filter((id) => {
          const other = byId.get(id);
          return other !== undefined && (rightwards ? other.column < block.column : other.column > block.column);
        });
        return near.length === 0 ? (rank.get(block.id) ?? 0) : near.reduce((sum, id) => sum + (rank.get(id) ?? 0), 0) / near.length;
      };
      const means = new Map(list.map((block, i) => [block, { at: mean(block), i }]));
      const key = (block: Block) => means.get(block) as { at: number; i: number };
      list.sort((one, other) => key(one).at - key(other).at || key(one).i - key(other).i);
      list.forEach(({ id }, i) => rank.set(id, (i + 1) / (list.length + 1)));
    }
  }
  return lists;
}

/** Moves the blocks of a column towards the mean of their neighbours, in their order and apart. */
function settle(
  list: readonly Block[],
  centres: Map<string, number>,
  neighbours: Map<string, string[]>,
  { gap, top }: LayerMeasures,
): void {
  const wished = list.map(({ id }) => {
    const near = (neighbours.get(id) ?? []).flatMap((other) => centres.get(other) ?? []);
    return near.length === 0 ? (centres.get(id) ?? 0) : near.reduce((sum, y) => sum + y, 0) / near.length;
  });
  const down: number[] = [];
  list.forEach(({ height }, i) => {
    const least = i === 0 ? top + height / 2 : down[i - 1] + (list[i - 1].height + height) / 2 + gap;
    down.push(Math.max(wished[i], least));
  });
  const up: number[] = [];
  for (let i = list.length - 1; i >= 0; i--) {
    const { height } = list[i];
    const most = i === list.length - 1 ? wished[i] : up[i + 1] - (list[i + 1].height + height) / 2 - gap;
    up[i] = Math.min(wished[i], most);
  }
  // Each of the two is apart, and so is their mean; above the top there is nothing.
  const mean = down.map((y, i) => (y + up[i]) / 2);
  const lift = Math.max(0, ...list.map(({ height }, i) => top + height / 2 - mean[i]));
  list.forEach(({ id }, i) => centres.set(id, mean[i] + lift));
}

/** A block over several columns makes room among those of each of them: whoever is lower goes further down. */
function withoutOverlaps(blocks: readonly Block[], boxes: Map<string, Box>, { gap }: LayerMeasures): Map<string, Box> {
  const ordered = [...blocks].sort((one, other) => (boxes.get(one.id)?.y ?? 0) - (boxes.get(other.id)?.y ?? 0));
  const placed: Box[] = [];
  for (const { id } of ordered) {
    const box = { ...(boxes.get(id) as Box) };
    for (let moved = true; moved; ) {
      moved = false;
      for (const other of placed) {
        const besides = box.x >= other.x + other.width || other.x >= box.x + box.width;
        if (besides || box.y >= other.y + other.height + gap || other.y >= box.y + box.height + gap) continue;
        box.y = other.y + other.height + gap;
        moved = true;
      }
    }
    placed.push(box);
    boxes.set(id, box);
  }
  return boxes;
}
