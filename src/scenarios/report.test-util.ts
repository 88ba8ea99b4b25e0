import { playable } from "../document/playable.ts";
import { digestLane } from "../engine/delivery/lane-digest.ts";
import type { LaneFacts } from "../engine/delivery/lane-facts.ts";
import { ledgerAt } from "../engine/delivery/ledger.ts";
import type { LedgerRow } from "../engine/delivery/ledger-row.ts";
import { explain } from "../engine/explain/index.ts";
import { LaneRecord } from "../engine/explain/lane-record.ts";
import type { WhyCard, WhyQuestion } from "../engine/explain/why-card.ts";
import { finish } from "../engine/pieces.ts";
import { factsOf, finishRun, startRun } from "../engine/run.ts";
import { durationOf, type Run } from "../engine/scenario.ts";
import { eventKindInfo, findEventKind } from "../engine/sim/event-kinds.ts";
import type { Simulation } from "../engine/sim/simulation.ts";
import { sentenceOf } from "../ui/log/event-sentences.ts";
import { wordsOfRun } from "../ui/log/run-words.ts";
import { SYSTEM_DRAWINGS } from "../ui/stage/systems.ts";
import { replicaOf } from "../ui/state/history.test-util.ts";
import { takeFrame } from "../worker/frame.ts";
import type { FrameProcess } from "../worker/protocol.ts";
import { unroutedIn } from "./unrouted.ts";

/**
 * Public problem reports as data: a run, and what a faithful simulator makes of it. Each condition names what it is about (`says`);
 * one that does not hold yet names what is missing (`pending`), and the test asserts that it fails, so that nobody forgets to lift it.
 */
export interface Report {
  title: string;
  /** Where it was reported; left out for faults that were found by trying. */
  source?: string;
  run: Run;
  conditions: Condition[];
}

/** Exactly, or within bounds. */
type Amount = number | { atLeast?: number; atMost?: number };

interface EventFilter {
  event: string;
  message?: number;
  /** The part that did it, `work-1`. */
  part?: string;
  /** Fields of the kind of event by name; those whose names end in Text are compared as texts. */
  fields?: Record<string, number | string>;
}

export type Condition = {
  says: string;
  /** The rule or the part of the page that is missing. */
  pending?: string;
  /** By place in the scenario; the first when left out. */
  lane?: number;
  /** The same run with other values: paths from the run, and what stands there. */
  change?: { path: (string | number)[]; value: unknown }[];
} & (
  | { totals: Record<string, Amount> }
  | { row: number; destination?: string; has: Partial<Record<keyof LedgerRow, Amount | string | string[]>> }
  | { verdict: string; is: string[]; sentenceNot?: string }
  | (EventFilter & { count: Amount; fromMs?: number; toMs?: number })
  /** The first of these questions that has an answer. */
  | {
      why: string[];
      message: number;
      destination: string;
      /** Kinds of events that steps of the card stand for: each of them, and none of those. */
      steps?: EventFilter[];
      noSteps?: EventFilter[];
      /** What the advice changes, by its real name, `database` or `service`; and what neither it nor an alternative does. */
      prevention?: string;
      noPrevention?: string[];
    }
  | { drawn: string; atMs: number; count: Amount }
  /** Lines of the drawing by their ids. */
  | { line: string; atMs: number; count: Amount }
  | (EventFilter & { sentenceNot: string })
  /** Types of messages of which the page warns that they reach no queue. */
  | { unrouted: string[] }
);

/** What does not hold of a condition, in words; null when it holds. */
export function problemOf(report: Report, condition: Condition): string | null {
  const run = changed(report.run, condition.change ?? []);
  const lane = condition.lane ?? 0;
  if ("totals" in condition) return totalsProblem(run, lane, condition.totals);
  if ("row" in condition) return rowProblem(run, lane, condition);
  if ("verdict" in condition) return verdictProblem(run, lane, condition);
  if ("why" in condition) return whyProblem(run, lane, condition);
  if ("drawn" in condition) return drawnProblem(run, lane, condition);
  if ("line" in condition) return lineProblem(run, lane, condition);
  if ("unrouted" in condition) {
    const types = unroutedIn(run, run.scenario.lanes[lane])?.types ?? [];
    return text(types) === text(condition.unrouted) ? null : `it warns of ${text(types)}, not of ${text(condition.unrouted)}`;
  }
  if ("count" in condition) {
    const found = eventsOf(recorded(run), lane, condition, condition).length;
    return fits(found, condition.count) ? null : `${found} events ${condition.event}, not ${text(condition.count)}`;
  }
  return sentenceProblem(run, lane, condition);
}

