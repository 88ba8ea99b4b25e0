import { type Checker, conclude, counted, PATH, struck, witnessOf } from "./judgement.ts";
import { laterDeliveries } from "./later-deliveries.ts";

/**
 * C5: handed to a destination again as if it were new: without the mark, or from a second copy in the store.
 * Exercised by a fault on any path, or anything that was delivered or sent again.
 */
export const unlabelledDuplicate: Checker = (evidence) => {
  const { index, telling: fates } = evidence;
  const repeats = fates.filter(({ facts }) => facts.deliveries.length > 1);
  const cases = repeats.flatMap((fate) =>
    laterDeliveries(index, fate)
      .filter(({ labelled }) => !labelled)
      .map(({ event }) => {
        const copies = fate.entries.map(({ storedBy }) => storedBy).filter((stored) => stored < event);
        return witnessOf(evidence, "C5", fate, event, [fate.facts.deliveries[0], ...copies]);
      }),
  );
  return conclude(evidence, {
    checker: "C5",
    title: "Repeats are marked as repeats",
    cases,
    exercised: () => struck(index, PATH.all) || fates.some(({ message, facts }) => facts.deliveries.length > 1 || message.resends > 0),
    irrevocable: true,
    broken: `${counted(cases.length, "repeat")} handed over as if new.`,
    held: "Whatever came again was marked as a repeat.",
    idle: "No fault, and nothing was sent or delivered again.",
  });
};
