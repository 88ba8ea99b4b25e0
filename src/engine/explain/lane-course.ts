import { gatherEvidence } from "../delivery/checkers/index.ts";
import { DeliveryIndex } from "../delivery/delivery-index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import { Course, isAllDone, type Pace } from "../rest.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { Micros } from "../sim/time.ts";
import type { WhyProgress } from "./why-card.ts";
import { inPieces, readOn, type Work } from "./work.ts";

/** How far a lane goes, as a run of it alone does; whether every message is done is found out in pieces as well. */
export class LaneCourse {
  readonly course: Course;
  /** The lane's history, read as far as was asked. */
  readonly index: DeliveryIndex;
  private allDone = false;
  /** The lane of each process, of those that have come by now. */
  private readonly lanes: number[] = [];

  constructor(
    private readonly simulation: Simulation,
    pace: Pace,
    lane: number,
    private readonly facts: LaneFacts,
    stepUs?: Micros,
  ) {
    this.index = new DeliveryIndex(simulation.history, lane, this.lanes, facts);
    this.course = new Course(simulation, pace, facts.messages, () => this.allDone, stepUs);
  }

  /** Reads what has been recorded since. */
  *read(progress: WhyProgress): Work<DeliveryIndex> {
    const { processes, history } = this.simulation;
    for (let id = this.lanes.length; id < processes.length; id++) this.lanes.push(processes[id].lane);
    return yield* readOn(this.index, history.length, progress);
  }

  /** Whether the run has ended where it is; if not, its target has moved on. */
  *arrived(progress: WhyProgress): Work<boolean> {
    const { simulation, facts, index } = this;
    const last = facts.messages.at(-1);
    // As long as messages are to come nobody asks whether all are done.
    if (last === undefined || last.atUs <= simulation.now) {
      yield* this.read(progress);
      this.allDone = isAllDone(yield* inPieces(gatherEvidence(index, facts), progress));
      yield progress;
    }
    return yield* inPieces(this.course.arrived(), progress);
  }
}
