import { textWidth } from "../layout/text-width.ts";
import { useDesk } from "../state/desk.ts";
import { showStep } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { useDeaths } from "./faults.ts";
import { AnomalyMark, anomalyWord, Crosses, gather, isMarked, WORD_FROM } from "./LaneRow.tsx";
import { passesThrough, placeWords, type Span, spreadMarks } from "./scale.ts";

/** So far above the band of the faults findings stand where there is room, so that neither covers the other. */
const LIFT = { least: 12, most: 22 };
/** Height of a finding's token, and of the numbers of the open "why" above it. */
const TOKEN = 11;
const NUMBERS = 20;
/** px of the number beside a token. */
const WORD_SIZE = 14;
/** Marks of one line that are closer would cover each other. */
const ABREAST = 17;

interface CompactMarksProps {
  x: (us: number) => number;
  left: number;
  right: number;
  /** The middle of the one row of bands. */
  y: number;
  untilUs: number;
}

/** On one line: deaths and what went wrong in any lane so far; where there is room above, the numbers of the open "why". */
export function CompactMarks({ x, left, right, y, untilUs }: CompactMarksProps) {
  const digests = useWorld((world) => world.digests);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const why = useDesk((desk) => desk.why);
  const deaths = useDeaths();
  const shown = (lane: number) => !hidden.includes(lane);
  const steps =
    y >= NUMBERS + TOKEN + LIFT.least
      ? (why?.card?.steps ?? []).map((step, index) => ({ ...step, index })).filter(({ at }) => x(at) < x(untilUs) + 1)
      : [];
  const lift = Math.max(LIFT.least, Math.min(LIFT.most, y - TOKEN - (steps.length > 0 ? NUMBERS : 0)));
  const top = Math.max(10.5, y - lift - TOKEN - 10);
  const places = spreadMarks(
    steps.map(({ at }) => x(at)),
    20,
    left,
    right,
  );
  const found = digests
    .filter(({ lane }) => shown(lane))
    .flatMap(({ anomalies }) => anomalies)
    .filter(({ at, kind }) => at <= untilUs && isMarked(kind))
    .sort((one, other) => one.at - other.at);
  const gathered = gather(found, x, right - left, { apart: ABREAST });
  const words = gathered.map(({ first, count }) => (count > 1 ? `×${count}` : anomalyWord(found[first])));
  const sides = placeWords(
    gathered.map(({ from, count }, i) => ({ x: from, width: count > 1 ? textWidth(words[i], WORD_SIZE) : 0 })),
    WORD_FROM,
    left,
    x(untilUs) - 2,
  );
  // A number that has no room on either side pushes its token from the playhead.
  const placeOf = (from: number, i: number) =>
    sides[i] === null && gathered[i].count > 1 ? Math.min(from, x(untilUs) - 2 - WORD_FROM - textWidth(words[i], WORD_SIZE)) : from;
  const standing = gathered.map(({ from, count }, i): Span => {
    const [px, word] = [placeOf(from, i), count > 1 ? WORD_FROM + textWidth(words[i], WORD_SIZE) : 0];
    return sides[i] === "left"
      ? { from: px - Math.max(word, TOKEN), to: px + TOKEN }
      : { from: px - TOKEN, to: px + Math.max(word, TOKEN) };
  });
  const leaders = steps
    .map(({ at, index }, i) => ({ index, x1: places[i], y1: top + 9, x2: x(at), y2: y - 6 }))
    .filter((line) => !passesThrough(line, { top: y - lift - TOKEN, bottom: y - lift + TOKEN }, standing));
  const dead = [...deaths]
    .filter(([lane]) => shown(lane))
    .flatMap(([, instants]) => instants)
    .filter((us) => us <= untilUs);
  return (
    <>
      <Crosses instants={dead} x={x} y={y} reach={5} />
      {leaders.map(({ index, x1, y1, x2, y2 }) => (
        <path key={index} className="leader" d={`M${x1},${y1}L${x2},${y2}`} />
      ))}
      {gathered.map(({ first, from, to, count }, i) => {
        const anomaly = found[first];
        return (
          <g key={`${anomaly.kind}${anomaly.message}${anomaly.destination}${anomaly.lane}`}>
            {count > 1 && <path className="crowd" d={`M${from - 4},${y - lift + 11}H${Math.max(to, from + 4)}`} />}
            <AnomalyMark
              anomaly={anomaly}
              x={placeOf(from, i)}
              y={y - lift}
              r={7}
              word={words[i]}
              side={count > 1 ? (sides[i] ?? "right") : null}
            />
          </g>
        );
      })}
      {steps.map(({ at, title, index }, i) => (
        <g key={at + title} data-keep="" className="anomaly-mark" onClick={() => showStep(index)}>
          <circle className={index === why?.step ? "balloon balloon-now" : "balloon"} cx={places[i]} cy={top} r={9.4} />
          <text className="balloon-number" x={places[i]} y={top + 4.2}>
            {index + 1}
          </text>
        </g>
      ))}
    </>
  );
}
