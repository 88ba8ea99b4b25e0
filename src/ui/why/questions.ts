import type { Anomaly, LedgerRow, WhyKind, WhyQuestion, Witness } from "../../worker/protocol.ts";
import { messageLook } from "../state/messages.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";

/** What the outcome of a row is asked as. The rest goes by its own name. */
const CASES: Partial<Record<LedgerRow["outcome"], WhyKind>> = { twice: "duplicated", lost: "lost", late: "late" };

/** The question about a row of the ledger as it stands at the shown instant; null for a message that was processed once and in its turn. */
export function questionOfRow({ message, destination, outcome }: LedgerRow, lane: number): WhyQuestion | null {
  if (outcome === "once") return null;
  const kind = CASES[outcome];
  if (kind !== undefined) return { kind, lane, message, destination };
  return { kind: outcome as WhyKind, lane, message, destination, ...instant() };
}

/** Why a message has not come to its effect, where it has not. */
export function questionOfState(lane: number, message: number, destination: string): WhyQuestion {
  return { kind: "waiting", lane, message, destination, ...instant() };
}

/** The end of the run is the default, since verdicts are passed there. */
function instant(): { atUs?: number } {
  const state = usePlayback.getState();
  const atUs = shownUs(state);
  return atUs >= state.endUs ? {} : { atUs };
}

/** By the id of the checker that found it. What is not here is asked about as the message stands at the end. */
const KINDS: Readonly<Record<string, WhyKind>> = {
  L1: "lost",
  L5: "stored twice",
  L9: "removed",
  C1: "skipped",
  C2: "lost",
  C4: "handed over again",
  C5: "handed over again",
  C6: "duplicated",
  C7: "stale",
  O1: "log order",
  O3: "late",
  O4: "queue order",
  "at-most-once: log": "stored twice",
  "at-most-once: deliveries": "handed over again",
  "at-most-once: effects": "duplicated",
};

export function questionOfWitness({ checker, lane, message, destination }: Witness): WhyQuestion {
  return { kind: KINDS[checker] ?? "waiting", lane, message, destination: destination === "" ? firstOf(message) : destination };
}

export function questionOfAnomaly({ kind, lane, message, destination }: Anomaly): WhyQuestion {
  return { kind: kind === "stuck" ? "waiting" : kind, lane, message, destination };
}

/** Services that a message is for. */
export function destinationsOf(message: number): string[] {
  const { type } = messageLook(message);
  return useRun
    .getState()
    .run.scenario.services.filter(({ types }) => types === undefined || types.includes(type))
    .map(({ name }) => name);
}

function firstOf(message: number): string {
  return destinationsOf(message)[0] ?? "";
}
