import { PositionCommitted } from "../delivery/events.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { Run } from "../document/scenario.ts";
import { LaneSaid } from "../lanes/lane-said.ts";
import { type EventId, type History, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import type { Candidate } from "./candidates.ts";
import type { LaneRecord } from "./lane-record.ts";
import { findCase } from "./outcome.ts";
import { endsOfLoops } from "./rounds.ts";
import { RANK } from "./sentence.ts";
import type { WhyProgress, WhyQuestion } from "./why-card.ts";
import type { Work } from "./work.ts";

/** How often one step is left out when it comes about by another way. */
const MOST_REPEATS = 3;

/** Steps on a card. */
export const MOST_STEPS = 7;

/** How much may be done for one question. */
export interface Budget {
  /** Re-runs of the lane. */
  reruns: number;
  /** Scheduled events handled in them. */
  events: number;
}

/** Re-runs of one lane for one question, counted. */
export class Trial {
  reruns = 0;
  /** The lane as its document has it. */
  readonly said: LaneSaid;

  constructor(
    readonly record: LaneRecord,
    readonly facts: LaneFacts,
    readonly question: WhyQuestion,
    private readonly budget: Budget,
    private readonly eventsBefore = record.spentEvents,
  ) {
    this.said = new LaneSaid(record.run, record.played.systems, record.lane);
  }

  /** Nothing later than the instant asked about can matter. */
  private get until(): Micros {
    return this.question.atUs ?? this.record.endUs;
  }

  get spent(): boolean {
    return this.reruns >= this.budget.reruns || this.record.spentEvents - this.eventsBefore >= this.budget.events;
  }

  /**
   * Whether it happens also without a step: its scheduled event is left out, and when the same thing then comes about by another way (a
   * reset that is noticed at the next packet, a retry of a retry) that is left out as well, a few times.
   */
  *happensWithout({ event, command }: Candidate, number: number, progress: WhyProgress): Work<boolean> {
    const numbers = [number];
    for (let again = 0; ; again++) {
      this.reruns++;
      const simulation = yield* this.record.without(numbers, progress, this.until);
      if ((yield* findCase(simulation, this.facts, this.question, progress)) === undefined) return false;
      if (command !== null || again === MOST_REPEATS || this.spent) return true;
      const repeat = repeatOf(event, this.record.simulation.history, simulation.history);
      if (repeat === NO_EVENT) return true;
      numbers.push(yield* this.record.numberWithout(numbers, repeat, progress));
    }
  }

  /** Whether it happens under another run. */
  *happensUnder(run: Run, progress: WhyProgress): Work<boolean> {
    this.reruns++;
    const simulation = yield* this.record.under(run, progress, 0, this.until);
    return (yield* findCase(simulation, this.facts, this.question, progress)) !== undefined;
  }
}

/** The first event from a step's place on in another history that is the same thing: same kind, message and subject. NO_EVENT for none. */
export function repeatOf(step: EventId, history: History, other: History): EventId {
  const [kind, message, a, b] = [history.kind(step), history.message(step), history.a(step), history.b(step)];
  for (let event = step; event < other.length; event++) {
    if (other.kind(event) !== kind || other.message(event) !== message) continue;
    if (message >= 0 || (other.a(event) === a && (other.b(event) === b || kind === PositionCommitted))) return event;
  }
  return NO_EVENT;
}

/** What came of trying candidates. */
export interface Needed {
  steps: Candidate[];
  tried: number;
  candidates: number;
  /** The work allowed was used up before all were tried. */
  cut: boolean;
}

/**
 * Of the candidates those without which it does not happen. Each is left out in a re-run of its own, the most telling first; there is
 * no need to go on when the card is full.
 */
export function* neededOf(candidates: readonly Candidate[], numbers: ReadonlyMap<number, number>, trial: Trial): Work<Needed> {
  const steps = candidates.filter(({ asked }) => asked);
  const open = onePerOccasion(
    candidates.filter(({ asked }) => !asked),
    numbers,
    new Set(steps.map(({ event }) => numbers.get(event) ?? 0)),
  ).sort((one, other) => other.sentence.rank - one.sentence.rank || other.event - one.event);
  let tried = 0;
  for (const candidate of open) {
    if (steps.length >= MOST_STEPS && candidate.sentence.rank <= RANK.turn) break;
    if (trial.spent) return { steps, tried, candidates: open.length, cut: true };
    tried++;
    const progress: WhyProgress = { doing: "leaving out", done: tried, of: open.length };
    yield progress;
    if (!(yield* trial.happensWithout(candidate, numbers.get(candidate.leaveOut) ?? 0, progress))) steps.push(candidate);
  }
  return { steps, tried, candidates: tried, cut: false };
}

/**
 * Of what one scheduled event brought about, the most telling; nothing where that is what is asked about. What was there from the start
 * cannot be left out.
 */
function onePerOccasion(
  candidates: readonly Candidate[],
  numbers: ReadonlyMap<number, number>,
  askedAbout: ReadonlySet<number>,
): Candidate[] {
  const best = new Map<number, Candidate>();
  for (const candidate of candidates) {
    const number = numbers.get(candidate.leaveOut) ?? 0;
    const other = best.get(number);
    if (number > 0 && !askedAbout.has(number) && (other === undefined || other.sentence.rank < candidate.sentence.rank))
      best.set(number, candidate);
  }
  return endsOfLoops([...best.values()]);
}

/**
 * The commands of the script that the shown ones do not replace. Where two faults would each have been enough, neither is needed alone;
 * then one of them is kept: the shown commands alone must bring the case about.
 */
export function* commandsToAdd(
  given: readonly Candidate[],
  shown: ReadonlySet<string>,
  trial: Trial,
): Work<{ commands: string[]; tried: boolean }> {
  const { run } = trial.record;
  const unshown = given.flatMap(({ command }) => (command === null || shown.has(command) ? [] : [command]));
  if (unshown.length === 0) return { commands: [], tried: true };
  if (trial.spent) return { commands: [], tried: false };
  // What did nothing here would step in where another is left out, and must not: it is not told of.
  const here = new Set([...shown, ...unshown]);
  const without = (left: ReadonlySet<string>): Run => ({ ...run, script: run.script.filter(({ id }) => here.has(id) && !left.has(id)) });
  const progress: WhyProgress = { doing: "leaving out", done: unshown.length, of: unshown.length };
  yield progress;
  if (yield* trial.happensUnder(without(new Set(unshown)), progress)) return { commands: [], tried: true };
  const left = new Set<string>();
  // What was needed beside others may not be needed without them: once more until nothing more can be left out.
  for (let before = -1; before < left.size && !trial.spent; ) {
    before = left.size;
    for (const [i, command] of unshown.entries()) {
      if (left.has(command) || trial.spent) continue;
      const now: WhyProgress = { doing: "leaving out", done: i + 1, of: unshown.length };
      yield now;
      left.add(command);
      if (!(yield* trial.happensUnder(without(left), now))) left.delete(command);
    }
  }
  return { commands: unshown.filter((command) => !left.has(command)), tried: !trial.spent };
}
