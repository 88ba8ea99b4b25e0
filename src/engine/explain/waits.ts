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
  const { kind } = reader.question;
  if (OPEN.has(kind)) return obstacle(new AskedInstant(reader));
  return kind === "failed" ? untoldEnd(new AskedInstant(reader)) : null;
}

/** It failed, and nobody was told so: whoever was to hear of it, or to try again, was gone. */
function untoldEnd(asked: AskedInstant): Obstacle | null {
  const mine = (row: HistoryEvent) => row.message === asked.reader.question.message;
  const sent = asked.last("MessageSent", mine);
  return sent === undefined || wasToldItsEnd(asked, sent) ? null : noAnswer(asked, sent, undefined);
}

function wasToldItsEnd(asked: AskedInstant, sent: HistoryEvent): boolean {
  const ends = ["MessageRefused", "MessageUnresolved", "MessageDropped", "MessageReturnedToSender"];
  return ends.some((kind) => (asked.last(kind, ({ message }) => message === sent.message)?.id ?? NO_EVENT) > sent.id);
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
  const held = holder(asked);
  if (held !== null) return inHand(asked, held);
  const copies = reader.copies().filter(({ id }) => id < asked.before);
  const copy = copies.at(-1);
  const settled = asked.last("MessageSettled", (row) => mine(row) && reader.isForUs(row.a));
  if (settled !== undefined) return onItsWay(asked, settled);
  if (copy !== undefined && !isGone(asked, copy)) return stored(asked, copy);
  return wasToldItsEnd(asked, sent) ? null : noAnswer(asked, sent, copy);
}
