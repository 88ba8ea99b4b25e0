import type { HistoryReplica } from "../state/history-replica.ts";

/** The part of a history that a story is read from. */
export type StoryReader = Pick<
  HistoryReplica,
  "length" | "kind" | "at" | "process" | "message" | "a" | "b" | "c" | "text" | "rulesOf" | "carriedBy" | "firstAtOrAfter"
>;
