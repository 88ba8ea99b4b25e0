import type { Claim } from "../claims/claim.ts";
import type { EventId } from "../sim/history.ts";
import type { Candidate } from "./candidates.ts";
import type { LaneReader } from "./lane-reader.ts";
import { RANK } from "./sentence.ts";
import { MOST_STEPS } from "./trial.ts";
import type { WhyStep } from "./why-card.ts";
import { list } from "./wording.ts";
import { wordsOf } from "./words.ts";

/** Steps of one kind within this time of each other happened together. */
const TOGETHER_US = 250_000;
/** What is told one by one even so. */
const ALONE = new Set(["MessageSent", "MessageStored", "EffectApplied", "MessageDelivered"]);

/** What is needed as steps of a card, in the order of time: those of one kind that happened together are one, and at most seven in all. */
export function toSteps(needed: readonly Candidate[], reader: LaneReader): WhyStep[] {
  const inTime = [...needed].sort((one, other) => one.event - other.event);
  const groups: Candidate[][] = [];
  for (const candidate of inTime) {
    const last = groups.at(-1);
    if (last !== undefined && areTogether(last[last.length - 1], candidate, reader)) last.push(candidate);
    else groups.push([candidate]);
  }
  return mostTelling(groups).map((group) => toStep(group, reader));
}

function areTogether(one: Candidate, other: Candidate, { history }: LaneReader): boolean {
  if (
    one.otherwise !== undefined ||
    other.otherwise !== undefined ||
    one.kind !== other.kind ||
    ALONE.has(one.kind) ||
    did(one) !== did(other)
  )
    return false;
  return history.at(other.event) - history.at(one.event) <= TOGETHER_US;
}

/** What a title says of its part, whichever that is. Null when it is about no part. */
function did({ sentence: { title } }: Candidate): string | null {
  return "part" in title && title.part !== null ? wordsOf(withPart(title, "")) : null;
}

/** The same said of another part, or of several. */
function withPart(title: Claim, part: string): Claim {
  return { ...title, part } as Claim;
}

/** What the script did first, since it must be told in full; then those of the highest rank; of equals what is asked about, then the later. */
function mostTelling(groups: readonly Candidate[][]): Candidate[][] {
  if (groups.length <= MOST_STEPS) return [...groups];
  const [event, rank, asked] = [
    ([first]: Candidate[]) => first.event,
    (group: Candidate[]) => (group.some(({ command }) => command !== null) ? RANK.outcome + 1 : group[0].sentence.rank),
    ([first]: Candidate[]) => Number(first.asked),
  ];
  const ranked = [...groups].sort((one, other) => rank(other) - rank(one) || asked(other) - asked(one) || event(other) - event(one));
  return ranked.slice(0, MOST_STEPS).sort((one, other) => event(one) - event(other));
}

function toStep(group: readonly Candidate[], reader: LaneReader): WhyStep {
  const [{ event, sentence, asked, either, advised, otherwise }] = group;
  const titles = group.map((candidate) => candidate.sentence.title);
  const parts = titles.flatMap((title) => ("part" in title && title.part !== null ? [title.part] : []));
  const processes = group.flatMap((candidate) => candidate.sentence.processes ?? [reader.history.process(candidate.event)]);
  const events: EventId[] = group.flatMap((candidate) => [candidate.event, ...(candidate.sentence.more ?? [])]);
  return {
    title: wordsOf(group.length > 1 ? withPart(sentence.title, list(parts)) : sentence.title),
    detail: sentence.details.map(wordsOf).join(" "),
    at: reader.history.at(event),
    events: [...new Set(events)],
    processes: [...new Set(processes)].filter((process) => process >= 0).map((process) => reader.simulation.processes[process].name),
    proof: otherwise !== undefined ? "kept" : asked ? "question" : either ? "either" : advised ? "advised" : "tried",
    claims: [...titles, ...group.flatMap((candidate) => candidate.sentence.details)],
    commands: [...new Set(group.flatMap(({ command }) => command ?? []))],
    ...(otherwise === undefined ? {} : { otherwise }),
  };
}
