import type { WhyStep } from "../../worker/protocol.ts";
import { showStep } from "../state/simulation-link.ts";
import { Dimension } from "../timeline/Dimension.tsx";
import { textWidth } from "../timeline/scale.ts";
import { Token } from "../tokens/Token.tsx";
import { Arrows } from "./Arrows.tsx";
import { axisOf } from "./axis.ts";
import { type LaneLives, stateAt } from "./lives.ts";
import { Now } from "./Now.tsx";
import { ProcessLine } from "./ProcessLine.tsx";
import { type Box, boxAround, busyOf, placeMarks } from "./placing.ts";
import type { Story } from "./story.ts";
import { WorkBar } from "./WorkBar.tsx";

interface DiagramProps {
  /** As far as it has happened. */
  story: Story;
  /** The same to its end: what the axis is made for, so that it stays while the run plays. */
  whole: Story;
  lives: LaneLives;
  steps: readonly WhyStep[];
  stepNow: number;
  nameOf: (process: number) => string;
  /** Row of a step's part, by process name. */
  processOf: (name: string | undefined) => number;
  untilUs: number;
  width: number;
  height: number;
  small: boolean;
}

const TOP = 17;
const RULER = 17;
const LEAST_ROW = 19;
const BALLOON = 9.4;

/** The drawing. Decoration for screen readers: the table beside it says the same. */
export function Diagram({ story, whole, lives, steps, stepNow, nameOf, processOf, untilUs, width, height: room, small }: DiagramProps) {
  const { processes } = whole;
  const left = Math.max(84, ...processes.map((process) => textWidth(nameOf(process), 14) + 30));
  const right = Math.max(left + 120, width - 14);
  const instants = steps.map(({ at }) => at);
  const first = Math.min(whole.from, ...instants);
  const last = Math.max(whole.to, ...instants);
  const pad = small ? 0 : Math.max(40_000, (whole.to - whole.from) * 0.02);
  const from = Math.max(0, first - pad);
  const busy = small ? [{ from, to: last }] : [...busyOf(whole, last), ...instants.map((at) => ({ from: at, to: at }))];
  const { x, marks, breaks, end } = axisOf({ from, to: last + pad, busy, left, right });
  const row = Math.max(LEAST_ROW, (room - TOP - RULER) / processes.length);
  const foot = TOP + row * processes.length;
  const rows = new Map(processes.map((process, i) => [process, TOP + row * (i + 0.5)]));
  const y = (process: number) => rows.get(process) ?? TOP;
  const radius = small ? 6 : Math.min(8.5, row * 0.38);
  const now = x(untilUs);
  const stops = story.stops.map((stop) => ({ ...stop, x: x(stop.at), y: y(stop.process) }));
  const crosses = processes.flatMap((process) =>
    (lives.lives.get(process) ?? []).flatMap((life) =>
      life.state === "down" && life.from >= from && life.from <= untilUs ? [{ x: x(life.from), y: y(process) }] : [],
    ),
  );
  const waits = placeWaits(story, row, x, y, from, untilUs).filter(({ open }) => !(open && small));
  const taken: Box[] = [
    ...stops.map((stop) => boxAround(stop.x, stop.y, radius * (stop.again ? 1.4 : 1.15))),
    ...story.works.map((work) => ({ ...boxAround(0, y(work.process), 0, 6), left: x(work.from), right: x(Math.min(work.to, untilUs)) })),
    ...crosses.map((cross) => boxAround(cross.x, cross.y, 6)),
    ...waits.map((wait) => labelBox(wait, right)),
  ];
  const shownSteps = steps
    .map((step, index) => ({ step, index, process: processOf(step.processes[0]) }))
    .filter(({ step, process }) => step.at <= untilUs && rows.has(process));
  const wanted = shownSteps.map(({ step, process }) => ({ x: x(step.at), y: y(process) }));
  const places = placeMarks(wanted, taken, BALLOON, { left: left - 10, right: right + 10, top: 0, bottom: foot + 4 });
  return (
    <svg className="face story" width={width} height={Math.max(room, foot + RULER)} aria-hidden="true">
      {marks
        .filter((mark) => mark <= untilUs || !breaks.some((gap) => gap.to > untilUs && gap.to < mark))
        .map((mark) => (
          <g key={mark}>
            <line className="tick" x1={x(mark)} x2={x(mark)} y1={TOP} y2={foot} />
            <text className="small center" x={x(mark)} y={foot + 12}>
              {mark / 1e6} s
            </text>
          </g>
        ))}
      {processes.map((process) => (
        <ProcessLine
          key={process}
          name={nameOf(process)}
          dead={stateAt(lives.lives.get(process), untilUs) === "down"}
          lives={lives.lives.get(process)}
          y={y(process)}
          {...{ x, from, left, right, untilUs, breaks, now, end }}
        />
      ))}
      {story.works.map((work) => {
        const begins = Math.max(x(work.from), left);
        return (
          <WorkBar
            key={`${work.process}.${work.from}`}
            x={begins}
            y={y(work.process)}
            width={Math.max(2, x(Math.min(work.to, untilUs)) - begins)}
            thick={Math.min(11, row * 0.42)}
            open={work.to > untilUs}
          />
        );
      })}
      {waits.map(({ key, x1, x2, y: at, label, begun, open }) => (
        <Dimension key={key} x1={x1} x2={x2} y={at} label={label} right={right} begun={begun} open={open} />
      ))}
      <Arrows arrows={story.arrows} untilUs={untilUs} x={x} y={y} stops={stops} radius={radius} left={left} />
      {crosses.map(({ x: px, y: py }) => (
        <path key={`${px},${py}`} className="cross" d={`M${px - 5.5},${py - 5.5}l11,11m0,-11l-11,11`} />
      ))}
      {stops.map((stop) => (
        <Token key={stop.id} message={stop.message} x={stop.x} y={stop.y} r={radius} again={stop.again} />
      ))}
      {shownSteps.map(({ step, index }, i) => (
        <Balloon key={step.at + step.title} index={index} now={index === stepNow} title={step.title} place={places[i]} wanted={wanted[i]} />
      ))}
      <Now x={now} us={untilUs} right={right} left={left} foot={foot} more={untilUs < last} />
    </svg>
  );
}

