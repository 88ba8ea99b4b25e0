import type { Entry } from "../delivery-facts.ts";
import type { Fate } from "../delivery-fates.ts";
import { type Checker, conclude, counted, first, PATH, struck, witnessOf } from "./judgement.ts";
import { type Inversion, measureOrder, orderStory } from "./order-measures.ts";

interface Arrival {
  readonly fate: Fate;
  readonly entry: Entry;
}

/** Numbers of texts and of processes are below these, so that three of them make one number; the product is a safe integer. */
const MOST_TEXTS = 2 ** 20;
const MOST_PROCESSES = 2 ** 12;

/**
 * O4: the order of a place against the order of first deliveries from it to one consumer, per destination. Between two consumers there is
 * none (R-ORD-01): what was handed out earlier may arrive later. Redeliveries do not count. Exercised where two messages were delivered from
 * one place to one consumer, and either several consumers took part, something came back, or a fault struck the way out.
 */
export const queueOrder: Checker = (evidence) => {
  const { index, fates } = evidence;
  const groups = new Map<number, Arrival[]>();
  /** Consumers of each destination at each place. */
  const readers = new Map<number, Set<number>>();
  for (const fate of fates) {
    if (fate.facts.deliveries.length === 0 || fate.entries.length === 0) continue;
    const entry = fate.entries[0];
    const [delivery] = fate.facts.deliveries;
    if (index.history.c(delivery) === 1) continue;
    const consumer = index.history.process(delivery);
    const way = fate.facts.destination * MOST_TEXTS + entry.place.text;
    const known = readers.get(way);
    if (known === undefined) readers.set(way, new Set([consumer]));
    else known.add(consumer);
    const group = way * MOST_PROCESSES + consumer;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [{ fate, entry }]);
    else members.push({ fate, entry });
  }
  let displaced = 0;
  const inversions: Inversion[] = [];
  let tested = false;
  const cases = [...groups].flatMap(([group, arrivals]) => {
    if (arrivals.length < 2) return [];
    const deliveryOf = ({ fate }: Arrival) => fate.facts.deliveries[0];
    arrivals.sort((one, other) => deliveryOf(one) - deliveryOf(other));
    tested ||=
      (readers.get(Math.floor(group / MOST_PROCESSES))?.size ?? 0) > 1 ||
      arrivals.some(({ fate }) => fate.facts.returns > 0) ||
      struck(index, PATH.consume);
    const measures = measureOrder(arrivals.map(({ entry }) => entry.position));
    displaced += measures.displaced;
    if (measures.first !== null) inversions.push(inversionOf(arrivals[measures.first.early], arrivals[measures.first.late]));
    return measures.late.map(({ index: i, after }) => {
      const events = [arrivals[i], arrivals[after]].flatMap(({ fate, entry }) => [entry.storedBy, first(fate.facts.deliveries)]);
      return witnessOf(evidence, "O4", arrivals[i].fate, deliveryOf(arrivals[i]), events, arrivals[after].fate.message.number);
    });
  });
  return conclude(evidence, {
    checker: "O4",
    title: "Handed out in the order of the store",
    cases,
    exercised: tested,
    irrevocable: false,
    broken: `${counted(cases.length, "message")} handed out after one that stood behind it${orderStory(inversions, displaced)}.`,
    held: "Each consumer got what it got from front to back.",
    idle: "One consumer per place and no fault: nothing could overtake.",
  });
};

function inversionOf(early: Arrival, late: Arrival): Inversion {
  return { event: early.fate.facts.deliveries[0], early: early.fate.message.number, late: late.fate.message.number };
}
