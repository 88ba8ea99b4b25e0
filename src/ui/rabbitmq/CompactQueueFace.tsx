import type { RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import { fitText } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { textWidth } from "../layout/text-width.ts";
import { isDown } from "../parts/condition.ts";
import { useProcess } from "../state/world.ts";
import { tip } from "../terms/Term.tsx";
import { QueuePipe } from "./QueuePipe.tsx";

const PITCH = 22;

/** A queue where there is little room: its head at the right; what consumers hold stands behind the dashed partition. Above it its name, and how much is ready and held. */
export function CompactQueueFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const queue = (process?.view as RabbitmqNodeView | undefined)?.queues.find(({ name }) => name === part.label);
  const down = process !== undefined && isDown(process);
  const { width, height } = part;
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
      <QueuePipe
        lane={process?.lane ?? 0}
        down={down}
        queue={queue}
        held={held}
        ready={shown}
        width={width}
        top={17}
        pipe={height - 17}
        wall={4}
        flange={3}
        pitch={PITCH}
        radius={{ held: 9, ready: 9 }}
        first={{ held: width - 14, ready: partition - 12 }}
        partition={partition}
      />
    </svg>
  );
}
