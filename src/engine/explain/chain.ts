import { NO_EVENT } from "../sim/history.ts";
import { type Candidate, candidatesOf, commandsGiven } from "./candidates.ts";
import type { LaneReader } from "./lane-reader.ts";
import type { Found } from "./outcome.ts";
import { commandsToAdd, type Needed, neededOf, type Trial } from "./trial.ts";
import type { WhyProgress } from "./why-card.ts";
import type { Work } from "./work.ts";

/** What is needed for a case, before it becomes the steps of a card. */
export interface Chain {
  steps: readonly Candidate[];
  /** All that was tried or could have been. */
  candidates: readonly Candidate[];
  /** Whether the script did anything in this lane. */
  faults: boolean;
  /** What was not tried, in words; null when all was. */
  remark: string | null;
}

/** The events that a case needs: of those that led to it, each without which it does not happen, and commands that suffice for it. */
export function* chainOf(found: Found, reader: LaneReader, trial: Trial, progress: WhyProgress): Work<Chain> {
  const candidates = yield* candidatesOf(found, reader, progress);
  const given = commandsGiven(reader);
  const events = [...candidates, ...given].flatMap(({ event, leaveOut }) => [event, leaveOut]);
  const numbers = yield* trial.record.numbersOf(events, progress);
  const needed = yield* neededOf(candidates, numbers, trial);
  const steps = withoutLooseEnds(needed.steps, reader);
  const told = new Set<string>();
  for (const { command } of steps) if (command !== null) told.add(command);
  const struck = (command: string | null) => Number(candidates.some((candidate) => candidate.command === command));
  const inTurn = given.toSorted((one, other) => struck(one.command) - struck(other.command)); // what struck nothing goes first
  const added = yield* commandsToAdd(inTurn, told, trial);
  for (const command of added.commands) {
    const found = [...candidates, ...given].find((candidate) => candidate.command === command);
    if (found === undefined) continue;
    const either =
      (yield* trial.happensWithout(found, numbers.get(found.leaveOut) ?? 0, progress)) ||
      (yield* isReplaced(command, given, trial, progress));
    steps.push(either ? { ...found, either } : found);
  }
  return { steps, candidates, faults: given.length > 0, remark: remarkOn(needed, added.tried) };
}

/** Whether a command that did nothing here, such as the crash of a part that was gone by then, would have been enough in its place. */
function* isReplaced(command: string, given: readonly Candidate[], trial: Trial, progress: WhyProgress): Work<boolean> {
  const { run } = trial.record;
  if (trial.spent || run.script.every(({ id }) => given.some((one) => one.command === id))) return false;
  return yield* trial.happensUnder({ ...run, script: run.script.filter(({ id }) => id !== command) }, progress);
}

/** The end of a fault is worth telling only with the fault: without it everything stays as dead as it would be without the script. */
function withoutLooseEnds(steps: readonly Candidate[], { history }: LaneReader): Candidate[] {
  const isEnd = ({ command, leaveOut }: Candidate) => {
    const before = history.cause(leaveOut);
    return command !== null && before !== NO_EVENT && history.kind(before) === history.kind(leaveOut);
  };
  return steps.filter((step) => step.asked || !isEnd(step) || steps.some((other) => other.command === step.command && !isEnd(other)));
}

function remarkOn({ tried, candidates, cut }: Needed, enough: boolean): string | null {
  const remarks: string[] = [];
  if (cut) remarks.push(`The first ${tried} of ${candidates} candidates ${tried === 1 ? "was" : "were"} tried.`);
  if (!enough) remarks.push("Whether its faults are enough alone was not tried.");
  return remarks.length === 0 ? null : remarks.join(" ");
}
