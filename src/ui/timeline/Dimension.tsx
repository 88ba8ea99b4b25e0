import { textWidth } from "./scale.ts";

interface DimensionProps {
  x1: number;
  x2: number;
  y: number;
  label: string;
  /** The drawing's right edge: a label that does not fit between the ends stands after them, or before. */
  right: number;
  /** It began before the drawing does: no mark where it enters. */
  begun?: boolean;
  /** It still goes on: no mark where it stops for now. */
  open?: boolean;
}

/** A dimension line after drawing-office practice: two ends, arrows, and what is measured on a clear plate. */
export function Dimension({ x1, x2, y, label, right, begun = false, open = false }: DimensionProps) {
  const width = textWidth(label, 12.8) + 10;
  const between = x2 - x1 >= width + 26;
  const after = x2 + 14 + width <= right;
  const middle = between ? (x1 + x2) / 2 : after ? x2 + 14 + width / 2 : x1 - 14 - width / 2;
  const tip = x2 - x1 >= 22 ? 7 : -7;
  return (
    <g className="dimension">
      {!begun && <path className="dimension-end" d={`M${x1},${y - 6}v12`} />}
      {!open && <path className="dimension-end" d={`M${x2},${y - 6}v12`} />}
      <path className="dimension-line" d={`M${x1},${y}H${x2}`} />
      {!begun && <path className="dimension-tip" d={`M${x1},${y}l${tip},-2.8v5.6z`} />}
      {!open && <path className="dimension-tip" d={`M${x2},${y}l${-tip},-2.8v5.6z`} />}
      <rect className="clear-plate" x={middle - width / 2} y={y - 7.5} width={width} height={15} />
      <text className="dimension-label" x={middle} y={y + 4.3}>
        {label}
      </text>
    </g>
  );
}
