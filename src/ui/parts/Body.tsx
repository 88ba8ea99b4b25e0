import type { FrameProcess } from "../../worker/protocol.ts";
import { conditionWords } from "./condition.ts";
import { Hatch } from "./Hatch.tsx";

interface BodyProps {
  width: number;
  height: number;
  status: FrameProcess["status"];
  selected: boolean;
}

const CONDITIONS: Record<FrameProcess["status"], string> = {
  up: "box",
  crashed: "box box-crashed",
  frozen: "box box-frozen",
  stopped: "box box-stopped",
};

/** The frame of a part in its condition: running, crashed, frozen, stopped in good order. */
export function Body({ width, height, status, selected }: BodyProps) {
  const condition = CONDITIONS[status];
  return (
    <>
      <rect className={selected ? `${condition} box-selected` : condition} width={width} height={height} />
      {status === "crashed" && <Hatch width={width} height={height} className="hatch-line" gap={9} />}
    </>
  );
}

/** "crashed 5.200 s" on a red plate; on a quiet one that it was stopped in good order. */
export function Condition({ process, x, y, width }: { process: FrameProcess; x: number; y: number; width: number }) {
  if (process.status === "up") return null;
  const quiet = process.status === "stopped" ? " quiet" : "";
  return (
    <g transform={`translate(${x},${y})`}>
      <rect className={`time-of-death${quiet}`} width={width} height={17} />
      <text className={`time-of-death-text${quiet}`} x={width / 2} y={13}>
        {conditionWords(process)}
      </text>
    </g>
  );
}
