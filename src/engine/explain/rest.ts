import { evidenceOf } from "../delivery/checkers/index.ts";
import { DeliveryIndex } from "../delivery/delivery-index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import { comesToRest, isAllDone } from "../rest.ts";
import type { Run } from "../scenario.ts";
import type { Simulation } from "../sim/simulation.ts";
import { fromMs, type Micros } from "../sim/time.ts";
import type { WhyProgress } from "./why-card.ts";
import { runOn, type Work } from "./work.ts";

/** How long after the end of a run something may still come: longer than every time limit that is advised. */
const LIMIT_US = fromMs(400_000);
const STEP_US = fromMs(5_000);
/** When not every message is done, looking ahead as far as the longest wait is done only now and then. */
const STEPS_TO_A_LOOK = 6;

/** A lane that has come to rest, or has been waited for long enough. */
export interface Rested {
  index: DeliveryIndex;
  atRest: boolean;
}

/** Goes on beyond the end of a run until everything has come to rest, and closes the history. */
export function* runToRest(
  simulation: Simulation,
  run: Run,
  lane: number,
  facts: LaneFacts,
  end: Micros,
  progress: WhyProgress,
): Work<Rested> {
  const lanes = simulation.processes.map((record) => record.lane);
  const index = new DeliveryIndex(simulation.history, lane, lanes, facts.prefix);
  let atRest = false;
  for (let step = 0; !atRest && end + step * STEP_US <= end + LIMIT_US && simulation.stopped === null; step++) {
    yield* runOn(simulation, end + step * STEP_US, progress);
    yield progress;
    index.read();
    const done = isAllDone(evidenceOf(index, facts));
    if (done || step % STEPS_TO_A_LOOK === 0) atRest = yield* rests(simulation, run, facts, done, progress);
  }
  simulation.end(atRest);
  index.read();
  return { index, atRest };
}

function* rests(simulation: Simulation, run: Run, facts: LaneFacts, done: boolean, progress: WhyProgress): Work<boolean> {
  const pieces = comesToRest(simulation, run, facts.messages, () => done);
  for (;;) {
    const next = pieces.next();
    if (next.done) return next.value;
    yield progress;
  }
}
