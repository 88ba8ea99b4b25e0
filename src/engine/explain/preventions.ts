import { isInVain, withChange } from "../lanes/lane-otherwise.ts";
import { adviceFor } from "./advice.ts";
import { caseOf, countHarm, isCase, rowOf } from "./outcome.ts";
import { type Rested, runToRest } from "./rest.ts";
import type { Trial } from "./trial.ts";
import type { Prevention, PreventionChange, WhyCard, WhyProgress } from "./why-card.ts";
import type { Work } from "./work.ts";

/** Scheduled events in the re-runs for all changes of one question: when they are used up, the rest is not tried, and the card says so. */
const MOST_EVENTS = 3_000_000;
/** More than these are not offered beside the first. */
const MOST_ALTERNATIVES = 2;

/** Single changes that prevent what is asked about, or that it comes to its end without any. */
export interface Ways extends Pick<WhyCard, "prevention" | "alternatives"> {
  byItself: boolean;
}

/**
 * The single changes under which, with the same faults, it does not happen and less goes wrong in all. The first is to be advised. They are
 * judged when everything has come to rest: a change that only puts something off beyond the end of the run is no way out.
 */
export function* findPreventions(trial: Trial, faults: boolean): Work<Ways> {
  const { question, record, facts } = trial;
  const { run, lane, played } = record;
  const candidates = adviceFor(question, trial.said, facts);
  const ways: Prevention[] = [];
  const start = record.spentEvents;
  const original = yield* restUnder(trial, null, { doing: "preventing", done: 0, of: candidates.length });
  if (!isCase(question.kind) && isDone(original, trial))
    return { prevention: { sentence: byItself(original, trial) }, alternatives: [], byItself: true };
  const before = original.harm;
  let tried = 0;
  for (const [i, candidate] of candidates.entries()) {
    if (ways.length > MOST_ALTERNATIVES || record.spentEvents - start >= MOST_EVENTS) break;
    tried++;
    const progress: WhyProgress = { doing: "preventing", done: i + 1, of: candidates.length };
    yield progress;
    const changed = withChange(run, lane, candidate.change, played.systems);
    if (isInVain(run, changed, lane, candidate.change, played.systems)) continue;
    const rested = yield* restUnder(trial, candidate.change, progress);
    if (isCase(question.kind)) {
      const found = yield* caseOf(rested.index, facts, { ...question, atUs: undefined }, progress);
      if (found === undefined && rested.harm < before) ways.push(candidate);
    } else if (isDone(rested, trial) && rested.harm <= before) ways.push(candidate);
  }
  const [first, ...alternatives] = ways;
  return {
    prevention: first ?? { sentence: nothingFound(tried, candidates.length, faults) },
    alternatives,
    byItself: false,
  };
}

/** How a lane stands at rest under a change, and how much went wrong by then. Kept for further questions. */
interface Judged extends Rested {
  harm: number;
}

function* restUnder(trial: Trial, change: PreventionChange | null, progress: WhyProgress): Work<Judged> {
  const { record, facts } = trial;
  trial.reruns++; // also when it was made for an earlier question: the answer rests on it
  const { run, lane, played } = record;
  const key = JSON.stringify(change);
  const known = record.rested.get(key) as Judged | undefined;
  if (known !== undefined) return known;
  const changed = change === null ? played : played.under(withChange(run, lane, change, played.systems));
  const simulation = changed.start({ only: lane });
  const rested = yield* runToRest(simulation, changed, lane, facts, progress);
  record.spentEvents += simulation.handled;
  const judged = { ...rested, harm: yield* countHarm(rested.index, facts, progress) };
  record.rested.set(key, judged);
  return judged;
}

/** Whether the asked message came to its effect, once. */
function isDone({ index }: Rested, { facts, question }: Trial): boolean {
  const outcome = rowOf(index, facts, question)?.outcome;
  return outcome === "once" || outcome === "late";
}

function byItself({ index }: Rested, { question: { message, destination } }: Trial): string {
  const facts = index.messages[message]?.destinations.find((mine) => index.text(mine.destination) === destination);
  const effect = facts?.effects[0];
  if (effect === undefined) return `Nothing need be changed: #${message} comes to its end by itself.`;
  return `Nothing need be changed: #${message} is processed at ${(index.history.at(effect) / 1e6).toFixed(3)}.`;
}

function nothingFound(tried: number, candidates: number, faults: boolean): string {
  const under = faults ? " under the same faults" : "";
  if (candidates === 0) return `No single setting prevents it${under}.`;
  if (tried < candidates)
    return `No single setting among the first ${tried} of ${candidates} prevents it${under}; the run is too long for more.`;
  return `No single setting prevents it${under}: ${tried === 1 ? "one was tried" : `${tried} were tried`}.`;
}
