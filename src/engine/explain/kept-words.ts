import { hereToo } from "./absent-titles.ts";
import type { Candidate } from "./candidates.ts";
import type { Otherwise, PreventionChange, WhyCard, WhyQuestion, WhyStep } from "./why-card.ts";
import { capital } from "./wording.ts";

/** In the words of a lesson: what of a message's way a fault comes after. */
const MOMENT: Readonly<Record<string, string>> = {
  MessageSent: "was sent",
  MessageStored: "was stored",
  MessageConfirmed: "was confirmed",
  MessageDelivered: "was handed over",
  WorkBegun: "was begun",
  EffectRequested: "was on its way to the database",
  EffectConfirmed: "had had its effect",
  WorkDone: "was done",
};

/** What keeps it away, in one sentence for each step that was found to; with the change that a button can make. */
export function keptWords(
  question: WhyQuestion,
  steps: readonly WhyStep[],
  met: readonly Candidate[],
  tried: number,
): WhyCard["prevention"] {
  const sentences = steps.flatMap(({ otherwise }, i) => {
    // Two steps that are told of by one sentence: the fault's is the first.
    const before = steps.findIndex((step) => step.otherwise === otherwise);
    return otherwise === undefined || before < i ? [] : sentenceOf(otherwise, i + 1, question);
  });
  if (sentences.length > 0) return { sentence: sentences.map((words) => `${capital(words)}.`).join(" "), ...changeIn(steps) };
  if (met.length > 0 && met.every(({ sentence: { title } }) => title.says === "noSuch"))
    return { sentence: "What brought it about there did not happen here." };
  if (tried === 0) return { sentence: "What brought it about there has no counterpart here." };
  return {
    sentence: `${tried === 1 ? "The one change that was" : `None of the ${tried} changes that were`} tried ${tried === 1 ? "does not bring" : "brings"} it about here.`,
  };
}

function sentenceOf(otherwise: Otherwise, number: number, question: WhyQuestion): string {
  const happens = hereToo(question);
  switch (otherwise.what) {
    case "without":
      return `without step ${number}, ${happens}`;
    case "changed":
      return `with ${nameOf(otherwise.change)} in step ${number}, ${happens}`;
    case "ended":
      return `with the fault of step ${number} over after ${(otherwise.command.forMs ?? 0) / 1000} s, ${happens}`;
    case "moved": {
      const { when } = otherwise.command;
      const moment = "after" in when ? (MOMENT[when.after] ?? when.after) : "";
      const beside = otherwise.change === undefined ? "" : ` and with ${nameOf(otherwise.change)}`;
      return `with the fault of step ${number} just after #${question.message} ${moment}${beside}, ${happens}`;
    }
  }
}

/** "acks = 1" */
function nameOf(change: PreventionChange): string {
  switch (change.what) {
    case "setting":
      return `${change.name} = ${change.value}`;
    case "database":
      return `idempotent = ${change.idempotent}`;
    case "settle":
      return `settle = ${change.settle}`;
    case "consumers":
      return `consumers = ${change.consumers}`;
    case "queue":
      return `durable = ${change.durable}`;
    case "binding":
      return `a binding for ${change.routingKey}`;
  }
}

/** The first change of a setting among what was found, as a button has it. */
function changeIn(steps: readonly WhyStep[]): Partial<WhyCard["prevention"]> {
  for (const { otherwise } of steps) {
    if (otherwise?.what !== "changed") continue;
    const { change } = otherwise;
    return { change, setting: settingOf(change), action: `See it happen with ${nameOf(change)}` };
  }
  return {};
}

function settingOf(change: PreventionChange): string {
  return nameOf(change).split(" ")[0];
}
