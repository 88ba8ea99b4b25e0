import { judgeLane } from "../delivery/checkers/index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { Anomaly } from "../delivery/verdicts.ts";
import { startRun } from "../run.ts";
import type { Run } from "../scenario.ts";
import { durationOf } from "../scenario.ts";
import type { EventId } from "../sim/history.ts";
import type { Simulation, Snapshot } from "../sim/simulation.ts";
import type { WhyQuestion } from "./why-card.ts";

/** Events between two pauses: who runs an explanation beside other work gets a turn after so many. */
const PAUSE_EVENTS = 20_000;
const SNAPSHOT_EVENTS = 5_000;

/** Runs on to the end of the run and closes the history, with pauses. */
function* toTheEnd(simulation: Simulation, run: Run): Generator<undefined, Simulation> {
  while (!simulation.runUntil(durationOf(run), PAUSE_EVENTS) && simulation.stopped === null) yield;
  simulation.end();
  return simulation;
}

/** A lane of a run once more, alone: chance goes by address, so it comes out as it did beside the others. */
export function rerunLane(run: Run, lane: number): Generator<undefined, Simulation> {
  return toTheEnd(startRun(run, { only: lane }), run);
}

/** The lane of a run from which re-runs without one scheduled event can be started anywhere in the middle. */
export class LaneRecord {
  private readonly snapshots: Snapshot[] = [];

  private constructor(
    private readonly run: Run,
    readonly simulation: Simulation,
    /** For each of the events that were asked for, the number of the scheduled event whose handling recorded it. */
    readonly handled: ReadonlyMap<EventId, number>,
  ) {}

  /** Runs the lane again, keeping snapshots and the numbers of the scheduled events that recorded `events`. */
  static *of(run: Run, lane: number, events: readonly EventId[]): Generator<undefined, LaneRecord> {
    const simulation = startRun(run, { only: lane });
    const end = durationOf(run);
    const wanted = [...events].sort((one, other) => one - other);
    const handled = new Map<EventId, number>();
    const record = new LaneRecord(run, simulation, handled);
    let next = 0;
    while (simulation.nextAt() <= end) {
      if (simulation.handled % SNAPSHOT_EVENTS === 0) {
        record.snapshots.push(simulation.snapshot());
        yield;
      }
      simulation.step();
      while (next < wanted.length && wanted[next] < simulation.history.length) handled.set(wanted[next++], simulation.handled);
    }
    simulation.runUntil(end);
    simulation.end();
    return record;
  }

  /** The lane without one scheduled event, from the last snapshot before it. */
  without(omitted: number): Generator<undefined, Simulation> {
    const snapshot = this.snapshots.findLast((candidate) => candidate.handled < omitted);
    if (snapshot === undefined) throw new Error(`event ${omitted} was never scheduled`);
    const simulation = snapshot.restore(this.simulation.history.resumeAt(snapshot.marks, true));
    simulation.omitted = omitted;
    return toTheEnd(simulation, this.run);
  }
}

/** Whether the thing asked about happens in this history. */
export function happens(simulation: Simulation, facts: LaneFacts, question: WhyQuestion): boolean {
  return findAnomaly(simulation, facts, question) !== undefined;
}

export function findAnomaly(
  simulation: Simulation,
  facts: LaneFacts,
  { lane, kind, message, destination }: WhyQuestion,
): Anomaly | undefined {
  const lanes = simulation.processes.map((record) => record.lane);
  const { anomalies } = judgeLane(simulation.history, lane, lanes, facts);
  return anomalies.find((anomaly) => anomaly.kind === kind && anomaly.message === message && anomaly.destination === destination);
}
