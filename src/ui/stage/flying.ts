import type { FramePacket } from "../../worker/protocol.ts";
import type { LaneLayout, Point } from "../layout/lane-layout.ts";
import { labelOf, messageLook } from "../state/messages.ts";
import { corners, lookOfKey, numberDrop } from "../tokens/shapes.ts";
import type { Palette } from "./palette.ts";

/** Messages on their way, drawn on one canvas as a function of the shown instant: forwards, backwards, at any speed. */

/** Above this many, single tokens mean nothing to the eye: they become bars whose thickness is their number. */
const MOST_TOKENS = 200;
const RADIUS = 10;

export interface FlyingScene {
  layout: LaneLayout;
  packets: readonly FramePacket[];
  nameOf(process: number): string;
  at: number;
  /** Above ten times real time only the flow is shown. */
  speed: number;
  /** Tokens stand at their destination, with an arrow from where they came. */
  reduced: boolean;
  selected: number | null;
  palette: Palette;
}

export function drawFlying(canvas: CanvasRenderingContext2D, scene: FlyingScene): number {
  const { layout, packets, at } = scene;
  const bars = scene.speed > 10 || packets.length > MOST_TOKENS;
  const flow = new Map<readonly Point[], number>();
  const heads: (() => void)[] = [];
  let drawn = 0;
  for (const packet of packets) {
    if (packet.sentAt > at || (packet.arriveAt < at && !packet.held)) continue;
    const message = packet.carries[0];
    const route = layout.route({ from: scene.nameOf(packet.from), to: scene.nameOf(packet.to), type: packet.type, message });
    if (route === null) continue;
    drawn++;
    if (bars) {
      flow.set(route.points, (flow.get(route.points) ?? 0) + 1);
      continue;
    }
    const share = packet.held ? 1 : (at - packet.sentAt) / Math.max(1, packet.arriveAt - packet.sentAt);
    const [x, y, angle] = pointAt(route.points, scene.reduced || packet.held ? standingShare(route.points) : share);
    if (scene.reduced) drawArrow(canvas, route.points, scene.palette);
    if (route.look === "answer") {
      if (!scene.reduced) drawTrail(canvas, route.points, share, scene.palette);
      heads.push(() => drawChevron(canvas, x, y, angle, scene.palette));
    } else {
      const copy = route.look === "copy";
      heads.push(() => drawToken(canvas, message, x, y, copy, packet.carries.length, message === scene.selected, scene.palette));
    }
  }
  // No line strikes out the number of a token that shares its way.
  for (const draw of heads) draw();
  for (const [points, count] of flow) drawBar(canvas, points, count, scene.palette);
  return drawn;
}

/** Where what stands at the end of its way is: before the part there, whose name begins at its edge. */
function standingShare(points: readonly Point[]): number {
  let total = 0;
  for (let i = 1; i < points.length; i++) total += distance(points[i - 1], points[i]);
  return total > 2 * RADIUS ? 1 - RADIUS / total : 1;
}

/** Where a share of a polyline's length is, and the direction there. */
export function pointAt(points: readonly Point[], share: number): [x: number, y: number, angle: number] {
  let total = 0;
  for (let i = 1; i < points.length; i++) total += distance(points[i - 1], points[i]);
  let left = Math.max(0, Math.min(1, share)) * total;
  for (let i = 1; i < points.length; i++) {
    const step = distance(points[i - 1], points[i]);
    if (left <= step || i === points.length - 1) {
      const part = step === 0 ? 0 : left / step;
      const [x0, y0] = points[i - 1];
      const [x1, y1] = points[i];
      return [x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, Math.atan2(y1 - y0, x1 - x0)];
    }
    left -= step;
  }
  return [points[0][0], points[0][1], 0];
}

function distance([x0, y0]: Point, [x1, y1]: Point): number {
  return Math.hypot(x1 - x0, y1 - y0);
}

