import type { EventId } from "../sim/history.ts";
import { comparedWith } from "./absent-titles.ts";
import type { Candidate } from "./candidates.ts";
import { contrast } from "./contrast.ts";
import { BUDGET, type Explanation, explain, toldOf, withObstacle } from "./index.ts";
import { keptWords } from "./kept-words.ts";
import { LaneReader } from "./lane-reader.ts";
import { matchEvents } from "./match-events.ts";
import { metHere } from "./met-here.ts";
import type { OtherLane } from "./other-lane.ts";
import { caseOf, type Found, findCase, foundOf, indexOf, rowOf } from "./outcome.ts";
import { searchKept } from "./search-kept.ts";
import { RANK } from "./sentence.ts";
import { tell } from "./sentences.ts";
import { toSteps } from "./steps.ts";
import { subtitleOf, titleOf } from "./titles.ts";
import { Trial } from "./trial.ts";
import { obstacleOf } from "./waits.ts";
import type { WhyCard, WhyKind, WhyProgress, WhyQuestion } from "./why-card.ts";
import type { Work } from "./work.ts";

export interface AbsentExplanation extends Omit<Explanation, "advice"> {
  there: OtherLane;
}

/**
 * Why something did not happen here that happened in another lane: the faults that brought it about there, how they met the message here, and
 * what kept it away. That is found by putting one thing otherwise in a run of this lane: a step left out, a setting, the moment of a fault.
 * What makes it happen here as well, and not without the faults, kept it away. Null when it happens here, or does not there.
 */
export function* explainAbsent({
  record,
  there,
  simulation,
  facts,
  question: asked,
  budget = BUDGET,
}: AbsentExplanation): Work<WhyCard | null> {
  yield* record.record();
  const alone = record.simulation;
  const { lane, notAsIn = lane, ...same } = asked;
  const theirQuestion: WhyQuestion = { ...same, lane: notAsIn };
  yield* there.record.record();
  const theirs = yield* explain({ ...there, simulation: there.record.simulation, question: theirQuestion, budget, advice: false });
  if (theirs === null) return null;
  // How it stands there may be told more exactly than it was asked: an order that failed since it was never sent.
  const question: WhyQuestion = { ...asked, kind: theirs.question.kind };
  const reading: WhyProgress = { doing: "leaving out", done: 0, of: 0 };
  const index = yield* indexOf(alone, lane, facts, reading);
  const row = rowOf(index, facts, question);
  if (row === undefined || (yield* caseOf(index, facts, question, reading)) !== undefined) return null;

  const reader = new LaneReader(alone, record.played, facts, question);
  yield* reader.read(reading);
  const found = foundOf(alone.history, alone.history.length, question.message, question.destination);
  const other = (yield* findCase(there.record.simulation, there.facts, theirs.question, reading))?.other;
  const commands = [...new Set(theirs.steps.flatMap((step) => step.commands))];
  const met = metHere(commands, reader);
  const trial = new Trial(record, facts, question, budget);
  const kept = yield* searchKept({ found, met, commands, theirs, there }, reader, trial);
  const told = together([...framed(found, other, reader), ...met], kept.steps);
  const steps = toSteps(told.length > 0 ? told : yield* stands({ ...question, kind: row.outcome as WhyKind }, reader, reading), reader);
  const ids = yield* matchEvents(
    alone,
    simulation,
    lane,
    steps.flatMap(({ events }) => events),
    reading,
  );
  let next = 0;
  return {
    question,
    title: titleOf(question),
    subtitle: subtitleOf(question, reader) + comparedWith(question, there.record.played),
    steps: steps.map((step) => ({ ...step, events: step.events.map(() => ids[next++]) })),
    prevention: keptWords(question, steps, met, kept.tried),
    alternatives: [],
    reruns: theirs.reruns + trial.reruns,
    ...(kept.cut ? { remark: `The first ${kept.tried} of ${kept.of} changes were tried.` } : {}),
  };
}

/** Where nothing of it can be told: how it stands here instead, as a question about that would be answered. */
function* stands(question: WhyQuestion, { simulation, played, facts }: LaneReader, progress: WhyProgress): Work<Candidate[]> {
  const reader = new LaneReader(simulation, played, facts, question);
  yield* reader.read(progress);
  const obstacle = obstacleOf(reader);
  return obstacle === null ? [] : withObstacle([], obstacle, reader);
}

/** What its sender was told, where that is no plain yes. */
const TOLD_ITS_END: ReadonlySet<string> = new Set(["MessageRefused", "MessageUnresolved", "MessageReturnedToSender"]);

/** What the message set out as, and how it ended here. */
function framed({ witnesses }: Found, other: number | undefined, reader: LaneReader): Candidate[] {
  const sent = witnesses.find((event) => reader.kind(event) === "MessageSent");
  const effect = reader.last(
    "EffectApplied",
    reader.history.length,
    ({ message, a }) => message === reader.question.message && reader.isForUs(a),
  );
  const ends = [...(effect === undefined ? [] : [effect.id]), ...witnesses.toReversed()];
  const end = ends.find((event) => event !== sent && tell(event, reader) !== null);
  const ended = (end === undefined ? [] : toldOf(end, reader)).map((step) => {
    const { sentence } = step;
    return { ...step, sentence: { ...sentence, details: [...sentence.details, ...contrast(reader.row(step.event), other, reader)] } };
  });
  const told = witnesses.filter((event) => event !== end && TOLD_ITS_END.has(reader.kind(event))).flatMap((event) => toldOf(event, reader));
  return [...(sent === undefined ? [] : toldOf(sent, reader)), ...ended, ...told];
}

/** One step for one event: what kept it away is told with the rest of what there is to say of it. */
function together(frame: readonly Candidate[], kept: readonly Candidate[]): Candidate[] {
  const steps = new Map<EventId, Candidate>();
  for (const step of [...frame, ...kept]) {
    const before = steps.get(step.event);
    if (before === undefined) {
      steps.set(step.event, step);
      continue;
    }
    const known = new Set(before.sentence.details.map((detail) => JSON.stringify(detail)));
    const details = step.sentence.details.filter((detail) => !known.has(JSON.stringify(detail)));
    const sentence = { ...before.sentence, details: [...before.sentence.details, ...details], rank: RANK.outcome };
    steps.set(step.event, {
      ...before,
      sentence,
      ...(step.otherwise === undefined ? {} : { otherwise: before.otherwise ?? step.otherwise }),
    });
  }
  return [...steps.values()];
}
