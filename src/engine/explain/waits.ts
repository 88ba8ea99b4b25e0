import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import { AskedInstant, type Obstacle } from "./asked-instant.ts";
import type { LaneReader } from "./lane-reader.ts";
import { noAnswer, notSent } from "./waits-at-sender.ts";
import { holder, inHand } from "./waits-in-hand.ts";
import { isGone, onItsWay, stored } from "./waits-in-place.ts";

/** Outcomes that may still change, or that end in nobody knowing. */
const OPEN: ReadonlySet<string> = new Set([
  "waiting",
  "not readable yet",
  "being processed",
  "failing",
  "in flight",
  "not sent yet",
  "buffered",
  "unresolved",
  "never sent",
]);

/** What keeps the asked message where it is; null when its way is over. */
export function obstacleOf(reader: LaneReader): Obstacle | null {
  return OPEN.has(reader.question.kind) ? obstacle(new AskedInstant(reader)) : null;
}

/**
 * What keeps a message where it is at the instant asked about: the absence of somebody, a fault that lasts, other work that comes first, a
 * limit that is used up. Read from the history backwards from that instant; the first that applies. Whether it matters is found out by
 * leaving out what brought it about. Null when it has been told its end (refused, removed, sent back, …).
 */
function obstacle(asked: AskedInstant): Obstacle | null {
  const { reader } = asked;
  const { message } = reader.question;
  const mine = (row: HistoryEvent) => row.message === message;
  const sent = asked.last("MessageSent", mine);
  if (sent === undefined) return notSent(asked);
  const ends = ["MessageRefused", "MessageUnresolved", "MessageDropped", "MessageReturnedToSender"];
  const ended = ends.some((kind) => (asked.last(kind, mine)?.id ?? NO_EVENT) > sent.id);
  const held = holder(asked);
  if (held !== null) return inHand(asked, held);
  const copies = reader.copies().filter(({ id }) => id < asked.before);
  const copy = copies.at(-1);
  const settled = asked.last("MessageSettled", (row) => mine(row) && reader.isForUs(row.a));
  if (settled !== undefined) return onItsWay(asked, settled);
  if (copy !== undefined && !isGone(asked, copy)) return stored(asked, copy);
  return ended ? null : noAnswer(asked, sent, copy);
}
