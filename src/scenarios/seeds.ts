import type { Run, Scenario } from "../engine/scenario.ts";
import { CAUSES } from "./causes.ts";
import { runOf } from "./index.ts";
import { met, unmet } from "./outcome.ts";
import { widened } from "./wider.ts";

/**
 * What is asked of every scenario under every seed: its stated outcome as it is, the same in a rougher world, and that it is gone without
 * its stated cause.
 */
export const ASKED = ["as it is", "ranges twice as wide", "without its cause"] as const;
export type Asked = (typeof ASKED)[number];

/** What is not as asked, each in one line. */
export function failuresOf(scenario: Scenario, asked: Asked, seed: number): string[] {
  const run = runOf(scenario, seed);
  if (asked === "as it is") return unmet(run);
  return asked === "without its cause" ? stillThere(run) : unmet(widened(run));
}

function stillThere(run: Run): string[] {
  const cause = CAUSES[run.scenario.id];
  if (cause === undefined) return ["nobody says what its cause is"];
  const { without, gone, what } = cause;
  const meant = run.scenario.expect.filter(gone);
  if (meant.length === 0) return [`nothing is gone without ${what}`];
  return met(without(run), meant).map((expectation) => `without ${what} there is still ${JSON.stringify(expectation)}`);
}
