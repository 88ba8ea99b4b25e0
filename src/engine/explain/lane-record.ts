import type { Run } from "../document/scenario.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import type { EventId } from "../sim/history.ts";
import { Recording } from "../sim/recording.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { Micros } from "../sim/time.ts";
import { LaneCourse } from "./lane-course.ts";
import type { WhyProgress } from "./why-card.ts";
import { PIECE_EVENTS, runOn, type Work } from "./work.ts";

/** From here on going on from a snapshot is quicker than handling what lies between. */
const FAR_ROWS = 4_000;

/**
 * A lane of a run, recorded alone: chance goes by address, so it comes out as it did beside the others. From its snapshots the lane is
 * run again without one scheduled event, or under another run from the start.
 */
export class LaneRecord {
  readonly recording: Recording;
  private ended = false;
  /** Everything had come to rest at its end. */
  atRest = false;
  /** Where it ended: with the run, or later where the run goes on until it rests. */
  endUs: Micros;
  /** Scheduled events handled in re-runs: the cost of a question. */
  spentEvents = 0;
  /** How the lane comes to rest under each change that was tried: further questions of it cost nothing. */
  readonly rested = new Map<string, object>();

  constructor(
    readonly played: DocumentRun,
    readonly lane: number,
  ) {
    this.recording = new Recording(played.start({ only: lane }));
    this.endUs = played.pace().durationUs;
  }

  get run(): Run {
    return this.played.run;
  }

  get simulation(): Simulation {
    return this.recording.simulation;
  }

  /** Records to the end; nothing when that was done before. */
  *record(): Work<void> {
    if (this.ended) return;
    const alone = new LaneCourse(this.simulation, this.played.pace(), this.lane, this.played.facts()[this.lane]);
    const { course } = alone;
    while (!this.ended) {
      const progress: WhyProgress = { doing: "recording", done: this.simulation.now, of: course.target };
      if (this.recording.advance(course.target, PIECE_EVENTS) || this.simulation.stopped !== null) {
        this.ended = yield* alone.arrived(progress);
        this.atRest = course.atRest;
        this.endUs = course.target;
      }
      yield progress;
    }
  }

  /**
   * The lane once more from the nearest snapshot, without the scheduled events of these numbers (from 1, rising). A number beyond the
   * first counts as in the run without those before it.
   */
  *without(numbers: readonly number[], progress: WhyProgress, until = this.endUs): Work<Simulation> {
    const simulation = yield* this.upTo(numbers, progress);
    return yield* this.toEnd(simulation, progress, until);
  }

  /** The number of the scheduled event that recorded an event in the lane without others. */
  *numberWithout(numbers: readonly number[], event: EventId, progress: WhyProgress): Work<number> {
    const simulation = yield* this.upTo(numbers, progress);
    const before = simulation.handled;
    while (simulation.history.length <= event && simulation.step()) if (simulation.handled % PIECE_EVENTS === 0) yield progress;
    this.spentEvents += simulation.handled - before;
    return simulation.handled;
  }

  /** Just after the last of the scheduled events that are left out. */
  private *upTo(numbers: readonly number[], progress: WhyProgress): Work<Simulation> {
    const simulation = this.recording.resume(({ handled }) => handled < numbers[0]);
    const before = simulation.handled;
    for (const number of numbers) {
      while (simulation.handled < number - 1) {
        if (simulation.runUntil(this.endUs, Math.min(PIECE_EVENTS, number - 1 - simulation.handled))) break;
        yield progress;
      }
      simulation.omitted = number;
      simulation.step();
    }
    this.spentEvents += simulation.handled - before;
    return simulation;
  }

  /**
   * The lane under another run, from the start, and without the scheduled event of a number (0: with all). Throws when that cannot be
   * simulated.
   */
  *under(run: Run, progress: WhyProgress, omitted = 0, until = this.endUs): Work<Simulation> {
    const simulation = this.played.under(run).start({ only: this.lane });
    simulation.omitted = omitted;
    return yield* this.toEnd(simulation, progress, until);
  }

  private *toEnd(simulation: Simulation, progress: WhyProgress, until: Micros): Work<Simulation> {
    const before = simulation.handled;
    yield* runOn(simulation, until, progress);
    if (until >= this.endUs) simulation.end(this.atRest); // as final as the lane itself, or an end alone would make a difference
    this.spentEvents += simulation.handled - before;
    return simulation;
  }

  /** For each of these events, the number of the scheduled event whose handling recorded it; 0 for what was there at the start. */
  *numbersOf(events: readonly EventId[], progress: WhyProgress): Work<Map<EventId, number>> {
    const numbers = new Map<EventId, number>();
    let simulation: Simulation | null = null;
    let work = 0;
    for (const event of [...events].sort((one, other) => one - other)) {
      if (simulation === null || event - simulation.history.length > FAR_ROWS)
        simulation = this.recording.resume(({ marks }) => marks.length <= event, false);
      while (simulation.history.length <= event && simulation.step()) if (++work % PIECE_EVENTS === 0) yield progress;
      numbers.set(event, simulation.handled);
    }
    return numbers;
  }
}
