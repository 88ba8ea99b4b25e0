import type { RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import { fitText } from "../layout/fit-text.ts";
import type { Density, PlacedPart } from "../layout/lane-layout.ts";
import { textWidth } from "../layout/text-width.ts";
import { isDown } from "../parts/condition.ts";
import { useProcess } from "../state/world.ts";
import { tip } from "../terms/Term.tsx";
import { CompactQueueFace } from "./CompactQueueFace.tsx";
import { QueuePipe } from "./QueuePipe.tsx";
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
      <QueuePipe
        lane={process?.lane ?? 0}
        down={down}
        queue={queue}
        held={unacked}
        ready={ready}
        width={part.width}
        top={top}
        pipe={pipe}
        wall={wall}
        flange={4}
        pitch={PITCH}
        radius={{ held: Math.min(9, radius), ready: radius }}
        first={{ held: part.width - 18, ready: (unacked.length > 0 ? partition : part.width - 4) - 16 }}
        partition={partition}
      />
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
