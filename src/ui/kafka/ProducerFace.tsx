import type { KafkaProducerView } from "../../engine/kafka/views.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { SenderBox } from "../parts/SenderBox.tsx";
import { useProcess } from "../state/world.ts";

/** A producer: how much it has sent, and what was acknowledged. */
export function ProducerFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  if (process === undefined) return null;
  const { sent, confirmed, unresolved, refused } = process.view as KafkaProducerView;
  const not = unresolved + refused;
  return <SenderBox part={part} process={process} lines={[`${sent} sent`, `${confirmed} acked${not > 0 ? `, ${not} not` : ""}`]} />;
}
