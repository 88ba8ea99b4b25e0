import { type History, NO_EVENT } from "../../sim/history.ts";
import type { Group, Ordering } from "../arrivals.ts";
import type { Fate } from "../delivery-fates.ts";
import { type Checker, conclude, counted, type Evidence, first, PATH, struck, witnessOf } from "./judgement.ts";
import { type Inversion, orderStory } from "./order-measures.ts";

/**
 * O4: the order of a place against the order of first deliveries from it to one consumer, per destination. Between two consumers there is
 * none (R-ORD-01): what was handed out earlier may arrive later. Redeliveries do not count. Exercised where two messages were delivered from
 * one place to one consumer, and either several consumers took part, something came back, or a fault struck the way out.
 */
export const queueOrder: Checker = (evidence) => {
  const { deliveries } = evidence;
  let displaced = 0;
  const inversions: Inversion[] = [];
  const cases = deliveries.disorderly().flatMap(({ members, measures }) => {
    displaced += measures.displaced;
    if (measures.first !== null) inversions.push(inversionOf(members[measures.first.early].fate, members[measures.first.late].fate));
    return measures.late.map(({ index: i, after }) => {
      const late = members[i].fate;
      const early = members[after].fate;
      const events = [late, early].flatMap(({ facts, entries }) => [entries[0].storedBy, first(facts.deliveries)]);
      return witnessOf(evidence, "O4", late, late.facts.deliveries[0], events, early.message.number);
    });
  });
  return conclude(evidence, {
    checker: "O4",
    title: "Handed out in the order of the store",
    cases,
    exercised: () => isExercised(evidence),
    irrevocable: false,
    broken: `${counted(cases.length, "message")} handed out after one that stood behind it${orderStory(inversions, displaced)}.`,
    held: "Each consumer got what it got from front to back.",
    idle: "One consumer per place and no fault: nothing could overtake.",
  });
};

/** The first deliveries from one place to one consumer. */
export function orderOfDeliveries(history: History): Ordering {
  return {
    eventOf: ({ facts, entries }) => {
      if (facts.deliveries.length === 0 || entries.length === 0) return NO_EVENT;
      const [delivery] = facts.deliveries;
      return history.c(delivery) === 1 ? NO_EVENT : delivery;
    },
    rankOf: ({ entries }) => entries[0].position,
    partOf: ({ entries }) => entries[0].place.text,
    groupOf: ({ facts, entries }) => `${facts.destination} ${entries[0].place.text} ${history.process(facts.deliveries[0])}`,
  };
}

function isExercised({ index, deliveries }: Evidence): boolean {
  const groups = [...deliveries.groups].filter(({ members }) => members.length > 0);
  const pairs = groups.filter(({ members }) => members.length > 1);
  if (pairs.length > 0 && struck(index, PATH.consume)) return true;
  const wayOf = ({ members: [{ fate, part }] }: Group) => `${fate.facts.destination} ${part}`;
  const consumers = new Map<string, number>();
  for (const group of groups) consumers.set(wayOf(group), (consumers.get(wayOf(group)) ?? 0) + 1);
  return pairs.some((group) => (consumers.get(wayOf(group)) ?? 0) > 1 || group.members.some(({ fate }) => fate.facts.returns > 0));
}

function inversionOf(early: Fate, late: Fate): Inversion {
  return { event: early.facts.deliveries[0], early: early.message.number, late: late.message.number };
}
