import { NO_EVENT } from "../../sim/history.ts";
import type { Fate } from "../delivery-fates.ts";
import { type Checker, conclude, counted, first, PATH, struck, witnessOf } from "./judgement.ts";

/**
 * L1: confirmed, and there is no copy left for a destination, which neither settled it nor had its effect, and no rule removed it: from the
 * instant at which the last copy went. A copy on the disk of a part that is down counts until everything has come to rest, for the part may
 * come back, unless a later authority overwrote its position. While a consumer works on what has no copy any more, or a copy that left in time is under way or in a client's memory, it is open.
 * Exercised by a fault on the way into the store or on the store, by any copy that vanished, or by a message that came back or was handed
 * over again, since that needed the copy a second time.
 */
export const confirmedButLost: Checker = (evidence) => {
  const { index, telling: fates } = evidence;
  const lost = fates.filter(({ lostInLog }) => lostInLog !== NO_EVENT);
  const cases = lost.map((fate) => {
    const { message, entries, lostInLog } = fate;
    return witnessOf(evidence, "L1", fate, lostInLog, [
      first(message.sent),
      message.confirmed,
      ...entries.flatMap((entry) => [entry.storedBy, entry.goneBy]),
    ]);
  });
  const needed = fates.some(({ facts }) => facts.returns > 0 || facts.deliveries.length > 1);
  return conclude(evidence, {
    checker: "L1",
    title: "Confirmed messages are kept",
    cases,
    pending: fates.filter((fate) => fate.coming >= 0 || isOnlyInHand(fate)).length,
    exercised: () =>
      fates.some(({ message }) => message.confirmed !== NO_EVENT) && (struck(index, PATH.publish) || index.copiesGone > 0 || needed),
    irrevocable: true,
    broken: `${counted(cases.length, "message")} confirmed to the producer, and then the last copy was gone.`,
    held: "Every confirmed message was kept until it was settled.",
    idle: "No fault touched the store, and nothing was needed from it twice.",
  });
};

function isOnlyInHand({ message, facts, owed, present, holder }: Fate): boolean {
  return owed && holder >= 0 && !present && message.confirmed !== NO_EVENT && facts.settled === NO_EVENT;
}
