import type { DeliveryIndex } from "../delivery/delivery-index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import type { Simulation } from "../sim/simulation.ts";
import { SECOND } from "../sim/time.ts";
import { LaneCourse } from "./lane-course.ts";
import type { WhyProgress } from "./why-card.ts";
import { runOn, type Work } from "./work.ts";

/** A run asks whether it may end at each second; here many runs are gone through for one answer, and where they end does not show. */
const STEP_US = 10 * SECOND;

/** A lane that has come to rest, or has been waited for as long as a run is that goes on until rest. */
export interface Rested {
  index: DeliveryIndex;
  atRest: boolean;
}

/** Goes on beyond the end of a run until everything has come to rest, just as the run does that is told to, and closes the history. */
export function* runToRest(
  simulation: Simulation,
  played: DocumentRun,
  lane: number,
  facts: LaneFacts,
  progress: WhyProgress,
): Work<Rested> {
  const { run } = played;
  const alone = new LaneCourse(simulation, played.under({ ...run, untilRest: true }).pace(), lane, facts, STEP_US);
  const { course, index } = alone;
  do {
    yield* runOn(simulation, course.target, progress);
    yield progress;
  } while (!(yield* alone.arrived(progress)));
  yield* alone.read(progress);
  return { index, atRest: course.atRest };
}
