import { LATENCY_SHARES, type LatencyShare, latencyAt, valueOfSeries } from "../../engine/delivery/meters.ts";
import { instantText } from "../../engine/sim/clock-text.ts";
import { durationText } from "../parts/duration-text.ts";
import type { ChartLane } from "./chart-lane.ts";
import { binCounts, binsFor, largest, latenciesUntil } from "./series.ts";

interface FiguresTablesProps {
  lanes: readonly ChartLane[];
  at: number;
  /** The verb of an effect: "Charged". */
  done: string;
  rate: (instants: readonly number[]) => number;
}

/** The figures behind the charts: at the shown instant, and the histogram bin by bin. Out of sight unless asked for. */
export function FiguresTables({ lanes, at, done, rate }: FiguresTablesProps) {
  const bins = binsFor(largest(lanes.flatMap(({ digest }) => digest.latency.us)));
  const known = lanes.map((lane) => ({ ...lane, latencies: latenciesUntil(lane.digest, at) }));
  const latency = (digest: ChartLane["digest"], name: LatencyShare) => {
    const { of, us } = latencyAt(digest, name, at);
    return us === undefined ? (of === 0 ? "none" : `from ${LATENCY_SHARES[name].least} on`) : durationText(us);
  };
  const rows: [string, (lane: (typeof known)[number]) => string | number][] = [
    ["First effects", ({ latencies }) => latencies.length],
    ["Median latency", ({ digest }) => latency(digest, "median")],
    ["90th percentile", ({ digest }) => latency(digest, "p90")],
    ["99th percentile", ({ digest }) => latency(digest, "p99")],
    ["Longest", ({ latencies }) => (latencies.length === 0 ? "none" : durationText(largest(latencies)))],
    ["Waiting", ({ digest }) => valueOfSeries(digest.waiting, at)],
    ["Most waiting so far", ({ digest }) => largest(digest.waiting.count.filter((_, i) => digest.waiting.at[i] <= at))],
    ["Sent per s", ({ digest }) => rate(digest.sent.at).toFixed(2)],
    [`${done} per s`, ({ digest }) => rate(digest.effects.at).toFixed(2)],
  ];
  const counts = known.map(({ latencies }) => binCounts(latencies, bins));
  const heads = known.map(({ lane, title }) => (
    <th key={lane} scope="col">
      {title}
    </th>
  ));
  const edge = (bin: number) => String(Math.round((bin * bins.widthUs) / 1e4) / 100);
  return (
    <div className="chart-tables" tabIndex={0} role="region" aria-label="Figures of the charts">
      <table>
        <caption>Figures at {instantText(at, 1)}</caption>
        <thead>
          <tr>
            <td />
            {heads}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, pick]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {known.map((lane) => (
                <td key={lane.lane}>{pick(lane)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>First effects by latency, from handing over to first effect, with the opening of connections</caption>
        <thead>
          <tr>
            <th scope="col">Seconds</th>
            {heads}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: bins.count }, (_, bin) => (
            <tr key={bin}>
              <th scope="row">
                {edge(bin)} to {edge(bin + 1)}
              </th>
              {known.map(({ lane }, i) => (
                <td key={lane}>{counts[i][bin]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
