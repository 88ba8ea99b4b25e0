import { NO_EVENT } from "../../sim/history.ts";
import { type Checker, conclude, counted, first, PATH, struck, tellingOf, witnessOf } from "./judgement.ts";

/**
 * C6: the outside world changed more than once for one message and destination. One case per further effect.
 * Exercised by a fault on any path, or a message that was sent, stored, delivered or begun again, or that the database skipped.
 */
export const duplicateEffect: Checker = (evidence) => {
  const { index, telling: fates } = evidence;
  const repeats = fates.filter(({ facts }) => facts.effects.length > 1);
  const cases = repeats.flatMap((fate) => {
    const { message, facts } = fate;
    return facts.effects.slice(1).map((effect, i) => {
      const story = [...tellingOf(facts.deliveries, effect), ...tellingOf(facts.begun, effect)];
      if (facts.returned < effect) story.push(facts.returned);
      return witnessOf(evidence, "C6", fate, effect, [first(message.sent), ...story, facts.effects[i]]);
    });
  });
  const repeated = fates.some(
    ({ message, facts, entries }) =>
      message.resends > 0 || entries.length > 1 || facts.deliveries.length > 1 || facts.begun.length > 1 || facts.skipped !== NO_EVENT,
  );
  return conclude(evidence, {
    checker: "C6",
    title: "Each effect happens at most once",
    cases,
    exercised: () => repeated || (fates.length > 0 && struck(index, PATH.all)),
    irrevocable: true,
    broken: `${counted(cases.length, "effect")} too many: the customer paid twice.`,
    held: "Tried again, and no effect happened twice.",
    idle: "No fault, and nothing was tried again.",
  });
};
