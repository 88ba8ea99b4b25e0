import type { WhyStep } from "../../worker/protocol.ts";
import { textWidth } from "../layout/text-width.ts";
import { showStep } from "../state/simulation-link.ts";
import { Dimension } from "../timeline/Dimension.tsx";
import { rulerWords } from "../timeline/scale.ts";
import { Token } from "../tokens/Token.tsx";
import { Arrows } from "./Arrows.tsx";
import { axisOf } from "./axis.ts";
import { type LaneLives, stateAt } from "./lives.ts";
import { Now } from "./Now.tsx";
import { ProcessLine } from "./ProcessLine.tsx";
import { type Box, boxAround, busyOf, placeMarks } from "./placing.ts";
import type { Story } from "./story.ts";
import { WorkBar } from "./WorkBar.tsx";
import { placeWaits } from "./waits.ts";

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
  const notes = story.notes.map((note) => {
    const words = textWidth(note.text, 12) + 8;
    const before = x(note.at) + words > end;
    return { ...note, x: x(note.at), y: y(note.process), before, words: before ? -words : words };
  });
  const drawn: Box[] = [
    ...notes.map((note) => ({
      left: Math.min(note.x, note.x + note.words),
      right: Math.max(note.x, note.x + note.words),
      top: note.y - 17,
      bottom: note.y - 2,
    })),
    ...stops.map((stop) => boxAround(stop.x, stop.y, radius * (stop.again ? 1.4 : 1.15))),
    ...story.works.map((work) => ({ ...boxAround(0, y(work.process), 0, 6), left: x(work.from), right: x(Math.min(work.to, untilUs)) })),
    ...crosses.map((cross) => boxAround(cross.x, cross.y, 6)),
  ];
  const arrows = story.arrows.map((arrow) => ({
    left: x(arrow.sentAt) - 2,
    right: x(arrow.at) + 2,
    top: Math.min(y(arrow.from), y(arrow.to)),
    bottom: Math.max(y(arrow.from), y(arrow.to)),
  }));
  // Nothing is written over what has not been run.
  const told = untilUs < last ? now : right;
  const waits = placeWaits(story, [...drawn, ...arrows], { row, x, y, fromUs: from, untilUs, left, right: told }).filter(
    ({ open }) => !(open && small),
  );
  const taken = [...drawn, ...waits.map(({ words }) => words)];
  const shownSteps = steps
    .map((step, index) => ({ step, index, process: processOf(step.processes[0]) }))
    .filter(({ step, process }) => step.at <= untilUs && rows.has(process));
  const wanted = shownSteps.map(({ step, process }) => ({ x: x(step.at), y: y(process) }));
  const places = placeMarks(wanted, taken, BALLOON, { left: left - 10, right: right + 10, top: 0, bottom: foot + 4 });
  const shownMarks = marks.filter((mark) => mark <= untilUs || !breaks.some((gap) => gap.to > untilUs && gap.to < mark));
  const words = rulerWords(shownMarks, last);
  return (
    <svg className="face story" width={width} height={Math.max(room, foot + RULER)} aria-hidden="true">
      {shownMarks.map((mark, i) => (
        <g key={mark}>
          <line className="tick" x1={x(mark)} x2={x(mark)} y1={TOP} y2={foot} />
          <text className="small center" x={x(mark)} y={foot + 12}>
            {words[i]}
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
        <Dimension key={key} x1={x1} x2={x2} y={at} label={label} left={left} right={told} begun={begun} open={open} />
      ))}
      <Arrows arrows={story.arrows} untilUs={untilUs} x={x} y={y} stops={stops} radius={radius} left={left} />
      {crosses.map(({ x: px, y: py }) => (
        <path key={`${px},${py}`} className="cross" d={`M${px - 5.5},${py - 5.5}l11,11m0,-11l-11,11`} />
      ))}
      {notes.map((note) => (
        <g key={note.id}>
          <line className="note-tick" x1={note.x} x2={note.x} y1={note.y - 6} y2={note.y + 6} />
          <text
            className={`note${note.wrong ? " alarm" : ""}${note.before ? " end" : ""}`}
            x={note.x + (note.before ? -5 : 5)}
            y={note.y - 5}
          >
            {note.text}
          </text>
        </g>
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
