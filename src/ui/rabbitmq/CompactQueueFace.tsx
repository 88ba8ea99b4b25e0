import type { RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import { fitText } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { textWidth } from "../layout/text-width.ts";
import { isDown } from "../parts/condition.ts";
import { Hatch } from "../parts/Hatch.tsx";
import { useMarks } from "../parts/marks.ts";
import { useDesk } from "../state/desk.ts";
import { useProcess } from "../state/world.ts";
import { tip } from "../terms/Term.tsx";
import { Token } from "../tokens/Token.tsx";

const PITCH = 22;

/** A queue where there is little room: its head at the right; what consumers hold stands behind the dashed partition. Above it its name, and how much is ready and held. */
export function CompactQueueFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const { again } = useMarks(process?.lane ?? 0);
  const queue = (process?.view as RabbitmqNodeView | undefined)?.queues.find(({ name }) => name === part.label);
  const down = process !== undefined && isDown(process);
  const { width, height } = part;
  const pipe = height - 17;
  const middle = 17 + pipe / 2;
  const held = queue?.unacked.slice(0, 2) ?? [];
  const partition = width - 6 - held.length * PITCH;
  const room = Math.max(1, Math.floor((partition - 8) / PITCH));
  const shown = queue?.ready.slice(0, room) ?? [];
  const ready = queue?.readyCount ?? 0;
  const counts = down ? "node down" : ready === 0 ? "" : `${ready} ready`;
  return (
    <svg className="face" width={width} height={height} aria-hidden="true">
      <text className="name" x={0} y={12}>
        {fitText(part.label, width - textWidth(counts, 11.8) - 6, 14)}
      </text>
      <text className={down ? "alarm end" : "small end"} x={width} y={12} {...tip("ready")}>
        {counts}
      </text>
      <rect className="pipe-inside" x={0} y={17} width={width} height={pipe} />
      {[17, height - 4].map((y) => (
        <g key={y} transform={`translate(0,${y})`}>
          <rect className="pipe-wall" width={width} height={4} />
          <Hatch width={width} height={4} className={down ? "hatch-line" : "hatch-quiet"} gap={5} />
        </g>
      ))}
      <rect className="pipe-flange" x={-3} y={14} width={4} height={pipe + 6} />
      <rect className="pipe-flange" x={width - 1} y={14} width={4} height={pipe + 6} />
      {queue?.readyCount === 0 && held.length === 0 && (
        <text className="small center" x={width / 2} y={middle + 4}>
          empty
        </text>
      )}
      {held.length > 0 && <line className="partition" x1={partition} x2={partition} y1={21} y2={height - 4} />}
      {held.map(({ message }, i) => (
        <Token
          key={message}
          message={message}
          x={width - 14 - i * PITCH}
          y={middle}
          r={9}
          state={down ? "dead" : "held"}
          selected={message === selectedMessage}
        />
      ))}
      {shown.map(({ message, redelivered }, i) => (
        <Token
          key={message}
          message={message}
          x={partition - 12 - i * PITCH}
          y={middle}
          r={9}
          state={down ? "dead" : "stored"}
          again={redelivered || again.has(message)}
          selected={message === selectedMessage}
        />
      ))}
    </svg>
  );
}
