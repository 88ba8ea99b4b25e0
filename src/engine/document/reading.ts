import type { Position } from "./application.ts";

/** What a program does with what its library brings; calls on a client, so they may differ between lanes and between clients. */
export interface Reading {
  /** Which of the application's handlers get what is read here, by their own names; all when left out. */
  handlers?: readonly string[];
  settle: SettleMode;
  /** The n-th failure takes the n-th step, and the last one repeats. When left out, a failed message counts as worked. */
  onFailure?: readonly Step[];
  /** Where failures are counted: a process forgets when it ends, a message keeps count wherever it goes. In the process when left out. */
  failuresCounted?: "in the process" | "on the message";
  /** Nothing is worked on before it has been stored for so long, as in a topic of retries. */
  notBeforeMs?: number;
  position?: Position;
}

/**
 * When a message is settled (acknowledged, or passed by a committed offset): before the work, once its children are handed over, after
 * the work, after the work and its children's confirms, or in the background (`enable.auto.commit`, automatic acknowledgement).
 */
export const SETTLE_MODES = ["before", "on hand-over", "after", "after confirms", "auto"] as const;
export type SettleMode = (typeof SETTLE_MODES)[number];

/** What is done about a failure; `times` (1 when left out) failures in a row take the same step. */
export type Step =
  /** Works on it again after a pause, keeping it. */
  | { do: "again"; pauseMs: number; times?: number }
  /** To where it came from, for whoever is next. */
  | { do: "give back"; times?: number }
  /** Refused for good: dropped, or dead-lettered where the place says so. */
  | { do: "reject"; times?: number }
  /** Settled as if it had been worked. */
  | { do: "skip"; times?: number }
  /** Publishes the message itself to another place by this client, then settles it here. The system says how a place is written. */
  | { do: "publish"; to: Readonly<Record<string, unknown>>; times?: number };
export type StepName = Step["do"];
export const STEP_NAMES = ["again", "give back", "reject", "skip", "publish"] as const satisfies readonly StepName[];
