import type { FrameProcess } from "../../worker/protocol.ts";
import { Hatch } from "./Hatch.tsx";

interface BodyProps {
  width: number;
  height: number;
  status: FrameProcess["status"];
  selected: boolean;
}

/** The frame of a part in its condition: running, crashed, frozen. */
export function Body({ width, height, status, selected }: BodyProps) {
  const condition = status === "crashed" ? "box box-crashed" : status === "frozen" ? "box box-frozen" : "box";
  return (
    <>
      <rect className={selected ? `${condition} box-selected` : condition} width={width} height={height} />
      {status === "crashed" && <Hatch width={width} height={height} className="hatch-line" gap={9} />}
    </>
  );
}

/** "crashed 5.200 s" on a red plate, or "frozen". */
export function Condition({ process, x, y, width }: { process: FrameProcess; x: number; y: number; width: number }) {
  if (process.status === "up" || process.status === "stopped") return null;
  const words = `${process.status} ${(process.since / 1e6).toFixed(3)} s`;
  return (
    <g transform={`translate(${x},${y})`}>
      <rect className="time-of-death" width={width} height={17} />
      <text className="time-of-death-text" x={width / 2} y={13}>
        {words}
      </text>
    </g>
  );
}
