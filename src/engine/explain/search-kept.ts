import type { Command } from "../document/script.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { changedAt } from "./changed-at.ts";
import { KeptAway } from "./kept-away.ts";
import type { LaneReader } from "./lane-reader.ts";
import type { OtherLane } from "./other-lane.ts";
import { type Moment, otherMoments } from "./other-moments.ts";
import type { Found } from "./outcome.ts";
import { temptationsFor } from "./temptations.ts";
import type { Trial } from "./trial.ts";
import type { Otherwise, PreventionChange, WhyCard, WhyProgress } from "./why-card.ts";
import type { Work } from "./work.ts";

/** What keeps something away is told in at most so many steps, beside the faults and the outcome. */
const MOST_KEPT = 3;

/** What is known before anything is tried. */
interface Occasion {
  /** How the message stands here. */
  found: Found;
  /** The faults as they met it. */
  met: readonly Candidate[];
  commands: readonly string[];
  theirs: WhyCard;
  there: OtherLane;
}

export interface Kept {
  /** Each with what has to be otherwise. */
  steps: Candidate[];
  tried: number;
  of: number;
  /** The work allowed was used up before everything was tried. */
  cut: boolean;
}

/** One thing to be put otherwise: steps that kept it away, if that is enough. */
type Attempt = (progress: WhyProgress) => Work<Candidate[]>;

/** Finds what kept it away by trying one thing after the other: a step, a setting, the moment of a fault, and the last two together. */
export function* searchKept(occasion: Occasion, reader: LaneReader, trial: Trial): Work<Kept> {
  const { met, commands, theirs, there } = occasion;
  const given = met.flatMap(({ command, leaveOut }) => (command === null ? [] : [leaveOut]));
  const away = new KeptAway(trial, reader, { commands, given });
  const changes = temptationsFor(trial.question, reader);
  const moments = otherMoments(commands, theirs, there, reader);
  const moved = ({ command, when }: Moment, change: PreventionChange | null): Attempt =>
    function* (progress) {
      const fault = met.find((step) => isOf(step, command.id));
      if (fault === undefined) return [];
      const otherwise = yield* away.moved(command, when, change, progress);
      const decided = change === null ? [] : changedAt(change, reader);
      return [...withOtherwise([fault], otherwise), ...withOtherwise(decided, otherwise)];
    };
  // Without a fault there is nothing that a step could have met.
  const alone: Attempt[] = given.length === 0 ? [] : yield* leftOut(occasion, away, reader, trial);
  for (const change of changes) alone.push((progress) => changed(change, away, reader, progress));
  for (const moment of moments) alone.push(moved(moment, null));
  for (const command of soonOver(commands, reader)) {
    const fault = met.find((step) => step.command === command.id);
    if (fault === undefined) continue;
    alone.push(function* (progress) {
      return withOtherwise([fault], yield* away.ended(command, progress));
    });
  }
  // Where nothing is enough alone: the fault at the message's instant, and the setting that decides what follows from it.
  const both = moments.flatMap((moment) => changes.map((change) => moved(moment, change)));
  const kept: Kept = { steps: [], tried: 0, of: alone.length + both.length, cut: false };
  for (const [i, attempt] of [...alone, ...both].entries()) {
    if (kept.steps.length >= MOST_KEPT || (kept.steps.length > 0 && i >= alone.length)) break;
    if (trial.spent) return { ...kept, cut: true };
    const progress: WhyProgress = { doing: "otherwise", done: ++kept.tried, of: kept.of };
    yield progress;
    kept.steps.push(...(yield* attempt(progress)));
  }
  return kept;
}

/** Steps of the message's way here to be left out, the most telling first, one for each scheduled event. */
function* leftOut({ found }: Occasion, away: KeptAway, reader: LaneReader, { question, record }: Trial): Work<Attempt[]> {
  const reading: WhyProgress = { doing: "otherwise", done: 0, of: 0 };
  const witnesses = [...found.witnesses, ...settlements(reader)];
  const candidates = (yield* candidatesOf({ ...found, witnesses }, reader, reading)).filter(({ command }) => command === null);
  const sent = reader.first("MessageSent", NO_EVENT, ({ message }) => message === question.message)?.id ?? NO_EVENT;
  const numbers = yield* record.numbersOf([sent, ...candidates.map(({ event }) => event)], reading);
  const seen = new Set([numbers.get(sent) ?? 0]);
  return candidates
    .filter(({ event }) => event > sent)
    .sort((one, other) => other.sentence.rank - one.sentence.rank || other.event - one.event)
    .flatMap((candidate): Attempt[] => {
      const number = numbers.get(candidate.event) ?? 0;
      if (seen.has(number)) return [];
      seen.add(number);
      return [
        function* (progress) {
          return withOtherwise([candidate], yield* away.without(candidate, number, progress));
        },
      ];
    });
}

function* changed(change: PreventionChange, away: KeptAway, reader: LaneReader, progress: WhyProgress): Work<Candidate[]> {
  return withOtherwise(changedAt(change, reader), yield* away.under(change, progress));
}

/** How long a fault lasts that is over soon. */
const SOON_MS = 500;

/** Faults that last, as they would be if they did not. */
function soonOver(commands: readonly string[], reader: LaneReader): Command[] {
  return commands.flatMap((id) => {
    const command = reader.command(id);
    const lasts = command !== undefined && ["crash", "powerLoss", "freeze", "stop", "split"].includes(command.action.do);
    return lasts && (command.forMs ?? Number.POSITIVE_INFINITY) > SOON_MS ? [{ ...command, forMs: SOON_MS }] : [];
  });
}

/** Whether a step tells of a command, given here or not. */
function isOf({ command, sentence: { title } }: Candidate, id: string): boolean {
  return command === id || (title.says === "noSuch" && title.command === id);
}

function withOtherwise(steps: readonly Candidate[], otherwise: Otherwise | null): Candidate[] {
  return otherwise === null ? [] : steps.slice(0, 1).map((step) => ({ ...step, otherwise }));
}

/** What counted the message as done here: nothing that happened to it names a commit as its cause. */
function settlements(reader: LaneReader): EventId[] {
  const commits = reader.copies().flatMap((copy) => {
    const passes = (row: HistoryEvent) => reader.isForUs(row.a) && row.c === copy.a && row.b > copy.b;
    return reader.first("OffsetCommitted", copy.id, passes)?.id ?? [];
  });
  const skipped = reader.all("EffectSkipped", ({ message, a }) => message === reader.question.message && reader.isForUs(a));
  return [...commits, ...skipped.map(({ id }) => id)];
}
