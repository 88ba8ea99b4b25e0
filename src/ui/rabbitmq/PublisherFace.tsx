import type { RabbitmqPublisherView } from "../../engine/rabbitmq/views.ts";
import { Body, Condition } from "../parts/Body.tsx";
import type { PlacedPart } from "../stage/lane-layout.ts";
import { useDesk } from "../state/desk.ts";
import { useProcess } from "../state/world.ts";

/** A publisher: how much it has sent, what waits for a connection, and what was confirmed. */
export function PublisherFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  const { sent, confirmed, confirms, buffered } = process.view as RabbitmqPublisherView;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className="name" x={9} y={18}>
        {part.label}
      </text>
      <text className="small" x={9} y={33}>
        {sent} sent{buffered.length > 0 ? `, ${buffered.length} wait` : ""}
      </text>
      <text className="small" x={9} y={48}>
        {confirms ? `${confirmed} confirmed` : "no confirms"}
      </text>
      <Condition process={process} x={4} y={part.height - 20} width={part.width - 8} />
    </svg>
  );
}
