import type { ReactNode } from "react";
import { useSize } from "../controls/use-size.ts";

/** px around the plot: the names of values at the left, those of instants below. */
export interface Plot {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface ChartFrameProps {
  title: string;
  unit: string;
  /** Room at the right for the names of lines, in px. */
  margin: number;
  children(plot: Plot): ReactNode;
}

/** A chart with its title and its unit above it, as large as its place. The drawing is decoration: the figures stand in a table. */
export function ChartFrame({ title, unit, margin, children }: ChartFrameProps) {
  const { holder, width, height } = useSize<HTMLDivElement>({ width: 400, height: 110 });
  const plot: Plot = { width, height, left: 30, right: Math.max(80, width - margin), top: 9, bottom: Math.max(30, height - 18) };
  return (
    <figure>
      <figcaption>
        <b>{title}</b>
        <span className="chart-unit">{unit}</span>
      </figcaption>
      <div ref={holder} className="chart-place">
        <svg className="face" width={width} height={height} aria-hidden="true">
          {children(plot)}
        </svg>
      </div>
    </figure>
  );
}

/** Values at the left, with a hair line each; zero has the axis itself. */
export function ValueAxis({
  ticks,
  plot,
  y,
  right,
}: {
  ticks: readonly number[];
  plot: Plot;
  y: (value: number) => number;
  right: number;
}) {
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? "underline" : "tick"} x1={plot.left} x2={right} y1={y(tick)} y2={y(tick)} />
          <text className="small end" x={plot.left - 6} y={y(tick) + 4}>
            {tick}
          </text>
        </g>
      ))}
    </g>
  );
}
