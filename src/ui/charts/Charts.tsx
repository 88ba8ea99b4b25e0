import type { LaneDigest } from "../../worker/protocol.ts";
import { useDesk } from "../state/desk.ts";
import { laneName } from "../state/lane-names.ts";
import { usePlayback, useShownUs } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { countWithin, rulerMarks, stepArea } from "../timeline/scale.ts";

const WIDTH = 380;
const HEIGHT = 120;
const LEFT = 30;
const BOTTOM = 18;

/** Latency, waiting and rate of all lanes on shared scales, up to the shown instant; the figures behind them as a table. */
export function Charts() {
  const at = useShownUs(200_000);
  const endUs = usePlayback((state) => state.endUs);
  const digests = useWorld((world) => world.digests);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const shown = digests.filter(({ lane }) => !hidden.includes(lane));
  const title = (lane: number) => laneName(lanes, lane).brief;
  const x = (us: number) => LEFT + (us / Math.max(1, endUs)) * (WIDTH - LEFT - 60);
  return (
    <div className="charts">
      <figure>
        <figcaption>Latency, sent to first effect</figcaption>
        <Histogram digests={shown} at={at} title={title} />
      </figure>
      <figure>
        <figcaption>Waiting, messages</figcaption>
        <Series
          digests={shown}
          title={title}
          x={x}
          endUs={endUs}
          most={Math.max(4, ...shown.flatMap(({ waiting }) => waiting.count))}
          path={(digest, y) => stepArea(digest.waiting.at, digest.waiting.count, at, x, y)}
        />
      </figure>
      <figure>
        <figcaption>Effects per second</figcaption>
        <Series
          digests={shown}
          title={title}
          x={x}
          endUs={endUs}
          most={Math.max(1, ...shown.map((digest) => mostRate(digest, at)))}
          path={(digest, y) => ratePath(digest, at, x, y)}
        />
      </figure>
      <table className="visually-hidden">
        <caption>Figures at the playhead</caption>
        <thead>
          <tr>
            <th scope="col">Lane</th>
            <th scope="col">First effects</th>
            <th scope="col">Median latency, seconds</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((digest) => {
            const latencies = latenciesUntil(digest, at).sort((one, other) => one - other);
            return (
              <tr key={digest.lane}>
                <th scope="row">{title(digest.lane)}</th>
                <td>{latencies.length}</td>
                <td>{latencies.length === 0 ? "none" : (latencies[latencies.length >> 1] / 1e6).toFixed(2)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function latenciesUntil(digest: LaneDigest, at: number): number[] {
  return digest.latency.us.filter((_, i) => digest.latency.at[i] <= at);
}

const BINS = 10;

function Histogram({ digests, at, title }: { digests: readonly LaneDigest[]; at: number; title: (lane: number) => string }) {
  const all = digests.map((digest) => ({ lane: digest.lane, latencies: latenciesUntil(digest, at) }));
  const longest = Math.max(1e6, ...all.flatMap(({ latencies }) => latencies));
  const binUs =
    [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60].map((seconds) => seconds * 1e6).find((size) => size * BINS >= longest) ?? longest / BINS;
  const counts = all.map(({ latencies }) =>
    Array.from({ length: BINS }, (_, bin) => latencies.filter((us) => Math.floor(us / binUs) === bin).length),
  );
  const most = Math.max(1, ...counts.flat());
  const binWidth = (WIDTH - LEFT - 10) / BINS;
  const barWidth = (binWidth - 5) / Math.max(1, all.length);
  return (
    <svg className="face" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="Latency histogram">
      {counts.map((bins, i) =>
        bins.map((count, bin) => {
          const height = (count / most) * (HEIGHT - BOTTOM - 12);
          return (
            <rect
              key={`${i}.${bin}`}
              className={`bar bar-${i}`}
              x={LEFT + bin * binWidth + i * barWidth}
              y={HEIGHT - BOTTOM - height}
              width={barWidth - 1}
              height={height}
            />
          );
        }),
      )}
      <line className="underline" x1={LEFT} x2={WIDTH - 10} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
      {Array.from({ length: BINS }, (_, bin) => (
        <text key={bin} className="small center" x={LEFT + bin * binWidth} y={HEIGHT - 4}>
          {Math.round((bin * binUs) / 1e5) / 10}
        </text>
      ))}
      {all.map(({ lane }, i) => (
        <g key={lane} transform={`translate(${WIDTH - 100},${4 + i * 15})`}>
          <rect className={`bar bar-${i}`} width={12} height={10} />
          <text x={17} y={10}>
            {title(lane)}
          </text>
        </g>
      ))}
    </svg>
  );
}

interface SeriesProps {
  digests: readonly LaneDigest[];
  title: (lane: number) => string;
  x: (us: number) => number;
  endUs: number;
  most: number;
  path(digest: LaneDigest, y: (value: number) => number): string;
}

function Series({ digests, title, x, endUs, most, path }: SeriesProps) {
  const y = (value: number) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - 10);
  return (
    <svg className="face" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Up to ${most}`}>
      <text className="small end" x={LEFT - 5} y={y(most) + 8}>
        {Math.round(most * 10) / 10}
      </text>
      <line className="underline" x1={LEFT} x2={x(endUs)} y1={y(0)} y2={y(0)} />
      {rulerMarks(endUs, 6).map((mark) => (
        <text key={mark} className="small center" x={x(mark)} y={HEIGHT - 4}>
          {mark / 1e6}
        </text>
      ))}
      {digests.map((digest, i) => (
        <g key={digest.lane}>
          <path className={`series series-${i}`} d={path(digest, y)} />
          <text className={`series-label series-label-${i}`} x={x(endUs) + 6} y={20 + i * 16}>
            {title(digest.lane)}
          </text>
        </g>
      ))}
    </svg>
  );
}

const WINDOW_US = 2e6;
const RATE_STEP_US = 5e5;

function mostRate(digest: LaneDigest, at: number): number {
  let most = 0;
  for (let us = 0; us <= at; us += RATE_STEP_US) most = Math.max(most, countWithin(digest.effects.at, us, WINDOW_US) / (WINDOW_US / 1e6));
  return most;
}

function ratePath(digest: LaneDigest, at: number, x: (us: number) => number, y: (value: number) => number): string {
  let path = "";
  for (let us = 0; us <= at; us += RATE_STEP_US)
    path += `${us === 0 ? "M" : "L"}${x(us).toFixed(1)},${y(countWithin(digest.effects.at, us, WINDOW_US) / (WINDOW_US / 1e6)).toFixed(1)}`;
  return path || "M0,0";
}
