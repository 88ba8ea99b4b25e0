import type { Fate } from "../delivery-fates.ts";
import { type Checker, conclude, counted, first, PATH, struck, witnessOf } from "./judgement.ts";
import { type Inversion, measureOrder, orderStory } from "./order-measures.ts";

/**
 * O3: the order in which one producer was given the messages of one key against the order of their first effects at one destination.
 * A repeated effect of an older message is C6, not disorder. Exercised where a key has two effects and either several consumers worked
 * for the destination, something came back, or a fault struck any path.
 */
export const keyOrderOfEffects: Checker = (evidence) => {
  const { index, fates } = evidence;
  const groups = new Map<string, Fate[]>();
  for (const fate of fates) {
    if (fate.facts.effects.length === 0) continue;
    const group = `${fate.facts.destination} ${fate.message.producer} ${evidence.keyOf(fate.message.number)}`;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [fate]);
    else members.push(fate);
  }
  let displaced = 0;
  const inversions: Inversion[] = [];
  let tested = false;
  const cases = [...groups.values()].flatMap((members) => {
    if (members.length < 2) return [];
    members.sort((one, other) => one.facts.effects[0] - other.facts.effects[0]);
    tested ||= new Set(members.map(({ facts }) => facts.requesters[0])).size > 1 || members.some(({ facts }) => facts.returns > 0);
    const measures = measureOrder(members.map(({ message }) => message.number));
    displaced += measures.displaced;
    if (measures.first !== null) inversions.push(inversionOf(members[measures.first.early], members[measures.first.late]));
    return measures.late.map(({ index: i, after }) => {
      const late = members[i];
      const early = members[after];
      const events = [late, early].flatMap(({ message, facts }) => [first(message.sent), first(facts.deliveries), facts.effects[0]]);
      return witnessOf(evidence, "O3", late, late.facts.effects[0], events, early.message.number);
    });
  });
  const several = severalConsumers(fates);
  const pairs = [...groups.values()].some((members) => members.length > 1 && several.has(members[0].facts.destination));
  return conclude(evidence, {
    checker: "O3",
    title: "Effects of a key in the order of sending",
    cases,
    exercised: tested || pairs || (struck(index, PATH.all) && [...groups.values()].some((members) => members.length > 1)),
    irrevocable: true,
    broken: `${counted(cases.length, "effect")} came after that of a later message of the same key${orderStory(inversions, displaced)}.`,
    held: "Every key had its effects in the order of sending.",
    idle: "One consumer per destination and no fault: nothing could overtake.",
  });
};

/** Destinations whose effects were asked for by more than one process. */
function severalConsumers(fates: readonly Fate[]): Set<number> {
  const one = new Map<number, number>();
  const several = new Set<number>();
  for (const { facts } of fates) {
    for (const requester of facts.requesters) {
      const known = one.get(facts.destination);
      if (known === undefined) one.set(facts.destination, requester);
      else if (known !== requester) several.add(facts.destination);
    }
  }
  return several;
}

function inversionOf(early: Fate, late: Fate): Inversion {
  return { event: early.facts.effects[0], early: early.message.number, late: late.message.number };
}
