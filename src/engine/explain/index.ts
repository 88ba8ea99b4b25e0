import type { Claim } from "../claims/claim.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { Obstacle } from "./asked-instant.ts";
import type { Candidate } from "./candidates.ts";
import { type Chain, chainOf } from "./chain.ts";
import { LaneReader } from "./lane-reader.ts";
import type { LaneRecord } from "./lane-record.ts";
import { matchEvents } from "./match-events.ts";
import { findCase, indexOf, isCase, rowOf } from "./outcome.ts";
import { findPreventions, type Ways } from "./preventions.ts";
import { tell } from "./sentences.ts";
import { toSteps } from "./steps.ts";
import { subtitleOf, titleOf } from "./titles.ts";
import { type Budget, Trial } from "./trial.ts";
import { obstacleOf } from "./waits.ts";
import type { WhyCard, WhyProgress, WhyQuestion } from "./why-card.ts";
import type { Work } from "./work.ts";

export type { WhyCard, WhyProgress, WhyQuestion } from "./why-card.ts";

export interface Explanation {
  /** The lane alone; it may have been recorded for an earlier question. */
  record: LaneRecord;
  /** The whole run, in whose event ids the card speaks. */
  simulation: Simulation;
  facts: LaneFacts;
  question: WhyQuestion;
  budget?: Budget;
  /** False: only why, not what would prevent it. */
  advice?: boolean;
}

/** Re-runs for the steps, and scheduled events in all re-runs of one question: about two seconds in a browser. */
export const BUDGET: Budget = { reruns: 40, events: 3_000_000 };

/**
 * Why something happened: backwards from its witnesses through the causes, and of what can be told only what is needed: the lane is run
 * again without that step, and the step stays when the outcome is another. Null when it does not happen in this run.
 */
export function* explain({
  record,
  simulation,
  facts,
  question: asked,
  budget = BUDGET,
  advice = true,
}: Explanation): Work<WhyCard | null> {
  const { lane } = record;
  yield* record.record();
  const alone = record.simulation;
  const reading: WhyProgress = { doing: "leaving out", done: 0, of: 0 };
  const question = yield* standing(asked, alone, facts, reading);
  const anomaly = yield* findCase(alone, facts, question, reading);
  if (anomaly === undefined) return null;
  const reader = new LaneReader(alone, record.played, facts, question);
  yield* reader.read(reading);
  const trial = new Trial(record, facts, question, budget);
  const obstacle = obstacleOf(reader);
  const more = [obstacle?.event ?? NO_EVENT, ...passedOver(reader)].filter((event) => event !== NO_EVENT);
  const witnesses = [...new Set([...anomaly.witnesses, ...more])].sort((one, other) => one - other);
  const chain = yield* chainOf({ ...anomaly, witnesses }, reader, trial, reading);
  const { byItself, ...preventions }: Ways = advice
    ? yield* findPreventions(trial, chain.faults)
    : { prevention: { sentence: "" }, alternatives: [], byItself: false };
  const needed = withAdvised(chain, preventions.prevention.setting, reader);
  const told = obstacle === null ? needed : withObstacle(needed, obstacle, reader);
  const steps = toSteps(told.length > 0 ? told : atLeastTheCase(chain, witnesses, reader), reader);
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
    title: titleOf(question, anomaly.other, effectsOf(reader)),
    subtitle: subtitleOf(question, reader),
    steps: steps.map((step) => ({ ...step, events: step.events.map(() => ids[next++]) })),
    ...(!byItself && steps.some(isAboutFailing) ? withHandler(preventions) : preventions),
    reruns: trial.reruns,
    ...(chain.remark === null ? {} : { remark: chain.remark }),
  };
}