interface PlacedWait {
  key: string;
  x1: number;
  x2: number;
  y: number;
  label: string;
  /** It began before the drawing does. */
  begun: boolean;
  /** It still goes on. */
  open: boolean;
}

/** Dimension lines between the lines: below the one that was waited for, or above it when that place is taken. */
function placeWaits(
  { waits }: Story,
  row: number,
  x: (us: number) => number,
  y: (process: number) => number,
  fromUs: number,
  untilUs: number,
): PlacedWait[] {
  const placed: PlacedWait[] = [];
  for (const { process, from, to, label } of waits) {
    const x1 = x(from);
    const x2 = x(Math.min(to, untilUs));
    const lasted = label.includes("=") ? label : `${label}, ${((Math.min(to, untilUs) - from) / 1e6).toFixed(3)} s`;
    const free = [0.5, -0.5, 1.5]
      .map((rows) => y(process) + rows * row)
      .find((at) => !placed.some((other) => other.y === at && other.x1 < x2 && other.x2 > x1));
    if (free !== undefined && x2 - x1 > 3)
      placed.push({ key: `${process}.${from}${label}`, x1, x2, y: free, label: lasted, begun: from < fromUs, open: to > untilUs });
  }
  return placed;
}

/** About where the words of a dimension line stand. */
function labelBox({ x1, x2, y, label }: PlacedWait, right: number): Box {
  const width = textWidth(label, 12.8) + 10;
  const middle = x2 - x1 >= width + 26 ? (x1 + x2) / 2 : x2 + 14 + width <= right ? x2 + 14 + width / 2 : x1 - 14 - width / 2;
  return boxAround(middle, y, width / 2, 7);
}

interface BalloonProps {
  index: number;
  now: boolean;
  title: string;
  place: { x: number; y: number };
  wanted: { x: number; y: number };
}

/** The number of a step of the open card, where it happened; one that had to move points there. */
function Balloon({ index, now, title, place, wanted }: BalloonProps) {
  const moved = Math.hypot(place.x - wanted.x, place.y - wanted.y) > 22;
  return (
    <g className="way" onClick={() => showStep(index)}>
      <title>{title}</title>
      {moved && <path className="leader" d={`M${place.x},${place.y}L${wanted.x},${wanted.y}`} />}
      <circle className={now ? "balloon balloon-now" : "balloon"} cx={place.x} cy={place.y} r={BALLOON} />
      <text className="balloon-number" x={place.x} y={place.y + 4.2}>
        {index + 1}
      </text>
    </g>
  );
}
