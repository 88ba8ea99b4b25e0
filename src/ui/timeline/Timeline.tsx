import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { systemFacts } from "../../engine/system-facts.ts";
import type { Anomaly, LaneDigest } from "../../worker/protocol.ts";
import { useDesk } from "../state/desk.ts";
import { peek, seek, shownUs, usePlayback, useShownUs } from "../state/playback.ts";
import { changeCommand, useRun } from "../state/run.ts";
import { askWhy, showStep } from "../state/simulation-link.ts";
import { step } from "../state/stepping.ts";
import { useWorld } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";
import { type TimedFault, useTimedFaults } from "./faults.ts";
import { countWithin, rulerMarks, stepArea } from "./scale.ts";

const LEFT = 110;
const RIGHT = 16;
const FAULT_ROW = 17;
const RULER = 22;

/** The run in time: faults, per lane what waits and what went wrong, the playhead. What has not been played yet stays blank. */
export function Timeline({ compact = false }: { compact?: boolean }) {
  const holder = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 800, height: 150 });
  const endUs = usePlayback((state) => state.endUs);
  const digests = useWorld((world) => world.digests);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const faults = useTimedFaults();
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const left = compact ? 14 : LEFT;
  const span = Math.max(50, size.width - left - RIGHT);
  const x = (us: number) => left + (us / Math.max(1, endUs)) * span;
  const us = (px: number) => ((px - left) / span) * endUs;
  const rows = faultRows(faults, endUs);
  const faultHeight = compact ? 14 : Math.max(1, rows.length) * FAULT_ROW;
  const shownLanes = lanes.map((spec, lane) => ({ spec, lane })).filter(({ lane }) => !hidden.includes(lane));
  const laneHeight = Math.max(20, (size.height - faultHeight - RULER - 6) / Math.max(1, shownLanes.length));

  const scrub = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    seek(us(event.clientX - box.left));
  };
  return (
    <div className={compact ? "timeline compact" : "timeline"}>
      <div ref={holder} className="timeline-canvas">
        <svg
          className="face"
          width={size.width}
          height={size.height}
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
            <text x={left - 12} y={14} className="end">
              Faults
            </text>
          )}
          {rulerMarks(endUs).map((mark) => (
            <g key={mark}>
              <line className="tick" x1={x(mark)} x2={x(mark)} y1={faultHeight + 2} y2={size.height - RULER} />
              <line className="underline" x1={x(mark)} x2={x(mark)} y1={size.height - RULER} y2={size.height - RULER + 5} />
              <text className="small center" x={x(mark)} y={size.height - 5}>
                {mark / 1e6}
                {mark === 0 ? "" : mark + 1 > endUs * 0.95 ? " s" : ""}
              </text>
            </g>
          ))}
          <line className="underline" x1={left} x2={left + span} y1={size.height - RULER} y2={size.height - RULER} />
          {rows.map((row, i) =>
            row.map((fault) => (
              <FaultBar
                key={fault.command.id}
                fault={fault}
                y={compact ? 4 : i * FAULT_ROW + 3}
                x={x}
                us={us}
                endUs={endUs}
                compact={compact}
              />
            )),
          )}
          {!compact &&
            shownLanes.map(({ spec, lane }, i) => (
              <LaneRow
                key={spec.id}
                digest={digests[lane]}
                title={systemFacts[spec.system].title}
                top={faultHeight + i * laneHeight}
                height={laneHeight}
                left={left}
                x={x}
              />
            ))}
          <WhyMarks x={x} top={faultHeight + 2} />
          {compact && <CompactMarks y={size.height - RULER - 12} x={x} />}
          <Playhead x={x} height={size.height - RULER} left={left} span={span} compact={compact} />
        </svg>
        <TimeSlider />
      </div>
      {!compact && <Figures shown={shownLanes.map(({ lane }) => lane)} />}
    </div>
  );
}

/** Faults that overlap stand on different rows; at most three. */
function faultRows(faults: readonly TimedFault[], endUs: number): TimedFault[][] {
  const rows: { until: number; faults: TimedFault[] }[] = [];
  for (const fault of [...faults].sort((one, other) => one.startUs - other.startUs)) {
    const row = rows.find(({ until }) => until <= fault.startUs) ?? (rows.length < 3 ? undefined : rows[rows.length - 1]);
    const until = Math.max(fault.endUs ?? endUs, fault.startUs + endUs * 0.14);
    if (row === undefined) rows.push({ until, faults: [fault] });
    else {
      row.faults.push(fault);
      row.until = until;
    }
  }
  return rows.map(({ faults: row }) => row);
}

