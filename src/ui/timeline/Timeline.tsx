import { type PointerEvent, useMemo } from "react";
import { useSize } from "../controls/use-size.ts";
import { useDesk } from "../state/desk.ts";
import { laneName } from "../state/lane-names.ts";
import { seek, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { CompactMarks } from "./CompactMarks.tsx";
import { Dimension } from "./Dimension.tsx";
import { FaultRows } from "./FaultRows.tsx";
import { Figures } from "./Figures.tsx";
import { placeFaults } from "./fault-layout.ts";
import { useDeaths, useFaultsInTime } from "./faults.ts";
import { LaneRow, RATE_WINDOW_US } from "./LaneRow.tsx";
import { Playhead } from "./Playhead.tsx";
import { ratePoints, rulerMarks, rulerWords } from "./scale.ts";
import { TimeSlider } from "./TimeSlider.tsx";
import { faultToEnd, type Span } from "./words.ts";

const LEFT = 110;
const RIGHT = 22;
const FLAG = 15;
const FAULT_ROW = 15;
const RULER = 20;
const DIMENSION = 15;

/** The run in time: faults, per lane what waits and what went wrong, the playhead. What has not been played yet stays blank. */
export function Timeline({ compact = false }: { compact?: boolean }) {
  const { holder, width, height } = useSize<HTMLDivElement>({ width: 800, height: 150 });
  const endUs = usePlayback((state) => state.endUs);
  const left = compact ? 14 : LEFT;
  const right = Math.max(left + 50, width - RIGHT);
  const x = (us: number) => left + (us / Math.max(1, endUs)) * (right - left);
  const us = (px: number) => ((px - left) / (right - left)) * endUs;
  const pixelUs = Math.max(1, endUs / (right - left));
  const untilUs = usePlayback(({ playheadUs, peekUs }) => Math.floor(Math.max(playheadUs, peekUs ?? 0) / pixelUs) * pixelUs);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const shownLanes = lanes.map((spec, lane) => ({ spec, lane })).filter(({ lane }) => !hidden.includes(lane));
  const faults = useFaultsInTime(endUs);
  const placed = placeFaults(faults, x, { endUs, right, mostRows: compact ? 1 : height > 190 ? 3 : 2 });
  const faultBottom = compact ? 0 : FLAG + (1 + Math.max(0, ...placed.map(({ row }) => row))) * FAULT_ROW + 2;
  const foot = height - RULER;

  const scrub = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    seek(us(event.clientX - box.left));
  };
  return (
    <div className={compact ? "timeline compact" : "timeline"}>
      <div ref={holder} className="timeline-canvas">
        <svg
          className="face"
          width={width}
          height={height}
          aria-hidden="true"
          onPointerDown={(event) => {
            if ((event.target as Element).closest("[data-keep]") !== null) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            scrub(event);
          }}
          onPointerMove={(event) => {
            if (event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
          }}
        >
          {!compact && (
            <text x={left - 12} y={FLAG + 11.5} className="end name">
              Faults
            </text>
          )}
          <Ruler x={x} endUs={endUs} left={left} right={right} top={compact ? foot : faultBottom} foot={foot} />
          <FaultRows
            placed={placed}
            top={compact ? foot - 14 : FLAG}
            rowHeight={compact ? 0 : FAULT_ROW}
            x={x}
            us={us}
            untilUs={untilUs}
            endUs={endUs}
            labels={!compact}
          />
          {compact ? (
            <CompactMarks x={x} left={left} right={right} y={foot - 7} untilUs={untilUs} />
          ) : (
            <LaneRows shown={shownLanes} top={faultBottom} bottom={foot} {...{ left, right, untilUs, x, pixelUs }} />
          )}
          <Playhead x={x} height={foot} left={left} right={right} flag={compact ? 0 : FLAG} />
        </svg>
        <TimeSlider />
      </div>
      {!compact && <Figures shown={shownLanes.map(({ lane }) => lane)} />}
    </div>
  );
}

interface RulerProps {
  x: (us: number) => number;
  endUs: number;
  left: number;
  right: number;
  top: number;
  foot: number;
}

function Ruler({ x, endUs, left, right, top, foot }: RulerProps) {
  const marks = rulerMarks(endUs, Math.max(4, Math.floor((right - left) / 80)));
  const words = rulerWords(marks, endUs);
  return (
    <g>
      {marks.map((mark, i) => (
        <g key={mark}>
          {top < foot && <line className="tick" x1={x(mark)} x2={x(mark)} y1={top} y2={foot} />}
          <line className="underline" x1={x(mark)} x2={x(mark)} y1={foot} y2={foot + 5} />
          <text className="small center" x={x(mark)} y={foot + 16}>
            {words[i]}
          </text>
        </g>
      ))}
      <line className="underline" x1={left} x2={right} y1={foot} y2={foot} />
    </g>
  );
}

interface LaneRowsProps {
  shown: readonly { spec: { id: string }; lane: number }[];
  top: number;
  bottom: number;
  left: number;
  right: number;
  untilUs: number;
  pixelUs: number;
  x: (us: number) => number;
}

/** All lanes with shared scales; the one that was asked about has its dimension line below. */
function LaneRows({ shown, top, bottom, left, right, untilUs, pixelUs, x }: LaneRowsProps) {
  const digests = useWorld((world) => world.digests);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const why = useDesk((desk) => desk.why);
  const deaths = useDeaths();
  const endUs = usePlayback((state) => state.endUs);
  const span = useWhySpan();
  const rateStepUs = Math.max(250_000, 4 * pixelUs);
  const mostWaiting = Math.max(4, ...shown.map(({ lane }) => most(digests[lane]?.waiting.count ?? [])));
  const mostRate = useMemo(
    () =>
      Math.max(
        1,
        ...digests.map(({ effects }) => most(ratePoints(effects.at, endUs, RATE_WINDOW_US, rateStepUs).map(({ perSecond }) => perSecond))),
      ),
    [digests, endUs, rateStepUs],
  );
  // Nothing is written over what has not been run.
  const played = untilUs >= endUs - pixelUs ? right : x(untilUs) - 4;
  const asked = span === null ? -1 : shown.findIndex(({ lane }) => lane === why?.question.lane);
  const height = Math.max(24, (bottom - top - (asked < 0 ? 0 : DIMENSION)) / Math.max(1, shown.length));
  return shown.map(({ spec, lane }, i) => {
    const laneTop = top + i * height + (asked >= 0 && i > asked ? DIMENSION : 0);
    return (
      <g key={spec.id}>
        <LaneRow
          digest={digests[lane]}
          title={laneName(lanes, lane).brief}
          top={laneTop}
          height={height}
          steps={why?.question.lane === lane ? (why.card?.steps ?? []) : []}
          stepNow={why?.step ?? -1}
          deaths={deaths.get(lane) ?? []}
          {...{ left, right, untilUs, pixelUs, mostWaiting, mostRate, rateStepUs, x }}
        />
        {span !== null && i === asked && span.from <= untilUs && (
          <Dimension
            x1={x(span.from)}
            x2={x(Math.min(span.to, untilUs))}
            y={laneTop + height + DIMENSION / 2}
            label={span.label}
            short={span.length}
            open={span.to >= untilUs + pixelUs}
            left={left}
            right={played}
          />
        )}
      </g>
    );
  });
}

/** What the open card measures: from the fault to the last step. */
function useWhySpan(): Span | null {
  const card = useDesk((desk) => desk.why?.card);
  const services = useRun(({ run }) => run.scenario.services);
  return useMemo(() => {
    if (card === undefined || card === null) return null;
    const tableOf = (service: string) => services.find(({ name }) => name === service)?.table ?? "";
    return faultToEnd(card, useWorld.getState().history, tableOf);
  }, [card, services]);
}

function most(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), 0);
}
