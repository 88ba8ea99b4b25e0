import { type History, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import { evidenceOf } from "./checkers/index.ts";
import type { Evidence } from "./checkers/judgement.ts";
import { keyOrderOfEffects } from "./checkers/o3-key-order-of-effects.ts";
import { type Fate, unclaimedFate, wants } from "./delivery-fates.ts";
import { DeliveryIndex } from "./delivery-index.ts";
import { isMade, type LaneFacts } from "./lane-facts.ts";
import type { LedgerLane, LedgerOutcome, LedgerRow } from "./ledger-row.ts";
import { attemptsFor, outcomeOf, storedCopies, unsent } from "./outcome.ts";

/** The ledger of a lane at an instant: everything up to and including `until`. One row for each message and destination. */
export function ledgerAt(history: History, lane: number, processLanes: readonly number[], facts: LaneFacts, until: Micros): LedgerLane {
  const index = new DeliveryIndex(history, lane, processLanes, facts).read(history.firstAtOrAfter(until + 1));
  return ledgerOf(evidenceOf(index, facts), facts);
}

/** Every message has exactly one row per destination, and the totals count the rows. */
export function ledgerOf(evidence: Evidence, facts: LaneFacts): LedgerLane {
  const late = new Map<string, number>();
  for (const { message, destination, other } of keyOrderOfEffects(evidence).cases) late.set(`${message} ${destination}`, other ?? 0);
  const rows: LedgerRow[] = [];
  const all = evidence.allFates();
  // Fates come in the order of message numbers, and so do the messages.
  let next = 0;
  for (const { number, key, type } of facts.messages) {
    const from = next;
    while (next < all.length && all[next].message.number <= number) next++;
    const fates = all.slice(from, next).filter(({ message }) => message.number === number);
    for (const account of accountsOf(evidence, facts, number, type, fates, late)) rows.push({ message: number, key, type, ...account });
  }
  const totals: Partial<Record<LedgerOutcome, number>> = {};
  for (const { outcome } of rows) totals[outcome] = (totals[outcome] ?? 0) + 1;
  return { lane: evidence.index.lane, rows, totals };
}

type Account = Omit<LedgerRow, "message" | "key" | "type">;

/** At least one for every message that came from outside, so that none is missing from the totals. */
function accountsOf(
  evidence: Evidence,
  facts: LaneFacts,
  number: number,
  type: string,
  fates: readonly Fate[],
  late: ReadonlyMap<string, number>,
): Account[] {
  if (fates.length > 0) return fates.map((fate) => rowOf(evidence, fate, late));
  if (isMade(facts, number)) return [];
  const message = evidence.index.messages[number];
  if (message !== undefined) return [{ ...rowOf(evidence, unclaimedFate(evidence.index, message), late), note: "for nobody here" }];
  const wanting = facts.services.filter((service) => wants(service, type));
  return wanting.length > 0 ? wanting.map(({ name }) => unsentRow(evidence.index, name)) : [unsentRow(evidence.index, "")];
}

function unsentRow(index: DeliveryIndex, destination: string): Account {
  return { destination, sent: 0, confirmed: 0, stored: 0, delivered: 0, processed: 0, effects: 0, ...unsent(index, undefined) };
}

function rowOf(evidence: Evidence, fate: Fate, late: ReadonlyMap<string, number>): Account {
  const { index } = evidence;
  const { message, facts } = fate;
  const destination = index.text(facts.destination);
  const after = late.get(`${message.number} ${destination}`);
  return {
    destination,
    sent: attemptsFor(index, fate),
    confirmed: message.confirmed === NO_EVENT ? 0 : 1,
    stored: storedCopies(fate),
    delivered: facts.deliveries.length,
    processed: facts.done,
    effects: facts.effects.length,
    ...outcomeOf(index, fate, after),
  };
}
