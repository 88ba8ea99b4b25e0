import { playable } from "../document/playable.ts";
import { Played } from "../document/played.ts";
import type { Expectation } from "../engine/document/expectation.ts";
import type { Run, Scenario } from "../engine/document/scenario.ts";
import { DOCUMENT_CAUSES } from "./document-causes.ts";
import type { Asked } from "./seeds.ts";
import { widenedDocument } from "./wider-document.ts";

export function documentRun(scenario: Scenario, seed = scenario.seed): Run {
  return { scenario, seed, script: scenario.script };
}

/** What is not as asked of a scenario of version 2, each in one line; as `failuresOf` for those of version 1. */
export function documentFailures(scenario: Scenario, asked: Asked, seed: number): string[] {
  const run = documentRun(scenario, seed);
  if (asked === "as it is") return unmet(run);
  return asked === "without its cause" ? stillThere(run) : unmet(widenedDocument(run));
}

function unmet(run: Run): string[] {
  const played = new Played(playable(run));
  const { stopped } = played.simulation;
  return stopped === null ? played.unmet() : [`the run was stopped: ${stopped}`];
}

function stillThere(run: Run): string[] {
  const cause = DOCUMENT_CAUSES[run.scenario.id];
  if (cause === undefined) return ["nobody says what its cause is"];
  const { without, gone, what } = cause;
  const meant = run.scenario.expect.filter(gone);
  if (meant.length === 0) return [`nothing is gone without ${what}`];
  const left = new Played(playable(without(run)));
  return left.met(meant).map((expectation: Expectation) => `without ${what} there is still ${JSON.stringify(expectation)}`);
}
