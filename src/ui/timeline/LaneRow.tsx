import type { Anomaly, LaneDigest, WhyStep } from "../../worker/protocol.ts";
import { askWhy, showStep } from "../state/simulation-link.ts";
import { Token } from "../tokens/Token.tsx";
import { type Crowd, crowds, ratePoints, spreadMarks, stepArea, textWidth } from "./scale.ts";

interface LaneRowProps {
  digest: LaneDigest | undefined;
  title: string;
  top: number;
  height: number;
  left: number;
  right: number;
  /** Up to here the run has been played. */
  untilUs: number;
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
      {deaths
        .filter((us) => us <= untilUs)
        .map((us) => (
          <path key={us} className="cross" d={`M${x(us) - 4.5},${base - 9}l9,9m0,-9l-9,9`} />
        ))}
      <LaneMarks {...props} y={top + 11} footY={base - 4} />
    </g>
  );
}

type Mark = { us: number } & ({ step: number } | { anomaly: Anomaly });

/** Numbers of the open "why" and tokens of what went wrong, in one row and apart; one that had to move points at its instant. */
function LaneMarks({
  digest,
  steps,
  stepNow,
  untilUs,
  left,
  right,
  x,
  y,
  footY,
}: Pick<LaneRowProps, "digest" | "steps" | "stepNow" | "untilUs" | "left" | "right" | "x"> & { y: number; footY: number }) {
  const all = (digest?.anomalies ?? []).filter(({ at, kind }) => at <= untilUs && isMarked(kind)).sort((one, other) => one.at - other.at);
  const crowded = (all.length + steps.length) * DISTANCE > right - left;
  const gathered = crowded
    ? crowds(
        all.map(({ at }) => x(at)),
        DISTANCE,
      )
    : [];
  const anomalies = crowded ? gathered.map(({ first }) => all[first]) : all;
  const marks: Mark[] = [
    ...steps.map((step, index) => ({ us: step.at, step: index })),
    ...anomalies.map((anomaly) => ({ us: anomaly.at, anomaly })),
  ].sort((one, other) => one.us - other.us);
  const wanted = marks.map(({ us }) => x(us));
  const fits = marks.length * DISTANCE < right - left;
  const places = fits ? spreadMarks(wanted, DISTANCE, left, right) : wanted;
  const drawn = marks.map((mark, i) => {
    const px = places[i];
    const moved = Math.abs(px - wanted[i]) > 4;
    // Words keep off the next mark, and off what has not been run.
    const room = Math.min(places[i + 1] ?? right + 60, x(untilUs) + 26) - px - 26;
    const roomBefore = px - (places[i - 1] ?? left) - 26;
    return (
      <g key={"step" in mark ? `step${mark.step}` : keyOf(mark.anomaly)}>
        {moved && <path className="leader" d={`M${px},${y + 8}L${wanted[i]},${footY}`} />}
        {"step" in mark ? (
          <Balloon index={mark.step} now={mark.step === stepNow} x={px} y={y} />
        ) : (
          <AnomalyMark anomaly={mark.anomaly} x={px} y={y} room={room} roomBefore={roomBefore} />
        )}
      </g>
    );
  });
  return (
    <>
      <CrowdLines crowds={gathered} y={y + 12} />
      {drawn}
    </>
  );
}

/** Marks closer than this would cover each other. */
export const DISTANCE = 21;

/** Under a mark that stands for others behind it: how far they reach. */
export function CrowdLines({ crowds: gathered, y }: { crowds: readonly Crowd[]; y: number }) {
  return gathered
    .filter(({ count }) => count > 1)
    .map(({ first, from, to, count }) => (
      <path key={first} className="crowd" d={`M${from - 4},${y}H${Math.max(to, from + 4)}`}>
        <title>{count} findings</title>
      </path>
    ));
}

export function isMarked(kind: Anomaly["kind"]): kind is "duplicated" | "lost" | "late" {
  return kind === "duplicated" || kind === "lost" || kind === "late";
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
  /** How much of the row is free for the words: to the right, or else to the left. */
  room: number;
  roomBefore?: number;
}

export function AnomalyMark({ anomaly, x, y, room, roomBefore = 0 }: AnomalyMarkProps) {
  const { kind, message, lane, destination, other } = anomaly;
  if (!isMarked(kind)) return null;
  const word =
    kind === "duplicated"
      ? `#${message} again`
      : kind === "late" && other !== undefined
        ? `#${message} after #${other}`
        : `#${message} ${kind}`;
  const fits = textWidth(word) < room;
  const fitsBefore = !fits && textWidth(word) < roomBefore;
  return (
    <g data-keep="" className="anomaly-mark" onClick={() => askWhy({ kind, lane, message, destination })}>
      <title>{word}</title>
      <Token
        message={message}
        x={x}
        y={y}
        r={8}
        again={kind === "duplicated"}
        late={kind === "late"}
        state={kind === "lost" ? "lost" : "stored"}
      />
      {(fits || fitsBefore) && (
        <text className={fits ? "mark-word" : "mark-word end"} x={fits ? x + 15 : x - 15} y={y + 4.5}>
          {word}
        </text>
      )}
    </g>
  );
}
