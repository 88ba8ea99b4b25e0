import type { RabbitmqQueueView } from "../../engine/rabbitmq/views.ts";
import { Hatch } from "../parts/Hatch.tsx";
import { useMarks } from "../parts/marks.ts";
import { useDesk } from "../state/desk.ts";
import { Token } from "../tokens/Token.tsx";

interface QueuePipeProps {
  lane: number;
  down: boolean;
  queue: RabbitmqQueueView | undefined;
  held: RabbitmqQueueView["unacked"];
  ready: RabbitmqQueueView["ready"];
  width: number;
  /** Upper edge, and height with both walls. */
  top: number;
  pipe: number;
  wall: number;
  /** How far the rings at both ends stand out. */
  flange: number;
  pitch: number;
  radius: { held: number; ready: number };
  /** Where the token next to the head stands, of each. */
  first: { held: number; ready: number };
  partition: number;
}

/** The pipe of a queue: the head is right; what is held by consumers stands behind the dashed partition. */
export function QueuePipe({
  lane,
  down,
  queue,
  held,
  ready,
  width,
  top,
  pipe,
  wall,
  flange,
  pitch,
  radius,
  first,
  partition,
}: QueuePipeProps) {
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const { again } = useMarks(lane);
  const middle = top + pipe / 2;
  return (
    <>
      <rect className="pipe-inside" x={0} y={top} width={width} height={pipe} />
      {[top, top + pipe - wall].map((y) => (
        <g key={y} transform={`translate(0,${y})`}>
          <rect className="pipe-wall" width={width} height={wall} />
          <Hatch width={width} height={wall} className={down ? "hatch-line" : "hatch-quiet"} gap={5} />
        </g>
      ))}
      <rect className="pipe-flange" x={-flange} y={top - 3} width={flange + 1} height={pipe + 6} />
      <rect className="pipe-flange" x={width - 1} y={top - 3} width={flange + 1} height={pipe + 6} />
      {queue?.readyCount === 0 && held.length === 0 && (
        <text className="small center" x={width / 2} y={middle + 4}>
          empty
        </text>
      )}
      {held.length > 0 && <line className="partition" x1={partition} x2={partition} y1={top + wall} y2={top + pipe - wall} />}
      {held.map(({ message }, i) => (
        <Token
          key={message}
          message={message}
          x={first.held - i * pitch}
          y={middle}
          r={radius.held}
          state={down ? "dead" : "held"}
          selected={message === selectedMessage}
        />
      ))}
      {ready.map(({ message, redelivered }, i) => (
        <Token
          key={message}
          message={message}
          x={first.ready - i * pitch}
          y={middle}
          r={radius.ready}
          state={down ? "dead" : "stored"}
          again={redelivered || again.has(message)}
          selected={message === selectedMessage}
        />
      ))}
    </>
  );
}
