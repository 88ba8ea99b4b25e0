import { useDesk } from "../state/desk.ts";

/** The numbers of the steps of the open "why" that happened at this part; the step looked at is yellow. */
export function Balloons({ process, width }: { process: string; width: number }) {
  const why = useDesk((desk) => desk.why);
  const steps = why?.card?.steps ?? [];
  const mine = steps.map((step, index) => ({ step, index })).filter(({ step }) => step.processes.includes(process));
  if (mine.length === 0) return null;
  return (
    <svg className="face balloons" width={width} height={20} aria-hidden="true">
      {mine.map(({ index }, i) => (
        <g key={index} transform={`translate(${width - 8 - (mine.length - 1 - i) * 22},2)`}>
          <circle className={index === why?.step ? "balloon balloon-now" : "balloon"} r={10} />
          <text className="balloon-number" y={4.3}>
            {index + 1}
          </text>
        </g>
      ))}
    </svg>
  );
}
