import type { Claim } from "../claims/claim.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { AskedInstant, Obstacle, Row } from "./asked-instant.ts";
import { claim } from "./sentence.ts";
import { heldBefore } from "./told-messages.ts";

/** The last consumer that was handed the message and has it still. */
export function holder(asked: AskedInstant): HistoryEvent | null {
  const { reader } = asked;
  const { message } = reader.question;
  const handed = asked.last("MessageDelivered", (row) => row.message === message && reader.isForUs(row.a));
  if (handed === undefined) return null;
  const over = (kind: string, test: (row: HistoryEvent) => boolean) => (asked.last(kind, test)?.id ?? NO_EVENT) > handed.id;
  const mine = (row: HistoryEvent) => row.process === handed.process && row.message === message;
  if (["WorkDone", "WorkAbandoned"].some((kind) => over(kind, mine))) return null;
  if (["MessageReturned", "MessageDropped"].some((kind) => over(kind, (row) => row.message === message && row.a === handed.a))) return null;
  // Its claim ends with the owner's term and with the owner's life.
  const ended = ["ProcessCrashed", "MachineLost", "ProcessStopped", "OwnershipLost"];
  return ended.some((kind) => over(kind, (row) => row.process === handed.process)) ? null : handed;
}

/** What keeps whoever has it from being done with it. */
export function inHand(asked: AskedInstant, handed: HistoryEvent): Obstacle {
  const { reader, until } = asked;
  const { process, message } = handed;
  const part = reader.part(process);
  const busy = busyWith(asked, process, message);
  if (busy !== null) return busy;
  const ahead = heldBefore(handed, reader).filter((other) => other !== message && isStillHeld(asked, process, other, handed.id));
  const details = ahead.length === 0 ? [] : [claim("waitsBehindInHand", handed, { part, message, ahead, until })];
  return asked.tell(handed, claim("isHeld", handed, { part, message, until }), details, [process]);
}

function isStillHeld(asked: AskedInstant, process: number, message: number, before: EventId): boolean {
  const mine = (row: HistoryEvent) => row.process === process && row.message === message;
  const handed = asked.reader.last("MessageDelivered", before, mine)?.id ?? NO_EVENT;
  return !["WorkDone", "WorkAbandoned", "MessageDropped"].some((kind) => (asked.last(kind, mine)?.id ?? NO_EVENT) > handed);
}

/** What a consumer does instead: nothing, being down or frozen; the same over and over; waiting for the database; other work. */
export function busyWith(
  asked: AskedInstant,
  process: number,
  message: number,
  detail: (other: number, event: Row) => readonly Claim[] = () => [],
): Obstacle | null {
  const { reader, until } = asked;
  const down = asked.down(process);
  if (down !== null) return down;
  const part = reader.part(process);
  const mine = (row: HistoryEvent) => row.process === process;
  const begun = asked.last("WorkBegun", mine);
  if (begun === undefined) return null;
  const since = (kind: string) => {
    const row = asked.last(kind, (other) => mine(other) && other.message === begun.message);
    return row !== undefined && row.id > begun.id ? row : undefined;
  };
  if (since("WorkDone") !== undefined || since("WorkAbandoned") !== undefined) return null;
  const other = begun.message;
  const details = (event: Row) => (other === message ? [] : detail(other, event));
  const failed = since("WorkFailed");
  if (failed !== undefined || begun.b > 1) {
    const row = failed ?? asked.last("WorkFailed", (old) => mine(old) && old.message === other);
    if (row === undefined || (failed !== undefined && since("MessageDropped") !== undefined)) return null;
    const values = { part, message: other, attempts: row.b, until };
    return asked.tell(row, claim("keepsFailing", row, values), [claim("hasThrown", row, values), ...details(row)], [process]);
  }
  const requested = since("EffectRequested");
  if (requested !== undefined && since("EffectConfirmed") === undefined) {
    const database = reader.simulation.processes.find(({ spec }) => /database/.test(spec.definition.role));
    const why = database === undefined ? null : (asked.down(database.id) ?? asked.cut(process, database.id));
    return (
      why ?? asked.tell(requested, claim("waitsForDatabase", requested, { part, message: other, until }), details(requested), [process])
    );
  }
  if (other === message) {
    const handed = asked.last("MessageDelivered", (row) => mine(row) && row.message === message);
    if (handed === undefined) return null;
  }
  return asked.tell(begun, claim("worksOn", begun, { part, message: other, until }), details(begun), [process]);
}
