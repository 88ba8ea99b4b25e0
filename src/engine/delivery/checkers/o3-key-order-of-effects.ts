import { NO_EVENT } from "../../sim/history.ts";
import type { Ordering } from "../arrivals.ts";
import type { Fate } from "../delivery-fates.ts";
import { type Checker, conclude, counted, type Evidence, first, PATH, struck, witnessOf } from "./judgement.ts";
import { type Inversion, orderStory } from "./order-measures.ts";

/**
 * O3: the order in which one producer was given the messages of one key against the order of their first effects at one destination.
 * A repeated effect of an older message is C6, not disorder. Exercised where a key has two effects and either several consumers worked
 * for the destination, something came back, or a fault struck any path.
 */
export const keyOrderOfEffects: Checker = (evidence) => {
  const { effects } = evidence;
  let displaced = 0;
  const inversions: Inversion[] = [];
  const cases = effects.disorderly().flatMap(({ members, measures }) => {
    displaced += measures.displaced;
    if (measures.first !== null) inversions.push(inversionOf(members[measures.first.early].fate, members[measures.first.late].fate));
    return measures.late.map(({ index: i, after }) => {
      const late = members[i].fate;
      const early = members[after].fate;
      const events = [late, early].flatMap(({ message, facts }) => [first(message.sent), first(facts.deliveries), facts.effects[0]]);
      return witnessOf(evidence, "O3", late, late.facts.effects[0], events, early.message.number);
    });
  });
  return conclude(evidence, {
    checker: "O3",
    title: "Effects of a key in the order of sending",
    cases,
    exercised: () => isExercised(evidence),
    irrevocable: true,
    broken: `${counted(cases.length, "effect")} came after that of a later message of the same key${orderStory(inversions, displaced)}.`,
    held: "Every key had its effects in the order of sending.",
    idle: "One consumer per destination and no fault: nothing could overtake.",
  });
};

/** The first effects of the messages of one key. `keyOf` gives the key of a message. */
export function orderOfEffects(keyOf: (message: number) => string): Ordering {
  return {
    eventOf: ({ facts }) => (facts.effects.length > 0 ? facts.effects[0] : NO_EVENT),
    rankOf: ({ message }) => message.number,
    partOf: ({ message }) => message.producer,
    groupOf: ({ message, facts }) => `${facts.destination} ${message.producer} ${keyOf(message.number)}`,
  };
}

function isExercised({ index, allFates, effects }: Evidence): boolean {
  const pairs = [...effects.groups].filter(({ members }) => members.length > 1).map(({ members }) => members.map(({ fate }) => fate.facts));
  if (pairs.length === 0) return false;
  if (struck(index, PATH.all)) return true;
  const several = severalConsumers(allFates());
  return pairs.some(
    (members) =>
      several.has(members[0].destination) ||
      members.some(({ returns, requesters }) => returns > 0 || requesters[0] !== members[0].requesters[0]),
  );
}

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
