import type { RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import { fitText } from "../layout/fit-text.ts";
import type { Density, PlacedPart } from "../layout/lane-layout.ts";
import { textWidth } from "../layout/text-width.ts";
import { isDown } from "../parts/condition.ts";
import { Hatch } from "../parts/Hatch.tsx";
import { useMarks } from "../parts/marks.ts";
import { useDesk } from "../state/desk.ts";
import { useProcess } from "../state/world.ts";
import { tip } from "../terms/Term.tsx";
import { Token } from "../tokens/Token.tsx";
import { CompactQueueFace } from "./CompactQueueFace.tsx";
import { RABBITMQ_MEASURES } from "./rabbitmq-measures.ts";

const PITCH = 25;
const MOST_HELD = 10;
/** Sizes of the head's texts in px, as drawing.css has them: the name, the counts, the type. */
const NAME = 14;
const COUNT = 12.8;
const SMALL = 11.8;

/** A queue as a cutaway pipe: the head is right; what is held by consumers stands behind the dashed partition. */
export function QueueFace({ part }: { part: PlacedPart }) {
  return part.data?.["compact"] === true ? <CompactQueueFace part={part} /> : <FullQueueFace part={part} />;
}

function FullQueueFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const { again } = useMarks(process?.lane ?? 0);
  const queue = (process?.view as RabbitmqNodeView | undefined)?.queues.find(({ name }) => name === part.label);
  const down = process !== undefined && isDown(process);
  const { wall, pipe } = RABBITMQ_MEASURES[(part.data?.["density"] as Density | undefined) ?? "roomy"];
  const top = part.height - pipe;
  const middle = top + pipe / 2;
  const base = Math.min(13, top - 3.5);
  const radius = Math.min(9.5, pipe / 2 - wall - 1.5);
  const unacked = queue?.unacked.slice(0, MOST_HELD) ?? [];
  const moreHeld = (queue?.unackedCount ?? 0) - unacked.length;
  const held = unacked.length * PITCH + (moreHeld > 0 ? 26 : 0);
  const room = Math.max(0, Math.floor((part.width - held - 44) / PITCH));
  const ready = queue?.ready.slice(0, room) ?? [];
  const readyText = `ready ${queue?.readyCount ?? 0}`;
  const unackedText = `unacked ${queue?.unackedCount ?? 0}`;
  const readyEnd = part.width - 2 - Math.max(70, textWidth(unackedText, COUNT) + 8);
  // The counts keep their place, the name comes before the type: a queue is known by its name.
  const headRoom = readyEnd - textWidth(readyText, COUNT) - 8;
  const name = fitText(part.label, headRoom, NAME);
  const typeX = textWidth(name, NAME) + 8;
  const type = down ? "node down" : `classic${queue?.durable === false ? ", transient" : ""}`;
  const partition = part.width - 8 - held - 4;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <text className="name" x={0} y={base}>
        {name}
      </text>
      {typeX + textWidth(type, SMALL) <= headRoom && (
        <text className="small" x={typeX} y={base}>
          {type}
        </text>
      )}
      <text className="end" x={readyEnd} y={base} {...tip("ready")}>
        {readyText}
      </text>
      <text className="end" x={part.width - 2} y={base} {...tip("unacked")}>
        {unackedText}
      </text>
      <rect className="pipe-inside" x={0} y={top} width={part.width} height={pipe} />
      {[top, top + pipe - wall].map((y) => (
        <g key={y} transform={`translate(0,${y})`}>
          <rect className="pipe-wall" width={part.width} height={wall} />
          <Hatch width={part.width} height={wall} className={down ? "hatch-line" : "hatch-quiet"} gap={5} />
        </g>
      ))}
      <rect className="pipe-flange" x={-4} y={top - 3} width={5} height={pipe + 6} />
      <rect className="pipe-flange" x={part.width - 1} y={top - 3} width={5} height={pipe + 6} />
      {queue?.readyCount === 0 && unacked.length === 0 && (
        <text className="small center" x={part.width / 2} y={middle + 4}>
          empty
        </text>
      )}
      {unacked.length > 0 && <line className="partition" x1={partition} x2={partition} y1={top + wall} y2={top + pipe - wall} />}
      {unacked.map(({ message }, i) => (
        <Token
          key={message}
          message={message}
          x={part.width - 18 - i * PITCH}
          y={middle}
          r={Math.min(9, radius)}
          state={down ? "dead" : "held"}
          selected={message === selectedMessage}
        />
      ))}
      {ready.map(({ message, redelivered }, i) => (
        <Token
          key={message}
          message={message}
          x={(unacked.length > 0 ? partition : part.width - 4) - 16 - i * PITCH}
          y={middle}
          r={radius}
          state={down ? "dead" : "stored"}
          again={redelivered || again.has(message)}
          selected={message === selectedMessage}
        />
      ))}
      {moreHeld > 0 && (
        <text className="small plated" x={partition + 3} y={middle + 4}>
          +{moreHeld}
        </text>
      )}
      {queue !== undefined && queue.readyCount > ready.length && (
        <text className="small" x={8} y={middle + 4}>
          +{queue.readyCount - ready.length}
        </text>
      )}
    </svg>
  );
}
