import type { DatabaseView, ProducerView } from "../../engine/delivery/views.ts";
import { spokenInstant } from "../../engine/sim/clock-text.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { isCutOff, type NetworkTrouble } from "./network-trouble.ts";
import { DRAWINGS } from "./systems.ts";

/** What a screen reader says of a part: its name, its condition, and the figures that are drawn on it. `place`: of one that is no process. */
export function nameOfPart(part: PlacedPart, process: FrameProcess | undefined, network: NetworkTrouble, place = ""): string {
  const condition = process === undefined ? "" : conditionOf(process, network);
  // Of a part that is down there is one thing to say; what it was doing is in its panel.
  const down = process !== undefined && (process.status === "crashed" || process.status === "stopped");
  const facts = process === undefined ? place : down ? "" : factsOf(part, process);
  return `${part.label}${condition}${facts === "" ? "" : `: ${facts}`}`;
}

function conditionOf({ status, since, host }: FrameProcess, network: NetworkTrouble): string {
  const stopped = status === "up" ? "" : `, ${status} at ${spokenInstant(since, 1)}`;
  return isCutOff(network, host) ? `${stopped}, cut off from the network` : stopped;
}

function factsOf(part: PlacedPart, process: FrameProcess): string {
  const { role, view } = process;
  if (view === undefined) return "";
  for (const { factsOf } of DRAWINGS) {
    const facts = factsOf(part, process);
    if (facts !== undefined) return facts;
  }
  if (role === "database") {
    const { tables, idempotent } = view as DatabaseView;
    const own = tables.find(({ table }) => table === part.data?.["table"]);
    if (own !== undefined) return `${own.total} ${own.total === 1 ? "effect" : "effects"}${idempotent ? ", each once" : ""}`;
    return `effects database${idempotent ? ", idempotent" : ""}, ${tables.map(({ table, total }) => `${total} ${table}`).join(", ")}`;
  }
  const { sent, confirmed } = view as ProducerView;
  return sent === undefined ? role : `producer, ${sent} sent, ${confirmed} confirmed`;
}
