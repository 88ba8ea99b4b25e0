import type { EventId, HistoryEvent } from "../sim/history.ts";
import type { LaneReader } from "./lane-reader.ts";

/** One step in words: subject first, past tense, no blame. */
export interface Sentence {
  /** At most six words. */
  title: string;
  /** One consequence, with the numbers and settings that decided. */
  detail: string;
  /** Steps of a higher rank stay when there are too many; see RANK. */
  rank: number;
  /** Processes to point at, the one where it happened first; that of the event when left out. */
  processes?: readonly number[];
  /** Further events that it tells of. */
  more?: readonly EventId[];
  /** The title in two parts, for steps of the same kind that happened together: "payment-1 and payment-2 froze". */
  who?: string;
  did?: string;
}

export type Template = (event: HistoryEvent, reader: LaneReader) => Sentence | null;
export type Templates = Readonly<Record<string, Template>>;

export const RANK = {
  /** Changes of the outside world, and the end of what was lost. */
  outcome: 10,
  fault: 9,
  /** A timeout or an election: the system's answer to a fault. */
  reaction: 8,
  sent: 7,
  /** The end of a fault, a repeat. */
  turn: 6,
  handed: 5,
  stored: 4,
  aside: 3,
} as const;

/** A title of a subject and a predicate. */
export function said(who: string, did: string): Pick<Sentence, "title" | "who" | "did"> {
  return { title: `${who} ${did}`, who, did };
}
