import { type ReactNode, useId } from "react";
import type { Point } from "../layout/lane-layout.ts";
import { pathOf } from "../stage/line-edges.tsx";

/** One numbered figure of the legend. */
export function Figure({ number, title, wide = false, children }: { number: number; title: string; wide?: boolean; children: ReactNode }) {
  const id = useId();
  return (
    <figure className={wide ? "legend-figure legend-wide" : "legend-figure"} aria-labelledby={id}>
      <figcaption id={id}>
        <h3>
          <i>Fig. {number}</i> {title}
        </h3>
      </figcaption>
      {children}
    </figure>
  );
}

/** A drawing with notes in it: to the ear it is one picture, and `spoken` says everything that the notes say. */
export function Drawing({ width, height, spoken, children }: { width: number; height: number; spoken: string; children: ReactNode }) {
  return (
    <svg className="legend-drawing" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={spoken}>
      {children}
    </svg>
  );
}

/** Puts a face, or a part of one, somewhere in a drawing, enlarged. */
export function At({ x, y, scale = 1, children }: { x: number; y: number; scale?: number; children: ReactNode }) {
  return <g transform={`translate(${x},${y}) scale(${scale})`}>{children}</g>;
}

interface NoteProps {
  /** From the dot on the drawing to the words: x, y, x, y, … */
  leader: readonly number[];
  x: number;
  y: number;
  anchor?: "start" | "middle" | "end";
  lines: readonly string[];
}

/** Points from their numbers in a row: x, y, x, y, … */
export function pointsOf(numbers: readonly number[]): Point[] {
  return numbers.flatMap((x, i) => (i % 2 === 0 ? [[x, numbers[i + 1]] as const] : []));
}

/** Words outside of a part, with a leader that ends in a dot on what they are about. */
export function Note({ leader, x, y, anchor = "start", lines }: NoteProps) {
  return (
    <g>
      <path className="legend-leader" d={pathOf(pointsOf(leader))} />
      <circle className="legend-dot" cx={leader[0]} cy={leader[1]} r={2.4} />
      <text className="legend-note" textAnchor={anchor}>
        {lines.map((line, i) => (
          <tspan key={line} x={x} y={y + i * 18}>
            {line}
          </tspan>
        ))}
      </text>
    </g>
  );
}