function changed(run: Run, changes: readonly { path: readonly (string | number)[]; value: unknown }[]): Run {
  if (changes.length === 0) return run;
  const copy = structuredClone(run);
  for (const { path, value } of changes) {
    // biome-ignore lint/suspicious/noExplicitAny: the path leads through any part of the document
    let place: any = copy;
    for (const step of path.slice(0, -1)) place = place[step];
    if (typeof place !== "object" || place === null) throw new Error(`there is nothing at ${path.join(".")}`);
    place[path[path.length - 1]] = value;
  }
  return copy;
}

/** Runs by value: a report asks several things of one, and of a few changed ones. */
const runs = new Map<string, Simulation>();

function recorded(run: Run): Simulation {
  const key = JSON.stringify(run);
  let simulation = runs.get(key);
  if (simulation === undefined) {
    simulation = finishRun(run);
    if (simulation.stopped !== null) throw new Error(`the run was stopped: ${simulation.stopped}`);
    runs.set(key, simulation);
  }
  return simulation;
}

const lanesOf = ({ processes }: Simulation) => processes.map(({ lane }) => lane);

function ledgerOf(run: Run, lane: number) {
  const simulation = recorded(run);
  return ledgerAt(simulation.history, lane, lanesOf(simulation), factsOf(run)[lane], durationOf(run));
}

function totalsProblem(run: Run, lane: number, wanted: Record<string, Amount>): string | null {
  const totals: Record<string, number> = ledgerOf(run, lane).totals;
  const wrong = Object.entries(wanted).filter(([outcome, amount]) => !fits(totals[outcome] ?? 0, amount));
  return wrong.length === 0 ? null : `the ledger adds up to ${JSON.stringify(totals)}, not ${JSON.stringify(wanted)}`;
}

function rowProblem(run: Run, lane: number, { row, destination, has }: Extract<Condition, { row: number }>): string | null {
  const rows = ledgerOf(run, lane).rows.filter(
    (found) => found.message === row && (destination === undefined || found.destination === destination),
  );
  if (rows.length !== 1) return `there are ${rows.length} rows of #${row}`;
  for (const [field, wanted] of Object.entries(has)) {
    const found = rows[0][field as keyof LedgerRow];
    const good = typeof found === "number" ? fits(found, wanted as Amount) : [wanted].flat().includes(found);
    if (!good) return `${field} of #${row} is ${found}, not ${text(wanted)}`;
  }
  return null;
}

function verdictProblem(run: Run, lane: number, { verdict, is, sentenceNot }: Extract<Condition, { verdict: string }>): string | null {
  const simulation = recorded(run);
  const { verdicts } = digestLane(simulation.history, lane, lanesOf(simulation), factsOf(run)[lane]);
  const found = verdicts.find(({ checker }) => checker === verdict);
  if (found === undefined) return `there is no checker ${verdict}`;
  if (!is.includes(found.verdict)) return `${verdict} is ${found.verdict}, not ${text(is)}: ${found.sentence}`;
  return sentenceNot !== undefined && new RegExp(sentenceNot).test(found.sentence) ? `${verdict} says: ${found.sentence}` : null;
}

/** Events of a lane that a filter lets through, by number. */
function eventsOf(
  simulation: Simulation,
  lane: number,
  filter: EventFilter,
  { fromMs = 0, toMs = Number.POSITIVE_INFINITY } = {},
): number[] {
  if (findEventKind(filter.event) === undefined) return [];
  const { history } = simulation;
  const found: number[] = [];
  for (let id = 0; id < history.length; id++) {
    const at = history.at(id) / 1000;
    if (at < fromMs || at > toMs) continue;
    if (simulation.processes[history.process(id)]?.lane === lane && isOf(simulation, id, filter)) found.push(id);
  }
  return found;
}

