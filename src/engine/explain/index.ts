import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { Run } from "../scenario.ts";
import type { Simulation } from "../sim/simulation.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { chainOf } from "./chain.ts";
import { matchEvents } from "./match-events.ts";
import { findPrevention } from "./preventions.ts";
import { findAnomaly, happens, LaneRecord, rerunLane } from "./rerun.ts";
import { placeOf, type Subject } from "./sentences.ts";
import { sliceBackwards } from "./slice.ts";
import { subtitleOf, titleOf } from "./titles.ts";
import type { WhyCard, WhyProgress, WhyQuestion } from "./why-card.ts";

export interface Explanation {
  run: Run;
  /** The whole run, whose event ids the card speaks in. */
  simulation: Simulation;
  facts: readonly LaneFacts[];
  question: WhyQuestion;
}

/** Candidates that are tried out; each costs one re-run of the lane from shortly before it. */
const MOST_RERUNS = 60;
/** Scheduled events that the re-runs for one question may handle all together: some ten seconds. */
const MOST_EVENTS = 10_000_000;

/**
 * Why something happened: backwards from its witnesses through the causes, and of what can be told only what is needed: the lane is run
 * again without that step, and the step stays when the outcome is another. Null when it does not happen in this run.
 *
 * A generator, since it can take seconds: it pauses after every stretch of simulation and says how far it has come.
 */
export function* explain({ run, simulation, facts, question }: Explanation): Generator<WhyProgress | undefined, WhyCard | null> {
  const { lane } = question;
  const alone = yield* rerunLane(run, lane);
  const anomaly = findAnomaly(alone, facts[lane], question);
  if (anomaly === undefined) return null;
  const subject: Subject = { simulation: alone, facts: facts[lane], question };
  const slice = sliceBackwards(alone.history, anomaly.witnesses);
  const record = yield* LaneRecord.of(run, lane, slice);
  const candidates = candidatesOf(slice, anomaly.witnesses, subject, record.handled);
  const { needed, reruns, untried } = yield* tryWithout(candidates, new Set(anomaly.witnesses), record, facts[lane], question);
  const chain = chainOf(needed, subject);
  const ids = matchEvents(
    alone,
    simulation,
    lane,
    chain.map(({ event }) => event),
  );
  const { prevention, reruns: more } = yield* findPrevention(run, facts[lane], question);
  return {
    question,
    title: titleOf(question, anomaly.other),
    subtitle: subtitleOf(question, run, facts[lane]),
    steps: chain.map(({ event, sentence: { title, detail } }, i) => ({
      title,
      detail,
      at: alone.history.at(event),
      events: [ids[i]],
      processes: placeOf(event, subject),
    })),
    prevention,
    reruns: reruns + more,
    untried,
  };
}

/** What the question is about needs no trying; everything else stays only if the outcome is another without it. */
function* tryWithout(
  candidates: readonly Candidate[],
  witnesses: ReadonlySet<number>,
  record: LaneRecord,
  facts: LaneFacts,
  question: WhyQuestion,
): Generator<WhyProgress | undefined, { needed: Candidate[]; reruns: number; untried: number }> {
  const asked = candidates.filter(({ event, sentence }) => witnesses.has(event) && sentence.rank >= 10);
  const others = candidates.filter((candidate) => !asked.includes(candidate));
  const needed = [...asked];
  let reruns = 0;
  let events = 0;
  // The most telling first: should the budget end, what was not tried is the least of it.
  for (const candidate of [...others].sort((one, other) => other.sentence.rank - one.sentence.rank)) {
    if (reruns >= MOST_RERUNS || events >= MOST_EVENTS) break;
    yield { tried: reruns, of: others.length };
    const without = yield* record.without(candidate.handled);
    reruns++;
    events += without.handled;
    if (!happens(without, facts, question)) needed.push(candidate);
  }
  needed.sort((one, other) => one.event - other.event);
  return { needed, reruns, untried: others.length - reruns };
}

/** The explanation in one go. */
export function explainNow(explanation: Explanation): WhyCard | null {
  const steps = explain(explanation);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
