import { evidenceOf } from "../delivery/checkers/index.ts";
import { DeliveryIndex } from "../delivery/delivery-index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import { ledgerOf } from "../delivery/ledger.ts";
import type { LedgerOutcome } from "../delivery/ledger-row.ts";
import type { Simulation } from "../sim/simulation.ts";
import { fromMs, type Micros } from "../sim/time.ts";
import type { WhyProgress } from "./why-card.ts";
import { runOn, type Work } from "./work.ts";

/** How long after the end of a run something may still come: longer than every time limit that a client has by default. */
const LIMIT_US = fromMs(180_000);
const STEP_US = fromMs(5_000);

/** Outcomes after which nothing more comes. */
const FINAL: ReadonlySet<string> = new Set<LedgerOutcome | string>([
  "once",
  "twice",
  "late",
  "lost",
  "removed",
  "refused",
  "unresolved",
  "skipped",
  "returned",
  "given up",
  "failed",
  "never sent",
]);

/** A lane that has come to rest, or has been waited for long enough. */
export interface Rested {
  index: DeliveryIndex;
  /** Nothing is under way any more. */
  atRest: boolean;
}

/** Goes on beyond the end of a run until every message has come to the end of its way for every destination, and closes the history. */
export function* runToRest(simulation: Simulation, lane: number, facts: LaneFacts, end: Micros, progress: WhyProgress): Work<Rested> {
  const lanes = simulation.processes.map((record) => record.lane);
  const index = new DeliveryIndex(simulation.history, lane, lanes, facts.prefix);
  let atRest = false;
  for (let until = end; !atRest && until <= end + LIMIT_US && simulation.stopped === null; until += STEP_US) {
    yield* runOn(simulation, until, progress);
    yield progress;
    index.read();
    const { totals } = ledgerOf(evidenceOf(index, facts), facts);
    atRest = Object.keys(totals).every((outcome) => FINAL.has(outcome));
  }
  simulation.end(atRest);
  index.read();
  return { index, atRest };
}