/** A question about how a message stands is about how it does stand, whatever whoever asked took it for. */
function* standing(question: WhyQuestion, alone: Simulation, facts: LaneFacts, progress: WhyProgress): Work<WhyQuestion> {
  if (isCase(question.kind)) return question;
  const outcome = rowOf(yield* indexOf(alone, question.lane, facts, progress, question.atUs), facts, question)?.outcome;
  const { lane, message, destination } = question;
  if (outcome === "twice") return { kind: "duplicated", lane, message, destination };
  if (outcome === "lost" || outcome === "late") return { kind: outcome, lane, message, destination };
  return outcome === undefined || outcome === "once" ? question : { ...question, kind: outcome };
}

function isAboutFailing({ claims }: { claims: readonly Claim[] }): boolean {
  return claims.some(({ says }) => says === "handlerFailed" || says === "givenUp" || says === "keepsFailing");
}

/** How often the asked message had its effect. */
function effectsOf(reader: LaneReader): number {
  return reader.all("EffectApplied", ({ message, a }) => message === reader.question.message && reader.isForUs(a)).length;
}

/** No setting makes a handler stop throwing: what it cannot take must be put aside by the application. */
function withHandler(found: Pick<WhyCard, "prevention" | "alternatives">): Pick<WhyCard, "prevention" | "alternatives"> {
  if (found.prevention.change !== undefined) return found;
  const way = "The way out is in the application: an error handler that puts such a message aside, into a topic or queue for dead letters.";
  return { ...found, prevention: { sentence: `${found.prevention.sentence} ${way}` } };
}

/** Where its destination began to read behind the asked message. */
function passedOver(reader: LaneReader): EventId[] {
  const mine = ({ a, b, c }: HistoryEvent) => reader.isForUs(a) && reader.copies().some((copy) => copy.a === c && copy.b < b);
  return reader.all("PlaceSkipped", mine).map(({ id }) => id);
}

/**
 * What a setting decides again and again (a time limit that work exceeds each time it is tried) is needed at none of its instants. Where
 * changing that setting prevents it, the first time that it decided belongs into the answer.
 */
function withAdvised({ steps, candidates }: Chain, setting: string | undefined, reader: LaneReader): readonly Candidate[] {
  if (setting === undefined) return steps;
  const decided = candidates.find((candidate) => reader.rule(candidate.event, setting) !== undefined);
  if (decided === undefined || steps.some((step) => reader.rule(step.event, setting) !== undefined)) return steps;
  return [...steps, { ...decided, advised: true }];
}

/**
 * Where nothing that led to it was needed (any of it would have been enough, or it would have come about by another way), what it is is told
 * all the same: the last of its witnesses of which there is something to say, or else the last of what led to it.
 */
function atLeastTheCase({ candidates }: Chain, witnesses: readonly EventId[], reader: LaneReader): Candidate[] {
  const last = witnesses.toReversed().flatMap((event) => toldOf(event, reader))[0] ?? candidates.at(-1);
  return last === undefined ? [] : [{ ...last, asked: true }];
}

/** An event as what is asked about; nothing where there is nothing to say of it. */
export function toldOf(event: EventId, reader: LaneReader): Candidate[] {
  const sentence = tell(event, reader);
  if (sentence === null) return [];
  return [{ event, kind: reader.kind(event), sentence, asked: true, leaveOut: event, command: null }];
}

/** The obstacle is part of the answer; where a step tells of the same event, what there is to say of it is said there. */
export function withObstacle(steps: readonly Candidate[], { event, sentence }: Obstacle, reader: LaneReader): Candidate[] {
  const same = steps.find((step) => step.event === event);
  if (same === undefined) {
    return [...steps, { event, kind: reader.kind(event), sentence, asked: true, leaveOut: event, command: null }];
  }
  // A fault is told as what it did, with what has been waiting for its end since; what else is told as what it keeps from going on.
  const fault = same.command !== null;
  const told = fault ? { ...same.sentence, details: [...same.sentence.details, ...sentence.details] } : sentence;
  return steps.map((step) => (step === same ? { ...same, sentence: told } : step));
}