function FaultBar({
  fault,
  y,
  x,
  us,
  endUs,
  compact,
}: {
  fault: TimedFault;
  y: number;
  x: (us: number) => number;
  us: (px: number) => number;
  endUs: number;
  compact: boolean;
}) {
  const { command, startUs, label, kind } = fault;
  const from = x(startUs);
  const width = Math.max(3, x(fault.endUs ?? endUs) - from);
  const draggable = "atMs" in command.when;
  const drag = (event: PointerEvent<SVGGElement>) => {
    if (!draggable) return;
    event.stopPropagation();
    const start = event.clientX;
    const element = event.currentTarget;
    element.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      element.style.transform = `translateX(${moved.clientX - start}px)`;
    };
    const up = (ended: globalThis.PointerEvent) => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", up);
      element.style.transform = "";
      const by = ended.clientX - start;
      if (Math.abs(by) < 3) return editFault(command.id);
      const atMs = Math.max(0, Math.min(endUs / 1000, Math.round((startUs + us(from + by) - us(from)) / 1000)));
      changeCommand(command.id, (before) => ({ ...before, when: { atMs } }));
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", up);
  };
  return (
    <g
      data-keep=""
      className={kind === "fault" ? "fault-bar" : "change-bar"}
      onPointerDown={drag}
      onClick={() => !draggable && editFault(command.id)}
    >
      <rect className={kind === "fault" ? "fault-span" : "change-span"} x={from} y={y} width={width} height={compact ? 9 : 12} />
      <line className="fault-start" x1={from} x2={from} y1={y - 2} y2={y + (compact ? 11 : 14)} />
      {!compact && (
        <text className="small fault-label" x={from + 5} y={y + 10}>
          {label}
        </text>
      )}
    </g>
  );
}

/** Opens the card of a fault of the script. */
export function editFault(id: string): void {
  const command = useRun.getState().run.script.find((candidate) => candidate.id === id);
  if (command === undefined) return;
  const { action } = command;
  const kind = action.do;
  if (kind !== "crash" && kind !== "freeze" && kind !== "powerLoss" && kind !== "split" && kind !== "slowLink" && kind !== "cutBefore")
    return;
  const part =
    "part" in action
      ? action.part
      : kind === "cutBefore" && action.from === "*"
        ? action.to
        : action.from[0] === "*"
          ? ""
          : typeof action.from === "string"
            ? action.from
            : action.from[0];
  const target = useWorld
    .getState()
    .processes.find((process) => process.part === part && (command.lanes === undefined || process.name.startsWith(`${command.lanes[0]}/`)));
  if (target !== undefined) useDesk.setState({ draft: { kind, target: target.name, editing: id } });
}

function LaneRow({
  digest,
  title,
  top,
  height,
  left,
  x,
}: {
  digest: LaneDigest | undefined;
  title: string;
  top: number;
  height: number;
  left: number;
  x: (us: number) => number;
}) {
  const at = usePlayback((state) => Math.floor(shownUs(state) / 50_000) * 50_000);
  const base = top + height - 3;
  const most = Math.max(4, ...(digest?.waiting.count ?? [0]));
  const y = (value: number) => base - (value / most) * (height - 22);
  return (
    <g>
      <text className="end name" x={left - 12} y={base - 10}>
        {title}
      </text>
      <text className="end small" x={left - 12} y={base + 2}>
        waiting
      </text>
      <line className="tick" x1={left} x2={x(1e15) > 1e6 ? left : x(1e15)} y1={base} y2={base} />
      {digest !== undefined && <path className="waiting-area" d={stepArea(digest.waiting.at, digest.waiting.count, at, x, y)} />}
      {digest !== undefined && <AnomalyMarks anomalies={digest.anomalies.filter((anomaly) => anomaly.at <= at)} y={top + 11} x={x} />}
    </g>
  );
}

/** On one line: what went wrong in any lane so far. */
function CompactMarks({ y, x }: { y: number; x: (us: number) => number }) {
  const at = useShownUs(100_000);
  const digests = useWorld((world) => world.digests);
  return <AnomalyMarks anomalies={digests.flatMap((digest) => digest.anomalies).filter((anomaly) => anomaly.at <= at)} y={y} x={x} />;
}

