import { instantText } from "../../engine/sim/clock-text.ts";
import type { WhyStep } from "../../worker/protocol.ts";
import { labelOf } from "../state/messages.ts";
import type { Story } from "./story.ts";

export interface StoryRow {
  key: string;
  at: number;
  who: string;
  what: string;
  /** Index of the step of the open card that it is. */
  step: number | null;
  wrong: boolean;
}

/** The same as the drawing, in words and in time order: packets, work, waits, and the steps of the open card. */
export function rowsOfStory(
  { arrows, stops, notes, works, waits }: Story,
  steps: readonly WhyStep[],
  nameOf: (process: number) => string,
  untilUs: number,
): StoryRow[] {
  const rows: StoryRow[] = [
    ...arrows.map(({ id, message, from, to, sentAt, at, type, lost }) => ({
      key: `arrow${id}`,
      at: sentAt,
      who: nameOf(from),
      what: `sent ${type} with #${labelOf(message)} to ${nameOf(to)}; ${
        at > untilUs ? "on its way" : lost ? `lost at ${instantText(at)}` : `arrived at ${instantText(at)}`
      }`,
      step: null,
      wrong: lost && at <= untilUs,
    })),
    ...stops.flatMap(({ id, message, process, at, again }) =>
      again ? [{ key: `stop${id}`, at, who: nameOf(process), what: `#${labelOf(message)} again`, step: null, wrong: true }] : [],
    ),
    ...notes.map(({ id, message, process, at, text, wrong }) => ({
      key: `note${id}`,
      at,
      who: nameOf(process),
      what: `#${labelOf(message)}: ${text}`,
      step: null,
      wrong,
    })),
    ...works.map(({ process, message, from, to }) => ({
      key: `work${process}.${from}`,
      at: from,
      who: nameOf(process),
      what: `worked on #${labelOf(message)}${to === Number.POSITIVE_INFINITY ? ", not done yet" : ` until ${instantText(to)}`}`,
      step: null,
      wrong: false,
    })),
    ...waits.map(({ process, from, to, label }) => ({
      key: `wait${process}.${from}${label}`,
      at: from,
      who: nameOf(process),
      what: `${label}${to === Number.POSITIVE_INFINITY ? ", not over yet" : `, until ${instantText(to)}`}`,
      step: null,
      wrong: false,
    })),
    ...steps.flatMap(({ at, title, detail, processes: [name = ""] }, step) =>
      at <= untilUs
        ? [{ key: `step${step}`, at, who: name.slice(name.indexOf("/") + 1), what: `${title}. ${detail}`, step, wrong: false }]
        : [],
    ),
  ];
  return rows.sort((one, other) => one.at - other.at);
}
