import { type History, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import { evidenceOf } from "./checkers/index.ts";
import type { Evidence } from "./checkers/judgement.ts";
import { keyOrderOfEffects } from "./checkers/o3-key-order-of-effects.ts";
import { answerOf, type Fate, unclaimedFate, wants } from "./delivery-fates.ts";
import { DeliveryIndex } from "./delivery-index.ts";
import type { LaneFacts } from "./lane-facts.ts";
import type { LedgerLane, LedgerOutcome, LedgerRow } from "./ledger-row.ts";

/** The ledger of a lane at an instant: everything up to and including `until`. One row for each message and destination. */
export function ledgerAt(history: History, lane: number, processLanes: readonly number[], facts: LaneFacts, until: Micros): LedgerLane {
  const index = new DeliveryIndex(history, lane, processLanes, facts.prefix).read(history.firstAtOrAfter(until + 1));
  return ledgerOf(evidenceOf(index, facts), facts);
}

/** Every message has exactly one row per destination, and the totals count the rows. */
export function ledgerOf(evidence: Evidence, facts: LaneFacts): LedgerLane {
  const late = new Map<string, number>();
  for (const { message, destination, other } of keyOrderOfEffects(evidence).cases) late.set(`${message} ${destination}`, other ?? 0);
  const rows: LedgerRow[] = [];
  // Fates come in the order of message numbers, and so do the messages.
  let next = 0;
  for (const { number, key, type } of facts.messages) {
    const from = next;
    while (next < evidence.fates.length && evidence.fates[next].message.number <= number) next++;
    const fates = evidence.fates.slice(from, next).filter(({ message }) => message.number === number);
    for (const account of accountsOf(evidence, facts, number, type, fates, late)) rows.push({ message: number, key, type, ...account });
  }
  const totals: Partial<Record<LedgerOutcome, number>> = {};
  for (const { outcome } of rows) totals[outcome] = (totals[outcome] ?? 0) + 1;
  return { lane: evidence.index.lane, rows, totals };
}

type Account = Omit<LedgerRow, "message" | "key" | "type">;

/** At least one for every message, so that none is missing from the totals. */
function accountsOf(
  evidence: Evidence,
  { services }: LaneFacts,
  number: number,
  type: string,
  fates: readonly Fate[],
  late: ReadonlyMap<string, number>,
): Account[] {
  if (fates.length > 0) return fates.map((fate) => rowOf(evidence, fate, late));
  const message = evidence.index.messages[number];
  if (message !== undefined) return [{ ...rowOf(evidence, unclaimedFate(evidence.index, message), late), note: "for nobody here" }];
  const wanting = services.filter((service) => wants(service, type));
  return wanting.length > 0 ? wanting.map(({ name }) => unsent(name)) : [unsent("")];
}

function unsent(destination: string): Account {
  return { destination, sent: 0, confirmed: 0, stored: 0, delivered: 0, processed: 0, effects: 0, outcome: "not sent yet", note: "" };
}

function rowOf(evidence: Evidence, fate: Fate, late: ReadonlyMap<string, number>): Account {
  const { index } = evidence;
  const { message, facts, entries } = fate;
  const destination = index.text(facts.destination);
  const after = late.get(`${message.number} ${destination}`);
  return {
    destination,
    sent: attemptsFor(index, fate),
    confirmed: message.confirmed === NO_EVENT ? 0 : 1,
    stored: entries.length,
    delivered: facts.deliveries.length,
    processed: facts.done,
    effects: facts.effects.length,
    ...outcomeOf(index, fate, after),
  };
}

/** Attempts on the way to this destination; all of them where one publication serves every destination. */
function attemptsFor({ history }: DeliveryIndex, { message, facts, entries }: Fate): number {
  const { sent, routes } = message;
  const called = sent.some((event) => routes.some(({ place }) => place === history.b(event)));
  if (!called) return sent.length;
  const places = new Set(
    [...routes.filter(({ destination }) => destination === facts.destination), ...entries.map(({ place }) => ({ place: place.text }))].map(
      ({ place }) => place,
    ),
  );
  return sent.filter((event) => places.has(history.b(event))).length;
}

/** The first that applies, from the most certain to the least. */
function outcomeOf(index: DeliveryIndex, fate: Fate, after: number | undefined): { outcome: LedgerOutcome; note: string } {
  const { facts, entries } = fate;
  const behind = after === undefined ? "" : `after #${after}`;
  if (facts.effects.length > 1) {
    const times = facts.effects.length === 2 ? "" : `${facts.effects.length} times`;
    return { outcome: "twice", note: [times, behind].filter((part) => part !== "").join(", ") };
  }
  if (facts.effects.length === 1) return { outcome: after === undefined ? "once" : "late", note: behind };
  if (fate.effective) return { outcome: "once", note: "the database knew it" };
  if (fate.lostInLog !== NO_EVENT)
    return { outcome: "lost", note: entries.length === 0 ? "confirmed, never stored" : "confirmed, last copy gone" };
  if (fate.lostAtConsumer !== NO_EVENT) return { outcome: "lost", note: "settled, never processed" };
  if (fate.removed !== NO_EVENT) return { outcome: "removed", note: reasonOf(index, fate) };
  if (fate.holder >= 0) return { outcome: "being processed", note: index.frozen.has(fate.holder) ? "its consumer is frozen" : "" };
  if (facts.settled !== NO_EVENT) return { outcome: "in flight", note: "settled, on its way to the consumer" };
  if (fate.present) {
    const readable = entries.some(
      ({ goneBy, place, position }) => goneBy === NO_EVENT && (place.committed < 0 || position < place.committed),
    );
    return { outcome: readable ? "waiting" : "not readable yet", note: facts.returns > 0 ? "came back" : "" };
  }
  return unstored(index, fate);
}

function unstored(index: DeliveryIndex, { message, entries }: Fate): { outcome: LedgerOutcome; note: string } {
  switch (answerOf(index, message)) {
    case "not sent":
      return { outcome: "not sent yet", note: "" };
    case "refused":
      return { outcome: "refused", note: textOfField(index, message.refused) };
    case "indeterminate":
      return { outcome: "unresolved", note: entries.length > 0 ? "stored, then gone" : textOfField(index, message.unresolved) };
    default:
      return { outcome: "in flight", note: entries.length > 0 ? "the stored copy is gone" : "" };
  }
}

function reasonOf(index: DeliveryIndex, { message, removed }: Fate): string {
  const removal = message.removals.find(({ event }) => event === removed);
  return removal === undefined ? "" : index.text(removal.reason);
}

/** Field a of refusals and of unresolved ends is the text of the error. */
function textOfField({ history }: DeliveryIndex, event: number): string {
  return event === NO_EVENT ? "" : history.strings.text(history.a(event));
}