function AnomalyMarks({ anomalies, y, x }: { anomalies: readonly Anomaly[]; y: number; x: (us: number) => number }) {
  const shown = anomalies.filter(({ kind }) => kind === "duplicated" || kind === "lost" || kind === "late").slice(0, 60);
  return (
    <>
      {shown.map((anomaly) => {
        const { kind, message, at, lane, destination } = anomaly;
        return (
          <g
            key={`${kind}${message}${destination}${at}${lane}`}
            data-keep=""
            className="anomaly-mark"
            onClick={() => askWhy({ kind: kind as "duplicated" | "lost" | "late", lane, message, destination })}
          >
            <Token
              message={message}
              x={x(at)}
              y={y}
              r={8}
              again={kind === "duplicated"}
              late={kind === "late"}
              state={kind === "lost" ? "lost" : "stored"}
            />
            {shown.length < 6 && (
              <text className="small" x={x(at) + 15} y={y + 4}>
                #{message} {kind === "duplicated" ? "again" : kind}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

/** The numbers of the open "why" at the instants of its steps. */
function WhyMarks({ x, top }: { x: (us: number) => number; top: number }) {
  const why = useDesk((desk) => desk.why);
  let before = -100;
  return (
    <>
      {why?.card?.steps.map(({ at, title }, index) => {
        const px = Math.max(x(at), before + 19);
        before = px;
        return (
          <g
            key={at + title}
            data-keep=""
            className="anomaly-mark"
            onClick={() => showStep(index)}
            transform={`translate(${px},${top + 10})`}
          >
            <circle className={index === why.step ? "balloon balloon-now" : "balloon"} r={9.5} />
            <text className="balloon-number" y={4.2}>
              {index + 1}
            </text>
          </g>
        );
      })}
    </>
  );
}

function Playhead({
  x,
  height,
  left,
  span,
  compact,
}: {
  x: (us: number) => number;
  height: number;
  left: number;
  span: number;
  compact: boolean;
}) {
  const playhead = usePlayback((state) => state.playheadUs);
  const peeked = usePlayback((state) => state.peekUs);
  const recorded = useWorld((world) => (world.done ? Number.POSITIVE_INFINITY : world.recordedUs));
  const px = x(playhead);
  return (
    <g>
      <rect className="not-run" x={px} y={0} width={Math.max(0, left + span - px)} height={height} />
      {recorded < Number.POSITIVE_INFINITY && <line className="recorded" x1={left} x2={x(recorded)} y1={height} y2={height} />}
      {!compact && left + span - px > 120 && (
        <text className="small center" x={(px + left + span) / 2} y={height / 2}>
          not played yet
        </text>
      )}
      <line className="playhead" x1={px} x2={px} y1={0} y2={height} />
      {compact ? (
        <path className="playhead-head" d={`M${px - 6},0h12l-6,9z`} />
      ) : (
        <g transform={`translate(${Math.min(px, left + span - 24)},0)`}>
          <rect className="playhead-plate" x={-27} width={54} height={16} />
          <text className="playhead-time" y={12}>
            {(playhead / 1e6).toFixed(3)}
          </text>
        </g>
      )}
      {peeked !== null && (
        <g>
          <line className="peek" x1={x(peeked)} x2={x(peeked)} y1={0} y2={height} />
          <path className="peek-head" d={`M${x(peeked) - 6},0h12l-6,9z`} />
        </g>
      )}
    </g>
  );
}

/** The same playhead for keys and screen readers: arrows go from event to event. */
function TimeSlider() {
  const at = usePlayback((state) => Math.round(shownUs(state) / 1000));
  const end = usePlayback((state) => Math.round(state.endUs / 1000));
  const keys = (event: KeyboardEvent) => {
    const { playheadUs, endUs } = usePlayback.getState();
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const direction = event.key === "ArrowRight" ? 1 : -1;
      if (event.shiftKey) seek(playheadUs + direction * 1e6);
      else step(direction);
    } else if (event.key === "Home") seek(0);
    else if (event.key === "End") seek(endUs);
    else if (event.key === "Escape") peek(null);
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="time-slider"
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={0}
      aria-valuemax={end}
      aria-valuenow={at}
      aria-valuetext={`${(at / 1000).toFixed(3)} seconds of ${(end / 1000).toFixed(0)}`}
      onKeyDown={keys}
    />
  );
}

/** Figures at the playhead, lane by lane. */
function Figures({ shown }: { shown: readonly number[] }) {
  const at = usePlayback((state) => Math.floor(shownUs(state) / 200_000) * 200_000);
  const digests = useWorld((world) => world.digests);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const done = useRun(({ run }) => run.scenario.services.find(({ table }) => table === run.scenario.tape)?.done ?? "processed");
  const value = (lane: number, pick: (digest: LaneDigest) => string | number) => (digests[lane] === undefined ? "–" : pick(digests[lane]));
  const rows: [string, (digest: LaneDigest) => string | number][] = [
    ["Waiting", ({ waiting }) => waiting.count[lastAt(waiting.at, at) - 1] ?? 0],
    ["Sent per s", ({ sent }) => (countWithin(sent.at, at, 4e6) / 4).toFixed(2)],
    [`${done.charAt(0).toUpperCase()}${done.slice(1)} per s`, ({ effects }) => (countWithin(effects.at, at, 4e6) / 4).toFixed(2)],
    [
      `${done.charAt(0).toUpperCase()}${done.slice(1)} twice`,
      ({ anomalies }) => anomalies.filter((anomaly) => anomaly.kind === "duplicated" && anomaly.at <= at).length,
    ],
  ];
  return (
    <table className="figures">
      <thead>
        <tr>
          <td />
          {shown.map((lane) => (
            <th key={lane} scope="col">
              {lanes[lane].system === "direct" ? "Direct" : systemFacts[lanes[lane].system].title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, pick]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            {shown.map((lane) => (
              <td key={lane}>{value(lane, pick)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function lastAt(at: readonly number[], instant: number): number {
  return countWithin(at, instant, Number.POSITIVE_INFINITY);
}
