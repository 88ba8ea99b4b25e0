import { type Checker, conclude, counted, PATH, struck, witnessOf } from "./judgement.ts";
import { laterDeliveries } from "./later-deliveries.ts";

/**
 * C4: handed to a destination again, and marked as a repeat. Legal under at-least-once.
 * Exercised by a fault on the way out of the store, or anything that came back to it.
 */
export const labelledRedelivery: Checker = (evidence) => {
  const { index, telling: fates } = evidence;
  const repeats = fates.filter(({ facts }) => facts.deliveries.length > 1);
  const cases = repeats.flatMap((fate) =>
    laterDeliveries(index, fate)
      .filter(({ labelled }) => labelled)
      .map(({ event }) =>
        witnessOf(evidence, "C4", fate, event, [fate.facts.deliveries[0], fate.facts.returned < event ? fate.facts.returned : -1]),
      ),
  );
  return conclude(evidence, {
    checker: "C4",
    title: "Nothing is handed over again",
    cases,
    exercised: () => struck(index, PATH.consume) || fates.some(({ facts }) => facts.returns > 0 || facts.deliveries.length > 1),
    irrevocable: true,
    broken: `${counted(cases.length, "delivery", "deliveries")} came again and said so: at-least-once allows it.`,
    held: "No message was handed over a second time with a mark.",
    idle: "No fault touched the way out of the store.",
  });
};
