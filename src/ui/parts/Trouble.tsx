import type { Point } from "../layout/lane-layout.ts";

/** Signs of a network in trouble, in red: they stand on the line or the side that they are about. */

/** A gap with a cross: nothing passes. `along`: the line's direction there, as a unit vector. */
export function CutMark({ at: [x, y], along: [ux, uy] }: { at: Point; along: Point }) {
  return (
    <g data-trouble="cut" transform={`translate(${x},${y})`}>
      <line className="trouble-gap" x1={-ux * 9} y1={-uy * 9} x2={ux * 9} y2={uy * 9} />
      <path className="trouble" d="M-5,-5l10,10m0,-10l-10,10" />
    </g>
  );
}

/** Three ticks across the line, and the added delay on a plate. */
export function SlowMark({ at: [x, y], along: [ux, uy], label }: { at: Point; along: Point; label: string }) {
  const width = label.length * 6.4 + 10;
  const tick = (distance: number) =>
    `M${ux * distance - uy * 6},${uy * distance + ux * 6}L${ux * distance + uy * 6},${uy * distance - ux * 6}`;
  const start = Math.abs(ux) > 0.5 ? width / 2 + 6 : 16;
  return (
    <g data-trouble="slow" transform={`translate(${x},${y})`}>
      <path className="trouble" d={[start, start + 6, start + 12].map((distance) => tick(-distance)).join("")} />
      <rect className="plate-fault" x={-width / 2} y={-8.5} width={width} height={17} />
      <text className="trouble-label" y={4.2}>
        {label}
      </text>
    </g>
  );
}

/** Both sides of a part are broken by zigzags: it is whole, and nobody reaches it. */
export function CutOffMark({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const middle = y + height / 2;
  const reach = Math.min(10, height / 2 - 2);
  return (
    <>
      {[x, x + width].map((side) => (
        <g key={side} data-trouble="cut-off" transform={`translate(${side},${middle})`}>
          <line className="trouble-gap" y1={-reach} y2={reach} />
          <path className="trouble" d={`M3,${-reach - 2}L-4,${reach * 0.35}L4,${-reach * 0.35}L-3,${reach + 2}`} />
        </g>
      ))}
    </>
  );
}
