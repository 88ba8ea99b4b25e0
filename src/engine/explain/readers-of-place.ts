import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { AskedInstant, Obstacle, Row } from "./asked-instant.ts";
import { claim } from "./sentence.ts";

/** Processes that are entitled to a place for our destination. */
export function ownersOf(asked: AskedInstant, place: number): number[] {
  const { reader } = asked;
  const mine = (row: HistoryEvent) => reader.isForUs(row.a) && row.b === place && row.id < asked.before;
  const gained = reader.all("OwnershipGained", mine);
  const lost = reader.all("OwnershipLost", mine);
  const owners = new Set(gained.map(({ process }) => process));
  return [...owners].filter((process) => {
    const term = gained.findLast((row) => row.process === process);
    if (term === undefined) return false;
    const ended = lost.some((row) => row.id > term.id && (row.process === process || (!owners.has(row.process) && row.c >= term.c)));
    const passed = reader.system === "kafka" && gained.some((row) => row.id > term.id && row.process !== process && row.c > term.c);
    const died = ["ProcessCrashed", "MachineLost", "ProcessStopped"].some(
      (kind) => (asked.last(kind, (row) => row.process === process)?.id ?? NO_EVENT) > term.id,
    );
    return !ended && !passed && !died;
  });
}

/** When a process last became a reader of a place. */
export function gained(asked: AskedInstant, process: number, place: number): HistoryEvent | undefined {
  return asked.last("OwnershipGained", (row) => row.process === process && asked.reader.isForUs(row.a) && row.b === place);
}

/** Nobody reads the place: since the last one who did ceased to, or ever. */
export function nobody(asked: AskedInstant, copy: HistoryEvent): Obstacle {
  const { reader, until } = asked;
  const { destination } = reader.question;
  const place = reader.text(copy.a);
  const mine = (row: HistoryEvent) => reader.isForUs(row.a) && row.b === copy.a;
  const last = asked.last("OwnershipGained", mine);
  const ends = [
    asked.last("OwnershipLost", mine),
    ...["ProcessCrashed", "MachineLost", "ProcessStopped"].map((kind) => asked.last(kind, (row) => row.process === last?.process)),
  ].filter((row) => row !== undefined && row.id > (last?.id ?? NO_EVENT));
  const since = ends.sort((one, other) => (one?.id ?? 0) - (other?.id ?? 0))[0] ?? copy;
  const divided = asked.last("RebalanceStarted", ({ a }) => reader.isForUs(a));
  const settled =
    divided === undefined ? undefined : reader.first("GroupStabilized", divided.id, ({ a, id }) => reader.isForUs(a) && id < asked.before);
  const lastReader = (event: Row) =>
    claim("lastReader", event, { part: last === undefined ? null : reader.part(last.process), destination, place, until });
  if (divided !== undefined && settled === undefined && divided.id > since.id)
    return asked.tell(divided, claim("rebalancing", divided, { destination, until }), [lastReader(divided)], [divided.process]);
  return asked.tell(since, claim("nobodyReads", since, { destination, place, until }), [lastReader(since)], [since.process]);
}
