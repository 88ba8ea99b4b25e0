import { LEDGER_OUTCOMES, type LedgerOutcome } from "../engine/document/outcomes.ts";
import type { Problem } from "./read-document.ts";
import type { LaneReport, Report, RunReport } from "./report.ts";

/** A report for people: the whole of a single run, a line for each of many. */
export function reportWords(report: Report): string[] {
  const { document, runs, warnings } = report;
  const lines = [`${document.title} (${document.id}, version ${document.version})`];
  for (const { path, message } of warnings) lines.push(`warning: ${path}: ${message}`);
  if (runs.length === 1) lines.push(...runWords(runs[0]));
  else for (const run of runs) lines.push(lineOf(run), ...run.unmet.map((line) => `  ${line}`));
  lines.push(sumOf(report));
  return lines;
}

/** `FILE:12: lanes[0].clients: must be a list`, as compilers write it. */
export function problemWords(name: string, { line, field, message }: Problem): string {
  const where = line > 0 ? `${name}:${line}` : name;
  return [where, field, message].filter((part) => part !== "").join(": ");
}

function lineOf({ seed, holds, stopped, atRest, fingerprint }: RunReport): string {
  const ending = stopped ?? (atRest ? "" : "still at work at its end");
  return [`seed ${seed}: ${holds ? "holds" : "does not hold"}`, fingerprint, ending].filter((part) => part !== "").join(", ");
}

function runWords(run: RunReport): string[] {
  const seconds = `${run.endMs / 1000} s`;
  return [`${lineOf(run)}, ended at ${seconds}`, ...run.lanes.flatMap(laneWords), ...run.unmet.map((line) => `NOT AS EXPECTED: ${line}`)];
}

function laneWords({ id, title, verdicts, ledger }: LaneReport): string[] {
  const head = title === "" || title === id ? id : `${id}: ${title}`;
  return [
    "",
    head,
    ...verdicts.map(({ checker, verdict, count, sentence }) => {
      const cases = count > 0 ? ` (${count})` : "";
      return `  ${`${verdict}${cases}`.padEnd(14)} ${checker}: ${sentence}`;
    }),
    `  ${ledger.rows} rows: ${totalsWords(ledger.totals)}`,
    ...Object.entries(ledger.destinations).map(([destination, totals]) => `    ${destination || "for nobody"}: ${totalsWords(totals)}`),
  ];
}

function totalsWords(totals: Readonly<Partial<Record<LedgerOutcome, number>>>): string {
  const words = LEDGER_OUTCOMES.flatMap((outcome) => {
    const count = totals[outcome];
    return count === undefined ? [] : [`${count} ${outcome}`];
  });
  return words.length === 0 ? "none" : words.join(", ");
}

function sumOf({ expectations, runs }: Report): string {
  if (expectations === 0) return "The document states no expectations.";
  const held = runs.filter(({ holds }) => holds).length;
  return `${held} of ${runs.length} ${runs.length === 1 ? "run" : "runs"} as expected (${expectations} ${expectations === 1 ? "expectation" : "expectations"}).`;
}
