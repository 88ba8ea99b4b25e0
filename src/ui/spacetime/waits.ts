import { textWidth } from "../layout/text-width.ts";
import { placeOfLabel } from "../timeline/scale.ts";
import { type Box, boxAround, touches } from "./placing.ts";
import type { Story } from "./story.ts";

/** A dimension line with its place in px. */
export interface PlacedWait {
  key: string;
  x1: number;
  x2: number;
  y: number;
  label: string;
  /** It began before the drawing does. */
  begun: boolean;
  /** It still goes on. */
  open: boolean;
  /** About where its words stand. */
  words: Box;
}

interface Scales {
  row: number;
  x: (us: number) => number;
  y: (process: number) => number;
  fromUs: number;
  untilUs: number;
  /** How far words may reach. */
  left: number;
  right: number;
}

/** Rows away from the line that was waited for, nearest first. */
const ROWS = [0.5, -0.5, 1.5, -1.5];
const SIZE = 12.8;

/**
 * Dimension lines between the lines, none on another. One whose words do not fit between its ends has them beside it, as long as nothing
 * else is there; where there is no such place it is left to the table.
 */
export function placeWaits({ waits }: Story, taken: readonly Box[], { row, x, y, fromUs, untilUs, left, right }: Scales): PlacedWait[] {
  const placed: PlacedWait[] = [];
  for (const { process, from, to, label } of waits) {
    const x1 = x(from);
    const x2 = x(Math.min(to, untilUs));
    if (x2 - x1 <= 3) continue;
    const lasted = label.includes("=") ? label : `${label}, ${((Math.min(to, untilUs) - from) / 1e6).toFixed(3)} s`;
    const width = textWidth(lasted, SIZE) + 10;
    const between = x2 - x1 >= width + 26;
    const middle = placeOfLabel({ x1, x2, width, left, right });
    if (middle === null) continue;
    for (const rows of ROWS) {
      const at = y(process) + rows * row;
      const words = boxAround(middle, at, width / 2, 7);
      const line: Box = { left: x1, right: x2, top: at - 6, bottom: at + 6 };
      const crowded =
        placed.some((other) => [line, words].some((box) => touches(box, other.words) || touches(box, lineOf(other)))) ||
        (!between && taken.some((box) => touches(box, words)));
      if (crowded) continue;
      placed.push({ key: `${process}.${from}${label}`, x1, x2, y: at, label: lasted, begun: from < fromUs, open: to > untilUs, words });
      break;
    }
  }
  return placed;
}

function lineOf({ x1, x2, y }: PlacedWait): Box {
  return { left: x1, right: x2, top: y - 6, bottom: y + 6 };
}
