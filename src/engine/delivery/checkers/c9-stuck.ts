import { NO_EVENT } from "../../sim/history.ts";
import type { Fate } from "../delivery-fates.ts";
import { type Checker, conclude, counted, first, PATH, struck, witnessOf } from "./judgement.ts";

/**
 * C9: confirmed, stored and still there when everything has come to rest, without an effect, with a copy that is not settled, and in nobody's hands: it is
 * there, and nobody comes for it. In a run that ends in the middle of its work such a message waits for its turn. One that somebody has in
 * hand at rest (its database is gone, its consumer is frozen) was fetched, but may come back: the promise stays open.
 * Exercised by a fault on the way out of the store, or by a case.
 */
export const stuck: Checker = (evidence) => {
  const { index, telling: fates } = evidence;
  const there = fates.filter(waits);
  const inHand = fates.filter((fate) => isThere(fate) && fate.holder >= 0).length;
  const cases = (index.final ? there : []).map((fate) => {
    const { message, facts, entries } = fate;
    return witnessOf(evidence, "C9", fate, index.ended, [
      first(message.sent),
      message.confirmed,
      ...entries.map(({ storedBy }) => storedBy),
      facts.returned,
    ]);
  });
  return conclude(evidence, {
    checker: "C9",
    title: "Everything stored is fetched",
    cases,
    pending: index.final ? inHand : there.length + inHand,
    exercised: () => cases.length > 0 || (fates.some(({ entries }) => entries.length > 0) && struck(index, PATH.consume)),
    irrevocable: false,
    broken: `${counted(cases.length, "message")} there when everything had come to rest, and nobody came for them.`,
    held: "Everything that was stored was fetched.",
    idle: "No fault touched the way out of the store.",
  });
};

/** It lies where its destination could fetch it, and nobody has it in hand. */
export function waits(fate: Fate): boolean {
  return isThere(fate) && fate.holder < 0;
}

function isThere({ message, facts, owed, present, comesAgain, effective, removed, skipped }: Fate): boolean {
  const confirmed = message.confirmed !== NO_EVENT;
  const unsettled = facts.settled === NO_EVENT || comesAgain;
  return confirmed && owed && present && !effective && unsettled && removed === NO_EVENT && skipped === NO_EVENT;
}