function isOf(simulation: Simulation, id: number, { event, message, part, fields = {} }: EventFilter): boolean {
  const { history, processes } = simulation;
  const info = eventKindInfo(history.kind(id));
  if (info.name !== event || (message !== undefined && history.message(id) !== message)) return false;
  if (part !== undefined && !processes[history.process(id)]?.name.endsWith(`/${part}`)) return false;
  const columns = [history.a(id), history.b(id), history.c(id)];
  return Object.entries(fields).every(([name, value]) => {
    const column = info.fields.indexOf(name);
    if (column === -1) throw new Error(`${event} has no field ${name}`);
    return (name.endsWith("Text") ? history.strings.text(columns[column]) : columns[column]) === value;
  });
}

function whyProblem(run: Run, lane: number, condition: Extract<Condition, { why: string[] }>): string | null {
  const { why, message, destination, steps = [], noSteps = [], prevention, noPrevention = [] } = condition;
  const simulation = recorded(run);
  const facts = factsOf(run)[lane];
  let card: WhyCard | null = null;
  for (const kind of why) {
    const question = { kind, lane, message, destination } as WhyQuestion;
    card ??= answer(run, lane, simulation, facts, question);
  }
  if (card === null) return `there is no answer to why #${message} is ${why.join(" or ")}`;
  const told = card.steps.flatMap(({ events }) => events.filter((id) => id >= 0));
  const has = (filter: EventFilter) => told.some((id) => isOf(simulation, id, filter));
  const missing = steps.find((filter) => !has(filter));
  const words = card.steps.map(({ title, detail }) => `${title}. ${detail}`).join(" | ");
  if (missing !== undefined) return `no step tells ${text(missing)}: ${words}`;
  const wrong = noSteps.find(has);
  if (wrong !== undefined) return `a step tells ${text(wrong)}: ${words}`;
  const advice = [card.prevention, ...card.alternatives].flatMap(({ change }) => (change === undefined ? [] : changeName(change)));
  if (prevention !== undefined && advice[0] !== prevention) return `the advice is ${text(advice)}, not ${prevention}`;
  const bad = noPrevention.find((name) => advice.includes(name));
  return bad === undefined ? null : `the advice is ${text(advice)}, not without ${bad}`;
}

function changeName(change: NonNullable<WhyCard["prevention"]["change"]>): string {
  return change.what === "setting" ? change.name : change.what;
}

/** Null also for a kind of question that nobody can answer yet. */
function answer(run: Run, lane: number, simulation: Simulation, facts: LaneFacts, question: WhyQuestion): WhyCard | null {
  try {
    return finish(explain({ record: new LaneRecord(playable(run), lane), simulation, facts, question }));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function layoutAt(run: Run, lane: number, atMs: number) {
  const simulation = startRun(run);
  simulation.runUntil(atMs * 1000);
  const { processes } = takeFrame(simulation, 1, new Map());
  return SYSTEM_DRAWINGS[run.scenario.lanes[lane].system].layout(
    processes.filter((process): process is FrameProcess => process.lane === lane),
    1100,
    "tight",
  );
}

/** Faces by what they are called or show. */
function drawnProblem(run: Run, lane: number, { drawn, atMs, count }: Extract<Condition, { drawn: string }>): string | null {
  const found = layoutAt(run, lane, atMs).parts.filter(({ id, label }) => new RegExp(drawn).test(`${id} ${label}`));
  return fits(found.length, count) ? null : `${found.length} faces are called ${drawn}, not ${text(count)}`;
}

function lineProblem(run: Run, lane: number, { line, atMs, count }: Extract<Condition, { line: string }>): string | null {
  const found = layoutAt(run, lane, atMs).lines.filter(({ id }) => new RegExp(line).test(id));
  return fits(found.length, count) ? null : `${found.length} lines are called ${line}, not ${text(count)}`;
}

function sentenceProblem(run: Run, lane: number, condition: Extract<Condition, { sentenceNot: string; event: string }>): string | null {
  const [id] = eventsOf(recorded(run), lane, condition);
  if (id === undefined) return `there is no ${condition.event}`;
  const { history, roster } = replicaOf(run);
  const sentence = sentenceOf(history, roster, id, wordsOfRun(run));
  return sentence !== null && new RegExp(condition.sentenceNot).test(sentence.what) ? `it says: ${sentence.who} ${sentence.what}` : null;
}

function fits(value: number, amount: Amount): boolean {
  if (typeof amount === "number") return value === amount;
  return value >= (amount.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (amount.atMost ?? Number.POSITIVE_INFINITY);
}

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
