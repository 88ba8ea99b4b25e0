import "./charts.css";
import { useMemo } from "react";
import { valueOfSeries } from "../../engine/delivery/meters.ts";
import { useDesk } from "../state/desk.ts";
import { laneName } from "../state/lane-names.ts";
import { usePlayback, useShownUs } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { capital, useEffectWord } from "../timeline/Figures.tsx";
import { RATE_WINDOW_US } from "../timeline/LaneRow.tsx";
import { countWithin, ratePoints, stepLine } from "../timeline/scale.ts";
import type { ChartLane } from "./chart-lane.ts";
import { FiguresTables } from "./FiguresTables.tsx";
import { Histogram } from "./Histogram.tsx";
import { LineChart } from "./LineChart.tsx";
import { largest } from "./series.ts";
import { useChartWishes } from "./wishes.ts";

const RATE_STEP_US = 250_000;

/** Latency, waiting and rate of all lanes on shared scales, up to the shown instant; the figures behind them as tables. */
export function Charts() {
  const at = useShownUs(200_000);
  const endUs = usePlayback((state) => state.endUs);
  const digests = useWorld((world) => world.digests);
  const specs = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const asTable = useChartWishes((wishes) => wishes.asTable);
  const done = capital(useEffectWord());
  const lanes = useMemo(
    () =>
      digests.flatMap((digest): ChartLane[] => {
        const system = specs[digest.lane]?.system;
        if (system === undefined || hidden.includes(digest.lane)) return [];
        return [{ lane: digest.lane, system, title: laneName(specs, digest.lane).brief, digest }];
      }),
    [digests, specs, hidden],
  );
  // Longer runs are averaged over longer windows, or their lines would be noise.
  const windowUs = Math.max(RATE_WINDOW_US, endUs / 60);
  const stepUs = Math.max(RATE_STEP_US, endUs / 400);
  const mostWaiting = useMemo(() => Math.max(4, ...lanes.map(({ digest }) => largest(digest.waiting.count))), [lanes]);
  const mostRate = useMemo(
    () =>
      Math.max(
        0.5,
        ...lanes.flatMap(({ digest }) =>
          [digest.effects.at, digest.sent.at].map((instants) =>
            largest(ratePoints(instants, endUs, windowUs, stepUs).map(({ perSecond }) => perSecond)),
          ),
        ),
      ),
    [lanes, endUs, stepUs, windowUs],
  );
  const rate = (instants: readonly number[]) => countWithin(instants, at, windowUs) / (windowUs / 1e6);
  const ratePath = (instants: readonly number[]) => (x: (us: number) => number, y: (value: number) => number) =>
    `M${ratePoints(instants, at, windowUs, stepUs)
      .map(({ us, perSecond }) => `${x(us).toFixed(1)},${y(perSecond).toFixed(1)}`)
      .join("L")}`;
  const [first] = lanes;
  if (first === undefined) return <p className="empty-note">There is nothing to measure yet.</p>;
  return (
    <div className={asTable ? "charts as-table" : "charts"}>
      {!asTable && (
        <>
          <Histogram lanes={lanes} at={at} />
          <LineChart
            title="Waiting"
            unit="messages"
            at={at}
            endUs={endUs}
            most={mostWaiting}
            lines={lanes.map(({ lane, system, title, digest }) => ({
              key: String(lane),
              look: system,
              label: title,
              value: valueOfSeries(digest.waiting, at),
              shown: String(valueOfSeries(digest.waiting, at)),
              path: (x, y) => stepLine(digest.waiting.at, digest.waiting.count, at, x, y),
            }))}
          />
          <LineChart
            title={`${done} per second`}
            unit="per s"
            at={at}
            endUs={endUs}
            most={mostRate}
            lines={[
              {
                key: "sent",
                look: "sent",
                label: "sent",
                value: rate(first.digest.sent.at),
                shown: rate(first.digest.sent.at).toFixed(2),
                path: ratePath(first.digest.sent.at),
              },
              ...lanes.map(({ lane, system, title, digest }) => ({
                key: String(lane),
                look: system,
                label: title,
                value: rate(digest.effects.at),
                shown: rate(digest.effects.at).toFixed(2),
                path: ratePath(digest.effects.at),
              })),
            ]}
          />
        </>
      )}
      <FiguresTables lanes={lanes} at={at} done={done} rate={rate} />
    </div>
  );
}
