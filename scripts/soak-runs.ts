import { huntRun, type Law } from "../src/engine/hunt/hunt-run.ts";
import { randomRun } from "../src/engine/hunt/random-run.ts";
import { SCENARIOS } from "../src/scenarios/index.ts";

/** What one random run came to. */
export interface Soaked {
  events: number;
  virtualUs: number;
  commands: number;
  findings: { law: Law; text: string }[];
  scenario: string;
}

export function soak(seed: number): Soaked {
  const run = randomRun(SCENARIOS, seed);
  const { findings, handled, untilUs } = huntRun(run);
  return { events: handled, virtualUs: untilUs, commands: run.script.length, findings, scenario: run.scenario.id };
}
