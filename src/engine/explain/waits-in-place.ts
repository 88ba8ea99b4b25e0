import type { HistoryEvent } from "../sim/history.ts";
import type { AskedInstant, Obstacle, Row } from "./asked-instant.ts";
import { gained, nobody, ownersOf } from "./readers-of-place.ts";
import { claim } from "./sentence.ts";
import { full } from "./waits-for-credit.ts";
import { busyWith } from "./waits-in-hand.ts";
import { authorityOf, isReadable, unreadable } from "./waits-to-be-readable.ts";

const STANDSTILL: ReadonlySet<string> = new Set(["isDown", "isCut", "keepsFailing", "waitsForDatabase"]);

/** It lies in a queue or a log: where that may not be read, has no reader, or its readers do something else. */
export function stored(asked: AskedInstant, copy: HistoryEvent): Obstacle | null {
  const { reader, until } = asked;
  const { message, destination } = reader.question;
  const place = reader.text(copy.a);
  const authority = authorityOf(asked, copy);
  const lies = (event: Row) =>
    authority === copy.process
      ? [
          claim("downWithCopy", event, {
            part: reader.part(authority),
            state: asked.stateOf(authority)?.state ?? "crashed",
            message,
            place,
            until,
          }),
        ]
      : [];
  const down = asked.stateOf(authority);
  if (down !== null) return asked.down(authority, lies(down.since));
  if (reader.system === "kafka" && !isReadable(asked, copy)) return unreadable(asked, copy, authority);
  const owners = ownersOf(asked, copy.a);
  if (owners.length === 0) return nobody(asked, copy);
  const busy: Obstacle[] = [];
  for (const owner of owners) {
    const cut = asked.cut(owner, authority);
    const behind = (other: number, event: Row) =>
      isBehind(asked, other, copy) ? [claim("isBehind", event, { message, other, place, destination, until })] : [];
    const work = busyWith(asked, owner, message, behind);
    // What stands still or fails comes before what is merely under way, and that before a limit that only follows from it.
    const idle = work !== null && STANDSTILL.has(work.sentence.title.says);
    const found = cut ?? (idle ? work : (full(asked, owner) ?? work));
    if (found === null) {
      const present = reader.row(Math.max(copy.id, gained(asked, owner, copy.a)?.id ?? copy.id));
      return asked.tell(present, claim("nextInTurn", present, { message, place, part: reader.part(owner), until }), [], [owner]);
    }
    busy.push(found);
  }
  return busy.sort((one, other) => other.event - one.event)[0] ?? null;
}

/** Settled when it was sent (automatic acknowledgement), and not there yet. */
export function onItsWay(asked: AskedInstant, settled: HistoryEvent): Obstacle | null {
  const { reader, until } = asked;
  const { message, destination } = reader.question;
  const handed = reader.first("MessageDelivered", settled.id, (row) => row.message === message && row.a === settled.a);
  if (handed !== undefined && handed.id < asked.before) return null;
  return asked.tell(settled, claim("settledOnItsWay", settled, { message, destination, until }), [], [settled.process]);
}

/** Whether a copy was erased, cut off or written over. */
export function isGone(asked: AskedInstant, copy: HistoryEvent): boolean {
  const { reader, before } = asked;
  const later = (kind: string, test: (row: HistoryEvent) => boolean) => {
    const found = reader.first(kind, copy.id, test);
    return found !== undefined && found.id < before;
  };
  return (
    later("MessageErased", (row) => row.message === copy.message && row.a === copy.a) ||
    later("LogCut", (row) => row.process === copy.process && row.a === copy.a && row.b <= copy.b) ||
    later("MessageStored", (row) => row.a === copy.a && row.b === copy.b && row.message !== copy.message)
  );
}

function isBehind(asked: AskedInstant, other: number, copy: HistoryEvent): boolean {
  const { reader } = asked;
  const theirs = asked.last("MessageStored", (row) => row.message === other && row.a === copy.a);
  if (theirs === undefined || theirs.b >= copy.b) return false;
  const settled = asked.last("MessageSettled", (row) => row.message === other && reader.isForUs(row.a));
  const passed = asked.last("OffsetCommitted", (row) => reader.isForUs(row.a) && row.c === copy.a && row.b > theirs.b);
  return settled === undefined && passed === undefined;
}
