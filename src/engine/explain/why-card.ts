import type { Claim } from "../claims/claim.ts";
import type { LedgerOutcome } from "../delivery/ledger-row.ts";
import type { Command } from "../document/script.ts";
import type { RunChange } from "../lanes/lane-otherwise.ts";
import type { Micros } from "../sim/time.ts";

/** A case that a checker finds: at some event a promise was broken. */
export type CaseKind = "duplicated" | "lost" | "late" | "stored twice" | "handed over again" | "stale" | "log order" | "queue order";
/** How a message stands: its outcome in the ledger at an instant. */
export type StateKind = Exclude<LedgerOutcome, "once" | "twice" | "late" | "lost">;
export type WhyKind = CaseKind | StateKind;

/** What an answer is about: a kind of case, how a message stands, or that something did not happen. */
export type About = WhyKind | "absent";

export interface WhyQuestion {
  kind: WhyKind;
  lane: number;
  message: number;
  destination: string;
  /** For how a message stands: the instant that is asked about. Left out: the end of the run. */
  atUs?: Micros;
  /** Why not: it did not happen to the message in `lane`, but it did in this one. */
  notAsIn?: number;
}

/** One thing that was otherwise in a run of its own, in which what did not happen did. */
export type Otherwise =
  /** Scheduled events that were left out, by their numbers; a number counts as in the run without those before it. */
  | { what: "without"; numbers: readonly number[] }
  | { what: "changed"; change: PreventionChange }
  /** `ended`: the fault lasted only as long as the command says. `moved`: it came at another moment of the message; with a change beside it where neither is enough alone. */
  | { what: "ended"; command: Command }
  | { what: "moved"; command: Command; change?: PreventionChange };

export interface WhyStep {
  /** At most six words. */
  title: string;
  /** One consequence, with the numbers and settings that decided. */
  detail: string;
  at: Micros;
  /** The events it stands for, -1 where the whole run's history does not hold one; the first is where the playhead goes. */
  events: readonly number[];
  /** Parts to point at on the canvas, by process name; the first is where it happened. */
  processes: readonly string[];
  /**
   * `question`: what is asked about, and so part of any answer. `tried`: left out in a run of its own, and the outcome was another.
   * `advised`: what the advised change of a setting would have changed; without it at that instant alone it happens all the same.
   * `kept`: what keeps away that which is asked about: with that otherwise, it happens.
   * `either`: some other command of the script would have been enough in its place; without it and the others the outcome was another.
   */
  proof: "question" | "tried" | "either" | "advised" | "kept";
  /** What the words are made of, in the event ids of the lane recorded alone. */
  claims: readonly Claim[];
  /** Commands of the script that it tells of. */
  commands: readonly string[];
  /** What has to be otherwise for that to happen which did not. */
  otherwise?: Otherwise;
}

/** One change of a run's scenario, as data: what a button can apply and a re-run can try. */
export type PreventionChange = RunChange;

export interface Prevention {
  /** What to do and what it does. */
  sentence: string;
  /** Real name of what is changed: `enable.idempotence`. */
  setting: string;
  /** What a button says that applies it. */
  action: string;
  change: PreventionChange;
}

export interface WhyCard {
  question: WhyQuestion;
  /** "Why was #7 processed twice?" */
  title: string;
  subtitle: string;
  steps: readonly WhyStep[];
  /** The first single change under which it does not happen with the same faults; without `change` there is none among those tried. */
  prevention: { sentence: string } & Partial<Omit<Prevention, "sentence">>;
  /** Further single changes that would do as well. */
  alternatives: readonly Prevention[];
  /** How many re-runs were made to decide which steps stay and what prevents it. */
  reruns: number;
  /** What was not done, since the work for one question has a limit: "The first 40 of 61 candidates were tried." */
  remark?: string;
}

/** How far the work on a question is. `doing` what, and with which of how many. */
export interface WhyProgress {
  doing: "recording" | "leaving out" | "preventing" | "otherwise";
  done: number;
  of: number;
}
