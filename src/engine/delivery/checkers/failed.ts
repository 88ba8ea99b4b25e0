import { NO_EVENT } from "../../sim/history.ts";
import type { Fate } from "../delivery-fates.ts";
import type { DeliveryIndex } from "../delivery-index.ts";
import { HEADING_OF } from "../ledger-row.ts";
import { outcomeOf } from "../outcome.ts";
import type { Witness } from "../verdicts.ts";
import { type Evidence, first, witnessOf } from "./judgement.ts";

/**
 * Messages that somebody had to give up: their sender was told no, gave up without an answer, got them back, or never sent them. No promise
 * of a broker is broken by it, so there is no verdict; but an order that fails is not one that went well.
 */
export function failedCases(evidence: Evidence): Witness[] {
  const { index, telling: fates } = evidence;
  return fates.flatMap((fate) => {
    if (!fate.owed || fate.effective || HEADING_OF[outcomeOf(index, fate, undefined).outcome] !== "failed") return [];
    const { message } = fate;
    return [witnessOf(evidence, "failed", fate, givenUpBy(index, fate), [message.accepted, first(message.sent)])];
  });
}

function givenUpBy(index: DeliveryIndex, { message }: Fate): number {
  const told = Math.max(message.refused, message.unresolved, message.returnedToSender, message.missed);
  if (told !== NO_EVENT) return told;
  const down = index.downAfter(message.producer, Math.max(message.accepted, message.sent.at(-1) ?? NO_EVENT));
  return down !== NO_EVENT ? down : index.ended;
}
