import type { SystemName } from "../../engine/delivery/system.ts";
import type { LedgerOutcome, LedgerRow } from "../../worker/protocol.ts";
import type { COLUMNS } from "./rows.ts";

export type Column = (typeof COLUMNS)[number];

/** What a system calls the party that a message is for, before its name. */
const PARTIES: Record<SystemName, string> = { kafka: "group ", rabbitmq: "queue ", direct: "" };
/** What a system calls it that the sender was told yes. */
const TOLD: Record<SystemName, string> = { kafka: "acked", rabbitmq: "confirmed", direct: "answered" };

/** "Kafka, group payment". `lane`: how the lane is called. */
export function headingOf(lane: string, system: SystemName, destination: string): string {
  return `${lane}, ${PARTIES[system]}${destination}`;
}

/** A direct call keeps nothing, so there it has no such column. */
export function columnsOf(system: SystemName): Column[] {
  const columns: Column[] = ["sent", "confirmed", "stored", "delivered", "processed", "effects"];
  return system === "direct" ? columns.filter((column) => column !== "stored") : columns;
}

export function columnWord(column: Column, system: SystemName): string {
  return column === "confirmed" ? TOLD[system] : column === "effects" ? "effect" : column;
}

/** An outcome by itself, for filters and totals. `done` is the service's own verb: "charged". */
export function outcomeWord(outcome: LedgerOutcome, done: string): string {
  switch (outcome) {
    case "being processed":
      return `being ${done}`;
    case "late":
      return "out of order";
    case "unresolved":
      return "nobody knows";
    case "returned":
      return "sent back";
    case "buffered":
      return "with its sender";
    case "failing":
      return "failing, tried again";
    default:
      return outcome;
  }
}

/** What became of a message, in a few words: "twice, after #10", "once, delivered again", "being charged". */
export function verdictWords({ outcome, note, delivered, sent }: LedgerRow, done: string): string {
  switch (outcome) {
    case "twice":
      // The note begins with how often, when that is more than twice.
      return note === "" || note.startsWith("after") ? joined("twice", note) : note;
    case "once":
      return joined("once", note !== "" ? note : delivered > 1 ? "delivered again" : sent > 1 ? "sent again" : "");
    case "late":
      return joined("once", note);
    case "being processed":
      return joined(`being ${done}`, note);
    case "unresolved":
      return joined("nobody knows", note);
    default:
      return joined(outcome === "failing" ? "failing" : outcomeWord(outcome, done), note);
  }
}

function joined(word: string, note: string): string {
  return note === "" ? word : `${word}, ${note}`;
}
