import { useDesk } from "../state/desk.ts";
import type { PlacedPart } from "./lane-layout.ts";

/** The numbers of the steps of the open "why" that happened at this part; the step looked at is yellow. */
export function Balloons({ part }: { part: PlacedPart }) {
  const why = useDesk((desk) => desk.why);
  const steps = why?.card?.steps ?? [];
  if (!isPlaceOf(part, why?.question.destination)) return null;
  const mine = steps.map((step, index) => ({ step, index })).filter(({ step }) => step.processes.includes(part.process));
  if (mine.length === 0) return null;
  return (
    <svg className="face balloons" width={part.width} height={20} aria-hidden="true">
      {mine.map(({ index }, i) => (
        <g key={index} transform={`translate(${part.width - 8 - (mine.length - 1 - i) * 22},2)`}>
          <circle className={index === why?.step ? "balloon balloon-now" : "balloon"} r={10} />
          <text className="balloon-number" y={4.3}>
            {index + 1}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** A node has several faces; what happened there is shown at the queue that it is about. */
function isPlaceOf({ face, process, label }: PlacedPart, destination: string | undefined): boolean {
  if (face === "exchange" || face === "rabbitmq-node") return false;
  return face === "queue" ? label === destination : process !== "";
}
