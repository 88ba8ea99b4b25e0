import { digestLane, type LaneDigest } from "../engine/delivery/lane-digest.ts";
import type { LaneFacts } from "../engine/delivery/lane-facts.ts";
import { ledgerAt } from "../engine/delivery/ledger.ts";
import { percentile } from "../engine/delivery/meters.ts";
import { factsOf, finishRun } from "../engine/run.ts";
import type { Expectation, Run } from "../engine/scenario.ts";
import { findEventKind } from "../engine/sim/event-kinds.ts";
import type { Simulation } from "../engine/sim/simulation.ts";

/** Plays a run to its end and says which of its expectations it does not meet, each in one line. */
export function unmet(run: Run): string[] {
  const played = new Played(run);
  if (played.simulation.stopped !== null) return [`the run was stopped: ${played.simulation.stopped}`];
  return run.scenario.expect.flatMap((expectation) => played.problem(expectation) ?? []);
}

/** Which of these a run meets. */
export function met(run: Run, expectations: readonly Expectation[]): Expectation[] {
  const played = new Played(run);
  return expectations.filter((expectation) => played.problem(expectation) === null);
}

class Played {
  readonly simulation: Simulation;
  private readonly facts: readonly LaneFacts[];
  private readonly digests = new Map<number, LaneDigest>();

  constructor(private readonly run: Run) {
    this.simulation = finishRun(run);
    this.facts = factsOf(run);
  }

  problem(expectation: Expectation): string | null {
    const lane = this.laneOf(expectation.lane);
    if (lane === -1) return `there is no lane ${expectation.lane}`;
    if ("checker" in expectation) return this.verdictProblem(lane, expectation);
    if ("outcome" in expectation) return this.rowProblem(lane, expectation);
    if ("event" in expectation) return this.eventProblem(lane, expectation);
    return this.paceProblem(lane, expectation);
  }

  private laneOf(id: string): number {
    return this.run.scenario.lanes.findIndex((spec) => spec.id === id);
  }

  private get processLanes(): number[] {
    return this.simulation.processes.map(({ lane }) => lane);
  }

  private digest(lane: number): LaneDigest {
    const known = this.digests.get(lane) ?? digestLane(this.simulation.history, lane, this.processLanes, this.facts[lane]);
    this.digests.set(lane, known);
    return known;
  }

  private verdictProblem(lane: number, { lane: id, checker, verdict }: Extract<Expectation, { checker: string }>): string | null {
    const found = this.digest(lane).verdicts.find((candidate) => candidate.checker === checker)?.verdict;
    return found === verdict ? null : `${id}: ${checker} is ${found ?? "no checker"}, not ${verdict}`;
  }

  private rowProblem(lane: number, { lane: id, message, destination, outcome }: Extract<Expectation, { outcome: string }>): string | null {
    const { rows } = ledgerAt(this.simulation.history, lane, this.processLanes, this.facts[lane], this.simulation.now);
    const found = rows.find((row) => row.message === message && row.destination === destination)?.outcome;
    return found === outcome ? null : `${id}: #${message} for ${destination} is ${found ?? "in no row"}, not ${outcome}`;
  }

  private eventProblem(lane: number, { lane: id, event, message, happens }: Extract<Expectation, { event: string }>): string | null {
    const kind = findEventKind(event);
    if (kind === undefined) return `no kind of event is named ${event}`;
    const { history, processes } = this.simulation;
    let found = false;
    for (let row = 0; row < history.length && !found; row++) {
      const about = message === undefined || history.message(row) === message;
      found = about && history.kind(row) === kind && processes[history.process(row)]?.lane === lane;
    }
    if (found === happens) return null;
    return `${id}: ${event}${message === undefined ? "" : ` of #${message}`} ${found ? "happens" : "does not happen"}`;
  }

  private paceProblem(lane: number, { lane: id, quickerThan, share }: Extract<Expectation, { quickerThan: string }>): string | null {
    const other = this.laneOf(quickerThan);
    if (other === -1) return `there is no lane ${quickerThan}`;
    const [mine, theirs] = [lane, other].map((of) => percentile(this.digest(of).latency.us, share));
    return mine < theirs ? null : `${id}: ${mine / 1000} ms, ${quickerThan}: ${theirs / 1000} ms at ${share}`;
  }
}