function drawToken(
  canvas: CanvasRenderingContext2D,
  message: number,
  x: number,
  y: number,
  copy: boolean,
  count: number,
  selected: boolean,
  palette: Palette,
): void {
  const { shape, hue } = lookOfKey(messageLook(message).keyIndex);
  const r = RADIUS;
  if (selected) {
    canvas.beginPath();
    canvas.arc(x, y, r * 1.56, 0, 2 * Math.PI);
    canvas.fillStyle = palette.mark;
    canvas.fill();
  }
  canvas.beginPath();
  const points = corners(shape, r);
  if (points === null) canvas.arc(x, y, r, 0, 2 * Math.PI);
  else points.forEach(([px, py], i) => (i === 0 ? canvas.moveTo(x + px, y + py) : canvas.lineTo(x + px, y + py)));
  canvas.closePath();
  canvas.fillStyle = copy ? palette.paper : palette.keys[hue].fill;
  canvas.fill();
  canvas.lineWidth = 1.2;
  canvas.strokeStyle = copy ? palette.guide : palette.edge;
  canvas.stroke();
  const label = labelOf(message);
  const size = (label.length > 2 ? 0.86 : label.length > 1 ? 1.08 : 1.2) * r;
  canvas.font = `700 ${size}px ${palette.font}`;
  canvas.textAlign = "center";
  canvas.fillStyle = copy ? palette.guide : palette.keys[hue].text;
  canvas.fillText(label, x, y + numberDrop(shape) * r + size * 0.355);
  if (count > 1) {
    canvas.font = `700 10px ${palette.font}`;
    canvas.fillStyle = palette.ink;
    canvas.fillText(`×${count}`, x + r + 7, y - r + 2);
  }
}

/** The dashed way that an answer has come. */
function drawTrail(canvas: CanvasRenderingContext2D, points: readonly Point[], share: number, palette: Palette): void {
  const [x, y] = pointAt(points, share);
  canvas.beginPath();
  canvas.moveTo(points[0][0], points[0][1]);
  for (const [px, py] of passed(points, share)) canvas.lineTo(px, py);
  canvas.lineTo(x, y);
  canvas.setLineDash([5, 3]);
  canvas.lineWidth = 1.3;
  canvas.strokeStyle = palette.ink;
  canvas.stroke();
  canvas.setLineDash([]);
}

/** The corners of a polyline that lie within a share of its length. */
function passed(points: readonly Point[], share: number): Point[] {
  let total = 0;
  for (let i = 1; i < points.length; i++) total += distance(points[i - 1], points[i]);
  const corners: Point[] = [];
  let reached = 0;
  for (let i = 1; i < points.length; i++) {
    reached += distance(points[i - 1], points[i]);
    if (reached > share * total) break;
    corners.push(points[i]);
  }
  return corners;
}

/** An answer: an open chevron without a number. */
function drawChevron(canvas: CanvasRenderingContext2D, x: number, y: number, angle: number, palette: Palette): void {
  canvas.save();
  canvas.translate(x, y);
  canvas.rotate(angle);
  canvas.beginPath();
  canvas.moveTo(-4, -6);
  canvas.lineTo(3, 0);
  canvas.lineTo(-4, 6);
  canvas.lineWidth = 2;
  canvas.strokeStyle = palette.ink;
  canvas.stroke();
  canvas.restore();
}

function drawArrow(canvas: CanvasRenderingContext2D, points: readonly Point[], palette: Palette): void {
  canvas.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? canvas.moveTo(x, y) : canvas.lineTo(x, y)));
  canvas.lineWidth = 2.4;
  canvas.strokeStyle = palette.ink;
  canvas.stroke();
}

function drawBar(canvas: CanvasRenderingContext2D, points: readonly Point[], count: number, palette: Palette): void {
  canvas.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? canvas.moveTo(x, y) : canvas.lineTo(x, y)));
  canvas.lineWidth = Math.min(12, 2 + Math.sqrt(count) * 1.5);
  canvas.globalAlpha = 0.7;
  canvas.strokeStyle = palette.guide;
  canvas.stroke();
  canvas.globalAlpha = 1;
}
