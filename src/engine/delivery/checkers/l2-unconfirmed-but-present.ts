import { NO_EVENT } from "../../sim/history.ts";
import type { MessageFacts } from "../delivery-facts.ts";
import { answerOf } from "../delivery-fates.ts";
import { type Checker, conclude, counted, type Evidence, first, PATH, struck, witness } from "./judgement.ts";

/**
 * L2: the producer gave up without an answer, and the message is there (or was settled, or had an effect). Sending it again would make a
 * duplicate. A message whose answer may still come is not counted; one that somebody has in hand may still have its effect.
 * Exercised by any message that the producer gave up on, or a fault on the way into the store.
 */
export const unconfirmedButPresent: Checker = (evidence) => {
  const { index, tellingMessages } = evidence;
  const inHand = messagesInHand(evidence);
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
    pending: givenUp.filter((message) => !isPresent(message) && inHand.has(message)).length,
    exercised: () => givenUp.length > 0 || struck(index, PATH.publish),
    irrevocable: false,
    broken: `Nobody told the producer, and ${counted(cases.length, "message")} came in: sending again would make a duplicate.`,
    held: "What the producer gave up on is not there.",
    idle: "The producer got an answer to everything.",
  });
};

/** What a consumer was handed and has not finished. */
export function messagesInHand({ telling: fates }: Evidence): ReadonlySet<MessageFacts> {
  const inHand = new Set<MessageFacts>();
  for (const { message, holder } of fates) if (holder >= 0) inHand.add(message);
  return inHand;
}

/** Stored and readable, or already worked on somewhere. */
export function isPresent({ entries, destinations }: MessageFacts): boolean {
  return (
    entries.some(({ goneBy }) => goneBy === NO_EVENT) ||
    destinations.some(({ settled, effects, skipped }) => settled !== NO_EVENT || effects.length > 0 || skipped !== NO_EVENT)
  );
}
