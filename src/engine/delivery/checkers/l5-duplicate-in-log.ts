import { NO_EVENT } from "../../sim/history.ts";
import type { Entry, MessageFacts } from "../delivery-facts.ts";
import { type Checker, conclude, counted, first, PATH, struck, witness } from "./judgement.ts";

/**
 * L5: one message at two readable positions of one place. Where a place has a committed end, only positions below it count.
 * Exercised by a message that was sent more than once, or a fault on the way into the store.
 */
export const duplicateInLog: Checker = (evidence) => {
  const { index, tellingMessages } = evidence;
  const cases = tellingMessages.flatMap((message) =>
    repeatedEntries(message).map((entry) =>
      witness(evidence, "L5", { message: entry.message, destination: entry.place.text }, entry.storedBy, [
        first(message.sent),
        ...message.entries.filter(({ place }) => place === entry.place).map(({ storedBy }) => storedBy),
      ]),
    ),
  );
  return conclude(evidence, {
    checker: "L5",
    title: "Each message is stored once",
    cases,
    exercised: () => tellingMessages.some(({ resends }) => resends > 0) || struck(index, PATH.publish),
    irrevocable: false,
    broken: `${counted(cases.length, "repeat")} in the store: one message, two places on the shelf.`,
    held: "Sent again, and still stored once.",
    idle: "No message was sent twice and no fault touched the way into the store.",
  });
};

/** The readable copies of a message beyond the first in each place. */
export function repeatedEntries(message: MessageFacts): Entry[] {
  if (message.entries.length < 2) return [];
  const readable = message.entries.filter(
    ({ goneBy, place, position }) => goneBy === NO_EVENT && (place.committed < 0 || position < place.committed),
  );
  return readable.filter((entry, i) => readable.findIndex(({ place }) => place === entry.place) < i);
}
