import { digestLane, type LaneDigest } from "../engine/delivery/lane-digest.ts";
import type { LaneFacts } from "../engine/delivery/lane-facts.ts";
import { ledgerAt } from "../engine/delivery/ledger.ts";
import type { LedgerLane } from "../engine/delivery/ledger-row.ts";
import { percentile } from "../engine/delivery/meters.ts";
import type { Expectation } from "../engine/document/expectation.ts";
import type { DocumentRun } from "../engine/lanes/run-document.ts";
import { findEventKind } from "../engine/sim/event-kinds.ts";
import type { Simulation } from "../engine/sim/simulation.ts";

/** A run of a document, played to its end, and what came of it. */
export class Played {
  readonly simulation: Simulation;
  private readonly facts: readonly LaneFacts[];
  private readonly laneOf: readonly number[];
  private readonly digests = new Map<number, LaneDigest>();
  private readonly ledgers = new Map<number, LedgerLane>();

  constructor(private readonly document: DocumentRun) {
    this.simulation = document.finish();
    this.facts = document.facts();
    this.laneOf = this.simulation.processes.map(({ lane }) => lane);
  }

  digest(lane: number): LaneDigest {
    let known = this.digests.get(lane);
    if (known === undefined) {
      known = digestLane(this.simulation.history, lane, this.laneOf, this.facts[lane]);
      this.digests.set(lane, known);
    }
    return known;
  }

  ledger(lane: number): LedgerLane {
    let known = this.ledgers.get(lane);
    if (known === undefined) {
      known = ledgerAt(this.simulation.history, lane, this.laneOf, this.facts[lane], this.simulation.now);
      this.ledgers.set(lane, known);
    }
    return known;
  }

  /** The expectations of the document that do not hold, each in one line. */
  unmet(): string[] {
    return this.document.run.scenario.expect.flatMap((expectation) => this.problem(expectation) ?? []);
  }

  /** Which of these hold. */
  met(expectations: readonly Expectation[]): Expectation[] {
    return expectations.filter((expectation) => this.problem(expectation) === null);
  }

  private problem(expected: Expectation): string | null {
    const lane = this.laneNamed(expected.lane);
    if ("checker" in expected) {
      const found = this.digest(lane).verdicts.find(({ checker }) => checker === expected.checker)?.verdict ?? "no checker";
      return found === expected.verdict ? null : `${expected.lane}: ${expected.checker} is ${found}, not ${expected.verdict}`;
    }
    if ("outcome" in expected) {
      const number = this.document.messages.numberOf(expected.message) ?? -1;
      const { handler } = expected.at;
      const row = this.ledger(lane).rows.find(({ message, destination }) => message === number && destination === handler);
      const found = row?.outcome ?? "in no row";
      return found === expected.outcome ? null : `${expected.lane}: #${number} for ${handler} is ${found}, not ${expected.outcome}`;
    }
    if ("event" in expected) return this.eventProblem(expected, lane);
    const other = this.laneNamed(expected.quickerThan);
    const [mine, theirs] = [lane, other].map((of) => percentile(this.digest(of).latency.us, expected.share));
    return mine < theirs ? null : `${expected.lane}: ${mine / 1000} ms, ${expected.quickerThan}: ${theirs / 1000} ms at ${expected.share}`;
  }

  private eventProblem({ lane: id, event, message, happens }: Extract<Expectation, { event: string }>, lane: number): string | null {
    const { history } = this.simulation;
    const kind = findEventKind(event);
    const number = message === undefined ? null : (this.document.messages.numberOf(message) ?? -1);
    let found = false;
    for (let row = 0; row < history.length && !found; row++) {
      found =
        history.kind(row) === kind && (number === null || history.message(row) === number) && this.laneOf[history.process(row)] === lane;
    }
    if (found === happens) return null;
    return `${id}: ${event}${number === null ? "" : ` of #${number}`} ${found ? "happens" : "does not happen"}`;
  }

  private laneNamed(id: string): number {
    return this.document.run.scenario.lanes.findIndex((lane) => lane.id === id);
  }
}
