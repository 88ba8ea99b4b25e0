import { ClaimChecker } from "../claims/check.ts";
import type { Claim } from "../claims/claim.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import { ledgerOf } from "../delivery/ledger.ts";
import { explainAbsent } from "../explain/absent.ts";
import { explain } from "../explain/index.ts";
import { LaneRecord } from "../explain/lane-record.ts";
import type { WhyCard, WhyQuestion, WhyStep } from "../explain/why-card.ts";
import { type RunChange, withChange } from "../lanes/lane-otherwise.ts";
import { LaneSaid } from "../lanes/lane-said.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import { finish } from "../pieces.ts";
import { CASES, evidenceAt, flawsOf, happens } from "./explained.ts";

/** What came of asking why something did not happen in a lane that happened in another. */
export interface ExplainedAbsence {
  system: string;
  question: WhyQuestion;
  answered: boolean;
  cut: boolean;
  /** Steps of which the answer says that with them otherwise it happens, and those of which that is so by the judges alone. */
  kept: number;
  borneOut: number;
  /** Of those that change a setting, the ones under which it happens without the faults that struck here as well: they kept something else away. */
  needless: number;
  /** Every fault that brought it about in the other lane is told of: as it struck here, or that it did not. */
  faults: number;
  told: number;
  claims: readonly Claim[];
  untrue: readonly Claim[];
  /** Whether the lane's history bears a claim out. */
  holds(claim: Claim): boolean;
  bad: readonly string[];
}

interface Recorded {
  lane: number;
  record: LaneRecord;
  facts: LaneFacts;
  /** What happened to whom: "lost 7 payment". */
  cases: ReadonlySet<string>;
  rows: ReadonlySet<string>;
}

/** All that happened in one lane of a run and not in another, at most so many of each kind in each lane, and the answers put to the test. */
export function* explainedAbsences(played: DocumentRun, most: number): Generator<ExplainedAbsence> {
  const lanes = played.facts().map((facts, lane) => recorded(played, lane, facts));
  for (const there of lanes) {
    for (const here of lanes) {
      const seen = new Map<string, number>();
      for (const found of there.cases) {
        const [kind, message, destination] = JSON.parse(found) as [string, number, string];
        if (here === there || here.cases.has(found) || !here.rows.has(JSON.stringify([message, destination]))) continue;
        if ((seen.get(kind) ?? 0) >= most) continue;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        const question: WhyQuestion = {
          kind: kind as WhyQuestion["kind"],
          lane: here.lane,
          message,
          destination,
          notAsIn: there.lane,
        };
        const { record, facts } = here;
        const card = finish(explainAbsent({ record, there, simulation: record.simulation, facts, question }));
        const said = new LaneSaid(played.run, played.systems, here.lane);
        yield { system: said.systemOf(destination), question, ...judged(card, question, here, there) };
      }
    }
  }
}

function recorded(played: DocumentRun, lane: number, facts: LaneFacts): Recorded {
  const record = new LaneRecord(played, lane);
  finish(record.record());
  const evidence = evidenceAt(record.simulation, lane, facts);
  const cases = Object.entries(CASES).flatMap(([kind, checkers]) =>
    checkers.flatMap((check) => check(evidence).cases).map(({ message, destination }) => JSON.stringify([kind, message, destination])),
  );
  const rows = ledgerOf(evidence, facts).rows.map(({ message, destination }) => JSON.stringify([message, destination]));
  return { lane, record, facts, cases: new Set(cases), rows: new Set(rows) };
}

function judged(
  card: WhyCard | null,
  question: WhyQuestion,
  { record, facts, lane }: Recorded,
  there: Recorded,
): Omit<ExplainedAbsence, "system" | "question"> {
  const checker = new ClaimChecker(record.simulation, record.played, facts, lane);
  const holds = (claim: Claim) => checker.holds(claim);
  const nothing = { holds, cut: false, kept: 0, borneOut: 0, needless: 0, faults: 0, told: 0, claims: [], untrue: [], bad: [] };
  if (card === null) return { answered: false, ...nothing };
  const claims = card.steps.flatMap((step) => step.claims);
  const faults = faultsThere(question, there);
  const told = new Set(card.steps.flatMap(({ commands }) => commands));
  for (const claim of claims) if (claim.says === "noSuch") told.add(claim.command);
  const otherwise = card.steps.filter((step) => step.otherwise !== undefined);
  const struck = card.steps.some(({ commands }) => commands.some((command) => faults.includes(command)));
  return {
    ...nothing,
    answered: true,
    cut: card.remark !== undefined,
    kept: otherwise.length,
    faults: faults.length,
    told: faults.filter((command) => told.has(command)).length,
    borneOut: otherwise.filter((step) => happensOtherwise(step, question, record, facts)).length,
    needless: otherwise.filter((step) => struck && happensWithout(faults, step, question, record, facts)).length,
    claims,
    untrue: claims.filter((claim) => !holds(claim)),
    bad: flawsOf(card),
  };
}

/** The faults that bring it about in the other lane. */
function faultsThere({ notAsIn: _, ...question }: WhyQuestion, { record, facts, lane }: Recorded): string[] {
  const why = explain({ record, simulation: record.simulation, facts, question: { ...question, lane }, advice: false });
  return [...new Set(finish(why)?.steps.flatMap(({ commands }) => commands))];
}

/** Whether it happens with one thing otherwise, in a run made anew from the start. */
function happensOtherwise({ otherwise }: WhyStep, question: WhyQuestion, record: LaneRecord, facts: LaneFacts): boolean {
  const { run, lane, played } = record;
  const under = (change: RunChange) => withChange(run, lane, change, played.systems);
  switch (otherwise?.what) {
    case "without":
      return happens(run, record, question, facts, otherwise.numbers);
    case "changed":
      return happens(under(otherwise.change), record, question, facts);
    case "ended":
    case "moved": {
      const { command } = otherwise;
      const change = otherwise.what === "moved" ? otherwise.change : undefined;
      const changed = change === undefined ? run : under(change);
      const script = run.script.map((other) => (other.id === command.id ? command : other));
      return happens({ ...changed, script }, record, question, facts);
    }
    case undefined:
      return false;
  }
}

/** Whether it happens under another setting though the faults are taken out of the script. */
function happensWithout(
  faults: readonly string[],
  { otherwise }: WhyStep,
  question: WhyQuestion,
  record: LaneRecord,
  facts: LaneFacts,
): boolean {
  if (otherwise?.what !== "changed") return false;
  const run = withChange(record.run, record.lane, otherwise.change, record.played.systems);
  return happens({ ...run, script: run.script.filter(({ id }) => !faults.includes(id)) }, record, question, facts);
}
