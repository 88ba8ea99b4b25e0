import { NO_EVENT } from "../sim/history.ts";
import { ownersWorked } from "./checkers/c7-stale-owner.ts";
import type { MessageFacts } from "./delivery-facts.ts";
import type { Fate } from "./delivery-fates.ts";
import type { DeliveryIndex } from "./delivery-index.ts";

/**
 * The kind of a message to which at every destination what ought to happen happened, each thing once and in its order; 0 for any other. No
 * checker finds a case in such a message, and whether it puts a promise to the test depends on its kind alone; so one stands for all.
 * What compares messages with each other (order) needs all of them.
 */
export function plainKindOf(index: DeliveryIndex, message: MessageFacts, fates: readonly Fate[]): number {
  if (message.confirmed === NO_EVENT || message.sent.length === 0 || message.resends > 0 || fates.length === 0) return 0;
  const { entries } = message;
  for (let i = 1; i < entries.length; i++) for (let j = 0; j < i; j++) if (entries[j].place === entries[i].place) return 0;
  let kinds = 0;
  for (const fate of fates) {
    if (!isPlain(index, fate)) return 0;
    kinds |= 1 << ((fate.entries.length > 0 ? 1 : 0) + (fate.facts.settled === NO_EVENT ? 0 : 2));
  }
  return kinds;
}

function isPlain(index: DeliveryIndex, fate: Fate): boolean {
  const { facts } = fate;
  const [effect] = facts.effects;
  return (
    fate.owed &&
    fate.entries.length < 2 &&
    facts.effects.length === 1 &&
    facts.deliveries.length === 1 &&
    facts.begun.length < 2 &&
    facts.returns === 0 &&
    facts.skipped === NO_EVENT &&
    facts.failed === NO_EVENT &&
    facts.abandoned === NO_EVENT &&
    facts.passedOver === NO_EVENT &&
    (facts.settled === NO_EVENT || facts.settled > effect) &&
    fate.removed === NO_EVENT &&
    fate.returned === NO_EVENT &&
    ownersWorked(index, fate)
  );
}
