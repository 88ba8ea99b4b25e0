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
  /** Parts to point at on the canvas, by process name. */
  processes: readonly string[];
}

export interface WhyCard {
  question: WhyQuestion;
  /** "Why was #7 processed twice?" */
  title: string;
  subtitle: string;
  steps: readonly WhyStep[];
  /** One sentence, with the setting that it names, and the command or setting change that would show it. */
  prevention: { sentence: string; setting?: string };
  /** How many re-runs without a step were made to decide which steps stay. */
  reruns: number;
}
