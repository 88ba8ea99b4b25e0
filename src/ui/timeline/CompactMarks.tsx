import { useDesk } from "../state/desk.ts";
import { showStep } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { useDeaths } from "./faults.ts";
import { AnomalyMark, CrowdLines, DISTANCE, isMarked } from "./LaneRow.tsx";
import { crowds, spreadMarks } from "./scale.ts";

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
  const steps = y >= 40 ? (why?.card?.steps ?? []) : [];
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
  const gathered = crowds(
    found.map(({ at }) => x(at)),
    DISTANCE,
  );
  return (
    <>
      {[...deaths]
        .filter(([lane]) => shown(lane))
        .flatMap(([, instants]) => instants)
        .filter((us) => us <= untilUs)
        .map((us) => (
          <path key={us} className="cross" d={`M${x(us) - 5},${y - 5}l10,10m0,-10l-10,10`} />
        ))}
      <CrowdLines crowds={gathered} y={y + 10} />
      {gathered.map(({ first, from }) => {
        const anomaly = found[first];
        return (
          <AnomalyMark
            key={`${anomaly.kind}${anomaly.message}${anomaly.destination}${anomaly.lane}`}
            anomaly={anomaly}
            x={from}
            y={y - 1}
            room={0}
          />
        );
      })}
      {steps.map(({ at, title }, index) => (
        <g key={at + title} data-keep="" className="anomaly-mark" onClick={() => showStep(index)}>
          <path className="leader" d={`M${places[index]},${y - 18}L${x(at)},${y - 6}`} />
          <circle className={index === why?.step ? "balloon balloon-now" : "balloon"} cx={places[index]} cy={y - 27} r={9.4} />
          <text className="balloon-number" x={places[index]} y={y - 22.8}>
            {index + 1}
          </text>
        </g>
      ))}
    </>
  );
}
