import { ClaimChecker } from "../claims/check.ts";
import type { Claim } from "../claims/claim.ts";
import { settledUnprocessed } from "../delivery/checkers/c2-settled-unprocessed.ts";
import { labelledRedelivery } from "../delivery/checkers/c4-labelled-redelivery.ts";
import { unlabelledDuplicate } from "../delivery/checkers/c5-unlabelled-duplicate.ts";
import { duplicateEffect } from "../delivery/checkers/c6-duplicate-effect.ts";
import { staleOwner } from "../delivery/checkers/c7-stale-owner.ts";
import { evidenceOf } from "../delivery/checkers/index.ts";
import type { Checker, Evidence } from "../delivery/checkers/judgement.ts";
import { confirmedButLost } from "../delivery/checkers/l1-confirmed-but-lost.ts";
import { duplicateInLog } from "../delivery/checkers/l5-duplicate-in-log.ts";
import { sendOrderInLog } from "../delivery/checkers/o1-send-order-in-log.ts";
import { keyOrderOfEffects } from "../delivery/checkers/o3-key-order-of-effects.ts";
import { queueOrder } from "../delivery/checkers/o4-queue-order.ts";
import { DeliveryIndex } from "../delivery/delivery-index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import { ledgerOf } from "../delivery/ledger.ts";
import type { Run } from "../document/scenario.ts";
import { explain, type WhyCard, type WhyQuestion } from "../explain/index.ts";
import { LaneRecord } from "../explain/lane-record.ts";
import { LaneSaid } from "../lanes/lane-said.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import { finish } from "../pieces.ts";
import type { Simulation } from "../sim/simulation.ts";

/** What came of the questions that a random run gave occasion for. */
export interface Explained {
  system: string;
  question: WhyQuestion;
  /** There was an answer. */
  answered: boolean;
  /** The work allowed for one question was used up before everything was tried. */
  cut: boolean;
  /** The commands of the steps alone bring it about. */
  enough: boolean;
  /** Commands of the steps, and those of them without which it does not happen. */
  commands: number;
  needed: number;
  claims: readonly Claim[];
  untrue: readonly Claim[];
  /** Whether the lane's history bears a claim out. */
  holds(claim: Claim): boolean;
  /** Steps of the card; more than seven, or sentences that are none, are listed as `bad`. */
  steps: number;
  bad: readonly string[];
}

/** Which cases each kind of question is about: said here again, so that the answer's own idea of it is not taken for granted. */
export const CASES: Readonly<Record<string, readonly Checker[]>> = {
  duplicated: [duplicateEffect],
  lost: [confirmedButLost, settledUnprocessed],
  late: [keyOrderOfEffects],
  "stored twice": [duplicateInLog],
  "handed over again": [labelledRedelivery, unlabelledDuplicate],
  stale: [staleOwner],
  "log order": [sendOrderInLog],
  "queue order": [queueOrder],
};
const LONG_US = 1_000_000;
const FINE: ReadonlySet<string> = new Set(["once", "twice", "late", "lost"]);

/** All questions that a lane gives occasion for, at most so many of each kind, and their answers put to the test. */
export function* explained(played: DocumentRun, most: number): Generator<Explained> {
  for (const [lane, facts] of played.facts().entries()) {
    const said = new LaneSaid(played.run, played.systems, lane);
    const record = new LaneRecord(played, lane);
    finish(record.record());
    const checker = new ClaimChecker(record.simulation, played, facts, lane);
    for (const question of questionsOf(record.simulation, lane, facts, played.pace().durationUs, most)) {
      const card = finish(explain({ record, simulation: record.simulation, facts, question, advice: false }));
      yield { system: said.systemOf(question.destination), question, ...judged(card, record, question, facts, checker) };
    }
  }
}

