import { latencyAt, percentile } from "../../engine/delivery/meters.ts";
import { durationText } from "../parts/duration-text.ts";
import { Hatch } from "../parts/Hatch.tsx";
import { ChartFrame, ValueAxis } from "./ChartFrame.tsx";
import type { ChartLane } from "./chart-lane.ts";
import { binCounts, binsFor, largest, latenciesUntil, ticksUpTo } from "./series.ts";

const BAR: Record<ChartLane["system"], "solid" | "hatched" | "outlined"> = { kafka: "solid", rabbitmq: "hatched", direct: "outlined" };

/** px for the names of the bars at the right. */
const KEY = 112;

/** How long messages took from being handed over to their first effect: bins side by side, solid, hatched or outlined by system. */
export function Histogram({ lanes, at }: { lanes: readonly ChartLane[]; at: number }) {
  // Scales are those of the whole run, so that they stay while it plays.
  const all = lanes.flatMap(({ digest }) => digest.latency.us);
  const usual = binsFor(all.length === 0 ? 0 : percentile(all, 0.99));
  // A few that are far off, such as the first of a connection, share a last bin: the others would lie in one.
  const more = largest(all) >= usual.widthUs * usual.count;
  const bins = more ? { ...usual, count: usual.count + 1 } : usual;
  const most = Math.max(4, ...lanes.flatMap(({ digest }) => binCounts(digest.latency.us, bins)));
  const shown = lanes.map((lane) => ({ ...lane, latencies: latenciesUntil(lane.digest, at) }));
  return (
    <ChartFrame title="Latency, handed over to first effect" unit="first effects" margin={KEY}>
      {(plot) => {
        const ticks = ticksUpTo(most, plot.height > 130 ? 4 : 2);
        const top = ticks[ticks.length - 1];
        const y = (value: number) => plot.bottom - (value / top) * (plot.bottom - plot.top);
        const bin = (plot.right - plot.left) / bins.count;
        const every = bin > 26 ? 1 : bin > 14 ? 2 : 4;
        const bar = Math.max(2, (bin - 6) / Math.max(1, shown.length));
        return (
          <>
            <ValueAxis ticks={ticks.slice(1)} plot={plot} y={y} right={plot.right} />
            {shown.map(({ lane, system, latencies }, i) =>
              binCounts(latencies, bins).map(
                (count, number) =>
                  count > 0 && (
                    <Bar
                      key={`${lane}.${number}`}
                      look={BAR[system]}
                      x={plot.left + number * bin + 3 + i * bar}
                      y={y(count)}
                      width={Math.max(1.5, bar - 1.5)}
                      height={plot.bottom - y(count)}
                    />
                  ),
              ),
            )}
            <line className="underline" x1={plot.left} x2={plot.right} y1={plot.bottom} y2={plot.bottom} />
            {Array.from({ length: bins.count + 1 }, (_, number) => (
              <g key={number}>
                <line
                  className="axis-mark"
                  x1={plot.left + number * bin}
                  x2={plot.left + number * bin}
                  y1={plot.bottom}
                  y2={plot.bottom + 4}
                />
                {number % every === 0 && (
                  <text className="small center" x={plot.left + number * bin} y={plot.bottom + 15}>
                    {more && number === bins.count ? "more" : (number * bins.widthUs) / 1e6}
                    {number === (more ? 0 : bins.count) ? " s" : ""}
                  </text>
                )}
              </g>
            ))}
            {shown.map(({ lane, system, title, digest }, i) => (
              <g key={lane} transform={`translate(${plot.right + 16},${plot.top + i * 32})`}>
                <Bar look={BAR[system]} x={0} y={0} width={12} height={11} />
                <text className="series-label" x={18} y={10}>
                  {title}
                </text>
                <text className="small" x={18} y={23}>
                  {medianWords(latencyAt(digest, "median", at))}
                </text>
              </g>
            ))}
            {shown.every(({ latencies }) => latencies.length === 0) && (
              <text className="small center" x={(plot.left + plot.right) / 2} y={(plot.top + plot.bottom) / 2}>
                no effect yet
              </text>
            )}
          </>
        );
      }}
    </ChartFrame>
  );
}

/** "median 24.9 ms of 120". */
function medianWords({ of, us }: ReturnType<typeof latencyAt>): string {
  if (of === 0) return "none yet";
  return us === undefined ? `${of} so far` : `median ${durationText(us)}`;
}

interface BarProps {
  look: "solid" | "hatched" | "outlined";
  x: number;
  y: number;
  width: number;
  height: number;
}

function Bar({ look, x, y, width, height }: BarProps) {
  return (
    <g transform={`translate(${x},${y})`}>
      <rect className={`bar bar-${look}`} width={width} height={height} />
      {look === "hatched" && <Hatch width={width} height={height} className="bar-hatch" gap={4} />}
    </g>
  );
}
