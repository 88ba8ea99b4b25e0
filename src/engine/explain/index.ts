import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { History } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import { type Candidate, candidatesOf, commandsGiven } from "./candidates.ts";
import { LaneReader } from "./lane-reader.ts";
import type { LaneRecord } from "./lane-record.ts";
import { matchEvents } from "./match-events.ts";
import { findCase } from "./outcome.ts";
import { findPreventions } from "./preventions.ts";
import { sliceBackwards } from "./slice.ts";
import { toSteps } from "./steps.ts";
import { subtitleOf, titleOf } from "./titles.ts";
import { type Budget, commandsToAdd, neededOf, Trial } from "./trial.ts";
import type { WhyCard, WhyProgress, WhyQuestion } from "./why-card.ts";
import type { Work } from "./work.ts";

export type { WhyCard, WhyProgress, WhyQuestion } from "./why-card.ts";

export interface Explanation {
  /** The lane alone; it may have been recorded for an earlier question. */
  record: LaneRecord;
  /** The whole run's history, whose event ids the card speaks in. */
  history: History;
  simulation: Simulation;
  facts: LaneFacts;
  question: WhyQuestion;
  budget?: Budget;
}

/** Re-runs for the steps, and scheduled events in all re-runs of one question: about two seconds in a browser. */
const BUDGET: Budget = { reruns: 40, events: 3_000_000 };

/**
 * Why something happened: backwards from its witnesses through the causes, and of what can be told only what is needed: the lane is run
 * again without that step, and the step stays when the outcome is another. Null when it does not happen in this run.
 */
export function* explain({ record, history, simulation, facts, question, budget = BUDGET }: Explanation): Work<WhyCard | null> {
  const { run, lane } = record;
  yield* record.record();
  const alone = record.simulation;
  const reading: WhyProgress = { doing: "leaving out", done: 0, of: 0 };
  const anomaly = yield* findCase(alone, facts, question, reading);
  if (anomaly === undefined) return null;
  const reader = new LaneReader(alone, run, facts, question);
  yield* reader.read(reading);
  const candidates = yield* candidatesOf(anomaly, reader, reading);
  const inTime = commandsGiven(reader);
  const numbers = yield* record.numbersOf(
    [...candidates, ...inTime].flatMap(({ event, leaveOut }) => [event, leaveOut]),
    reading,
  );
  const trial = new Trial(record, facts, question, budget);
  const needed = yield* neededOf(candidates, numbers, trial);
  const told = new Set<string>();
  for (const step of needed.steps) for (const command of yield* commandsBehind(step, inTime, reader, reading)) told.add(command);
  const struck = (command: string | null) => Number(candidates.some((candidate) => candidate.command === command));
  const given = inTime.toSorted((one, other) => struck(one.command) - struck(other.command)); // what struck nothing goes first
  const added = yield* commandsToAdd(given, told, trial);
  for (const command of added) {
    const step = candidates.find((candidate) => candidate.command === command) ?? given.find((candidate) => candidate.command === command);
    if (step !== undefined) needed.steps.push({ ...step, either: true });
  }
  const steps = toSteps(needed.steps, reader);
  const ids = yield* matchEvents(
    alone,
    { history, simulation },
    lane,
    steps.flatMap(({ events }) => events),
    reading,
  );
  let next = 0;
  const preventions = yield* findPreventions(trial, given);
  return {
    question,
    title: titleOf(question, anomaly.other),
    subtitle: subtitleOf(question, run, facts),
    steps: steps.map((step) => ({ ...step, events: step.events.map(() => ids[next++]) })),
    ...preventions,
    reruns: trial.reruns,
    ...(needed.tried < needed.candidates ? { remark: remarkOn(needed.tried, needed.candidates) } : {}),
  };
}

/** The commands that a step tells of: the one that it carries out, and for a newcomer the one that brought it in. */
function* commandsBehind(
  { command, kind, event }: Candidate,
  given: readonly Candidate[],
  { history }: LaneReader,
  progress: WhyProgress,
): Work<string[]> {
  if (command !== null) return [command];
  if (kind !== "MemberJoined") return [];
  const causes = yield* sliceBackwards(history, [event], progress);
  return given.flatMap((other) => (other.command !== null && causes.includes(other.leaveOut) ? [other.command] : []));
}

function remarkOn(tried: number, candidates: number): string {
  return `The first ${tried} of ${candidates} candidates ${tried === 1 ? "was" : "were"} tried.`;
}
