import type { Anomaly, LaneDigest, WhyStep } from "../../worker/protocol.ts";
import { textWidth } from "../layout/text-width.ts";
import { findingOf } from "../state/findings.ts";
import { labelOf } from "../state/messages.ts";
import { askWhy, showStep } from "../state/simulation-link.ts";
import { Token } from "../tokens/Token.tsx";
import { questionOfAnomaly } from "../why/questions.ts";
import { type Crowd, crowds, placeWords, ratePoints, spreadMarks, stepArea } from "./scale.ts";

interface LaneRowProps {
  digest: LaneDigest | undefined;
  title: string;
  top: number;
  height: number;
  left: number;
  right: number;
  /** Up to here the run has been played. */
  untilUs: number;
  /** What a px is long, in µs: `untilUs` may lag behind by as much. */
  pixelUs: number;
  /** The ends of the shared scales. */
  mostWaiting: number;
  mostRate: number;
  rateStepUs: number;
  steps: readonly WhyStep[];
  stepNow: number;
  deaths: readonly number[];
  x: (us: number) => number;
}

export const RATE_WINDOW_US = 4e6;

/** One lane in time: marks of what went wrong and of the open "why", above what waits and the rate of effects. */
export function LaneRow(props: LaneRowProps) {
  const { digest, title, top, height, left, right, untilUs, mostWaiting, mostRate, rateStepUs, deaths, x } = props;
  const base = top + height - 2;
  const room = Math.max(8, Math.min(height - 23, 40));
  const y = (value: number) => base - (value / mostWaiting) * room;
  const yRate = (perSecond: number) => base - (perSecond / mostRate) * room;
  return (
    <g>
      <text className="end name" x={left - 12} y={base - 12}>
        {title}
      </text>
      <text className="end small" x={left - 12} y={base + 1}>
        waiting
      </text>
      <line className="tick" x1={left} x2={right} y1={base} y2={base} />
      {digest !== undefined && (
        <>
          <path className="waiting-area" d={stepArea(digest.waiting.at, digest.waiting.count, untilUs, x, y)} />
          <path
            className="rate-line"
            d={`M${ratePoints(digest.effects.at, untilUs, RATE_WINDOW_US, rateStepUs)
              .map(({ us, perSecond }) => `${x(us).toFixed(1)},${yRate(perSecond).toFixed(1)}`)
              .join("L")}`}
          />
        </>
      )}
      <Crosses instants={deaths.filter((us) => us <= untilUs)} x={x} y={base - 4.5} reach={4.5} />
      <LaneMarks {...props} y={top + 11} footY={base - 4} />
    </g>
  );
}

type Mark = { us: number } & ({ step: number } | { anomaly: Anomaly; count: number; to: number });

/**
 * Numbers of the open "why" and tokens of what went wrong, in one row and apart; one that had to move points at its instant. Where there are
 * too many, those close to each other are gathered under the first of them, with their number.
 */
function LaneMarks({
  digest,
  steps,
  stepNow,
  untilUs,
  pixelUs,
  left,
  right,
  x,
  y,
  footY,
}: Pick<LaneRowProps, "digest" | "steps" | "stepNow" | "untilUs" | "pixelUs" | "left" | "right" | "x"> & { y: number; footY: number }) {
  const all = (digest?.anomalies ?? []).filter(({ at, kind }) => at <= untilUs && isMarked(kind));
  const gathered = gather(all, x, right - left, { others: steps.length });
  const marks: Mark[] = [
    ...steps.flatMap((step, index) => (step.at < untilUs + pixelUs ? [{ us: step.at, step: index }] : [])),
    ...gathered.map(({ first, count, to }) => ({ us: all[first].at, anomaly: all[first], count, to })),
  ].sort((one, other) => one.us - other.us);
  const wanted = marks.map(({ us }) => x(us));
  // A mark of what has just happened stands before the playhead: behind it nothing has been run.
  const places = spreadMarks(wanted, DISTANCE, left, Math.min(right, x(untilUs) - DISTANCE / 2));
  const words = marks.map((mark) => ("step" in mark ? "" : mark.count > 1 ? `×${mark.count}` : anomalyWord(mark.anomaly)));
  const sides = placeWords(
    places.map((place, i) => ({ x: place, width: words[i] === "" ? 0 : textWidth(words[i]) })),
    WORD_FROM,
    left - WORD_FROM,
    // Words keep off what has not been run.
    Math.min(right + 34, x(untilUs) + 4),
  );
  return marks.map((mark, i) => {
    const px = places[i];
    const moved = Math.abs(px - wanted[i]) > 4;
    return (
      <g key={"step" in mark ? `step${mark.step}` : keyOf(mark.anomaly)}>
        {moved && <path className="leader" d={`M${px},${y + 8}L${wanted[i]},${footY}`} />}
        {"step" in mark ? (
          <Balloon index={mark.step} now={mark.step === stepNow} x={px} y={y} />
        ) : (
          <>
            {mark.count > 1 && <path className="crowd" d={`M${px - 4},${y + 12}H${Math.max(mark.to, px + 4)}`} />}
            <AnomalyMark anomaly={mark.anomaly} x={px} y={y} word={words[i]} side={sides[i]} />
          </>
        )}
      </g>
    );
  });
}

