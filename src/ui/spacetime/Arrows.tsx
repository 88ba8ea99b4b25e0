import { instantText } from "../../engine/sim/clock-text.ts";
import { labelOf } from "../state/messages.ts";
import { seek } from "../state/playback.ts";
import { type Arrow, shareOf } from "./story.ts";

interface ArrowsProps {
  arrows: readonly Arrow[];
  untilUs: number;
  x: (us: number) => number;
  y: (process: number) => number;
  /** Where tokens stand: an arrow ends at their edge. */
  stops: readonly { process: number; x: number }[];
  radius: number;
  left: number;
}

/** Packets between lines, as far as they have come. A click moves the playhead to the arrival. */
export function Arrows({ arrows, untilUs, x, y, stops, radius, left }: ArrowsProps) {
  return arrows.map((arrow) => {
    const share = shareOf(arrow, untilUs);
    const x1 = Math.max(left, x(arrow.sentAt));
    const y1 = y(arrow.from);
    const tip = { x: x1 + (x(arrow.at) - x1) * share, y: y1 + (y(arrow.to) - y1) * share };
    const arrived = share >= 1;
    const atToken = arrived && stops.some((stop) => stop.process === arrow.to && Math.abs(stop.x - tip.x) < 3);
    const end = shortened({ x: x1, y: y1 }, tip, atToken ? radius + 1.5 : 0);
    const look = arrow.lost && arrived ? "dead" : arrow.kind;
    return (
      <g key={arrow.id} className="way" onClick={() => seek(arrived ? arrow.at : untilUs)}>
        <title>{`${arrow.type} #${labelOf(arrow.message)}, ${instantText(arrow.sentAt)} to ${arrived ? instantText(arrow.at) : "…"}`}</title>
        <line className="way-target" x1={x1} y1={y1} x2={end.x} y2={end.y} />
        <line className={`line-${look}`} x1={x1} y1={y1} x2={end.x} y2={end.y} />
        {arrived && !arrow.lost && <path className={`arrow-${look}`} d={head({ x: x1, y: y1 }, end)} />}
        {arrived && arrow.lost && <path className="cross" d={`M${end.x - 4.5},${end.y - 4.5}l9,9m0,-9l-9,9`} />}
        {!arrived && <circle className={`arrow-${look}`} cx={tip.x} cy={tip.y} r={2.6} />}
      </g>
    );
  });
}

interface Point {
  x: number;
  y: number;
}

function shortened(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length <= by ? 0 : (length - by) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** A slim head with its tip at the end of a line. */
function head(from: Point, to: Point): string {
  const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
  const ux = (to.x - from.x) / length;
  const uy = (to.y - from.y) / length;
  const corner = (side: number) => `${round(to.x - ux * 8.5 - uy * side)},${round(to.y - uy * 8.5 + ux * side)}`;
  return `M${round(to.x)},${round(to.y)}L${corner(3)}L${corner(-3)}Z`;
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