/** The first cases of each kind, and the first rows of each outcome at the end and in the middle of the run. */
function questionsOf(simulation: Simulation, lane: number, facts: LaneFacts, end: number, most: number): WhyQuestion[] {
  const questions: WhyQuestion[] = [];
  const seen = new Map<string, number>();
  const ask = (question: WhyQuestion) => {
    const count = seen.get(question.kind) ?? 0;
    const known = questions.some((other) => JSON.stringify(other) === JSON.stringify(question));
    if (count >= most || known) return;
    seen.set(question.kind, count + 1);
    questions.push(question);
  };
  const evidence = evidenceAt(simulation, lane, facts);
  for (const [kind, checkers] of Object.entries(CASES)) {
    for (const { message, destination } of checkers.flatMap((check) => check(evidence).cases))
      ask({ kind: kind as WhyQuestion["kind"], lane, message, destination });
  }
  for (const atUs of [undefined, Math.round(end / 4), Math.round(end / 10)]) {
    const { rows } = ledgerOf(evidenceAt(simulation, lane, facts, atUs), facts);
    for (const { message, destination, outcome } of rows) {
      const dueUs = facts.messages[message - 1].atUs;
      // That a message is under way is worth a question when it has been for a while.
      if (FINE.has(outcome) || dueUs > (atUs ?? end) - LONG_US) continue;
      ask({ kind: outcome as WhyQuestion["kind"], lane, message, destination, ...(atUs === undefined ? {} : { atUs }) });
    }
  }
  return questions;
}

export function evidenceAt({ history, processes }: Simulation, lane: number, facts: LaneFacts, atUs?: number): Evidence {
  const lanes = processes.map((process) => process.lane);
  const until = atUs === undefined ? history.length : history.firstAtOrAfter(atUs + 1);
  return evidenceOf(new DeliveryIndex(history, lane, lanes, facts).read(until), facts);
}

function judged(
  card: WhyCard | null,
  record: LaneRecord,
  question: WhyQuestion,
  facts: LaneFacts,
  checker: ClaimChecker,
): Omit<Explained, "system" | "question"> {
  const holds = (claim: Claim) => checker.holds(claim);
  const { run } = record;
  if (card === null)
    return { answered: false, cut: false, enough: false, commands: 0, needed: 0, claims: [], untrue: [], holds, steps: 0, bad: [] };
  const only = (commands: readonly string[]): Run => ({ ...run, script: run.script.filter(({ id }) => commands.includes(id)) });
  const without = (command: string): Run => ({ ...run, script: run.script.filter(({ id }) => id !== command) });
  const shown = [...new Set(card.steps.flatMap(({ commands }) => commands))];
  const either = new Set(card.steps.filter(({ proof }) => proof === "either").flatMap(({ commands }) => commands));
  const needed = shown.filter((command) => {
    const rest = either.has(command) ? only(shown.filter((other) => other !== command)) : without(command);
    return !happens(rest, record, question, facts);
  });
  const claims = card.steps.flatMap((step) => step.claims);
  return {
    answered: true,
    cut: card.remark !== undefined,
    enough: happens(only(shown), record, question, facts),
    commands: shown.length,
    needed: needed.length,
    claims,
    untrue: claims.filter((claim) => !holds(claim)),
    holds,
    steps: card.steps.length,
    bad: flawsOf(card),
  };
}

/**
 * Whether it happens in a run that goes as far as the recorded one, by the judges alone. `omitted`: numbers of scheduled events that are left
 * out, each as in the run without those before it.
 */
export function happens(
  run: Run,
  { played, endUs, atRest }: LaneRecord,
  { kind, lane, message, destination, atUs }: WhyQuestion,
  facts: LaneFacts,
  omitted: readonly number[] = [],
): boolean {
  const simulation = played.under(run).start({ only: lane });
  for (const number of omitted) {
    while (simulation.handled < number - 1 && simulation.step()) simulation.omitted = 0;
    simulation.omitted = number;
    simulation.step();
  }
  simulation.runUntil(atUs ?? endUs);
  if (atUs === undefined) simulation.end(atRest);
  const evidence = evidenceAt(simulation, lane, facts, atUs);
  const checkers = CASES[kind];
  if (checkers === undefined)
    return ledgerOf(evidence, facts).rows.some((row) => row.message === message && row.destination === destination && row.outcome === kind);
  const cases = checkers.flatMap((check) => check(evidence).cases);
  return cases.some((found) => found.message === message && found.destination === destination);
}

export function flawsOf({ steps }: WhyCard): string[] {
  const flaws: string[] = [];
  if (steps.length === 0 || steps.length > 7) flaws.push(`${steps.length} steps`);
  for (const { title, detail } of steps) {
    if (title.split(" ").length > 6) flaws.push(title);
    if (!/^[\w#].*\.$/.test(detail) || /undefined|NaN|null|\.\.| {2}|: \.|= \./.test(`${title} ${detail}`))
      flaws.push(`${title}: ${detail}`);
  }
  return flaws;
}
