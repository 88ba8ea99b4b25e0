import { textWidth } from "../layout/text-width.ts";
import { rulerMarks, rulerWords } from "../timeline/scale.ts";
import { ChartFrame, ValueAxis } from "./ChartFrame.tsx";
import { labelPlaces, ticksUpTo } from "./series.ts";

interface Line {
  key: string;
  /** A system, or what all of them were sent. */
  look: string;
  label: string;
  /** Where it stands at the shown instant, and how that is written. */
  value: number;
  shown: string;
  path(x: (us: number) => number, y: (value: number) => number): string;
}

interface LineChartProps {
  title: string;
  unit: string;
  at: number;
  endUs: number;
  /** The largest value of any line in the whole run. */
  most: number;
  lines: readonly Line[];
}

const LABEL_DISTANCE = 16;

/** Lines over the time of the run, up to the shown instant, each with its name and value at its end. */
export function LineChart({ title, unit, at, endUs, most, lines }: LineChartProps) {
  const margin = Math.max(...lines.map(({ label, shown }) => textWidth(`${label} ${shown}`, 12.8))) + 22;
  return (
    <ChartFrame title={title} unit={unit} margin={margin}>
      {(plot) => {
        const ticks = ticksUpTo(most, plot.height > 130 ? 4 : 2);
        const top = ticks[ticks.length - 1];
        const y = (value: number) => plot.bottom - (value / top) * (plot.bottom - plot.top);
        const x = (us: number) => plot.left + (us / Math.max(1, endUs)) * (plot.right - plot.left);
        const marks = rulerMarks(endUs, Math.max(3, Math.floor((plot.right - plot.left) / 38)));
        const words = rulerWords(marks, endUs);
        const now = x(at);
        const places = labelPlaces(
          lines.map(({ value }) => y(value)),
          LABEL_DISTANCE,
          plot.top,
          plot.bottom - 3,
        );
        return (
          <>
            <ValueAxis ticks={ticks} plot={plot} y={y} right={plot.right} />
            {marks.map((mark, i) => (
              <g key={mark}>
                <line className="axis-mark" x1={x(mark)} x2={x(mark)} y1={plot.bottom} y2={plot.bottom + 4} />
                <text className="small center" x={x(mark)} y={plot.bottom + 15}>
                  {words[i]}
                </text>
              </g>
            ))}
            <line className="chart-now" x1={now} x2={now} y1={plot.top - 6} y2={plot.bottom} />
            {lines.map(({ key, look, path }) => (
              <path key={key} className={`series series-${look}`} d={path(x, y)} />
            ))}
            {lines.map(({ key, look, label, value, shown }, i) => (
              <g key={key}>
                {Math.abs(places[i] - y(value)) > 4 && (
                  <line className="label-leader" x1={now + 1} y1={y(value)} x2={now + 9} y2={places[i]} />
                )}
                <rect
                  className="clear-plate"
                  x={now + 9}
                  y={places[i] - 8}
                  width={textWidth(`${label} ${shown}`, 12.8) + 8}
                  height={LABEL_DISTANCE}
                />
                <text className={`series-label series-label-${look}`} x={now + 11} y={places[i] + 4.2}>
                  {label} {shown}
                </text>
              </g>
            ))}
          </>
        );
      }}
    </ChartFrame>
  );
}
