import { type Box, middle, type PlacedPart } from "../layout/lane-layout.ts";

const DIRECTIONS: Record<string, readonly [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The nearest part in the direction of an arrow key: right and left follow the flow, up and down go to siblings. */
export function neighbour(parts: readonly PlacedPart[], from: PlacedPart, key: string): PlacedPart | null {
  const direction = DIRECTIONS[key];
  if (direction === undefined) return null;
  let best: PlacedPart | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    const cost = costOf(from, part, direction);
    if (part.id !== from.id && cost < least) {
      least = cost;
      best = part;
    }
  }
  return best;
}

/** Distance along the direction, with what lies aside counted double; Infinity for what lies behind. */
function costOf(from: Box, to: Box, [dx, dy]: readonly [number, number]): number {
  const [x0, y0] = middle(from);
  const [x1, y1] = middle(to);
  const along = (x1 - x0) * dx + (y1 - y0) * dy;
  const aside = Math.abs((x1 - x0) * dy) + Math.abs((y1 - y0) * dx);
  return along <= 4 ? Number.POSITIVE_INFINITY : along + 2 * aside;
}
