/** The number of a step of an explanation; the step that is looked at is yellow. */
export function Balloon({ x, y, number, now }: { x: number; y: number; number: number; now: boolean }) {
  return (
    <g transform={`translate(${x},${y})`}>
      <circle className={now ? "balloon balloon-now" : "balloon"} r={10} />
      <text className="balloon-number" y={4.3}>
        {number}
      </text>
    </g>
  );
}
