import { Played } from "../document/played.ts";
import { warningsOf } from "../document/warnings.ts";
import type { LedgerLane } from "../engine/delivery/ledger-row.ts";
import type { LedgerOutcome } from "../engine/document/outcomes.ts";
import type { Run } from "../engine/document/scenario.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { limitWords } from "../engine/sim/limits.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import type { LaneReport, LedgerReport, Report, RunReport } from "./report.ts";

const SYSTEMS = { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS };

/** Plays a document under each of these seeds, with its own script. */
export function runDocument({ run, version }: { run: Run; version: 1 | 2 }, seeds: readonly number[]): Report {
  const { id, title, expect } = run.scenario;
  const runs = seeds.map((seed) => reportOf({ ...run, seed }));
  const warnings = warningsOf(run, SYSTEM_TABLES).map(({ path, message }) => ({ path, message }));
  return { document: { id, title, version }, warnings, expectations: expect.length, holds: runs.every(({ holds }) => holds), runs };
}

function reportOf(run: Run): RunReport {
  const played = new Played(new DocumentRun(run, SYSTEMS));
  const { simulation } = played;
  const stopped = simulation.stopped === null ? null : `stopped by a limit: ${limitWords(simulation.stopped)}`;
  const unmet = stopped === null ? played.unmet() : [stopped];
  return {
    seed: run.seed,
    fingerprint: simulation.history.fingerprint(),
    endMs: simulation.now / 1000,
    atRest: run.scenario.lanes.every((_, lane) => played.digest(lane).final),
    stopped,
    holds: unmet.length === 0,
    unmet,
    lanes: run.scenario.lanes.map(({ id, title = "" }, lane): LaneReport => {
      const verdicts = played.digest(lane).verdicts.map(({ checker, title: promise, verdict, count, sentence }) => ({
        checker,
        title: promise,
        verdict,
        count,
        sentence,
      }));
      return { id, title, verdicts, ledger: ledgerOf(played.ledger(lane)) };
    }),
  };
}

function ledgerOf({ rows, totals }: LedgerLane): LedgerReport {
  const destinations: Record<string, Partial<Record<LedgerOutcome, number>>> = {};
  for (const { destination, outcome } of rows) {
    destinations[destination] ??= {};
    const counts = destinations[destination];
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return { rows: rows.length, totals, destinations };
}
