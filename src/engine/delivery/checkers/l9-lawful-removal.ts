import { NO_EVENT } from "../../sim/history.ts";
import { type Checker, conclude, counted, first, witnessOf } from "./judgement.ts";

/**
 * L9: confirmed, and then removed by a declared policy (unroutable, ttl, max-length, retention, rejected) before it was settled or had its
 * effect. Never counted as L1. Exercised only by a removal: without one nobody knows how near a limit was.
 */
export const lawfulRemoval: Checker = (evidence) => {
  const removed = evidence.telling.filter((fate) => fate.removed !== NO_EVENT);
  const cases = removed
    .filter(({ message }) => message.confirmed !== NO_EVENT)
    .map((fate) => {
      const { message, entries } = fate;
      const event = Math.max(fate.removed, message.confirmed);
      return witnessOf(evidence, "L9", fate, event, [
        first(message.sent),
        message.confirmed,
        fate.removed,
        ...entries.map(({ storedBy }) => storedBy),
      ]);
    });
  return conclude(evidence, {
    checker: "L9",
    title: "No rule removes a confirmed message",
    cases,
    exercised: () => removed.length > 0,
    irrevocable: true,
    broken: `${counted(cases.length, "message")} lost by your own rule, not by accident.`,
    held: "The rules removed only messages that nobody had confirmed.",
    idle: "No rule removed anything.",
  });
};
