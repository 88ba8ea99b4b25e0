import type { WorkerView } from "../../engine/delivery/views.ts";
import { useDesk } from "../state/desk.ts";
import { Token } from "../tokens/Token.tsx";
import { useMarks } from "./marks.ts";

interface WorkSlotProps {
  x: number;
  y: number;
  width: number;
  height: number;
  lane: number;
  worker: WorkerView;
}

/** The place of the message that an application works on; its frame is heavy while it does. */
export function WorkSlot({ x, y, width, height, lane, worker }: WorkSlotProps) {
  const selected = useDesk((desk) => desk.selectedMessage);
  const { again } = useMarks(lane);
  const { message, phase, attempt } = worker;
  return (
    <>
      <rect className={phase === "idle" ? "slot" : "slot-working"} x={x} y={y} width={width} height={height} />
      {message > 0 && (
        <Token
          message={message}
          x={x + width / 2}
          y={y + height / 2}
          r={Math.min(9, height / 2 - 2.5)}
          again={again.has(message)}
          poison={attempt > 1}
          selected={message === selected}
        />
      )}
    </>
  );
}
