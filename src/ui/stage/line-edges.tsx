import type { Edge, EdgeProps } from "@xyflow/react";
import type { PlacedLine, Point } from "../layout/lane-layout.ts";

export type LineEdge = Edge<{ line: PlacedLine; dead: boolean }, "line">;

/** A line of the drawing, by its own points: rails run in the gutters, at right angles. */
function Line({ data }: EdgeProps<LineEdge>) {
  if (data === undefined) return null;
  return <LineDrawing {...data} />;
}

export function LineDrawing({ line, dead }: { line: Pick<PlacedLine, "points" | "kind" | "arrow">; dead: boolean }) {
  const { points, kind, arrow } = line;
  if (points.length < 2) return null;
  const end = points[points.length - 1];
  const before = points[points.length - 2];
  return (
    <g>
      <path className={dead ? `line-${kind} line-dead` : `line-${kind}`} d={pathOf(points)} />
      {arrow && <path className={dead ? "arrow-dead" : `arrow-${kind}`} d={arrowHead(before, end)} />}
    </g>
  );
}

export function pathOf(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`).join("L")}`;
}

function arrowHead([x0, y0]: Point, [x1, y1]: Point): string {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [bx, by] = [x1 - ux * 7, y1 - uy * 7];
  return `M${x1},${y1}L${bx - uy * 3},${by + ux * 3}L${bx + uy * 3},${by - ux * 3}Z`;
}

export const EDGE_TYPES = { line: Line };
