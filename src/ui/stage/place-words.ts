import type { FrameProcess } from "../../worker/protocol.ts";
import type { Inside, WordedPart } from "../parts/system-drawing.ts";
import { keptFor } from "../state/lane-processes.ts";
import { DRAWINGS } from "./systems.ts";

/** What a screen reader says of a place that belongs to no single process: a partition, a group. Empty for every other part. */
export function placeWords(part: WordedPart, lane: readonly FrameProcess[]): string {
  for (const { placeWords } of DRAWINGS) {
    const words = placeWords?.(part, lane);
    if (words !== undefined) return words;
  }
  return "";
}

/** The same, made once for as long as neither the place nor the lane's processes are other objects. */
export const placeWordsIn = keptFor((lane: readonly FrameProcess[]) => keptFor((part: WordedPart) => placeWords(part, lane)));

/** What is in a place, as it is walked through. Null where there is nothing to go into. */
export function insideOf(part: WordedPart, lane: readonly FrameProcess[]): Inside[] | null {
  for (const { insideOf } of DRAWINGS) {
    const inside = insideOf?.(part, lane);
    if (inside !== undefined) return inside;
  }
  return null;
}
