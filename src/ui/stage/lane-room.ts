import type { SystemName } from "../../engine/delivery/system.ts";

/** Heights in px of a lane with its header and caption: below the first it is too small to read, from the second on nothing gains. */
const LEAST = { broker: 206, direct: 118 };
const COMFORTABLE = { broker: 276, direct: 146 };
const TITLE_BLOCK = 52;
const STATUS_LINE = 26;
const OPEN_DOCK = 202;

type Heights = typeof LEAST;

function heightOf(systems: readonly SystemName[], heights: Heights): number {
  return systems.reduce((sum, system) => sum + (system === "direct" && systems.length > 1 ? heights.direct : heights.broker), 0);
}

/** Narrower than this in px, lanes lie too small to be read above each other. */
export const LEAST_WIDTH = 640;

/** Whether these lanes can stand above each other in a place of so many px; otherwise one is shown, with a switch. */
export function canStack(systems: readonly SystemName[], { width, height }: { width: number; height: number }): boolean {
  if (systems.length < 2) return true;
  return width >= LEAST_WIDTH && height - STATUS_LINE >= heightOf(systems, LEAST);
}

/** Whether the dock can be open without making these lanes small. */
export function dockFits(systems: readonly SystemName[], viewportHeight: number): boolean {
  return viewportHeight - TITLE_BLOCK - STATUS_LINE - OPEN_DOCK >= heightOf(systems, COMFORTABLE);
}
