import type { DirectClientView } from "../../engine/direct/views.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { SenderBox } from "../parts/SenderBox.tsx";
import { useProcess } from "../state/world.ts";

/** The caller of the services: what was answered, what failed, and how many calls are under way. */
export function ClientFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  if (process === undefined) return null;
  const { sent, succeeded, failed, calls } = process.view as DirectClientView;
  const lines = [`${sent} orders, ${succeeded} answered`, `${failed} failed`] as const;
  return <SenderBox part={part} process={process} lines={lines} alarm={failed > 0} aside={`${calls.length} waiting`} />;
}