/** Marks closer than this would cover each other. */
export const DISTANCE = 21;
/** A mark that stands for others has their number beside it. */
const CROWD_DISTANCE = 46;
/** From the middle of a mark to its word. */
export const WORD_FROM = 14;

/** Findings one by one where they have room; else those close to each other together, so that what is drawn has room with its number. */
export function gather(
  found: readonly Anomaly[],
  x: (us: number) => number,
  width: number,
  { others = 0, apart = 3 }: { others?: number; apart?: number },
): Crowd[] {
  const places = found.map(({ at }) => x(at));
  if ((places.length + others) * DISTANCE <= width && places.every((place, i) => i === 0 || place - places[i - 1] >= apart))
    return crowds(places, 0);
  for (let distance = CROWD_DISTANCE; ; distance *= 1.5) {
    const gathered = crowds(places, distance);
    if ((gathered.length + others) * DISTANCE <= width || gathered.length <= 1) return gathered;
  }
}

export function isMarked(kind: Anomaly["kind"]): boolean {
  return findingOf({ kind }) !== undefined;
}

function keyOf({ kind, message, destination, at, lane }: Anomaly): string {
  return `${kind}${message}${destination}${at}${lane}`;
}

function Balloon({ index, now, x, y }: { index: number; now: boolean; x: number; y: number }) {
  return (
    <g data-keep="" className="anomaly-mark" onClick={() => showStep(index)} transform={`translate(${x},${y})`}>
      <circle className={now ? "balloon balloon-now" : "balloon"} r={9.4} />
      <text className="balloon-number" y={4.2}>
        {index + 1}
      </text>
    </g>
  );
}

interface AnomalyMarkProps {
  anomaly: Anomaly;
  x: number;
  y: number;
  r?: number;
  word: string;
  /** Where the word stands; null: it has no room. */
  side: "right" | "left" | null;
}

/** What a mark is about, in words: "#7 again". */
export function anomalyWord({ kind, message, other }: Anomaly): string {
  if (kind === "duplicated") return `#${labelOf(message)} again`;
  return kind === "late" && other !== undefined ? `#${labelOf(message)} after #${labelOf(other)}` : `#${labelOf(message)} ${kind}`;
}

export function AnomalyMark({ anomaly, x, y, r = 8, word, side }: AnomalyMarkProps) {
  const { kind, message } = anomaly;
  return (
    <g data-keep="" className="anomaly-mark" onClick={() => askWhy(questionOfAnomaly(anomaly))}>
      <title>{word}</title>
      <Token
        message={message}
        x={x}
        y={y}
        r={r}
        again={kind === "duplicated"}
        late={kind === "late"}
        poison={kind === "failed"}
        state={kind === "lost" || kind === "skipped" ? kind : "stored"}
      />
      {side !== null && (
        <text
          className={side === "right" ? "mark-word plated" : "mark-word end plated"}
          x={x + (side === "right" ? WORD_FROM : -WORD_FROM)}
          y={y + 4.5}
        >
          {word}
        </text>
      )}
    </g>
  );
}

/** Deaths as crosses; those that would lie over each other are one, with their number. */
export function Crosses({ instants, x, y, reach }: { instants: readonly number[]; x: (us: number) => number; y: number; reach: number }) {
  const places = instants.map(x).sort((one, other) => one - other);
  return crowds(places, 2 * reach + 3).map(({ from, count }) => (
    <g key={from}>
      <path className="cross" d={`M${from - reach},${y - reach}l${2 * reach},${2 * reach}m0,${-2 * reach}l${-2 * reach},${2 * reach}`} />
      {count > 1 && (
        <text className="small alarm plated" x={from + reach + 2} y={y + 4}>
          {count}
        </text>
      )}
    </g>
  ));
}
