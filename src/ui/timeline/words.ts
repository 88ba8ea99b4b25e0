import type { WhyCard, WhyStep } from "../../worker/protocol.ts";

/** The part of a history that is needed to say what a step was. */
export interface EventReader {
  readonly length: number;
  kind(id: number): string;
  at(id: number): number;
  a(id: number): number;
  b(id: number): number;
  text(number: number): string;
}

const FAULT_NOUNS: Record<string, string> = {
  ProcessCrashed: "crash",
  MachineLost: "power loss",
  ProcessFrozen: "freeze",
  NetworkSplit: "cut network",
  LinkSlowed: "slow link",
  ConnectionCut: "cut connection",
};
const ORDINALS = ["", "first", "second", "third", "fourth"];

export interface Span {
  from: number;
  to: number;
  label: string;
  /** The length alone, where there is no room for words. */
  length: string;
}

/** From the last fault among the steps of a card to its last step: "crash to second charge, 4.244 s". Null when there was no fault. */
export function faultToEnd({ steps }: WhyCard, history: EventReader, tableOf: (service: string) => string): Span | null {
  const known = steps.map((step) => ({ step, kind: kindOf(step, history) }));
  const fault = known.findLast(({ kind }) => kind in FAULT_NOUNS);
  const last = steps.at(-1);
  if (fault === undefined || last === undefined || last.at <= fault.step.at) return null;
  const length = `${((last.at - fault.step.at) / 1e6).toFixed(3)} s`;
  const label = `${FAULT_NOUNS[fault.kind]} to ${endingOf(last, history, tableOf, steps.length)}, ${length}`;
  return { from: fault.step.at, to: last.at, label, length };
}

export function kindOf(step: WhyStep, history: EventReader): string {
  const [event] = step.events;
  return event === undefined || event < 0 || event >= history.length ? "" : history.kind(event);
}

/** "second charge" for the second effect on the table of charges; other endings go by the step's number. */
function endingOf(step: WhyStep, history: EventReader, tableOf: (service: string) => string, number: number): string {
  switch (kindOf(step, history)) {
    case "EffectApplied": {
      const [event] = step.events;
      const many = history.b(event);
      return `${ORDINALS[many] ?? `${many}th`} ${tableOf(history.text(history.a(event))).replace(/s$/, "") || "effect"}`;
    }
    case "MessageErased":
    case "MessageDropped":
    case "LogCut":
      return "loss";
    default:
      return `step ${number}`;
  }
}
