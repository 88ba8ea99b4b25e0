import { NO_EVENT } from "../../sim/history.ts";
import { type Fate, termBefore } from "../delivery-fates.ts";
import type { DeliveryIndex } from "../delivery-index.ts";
import { type Checker, conclude, counted, PATH, struck, tellingOf, witnessOf } from "./judgement.ts";

/**
 * C7: an effect asked for by a process whose term as owner of the place was over when the effect happened: it had lost the place, or
 * another process had gained it with a higher generation. Places without owners are not concerned.
 * Exercised by a place whose owner changed, or a fault on the way out of the store, where there are owners.
 */
export const staleOwner: Checker = (evidence) => {
  const { index, telling } = evidence;
  const cases = telling.flatMap((fate) => {
    const { facts, entries } = fate;
    if (ownersWorked(index, fate)) return [];
    return facts.effects.flatMap((effect, i) => {
      const terms = entries.flatMap(({ place }) => termBefore(index, facts.destination, place.text, facts.requesters[i], effect) ?? []);
      const over = terms.length > 0 && terms.every(({ to }) => to !== NO_EVENT && to < effect);
      if (!over) return [];
      return [
        witnessOf(evidence, "C7", fate, effect, [...tellingOf(facts.deliveries, effect), ...terms.flatMap(({ from, to }) => [from, to])]),
      ];
    });
  });
  return conclude(evidence, {
    checker: "C7",
    title: "Only the owner works",
    cases,
    exercised: () => {
      const ownerships = [...index.ownerships.values()].flat();
      const moved = ownerships.some(({ byProcess }) => byProcess.size > 1);
      return moved || (ownerships.length > 0 && struck(index, PATH.consume));
    },
    irrevocable: true,
    broken: `${counted(cases.length, "effect")} by a worker who was no longer in charge.`,
    held: "Ownership moved, and no dismissed worker changed anything.",
    idle: "No place changed its owner.",
  });
};

/** Every effect was asked for by an owner, or there are no owners. Later events cannot change it: terms that are over then were not yet. */
export function ownersWorked(index: DeliveryIndex, { facts, entries }: Fate): boolean {
  const { destination, effects, requesters } = facts;
  if (!index.ownerships.has(destination)) return true;
  return effects.every((effect, i) =>
    entries.some(({ place }) => {
      const term = termBefore(index, destination, place.text, requesters[i], effect);
      return term !== undefined && (term.to === NO_EVENT || term.to > effect);
    }),
  );
}
