import { NO_EVENT } from "../../sim/history.ts";
import { type Fate, termBefore } from "../delivery-fates.ts";
import { type Checker, conclude, counted, PATH, struck, tellingOf, witnessOf } from "./judgement.ts";

/**
 * C7: an effect asked for by a process whose term as owner of the place was over when the effect happened: it had lost the place, or
 * another process had gained it with a higher generation. Places without owners are not concerned.
 * Exercised by a place whose owner changed, or a fault on the way out of the store, where there are owners.
 */
export const staleOwner: Checker = (evidence) => {
  const { index, fates } = evidence;
  const owned = fates.filter(({ facts }) => facts.effects.length > 0 && index.ownerships.has(facts.destination));
  const isOwner = ({ facts }: Fate, place: number, i: number, effect: number) => {
    const term = termBefore(index, facts.destination, place, facts.requesters[i], effect);
    return term !== undefined && (term.to === NO_EVENT || term.to > effect);
  };
  const cases = owned.flatMap((fate) => {
    const { facts, entries } = fate;
    // Nearly all effects were asked for by an owner; those are passed quickly.
    if (facts.effects.every((effect, i) => entries.some(({ place }) => isOwner(fate, place.text, i, effect)))) return [];
    return facts.effects.flatMap((effect, i) => {
      const terms = entries.flatMap(({ place }) => termBefore(index, facts.destination, place.text, facts.requesters[i], effect) ?? []);
      const over = terms.length > 0 && terms.every(({ to }) => to !== NO_EVENT && to < effect);
      if (!over) return [];
      return [
        witnessOf(evidence, "C7", fate, effect, [...tellingOf(facts.deliveries, effect), ...terms.flatMap(({ from, to }) => [from, to])]),
      ];
    });
  });
  const ownerships = [...index.ownerships.values()].flat();
  const moved = ownerships.some(({ byProcess }) => byProcess.size > 1);
  return conclude(evidence, {
    checker: "C7",
    title: "Only the owner works",
    cases,
    exercised: moved || (ownerships.length > 0 && struck(index, PATH.consume)),
    irrevocable: true,
    broken: `${counted(cases.length, "effect")} by a worker who was no longer in charge.`,
    held: "Ownership moved, and no dismissed worker changed anything.",
    idle: "No place changed its owner.",
  });
};
