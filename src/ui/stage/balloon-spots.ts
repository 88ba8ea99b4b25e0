import type { DatabaseView } from "../../engine/delivery/views.ts";
import type { FrameProcess, WhyQuestion, WhyStep } from "../../worker/protocol.ts";
import type { LaneLayout, PlacedPart, Point } from "../layout/lane-layout.ts";
import { tapeRoom } from "../parts/tape-room.ts";

/** Where the number of a step stands on a drawing, and the point that it is about when that lies elsewhere. */
export interface BalloonSpot {
  step: number;
  at: Point;
  about: Point | null;
}

const RADIUS = 10;
/** Between the middles of two balloons that stand together. */
const APART = 2 * RADIUS + 1;

/**
 * Places the numbers of an explanation: beside the parts where the steps happened, above a message's own cell or token where it has
 * one, none over another and none outside of the paper.
 */
export function balloonSpots(
  layout: LaneLayout,
  steps: readonly WhyStep[],
  { message, destination }: Pick<WhyQuestion, "message" | "destination">,
  processOf: (name: string) => FrameProcess | undefined,
  tape: string,
): BalloonSpot[] {
  const effects = new Map<string, number>();
  const wanted: BalloonSpot[] = [];
  for (const [step, { processes }] of steps.entries()) {
    const process = processOf(processes[0] ?? "");
    if (process === undefined) continue;
    const part = layout.parts.find((candidate) => candidate.process === process.name && !PLACES_OF_OTHERS.includes(candidate.face));
    const place = layout.placeOf?.(process, message, destination) ?? null;
    if (place === null && process.role === "database" && part !== undefined) {
      const nth = effects.get(process.name) ?? 0;
      effects.set(process.name, nth + 1);
      wanted.push({ step, ...aboveEffect(part, process, message, tape, nth) });
      continue;
    }
    if (place !== null) wanted.push({ step, at: place, about: null });
    else if (part !== undefined) wanted.push({ step, ...besidePart(part, layout.width) });
  }
  return spread(wanted, layout);
}

/** Faces of a process that show something else than where it acts. */
const PLACES_OF_OTHERS = ["exchange", "queue"];

function aboveEffect(part: PlacedPart, { view }: FrameProcess, message: number, tape: string, nth: number): Omit<BalloonSpot, "step"> {
  const effects = (view as DatabaseView).tables.find(({ table }) => table === tape)?.effects ?? [];
  const { from, room, pitch } = tapeRoom(part.width, part.face === "tape-narrow", tape);
  const shown = effects.slice(-room);
  const columns = shown.flatMap((effect, i) => (effect.message === message ? [i] : []));
  const column = columns[Math.min(nth, columns.length - 1)];
  if (column === undefined) return { at: [part.x + part.width, part.y - 4], about: null };
  return { at: [part.x + from + column * pitch, part.y - 5], about: null };
}

/** Parts at the right have room beside them; the others carry the number on their upper right corner. */
function besidePart(part: PlacedPart, width: number): Omit<BalloonSpot, "step"> {
  const right = part.x + part.width;
  if (!/member|consumer/.test(part.face) || right + 44 < width * 0.8 || right + 24 > width) {
    return { at: [right - 6, part.y], about: null };
  }
  return { at: [Math.min(width - RADIUS - 2, right + 32), part.y + part.height / 2], about: [right - 5, part.y + part.height / 2] };
}

/** Moves balloons apart that would cover each other, downwards beside parts and to the right elsewhere, and keeps all on the paper. */
function spread(spots: readonly BalloonSpot[], { width, height }: LaneLayout): BalloonSpot[] {
  const placed: BalloonSpot[] = [];
  const clamp = ([x, y]: Point): Point => [
    Math.max(RADIUS + 1, Math.min(width - RADIUS - 1, x)),
    Math.max(RADIUS + 1, Math.min(height - RADIUS - 1, y)),
  ];
  for (const spot of spots) {
    let at = clamp(spot.at);
    for (let tries = 0; tries < 40 && placed.some((other) => distance(other.at, at) < APART); tries++) {
      const [x, y] = spot.at;
      const shift = APART * Math.ceil((tries + 1) / 2) * (tries % 2 === 0 ? 1 : -1);
      at = clamp(spot.about === null ? [x + shift, y] : [x, y + shift]);
    }
    placed.push({ ...spot, at });
  }
  return placed;
}

function distance([x0, y0]: Point, [x1, y1]: Point): number {
  return Math.hypot(x1 - x0, y1 - y0);
}
