import { textWidth } from "../layout/text-width.ts";
import { placeOfLabel } from "./scale.ts";

interface DimensionProps {
  x1: number;
  x2: number;
  y: number;
  label: string;
  /** What is written where the label has no room. */
  short?: string;
  /** How far a label may reach: one that does not fit between the ends stands after them, or before. */
  left: number;
  right: number;
  /** It began before the drawing does: no mark where it enters. */
  begun?: boolean;
  /** It still goes on: no mark where it stops for now. */
  open?: boolean;
}

/** A dimension line after drawing-office practice: two ends, arrows, and what is measured on a clear plate. */
export function Dimension({ x1, x2, y, label, short = label, left, right, begun = false, open = false }: DimensionProps) {
  const placed = [label, short].flatMap((words) => {
    const width = textWidth(words, 12.8) + 10;
    const middle = placeOfLabel({ x1, x2, width, left, right });
    return middle === null ? [] : [{ words, width, middle }];
  });
  const [told] = placed;
  const tip = x2 - x1 >= 22 ? 7 : -7;
  return (
    <g className="dimension">
      {!begun && <path className="dimension-end" d={`M${x1},${y - 6}v12`} />}
      {!open && <path className="dimension-end" d={`M${x2},${y - 6}v12`} />}
      <path className="dimension-line" d={`M${x1},${y}H${x2}`} />
      {!begun && <path className="dimension-tip" d={`M${x1},${y}l${tip},-2.8v5.6z`} />}
      {!open && <path className="dimension-tip" d={`M${x2},${y}l${-tip},-2.8v5.6z`} />}
      {told !== undefined && (
        <>
          <rect className="clear-plate" x={told.middle - told.width / 2} y={y - 7.5} width={told.width} height={15} />
          <text className="dimension-label" x={told.middle} y={y + 4.3}>
            {told.words}
          </text>
        </>
      )}
    </g>
  );
}
