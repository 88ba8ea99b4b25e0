import type { Claim, ClaimName, Claims } from "../claims/claim.ts";
import type { EventId, HistoryEvent } from "../sim/history.ts";
import type { LaneReader } from "./lane-reader.ts";

/** One step: what is claimed, subject first, past tense, no blame. The words are made of the claims and of nothing else. */
export interface Sentence {
  title: Claim;
  /** Consequences, with the numbers and settings that decided. */
  details: readonly Claim[];
  /** Steps of a higher rank stay when there are too many; see RANK. */
  rank: number;
  /** Processes to point at, the one where it happened first; that of the event when left out. */
  processes?: readonly number[];
  /** Further events that it tells of. */
  more?: readonly EventId[];
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

/** A claim about an event. */
export function claim<Name extends ClaimName>(says: Name, { id, at }: Pick<HistoryEvent, "id" | "at">, values: Claims[Name]): Claim {
  return { says, event: id, at, ...values } as unknown as Claim;
}
