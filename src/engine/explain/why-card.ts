import type { SettingOwner, SettingValue } from "../delivery/settings.ts";
import type { Micros } from "../sim/time.ts";

export interface WhyQuestion {
  kind: "duplicated" | "lost" | "late";
  lane: number;
  message: number;
  destination: string;
}

export interface WhyStep {
  /** At most six words. */
  title: string;
  /** One consequence. */
  detail: string;
  at: Micros;
  /** The events it stands for; the first is where the playhead goes. */
  events: readonly number[];
  /** Parts to point at on the canvas, by process name; the first is where it happened. */
  processes: readonly string[];
}

/** A single change of the run from its start, as data: the page can make it. */
export type PreventionChange =
  | { what: "setting"; owner: SettingOwner; name: string; value: SettingValue }
  | { what: "idempotent" }
  | { what: "service"; name: string; field: "settle"; value: "after" }
  | { what: "service"; name: string; field: "consumers"; value: 1 };

export interface Prevention {
  /** What to do, as a sentence. */
  sentence: string;
  /** Null when no single change that was tried prevents it. */
  changes: readonly PreventionChange[] | null;
}

export interface WhyCard {
  question: WhyQuestion;
  /** "Why was #7 processed twice?" */
  title: string;
  subtitle: string;
  steps: readonly WhyStep[];
  prevention: Prevention;
  /** How many times the lane was run again to decide which steps stay and what prevents it. */
  reruns: number;
  /** Candidates that were not tried, because the budget for one question had ended; they are not shown. */
  untried: number;
}

/** How far an explanation has come: steps left out so far, of how many. */
export interface WhyProgress {
  tried: number;
  of: number;
}
