import type { RabbitmqPublisherView } from "../../engine/rabbitmq/views.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { SenderBox } from "../parts/SenderBox.tsx";
import { useProcess } from "../state/world.ts";

/** A publisher: how much it has sent, what waits for a connection, and what was confirmed. */
export function PublisherFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  if (process === undefined) return null;
  const { sent, confirmed, confirms, buffered } = process.view as RabbitmqPublisherView;
  const waiting = buffered.length > 0 ? `, ${buffered.length} wait` : "";
  return (
    <SenderBox part={part} process={process} lines={[`${sent} sent${waiting}`, confirms ? `${confirmed} confirmed` : "no confirms"]} />
  );
}
