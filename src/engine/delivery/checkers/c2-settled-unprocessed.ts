import { NO_EVENT } from "../../sim/history.ts";
import { type Checker, conclude, counted, first, PATH, struck, tellingOf, witnessOf } from "./judgement.ts";

/**
 * C2: settled at a destination (an ack, or a committed offset that passes it) although it had no effect there and never gets one. It is
 * certain once the consumer that had it went down, gave up, or failed and went on to something else, and when everything has come to rest also when nobody
 * has it. What the application gave up by its own rule is L9, what the destination began to read behind is C1.
 * What somebody has in hand even then leaves it open. Exercised by a fault on the way out of the store, a handler that failed or gave up, or a settlement before the effect.
 */
export const settledUnprocessed: Checker = (evidence) => {
  const { index, telling: fates } = evidence;
  const cases = fates
    .filter(({ lostAtConsumer }) => lostAtConsumer !== NO_EVENT)
    .map((fate) => {
      const { message, facts, lostAtConsumer } = fate;
      const ends = [facts.failed, facts.abandoned];
      return witnessOf(evidence, "C2", fate, lostAtConsumer, [
        first(message.sent),
        ...tellingOf(facts.deliveries),
        ...facts.begun.slice(-1),
        facts.settled,
        ...ends,
      ]);
    });
  const risky = fates.some(({ facts }) => {
    const before = facts.settled !== NO_EVENT && (facts.effects.length === 0 || facts.settled < facts.effects[0]);
    return before || facts.failed !== NO_EVENT || facts.abandoned !== NO_EVENT;
  });
  return conclude(evidence, {
    checker: "C2",
    title: "Nothing is settled before its effect is sure",
    cases,
    pending: fates.filter(({ facts, owed, holder }) => owed && holder >= 0 && facts.settled !== NO_EVENT).length,
    exercised: () => fates.some(({ facts }) => facts.settled !== NO_EVENT) && (risky || struck(index, PATH.consume)),
    irrevocable: true,
    broken: `${counted(cases.length, "message")} settled and never processed: the bookmark moved on before the page was read.`,
    held: "Everything that was settled had its effect.",
    idle: "Every effect was in before its settlement, and no fault tested it.",
  });
};
