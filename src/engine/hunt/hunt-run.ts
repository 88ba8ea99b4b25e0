import { EffectRequested } from "../delivery/events.ts";
import { LaneBook } from "../delivery/lane-book.ts";
import { ledgerAt } from "../delivery/ledger.ts";
import type { LedgerRow } from "../delivery/ledger-row.ts";
import { DATABASE } from "../delivery/system.ts";
import { finish } from "../pieces.ts";
import { allDone, comesToRest, paceOf } from "../rest.ts";
import { factsOf, messagesOf, startRun } from "../run.ts";
import { durationOf, type Run } from "../scenario.ts";
import { MachineLost } from "../sim/event-kinds.ts";
import { NO_EVENT } from "../sim/history.ts";
import type { ProcessRecord } from "../sim/records.ts";
import type { Simulation } from "../sim/simulation.ts";
import { type Micros, SECOND } from "../sim/time.ts";

/** What no run may do. */
export type Law = "no run throws" | "no timers run away" | "nothing stands for ever without a reason" | "a loss is for good";

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
    runAll(simulation, run, findings);
  } catch (error) {
    findings.push({ law: "no run throws", text: `at ${simulation.now} µs: ${error instanceof Error ? error.message : String(error)}` });
  }
  if (findings.length === 0) findings.push(...lossesTakenBack(run, simulation), ...standingForEver(run, simulation));
  return { findings, handled: simulation.handled, untilUs: simulation.now, fingerprint: simulation.history.fingerprint() };
}

function runAll(simulation: Simulation, run: Run, findings: Finding[]): void {
  const until = durationOf(run);
  while (!simulation.runUntil(until, FREE_EVENTS)) {
    if (simulation.stopped !== null) break;
    const rate = Math.round(simulation.handled / (simulation.now / SECOND + 1));
    if (rate < MOST_EVENTS_PER_SECOND) continue;
    findings.push({ law: "no timers run away", text: `${simulation.handled} events in ${simulation.now} µs` });
    return;
  }
  if (simulation.stopped !== null && !(simulation.stopped === "eventsPerInstant" && takesNoTime(run)))
    findings.push({ law: "no timers run away", text: `limit ${simulation.stopped} at ${simulation.now} µs` });
}

/** Where the network takes no time, what is handed back at once comes back at the same instant: the limit ends the run, and says so. */
function takesNoTime({ scenario: { network } }: Run): boolean {
  return network.latency.kind === "constant" && network.latency.ms === 0;
}

/** What stands when everything has come to rest. Where something goes on happening, it stands only for a while. */
function standingForEver(run: Run, simulation: Simulation): Finding[] {
  if (standing(run, simulation).length === 0) return [];
  const messages = messagesOf(run);
  if (!finish(comesToRest(simulation, paceOf(run).longestWaitUs, messages, () => allDone(simulation, factsOf(run, messages))))) return [];
  simulation.end(true);
  return standing(run, simulation);
}

/** Instants at which a run is asked what it has lost. */
const LOOKS = 150;

/** Messages that were said to be lost from the store, and were not at a later instant. */
function lossesTakenBack(run: Run, { history, processes }: Simulation): Finding[] {
  const processLanes = processes.map(({ lane }) => lane);
  return factsOf(run).flatMap((facts, lane) => {
    const book = new LaneBook(history, lane, processLanes, facts);
    let known = new Set<string>();
    const back = new Set<string>();
    for (let look = 1; look <= LOOKS; look++) {
      const { telling } = book.read(Math.floor((history.length * look) / LOOKS)).evidence();
      const lost = new Set<string>();
      for (const { message, facts: at, lostInLog } of telling)
        if (lostInLog !== NO_EVENT) lost.add(`#${message.number} for ${history.strings.text(at.destination)}`);
      for (const one of known) if (!lost.has(one)) back.add(one);
      known = lost;
    }
    return [...back].map(
      (one): Finding => ({ law: "a loss is for good", text: `${run.scenario.lanes[lane].id}: ${one} is not lost after all` }),
    );
  });
}

/** Rows that are on their way or in somebody's hands at the end, when nothing can be seen that keeps them. */
function standing(run: Run, simulation: Simulation): Finding[] {
  const processLanes = simulation.processes.map(({ lane }) => lane);
  const facts = factsOf(run);
  return run.scenario.lanes.flatMap(({ id }, lane) => {
    const { rows } = ledgerAt(simulation.history, lane, processLanes, facts[lane], simulation.now);
    const open = rows.filter((row) => row.outcome === "in flight" || row.outcome === "being processed");
    // Whoever needs a broker or the database that is down for good waits for as long as it takes.
    const servers = simulation.processes.filter((process) => process.lane === lane && isServer(process, run));
    if (servers.some(({ status }) => status !== "up")) return [];
    const database = servers.find(({ address }) => address === DATABASE);
    return open
      .filter((row) => !hasReason(row) && !(database !== undefined && asksInVain(simulation, row, database)))
      .map((row): Finding => {
        const text = `${id}: #${row.message} for ${row.destination} is ${row.outcome} at the end`;
        return { law: "nothing stands for ever without a reason", text };
      });
  });
}

/** Not a client: neither a producer nor a worker of a service. */
function isServer({ address, spec }: ProcessRecord, { scenario }: Run): boolean {
  const { role } = spec.definition;
  return !/producer|publisher|client|consumer|service/.test(role) && !scenario.producers.includes(address);
}

/** The page can name a reason when the row has one. */
function hasReason({ note }: LedgerRow): boolean {
  return note !== "";
}

/** Its worker waits for an answer of a database that has died since without a word; who only listens on such a connection hears nothing. */
function asksInVain({ history, processes }: Simulation, { message, destination }: LedgerRow, { id, lane }: ProcessRecord): boolean {
  for (let event = history.length - 1; event >= 0; event--) {
    if (history.process(event) === id && history.kind(event) === MachineLost) return true;
    if (history.kind(event) !== EffectRequested || history.message(event) !== message) continue;
    if (processes[history.process(event)].lane === lane && history.strings.text(history.a(event)) === destination) return false;
  }
  return false;
}
