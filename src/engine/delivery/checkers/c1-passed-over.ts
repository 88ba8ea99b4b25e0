import { NO_EVENT } from "../../sim/history.ts";
import { type Checker, conclude, counted, first, tellingOf, witnessOf } from "./judgement.ts";

/**
 * C1: a destination began to read a place behind a message by a rule (auto.offset.reset), and so never sees it: it was not settled before
 * that, had no effect, was not delivered after it, and nobody has it in hand. Exercised by any such beginning that left a message out.
 */
export const passedOver: Checker = (evidence) => {
  const { telling: fates } = evidence;
  const skipped = fates.filter((fate) => fate.skipped !== NO_EVENT && fate.owed);
  const cases = skipped.map((fate) => {
    const { message, facts, entries } = fate;
    return witnessOf(evidence, "C1", fate, fate.skipped, [
      first(message.sent),
      message.confirmed,
      ...entries.map(({ storedBy }) => storedBy),
      ...tellingOf(facts.deliveries),
    ]);
  });
  return conclude(evidence, {
    checker: "C1",
    title: "Readers skip nothing",
    cases,
    exercised: () => fates.some(({ facts }) => facts.passedOver !== NO_EVENT),
    irrevocable: true,
    broken: `${counted(cases.length, "message")} skipped: the reader began behind them.`,
    held: "What a reader began behind was seen all the same.",
    idle: "No reader began behind a message.",
  });
};
