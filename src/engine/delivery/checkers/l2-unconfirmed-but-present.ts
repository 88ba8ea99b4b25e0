import { NO_EVENT } from "../../sim/history.ts";
import type { MessageFacts } from "../delivery-facts.ts";
import { answerOf } from "../delivery-fates.ts";
import { type Checker, conclude, counted, first, PATH, struck, witness } from "./judgement.ts";

/**
 * L2: the producer gave up without an answer, and the message is there (or was settled, or had an effect). Sending it again would make a
 * duplicate. A message whose answer may still come is not counted.
 * Exercised by any message that the producer gave up on, or a fault on the way into the store.
 */
export const unconfirmedButPresent: Checker = (evidence) => {
  const { index, tellingMessages } = evidence;
  const givenUp = tellingMessages.filter((message) => answerOf(index, message) === "indeterminate");
  const cases = givenUp.filter(isPresent).map((message) => {
    const stored = message.entries.map(({ storedBy }) => storedBy);
    const event = Math.max(message.unresolved, first(stored), first(message.sent));
    return witness(evidence, "L2", { message: message.number, destination: -1 }, event, [
      first(message.sent),
      ...stored,
      message.unresolved,
    ]);
  });
  return conclude(evidence, {
    checker: "L2",
    title: "No unconfirmed message is in",
    cases,
    exercised: () => givenUp.length > 0 || struck(index, PATH.publish),
    irrevocable: false,
    broken: `Nobody told the producer, and ${counted(cases.length, "message")} came in: sending again would make a duplicate.`,
    held: "What the producer gave up on is not there.",
    idle: "The producer got an answer to everything.",
  });
};

/** Stored and readable, or already worked on somewhere. */
export function isPresent({ entries, destinations }: MessageFacts): boolean {
  return (
    entries.some(({ goneBy }) => goneBy === NO_EVENT) ||
    destinations.some(({ settled, effects, skipped }) => settled !== NO_EVENT || effects.length > 0 || skipped !== NO_EVENT)
  );
}
