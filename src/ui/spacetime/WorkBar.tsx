import { Hatch } from "../parts/Hatch.tsx";

/** Work on a message as a hatched bar on its process's line; open at the right while it lasts. */
export function WorkBar({ x, y, width, thick, open }: { x: number; y: number; width: number; thick: number; open: boolean }) {
  const top = y - thick / 2;
  return (
    <g transform={`translate(${x},${top})`}>
      <rect className="work-ground" width={width} height={thick} />
      <Hatch width={width} height={thick} className="work-hatch" gap={4} />
      <path className="work-frame" d={open ? `M${width},0H0V${thick}H${width}` : `M0,0H${width}V${thick}H0Z`} />
    </g>
  );
}
