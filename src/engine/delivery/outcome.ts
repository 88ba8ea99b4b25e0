import { NO_EVENT } from "../sim/history.ts";
import type { Entry, MessageFacts } from "./delivery-facts.ts";
import { answerOf, type Fate } from "./delivery-fates.ts";
import type { DeliveryIndex } from "./delivery-index.ts";
import type { LedgerOutcome } from "./ledger-row.ts";

/** The one outcome of a row, with a few words where it needs them. */
export interface Outcome {
  readonly outcome: LedgerOutcome;
  readonly note: string;
}

/** The first that applies, from the most certain to the least. `after`: the message of its key that had its effect before it, if it is late. */
export function outcomeOf(index: DeliveryIndex, fate: Fate, after: number | undefined): Outcome {
  const { facts, entries } = fate;
  const behind = after === undefined ? "" : `after #${after}`;
  if (facts.effects.length > 1) {
    const times = facts.effects.length === 2 ? "" : `${facts.effects.length} times`;
    return { outcome: "twice", note: [times, behind].filter((part) => part !== "").join(", ") };
  }
  if (facts.effects.length === 1) return { outcome: after === undefined ? "once" : "late", note: behind };
  if (fate.effective) return { outcome: "once", note: facts.skipped === NO_EVENT ? "" : "the database knew it" };
  if (fate.lostInLog !== NO_EVENT) return { outcome: "lost", note: lossWords(entries) };
  if (fate.lostAtConsumer !== NO_EVENT) return { outcome: "lost", note: "settled, never processed" };
  if (fate.skipped !== NO_EVENT) return { outcome: "skipped", note: "the reader began behind it" };
  if (fate.removed !== NO_EVENT) return { outcome: "removed", note: reasonOf(index, fate) };
  if (fate.returned !== NO_EVENT) return { outcome: "returned", note: "no queue took it" };
  const again = facts.failures > 0 ? { outcome: "failing" as const, note: failureWords(facts.failures) } : null;
  if (fate.holder >= 0) return again ?? { outcome: "being processed", note: index.frozen.has(fate.holder) ? "its consumer is frozen" : "" };
  if (facts.settled !== NO_EVENT && !fate.comesAgain) return again ?? { outcome: "in flight", note: "settled, on its way to the consumer" };
  if (fate.present) {
    const readable = entries.some(({ goneBy, place, position }) => goneBy === NO_EVENT && isBelowEnd(place.committed, position));
    return again ?? { outcome: readable ? "waiting" : "not readable yet", note: facts.returns > 0 ? "came back" : "" };
  }
  return unstored(index, fate, again);
}

function unstored(index: DeliveryIndex, fate: Fate, again: Outcome | null): Outcome {
  const { message, facts, entries } = fate;
  const answer = answerOf(index, message);
  const [never, mine] = [attemptsFor(index, fate) === 0, isCalled(index, message)];
  switch (answer) {
    case "not sent":
      return unsent(index, message);
    case "refused":
    case "indeterminate": {
      const error = textOfField(index, Math.max(message.refused, message.unresolved));
      if (mine && never && message.sent.length > 0) return { outcome: "failed", note: `not called: ${error}` };
      if (mine && facts.failed !== NO_EVENT && facts.failed > lastAttempt(index, fate)) return { outcome: "failed", note: error };
      if (answer === "refused") return { outcome: "refused", note: error };
      return { outcome: "unresolved", note: entries.length > 0 ? "stored, then gone" : error };
    }
    default:
      if (again !== null) return again;
      if (mine && never) return { outcome: "buffered", note: "its turn comes later" };
      if (index.final && answer === "waiting") return { outcome: "unresolved", note: "no answer ever came" };
      return { outcome: "in flight", note: entries.length > 0 ? "the stored copy is gone" : "" };
  }
}

/** What its producer never sent: how far it came. */
export function unsent(index: DeliveryIndex, message: MessageFacts | undefined): Outcome {
  const { accepted = NO_EVENT, missed = NO_EVENT, producer = -1 } = message ?? {};
  if (accepted !== NO_EVENT) {
    const gone = index.downAfter(producer, accepted) !== NO_EVENT;
    return gone ? { outcome: "never sent", note: "gone with its producer's memory" } : { outcome: "buffered", note: "" };
  }
  if (missed !== NO_EVENT || index.final) return { outcome: "never sent", note: "its producer was down" };
  return { outcome: "not sent yet", note: "" };
}

/** Attempts on the way to this destination; all of them where one publication serves every destination. */
export function attemptsFor(index: DeliveryIndex, fate: Fate): number {
  const { message } = fate;
  if (!isCalled(index, message)) return message.sent.length;
  const places = placesOf(fate);
  let attempts = 0;
  for (const event of message.sent) if (places.includes(index.history.b(event))) attempts++;
  return attempts;
}

/** How many copies it had that were of any use: there now, or readable once. What was stored and cut before that is one attempt's only trace. */
export function storedCopies({ entries }: Fate): number {
  let count = 0;
  for (const { goneBy, wasReadable } of entries) if (goneBy === NO_EVENT || wasReadable) count++;
  return count === 0 && entries.length > 0 ? 1 : count;
}

/** A direct call: what was sent went to a destination by name, and nothing keeps it. */
function isCalled({ history }: DeliveryIndex, { sent, routes, entries }: MessageFacts): boolean {
  if (sent.length === 0 || entries.length > 0) return false;
  const place = history.b(sent[0]);
  return routes.some((route) => route.place === place && route.destination === place);
}

function lastAttempt({ history }: DeliveryIndex, fate: Fate): number {
  const places = placesOf(fate);
  return fate.message.sent.findLast((event) => places.includes(history.b(event))) ?? NO_EVENT;
}

function placesOf({ message, facts, entries }: Fate): number[] {
  const places = entries.map(({ place }) => place.text);
  for (const { destination, place } of message.routes) if (destination === facts.destination) places.push(place);
  return places;
}

function isBelowEnd(committed: number, position: number): boolean {
  return committed < 0 || position < committed;
}

function lossWords(entries: readonly Entry[]): string {
  if (entries.length === 0) return "confirmed, never stored";
  const asleep = entries.some(({ goneBy }) => goneBy === NO_EVENT);
  return asleep ? "confirmed, its last copy is on a part that is down" : "confirmed, last copy gone";
}

function failureWords(failures: number): string {
  return failures === 1 ? "failed once" : `failed ${failures} times`;
}

function reasonOf(index: DeliveryIndex, { message, removed }: Fate): string {
  const removal = message.removals.find(({ event }) => event === removed);
  return removal === undefined ? "" : index.text(removal.reason);
}

/** Field a of refusals and of unresolved ends is the text of the error. */
function textOfField({ history }: DeliveryIndex, event: number): string {
  return event === NO_EVENT ? "" : history.strings.text(history.a(event));
}
