import { judgeLane } from "../delivery/checkers/index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { Anomaly } from "../delivery/verdicts.ts";
import { startRun } from "../run.ts";
import type { Run } from "../scenario.ts";
import { durationOf } from "../scenario.ts";
import type { EventId } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { WhyQuestion } from "./why-card.ts";

/** A lane of a run once more, alone: chance goes by address, so it comes out as it did beside the others. */
export function rerunLane(run: Run, lane: number, omitted = 0): Simulation {
  const simulation = startRun(run, { only: lane });
  simulation.omitted = omitted;
  simulation.runUntil(durationOf(run));
  simulation.end();
  return simulation;
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

/** For each of these events, the number of the scheduled event whose handling recorded it. */
export function handledNumbers(run: Run, lane: number, events: readonly EventId[]): Map<EventId, number> {
  const simulation = startRun(run, { only: lane });
  const end = durationOf(run);
  const sorted = [...events].sort((one, other) => one - other);
  const numbers = new Map<EventId, number>();
  let next = 0;
  while (next < sorted.length && simulation.nextAt() <= end) {
    simulation.step();
    while (next < sorted.length && sorted[next] < simulation.history.length) numbers.set(sorted[next++], simulation.handled);
  }
  return numbers;
}
