import type { Claim } from "../claims/claim.ts";
import type { HistoryEvent } from "../sim/history.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim } from "./sentence.ts";
import { requesterOf } from "./told-effects.ts";

/** What is plainly otherwise here than in a lane where it happened, said of the outcome. `other`: the message that came before it there. */
export function contrast(event: HistoryEvent, other: number | undefined, reader: LaneReader): Claim[] {
  const { kind, message, destination } = reader.question;
  switch (kind) {
    case "duplicated":
    case "handed over again":
    case "stale": {
      const handed = reader.all("MessageDelivered", (row) => row.message === message && reader.isForUs(row.a));
      return [claim("handedTimes", event, { message, destination, times: handed.length })];
    }
    case "stored twice":
      return [claim("storedTimes", event, { message, times: reader.all("MessageStored", (row) => row.message === message).length })];
    case "late":
      return other === undefined ? [] : inTurn(event, other, reader);
    case "failed":
    case "refused":
    case "unresolved":
    case "never sent":
    case "lost":
      return keptUntil(event, reader);
    default:
      return [];
  }
}

/** How long a store kept it for whoever took it in the end: what a caller that waits for an answer has not. */
function keptUntil(event: HistoryEvent, reader: LaneReader): Claim[] {
  const { message, destination } = reader.question;
  const copy = reader.copies()[0];
  const handed = reader.all("MessageDelivered", (row) => row.message === message && reader.isForUs(row.a)).at(-1);
  if (copy === undefined || handed === undefined || handed.id < copy.id) return [];
  const values = { message, destination, place: reader.text(copy.a), part: reader.part(handed.process), waitedUs: handed.at - copy.at };
  return [claim("keptUntil", event, values)];
}

/** The message that came before it elsewhere came after it, and where they lie one behind the other. */
function inTurn(event: HistoryEvent, other: number, reader: LaneReader): Claim[] {
  const { message, destination } = reader.question;
  const effect = (number: number) => reader.first("EffectApplied", -1, (row) => row.message === number && reader.isForUs(row.a));
  const [mine, theirs] = [effect(message), effect(other)];
  const laterUs = mine === undefined || theirs === undefined ? null : theirs.at - mine.at;
  const claims: Claim[] = [claim("otherAfter", event, { message, other, destination, laterUs })];
  const copy = reader.copies()[0];
  const next = reader.copies(other)[0];
  if (copy !== undefined && next !== undefined && copy.a === next.a && copy.b < next.b)
    claims.push(claim("liesBefore", event, { message, other, place: reader.text(copy.a) }));
  if (mine !== undefined && theirs !== undefined && requesterOf(mine, reader) === requesterOf(theirs, reader))
    claims.push(claim("hadBoth", event, { part: reader.part(requesterOf(mine, reader)), message, other, destination }));
  return laterUs !== null && laterUs < 0 ? [] : claims;
}
