import { answerOf } from "../delivery-fates.ts";
import { type Checker, conclude, counted, first, witness } from "./judgement.ts";
import { isPresent, messagesInHand } from "./l2-unconfirmed-but-present.ts";

/**
 * L3: the producer gave up without an answer, and the message is not there. Not an anomaly: it stands beside L2, counts, and never breaks.
 * Exercised by any message that the producer gave up on.
 */
export const unconfirmedAndAbsent: Checker = (evidence) => {
  const { index, tellingMessages } = evidence;
  const givenUp = tellingMessages.filter((message) => answerOf(index, message) === "indeterminate");
  const inHand = messagesInHand(evidence);
  const absent = givenUp.filter((message) => !isPresent(message) && !inHand.has(message));
  const { verdict } = conclude(evidence, {
    checker: "L3",
    title: "Unconfirmed and absent",
    cases: [],
    pending: givenUp.filter((message) => !isPresent(message) && inHand.has(message)).length,
    exercised: () => givenUp.length > 0,
    irrevocable: false,
    broken: "",
    held: `Nobody told the producer, and ${counted(absent.length, "message")} did not come in: no promise is broken.`,
    idle: "The producer got an answer to everything.",
  });
  const cases = absent.map((message) =>
    witness(evidence, "L3", { message: message.number, destination: -1 }, Math.max(message.unresolved, first(message.sent)), [
      first(message.sent),
    ]),
  );
  return { verdict: { ...verdict, count: cases.length, witnesses: cases.slice(0, 10) }, cases };
};
