import { eventKindInfo } from "../sim/event-kinds.ts";
import type { Candidate } from "./candidates.ts";
import { actorOf, type Subject } from "./sentences.ts";

/** At most so many steps on a card. */
export const MOST_STEPS = 7;
/** From this rank on a step may stand before the message was sent: faults, and what came of them. */
const FAULT_RANK = 8;

/** What the needed steps become on the card: merged where one explains another, without prehistory, the most telling, in order. */
export function chainOf(needed: readonly Candidate[], subject: Subject): Candidate[] {
  const merged = mergeIntoWhatTheyExplain(withoutPrehistory(needed, subject), subject);
  if (merged.length <= MOST_STEPS) return merged;
  const ranked = [...merged].sort((one, other) => other.sentence.rank - one.sentence.rank || other.event - one.event);
  return ranked.slice(0, MOST_STEPS).sort((one, other) => one.event - other.event);
}

/** A step that only says how its doer came to the next one becomes part of that one: "it resumed at offset 1 and read #7". */
function mergeIntoWhatTheyExplain(needed: readonly Candidate[], subject: Subject): Candidate[] {
  const chain = [...needed];
  // From the last to the first, so that several clauses of one step keep the order in which they happened.
  for (const step of needed.toReversed()) {
    const { merge } = step.sentence;
    if (merge === undefined) continue;
    const from = chain.indexOf(step);
    const target = chain.findIndex(
      (candidate, i) => i > from && merge.into.includes(kindOf(candidate, subject)) && sameDoer(step, candidate, subject),
    );
    const host = target < 0 ? hostBefore(chain, from, merge.or ?? [], subject) : target;
    if (host < 0) continue;
    const { sentence } = chain[host];
    const [before, after] = target < 0 ? ["", ` ${merge.clause}`] : [`${merge.clause} `, ""];
    chain[host] = { ...chain[host], sentence: { ...sentence, detail: `${before}${sentence.detail}${after}` } };
    chain.splice(from, 1);
  }
  return chain;
}

function hostBefore(chain: readonly Candidate[], from: number, kinds: readonly string[], subject: Subject): number {
  return chain.findLastIndex((candidate, i) => i < from && kinds.includes(kindOf(candidate, subject)));
}

function kindOf({ event }: Candidate, { simulation: { history } }: Subject): string {
  return eventKindInfo(history.kind(event)).name;
}

function sameDoer(one: Candidate, other: Candidate, subject: Subject): boolean {
  return actorOf(one.event, subject) === actorOf(other.event, subject);
}

/** The story begins when the message is sent, unless a fault came before. */
function withoutPrehistory(chain: readonly Candidate[], subject: Subject): Candidate[] {
  const { message } = subject.question;
  const { history } = subject.simulation;
  const begins = chain.find((candidate) => history.message(candidate.event) === message);
  return chain.filter(({ event, sentence }) => begins === undefined || event >= begins.event || sentence.rank >= FAULT_RANK);
}
