import { playable } from "../src/document/playable.ts";
import { explainedAbsences } from "../src/engine/hunt/absences.ts";
import { explained } from "../src/engine/hunt/explained.ts";
import { randomRun } from "../src/engine/hunt/random-run.ts";
import { SCENARIOS } from "../src/scenarios/index.ts";

/** Questions of each kind that one lane of a run is asked. */
const MOST = 2;
/** Virtual time after the last fault: short enough that not everything has come to rest. */
const REST_MS = 15_000;

/** What did not happen in a lane and did in another: why not? */
export function soakAbsences(seed: number) {
  return [...explainedAbsences(playable(randomRun(SCENARIOS, seed, { restMs: REST_MS })), 1)];
}

/** The questions that one random run gives occasion for, their answers put to the test. */
export function soakExplained(seed: number) {
  return [...explained(playable(randomRun(SCENARIOS, seed, { restMs: REST_MS })), MOST)];
}
