import type { FrameProcess } from "../../worker/protocol.ts";
import type { LaneLayout } from "../layout/lane-layout.ts";
import type { LanePlan } from "./lane-plan.ts";
import { LEAST_WIDTH } from "./lane-room.ts";

export interface LaneFit {
  layout: LaneLayout;
  zoom: number;
}

/** Where a lane stands: above others, by itself, or on a wall. */
export type LanePlace = "stacked" | "alone" | "projector";

/** Lanes above each other look alike; a lane by itself may be larger. */
const MOST_SCALE: Record<LanePlace, number> = { stacked: 1.12, alone: 1.6, projector: 2.2 };
/** Below this scale the parts move closer together rather than the words becoming smaller; on a wall sooner, since it is read from afar. */
const LEGIBLE: Record<LanePlace, number> = { stacked: 0.92, alone: 0.92, projector: 1.6 };
/** Below this scale nothing shrinks any more: the drawing becomes larger than its place, and scrolls. */
const LEAST_SCALE = 0.72;
/** The scale of a drawing that scrolls, where its width allows it. */
const SCROLLED_SCALE = 0.9;

/** A lane's layout for a place of so many px, and its scale; with `magnified` times that scale on top it scrolls, and no larger than `atMost`. */
export function fitLane(
  drawing: LanePlan,
  processes: readonly FrameProcess[],
  size: { width: number; height: number },
  place: LanePlace,
  { magnified = 1, atMost = Number.POSITIVE_INFINITY }: { magnified?: number; atMost?: number } = {},
): LaneFit {
  if (isUpright(size)) {
    const layout = drawing.upright(processes);
    // Upright lanes keep a readable width and may be taller than their place.
    const wide = size.width / layout.width;
    return { layout, zoom: magnified * Math.min(wide, Math.max(size.height / layout.height, 0.82 * wide)) };
  }
  const scaleOf = (natural: LaneLayout) => Math.min(size.height / natural.height, size.width / natural.width, MOST_SCALE[place]) || 1;
  const [roomy, tight] = (["roomy", "tight"] as const).map((density) => drawing.layout(processes, 0, density));
  const isTight = scaleOf(roomy) < LEGIBLE[place] && scaleOf(tight) > scaleOf(roomy);
  const natural = isTight ? tight : roomy;
  const fitted = scaleOf(natural);
  const wished = fitted >= LEAST_SCALE ? fitted : Math.max(LEAST_SCALE, Math.min(SCROLLED_SCALE, size.width / natural.width));
  const zoom = magnified * Math.min(wished, atMost);
  return { layout: drawing.layout(processes, size.width / zoom, isTight ? "tight" : "roomy"), zoom };
}

/** Whether a lane stands upright in a place of this size in px: where it is narrow, or rather narrow and high. */
function isUpright({ width, height }: { width: number; height: number }): boolean {
  return width > 0 && (width < 520 || (width < LEAST_WIDTH && height > 480));
}
