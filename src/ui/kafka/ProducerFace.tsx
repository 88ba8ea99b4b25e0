import type { KafkaProducerView } from "../../engine/kafka/views.ts";
import { Body, Condition } from "../parts/Body.tsx";
import type { PlacedPart } from "../stage/lane-layout.ts";
import { useDesk } from "../state/desk.ts";
import { useProcess } from "../state/world.ts";

/** A producer: how much it has sent, and what it was told of it. */
export function ProducerFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  const { sent, confirmed, unresolved, refused } = process.view as KafkaProducerView;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className="name" x={9} y={18}>
        {part.label}
      </text>
      <text className="small" x={9} y={33}>
        {sent} sent
      </text>
      <text className="small" x={9} y={48}>
        {confirmed} acked{unresolved + refused > 0 ? `, ${unresolved + refused} not` : ""}
      </text>
      <Condition process={process} x={4} y={part.height - 20} width={part.width - 8} />
    </svg>
  );
}
