import { EffectRequested } from "../delivery/events.ts";
import { ledgerAt } from "../delivery/ledger.ts";
import type { LedgerRow } from "../delivery/ledger-row.ts";
import { DATABASE } from "../delivery/system.ts";
import { messagesOf, startRun } from "../run.ts";
import { durationOf, type Run } from "../scenario.ts";
import { MachineLost } from "../sim/event-kinds.ts";
import type { ProcessRecord } from "../sim/records.ts";
import type { Simulation } from "../sim/simulation.ts";
import { type Micros, SECOND } from "../sim/time.ts";

/** What no run may do. */
export type Law = "no run throws" | "no timers run away" | "nothing stands for ever without a reason";

export interface Finding {
  law: Law;
  text: string;
}

export interface Hunted {
  findings: Finding[];
  /** Scheduled events, and the virtual time that they took. */
  handled: number;
  untilUs: Micros;
  fingerprint: string;
}

/** A lane with a healthy cluster and a dozen parts stays far below; timers that multiply pass it within seconds. */
const MOST_EVENTS_PER_SECOND = 20_000;
/** Work that keeps a process busy and ends by itself: a burst may go above the rate for a while. */
const FREE_EVENTS = 400_000;

/** Runs a run to its end and says which laws it broke. Never throws. */
export function huntRun(run: Run): Hunted {
  const simulation = startRun(run);
  const findings: Finding[] = [];
  try {
    runAll(simulation, durationOf(run), findings);
  } catch (error) {
    findings.push({ law: "no run throws", text: `at ${simulation.now} µs: ${error instanceof Error ? error.message : String(error)}` });
  }
  simulation.end(false);
  if (findings.length === 0) findings.push(...standing(run, simulation));
  return { findings, handled: simulation.handled, untilUs: simulation.now, fingerprint: simulation.history.fingerprint() };
}

function runAll(simulation: Simulation, until: Micros, findings: Finding[]): void {
  while (!simulation.runUntil(until, FREE_EVENTS)) {
    if (simulation.stopped !== null) break;
    const rate = Math.round(simulation.handled / (simulation.now / SECOND + 1));
    if (rate < MOST_EVENTS_PER_SECOND) continue;
    findings.push({ law: "no timers run away", text: `${simulation.handled} events in ${simulation.now} µs` });
    return;
  }
  if (simulation.stopped !== null)
    findings.push({ law: "no timers run away", text: `limit ${simulation.stopped} at ${simulation.now} µs` });
}

/** Rows that are on their way or in somebody's hands at the end, when nothing can be seen that keeps them. */
function standing(run: Run, simulation: Simulation): Finding[] {
  const messages = messagesOf(run);
  const processLanes = simulation.processes.map(({ lane }) => lane);
  const { services, tape, lanes } = run.scenario;
  return lanes.flatMap(({ id }, lane) => {
    const facts = { messages, services, prefix: `${id}/`, tape };
    const { rows } = ledgerAt(simulation.history, lane, processLanes, facts, simulation.now);
    const open = rows.filter((row) => row.outcome === "in flight" || row.outcome === "being processed");
    // Whoever works waits for the database for as long as it takes.
    const database = simulation.process(`${id}/${DATABASE}`);
    if (database?.status !== "up") return [];
    return open
      .filter((row) => !hasReason(row) && !asksInVain(simulation, row, database))
      .map((row): Finding => {
        const text = `${id}: #${row.message} for ${row.destination} is ${row.outcome} at the end`;
        return { law: "nothing stands for ever without a reason", text };
      });
  });
}

/** The page can name a reason when the row has one. */
function hasReason({ note }: LedgerRow): boolean {
  return note !== "";
}

/** Its worker waits for an answer of a database that has died since without a word; who only listens on such a connection hears nothing. */
function asksInVain({ history, processes }: Simulation, { message }: LedgerRow, { id, lane }: ProcessRecord): boolean {
  for (let event = history.length - 1; event >= 0; event--) {
    if (history.process(event) === id && history.kind(event) === MachineLost) return true;
    const asked = history.kind(event) === EffectRequested && history.message(event) === message;
    if (asked && processes[history.process(event)].lane === lane) return false;
  }
  return false;
}
