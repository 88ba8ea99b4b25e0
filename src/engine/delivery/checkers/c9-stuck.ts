import { NO_EVENT } from "../../sim/history.ts";
import type { Fate } from "../delivery-fates.ts";
import { type Checker, conclude, counted, first, PATH, struck, witnessOf } from "./judgement.ts";

/**
 * C9: confirmed, stored and still there at the end of the run, without an effect or a settlement and in nobody's hands. It is there, and
 * nobody came for it: whether for lack of a consumer or of time is for the reader of the witness to see.
 * Exercised by a fault on the way out of the store, or by a case.
 */
export const stuck: Checker = (evidence) => {
  const { index, fates } = evidence;
  const cases = fates
    .filter((fate) => index.ended !== NO_EVENT && isStuck(fate))
    .map((fate) => {
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
    exercised: cases.length > 0 || (fates.some(({ entries }) => entries.length > 0) && struck(index, PATH.consume)),
    irrevocable: false,
    broken: `${counted(cases.length, "message")} there at the end, and nobody came for them.`,
    held: "Everything that was stored was fetched.",
    idle: "No fault touched the way out of the store.",
  });
};

export function isStuck({ message, facts, owed, present, effective, removed, holder }: Fate): boolean {
  const confirmed = message.confirmed !== NO_EVENT;
  return confirmed && owed && present && !effective && facts.settled === NO_EVENT && removed === NO_EVENT && holder < 0;
}
