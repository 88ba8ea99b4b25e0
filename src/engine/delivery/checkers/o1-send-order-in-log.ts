import { NO_EVENT } from "../../sim/history.ts";
import type { Entry, Place } from "../delivery-facts.ts";
import type { DeliveryIndex } from "../delivery-index.ts";
import { rankAt, senderOf } from "../log-orders.ts";
import { type Checker, conclude, counted, first, PATH, struck, witness } from "./judgement.ts";
import { type Inversion, measureOrder, orderStory } from "./order-measures.ts";

/**
 * O1: the order in which one producer was given its messages against their order in one place. Only the first copy of each message counts:
 * a repeat is L5. Exercised by a message sent more than once, or a fault on the way into the store, where some producer has two messages.
 */
export const sendOrderInLog: Checker = (evidence) => {
  const { index, logs } = evidence;
  let displaced = 0;
  const inversions: Inversion[] = [];
  const cases = [...index.places.values()].flatMap((place) => {
    if (logs.isOrderly(index, place)) return [];
    return firstCopies(index, place).flatMap((entries) => {
      const measures = measureOrder(entries.map(({ message }) => rankAt(index, message)));
      displaced += measures.displaced;
      if (measures.first !== null) inversions.push(inversionOf(entries[measures.first.early], entries[measures.first.late]));
      return measures.late.map(({ index: late, after }) => {
        const events = [entries[late], entries[after]].flatMap(({ message, storedBy }) => [
          first(index.messages[message]?.sent ?? []),
          storedBy,
        ]);
        const subject = { message: entries[late].message, destination: place.text };
        return witness(evidence, "O1", subject, entries[late].storedBy, events, entries[after].message);
      });
    });
  });
  const pairs = () => [...index.places.values()].some((place) => firstCopies(index, place).some(({ length }) => length > 1));
  return conclude(evidence, {
    checker: "O1",
    title: "Stored in the order of sending",
    cases,
    exercised: () => (evidence.tellingMessages.some(({ resends }) => resends > 0) || struck(index, PATH.publish)) && pairs(),
    irrevocable: false,
    broken: `${counted(cases.length, "message")} stored behind a later one of the same producer${orderStory(inversions, displaced)}.`,
    held: "Each place keeps the order of each producer.",
    idle: "Nothing was sent twice and no fault touched the way into the store.",
  });
};

/** What of a place is left, each message once, by producer. */
function firstCopies(index: DeliveryIndex, { log }: Place): Entry[][] {
  const byProducer = new Map<number, Entry[]>();
  const seen = new Set<number>();
  for (const entry of log) {
    const sender = senderOf(index, entry.message);
    if (entry.goneBy !== NO_EVENT || sender === -1 || seen.has(entry.message)) continue;
    seen.add(entry.message);
    const group = byProducer.get(sender);
    if (group === undefined) byProducer.set(sender, [entry]);
    else group.push(entry);
  }
  return [...byProducer.values()];
}

function inversionOf(early: Entry, late: Entry): Inversion {
  return { event: early.storedBy, early: early.message, late: late.message };
}
