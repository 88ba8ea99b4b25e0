import { MessageStored } from "../delivery/events.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import type { EventId } from "../sim/history.ts";
import { type Sentence, type Subject, tell } from "./sentences.ts";

/** Something that may have mattered: an event of the slice that can be told, and the scheduled event that it came from. */
export interface Candidate {
  event: EventId;
  handled: number;
  sentence: Sentence;
}

/** Steps only where they are what the question is about: other messages are settled all the time. */
const SETTLEMENTS = ["OffsetCommitted", "MessageSettled"];
/** Kinds whose first field names the destination. */
const DESTINATION_KINDS = [
  "EffectApplied",
  "MessageDelivered",
  "OwnershipGained",
  "PositionRestored",
  "MessageReturned",
  "OffsetCommitted",
  "MessageSettled",
  "MemberExpired",
  "MemberJoined",
];

/** One candidate for each scheduled event of the slice: the best that can be told of what it did for this message. */
export function candidatesOf(
  slice: readonly EventId[],
  witnesses: readonly EventId[],
  subject: Subject,
  handled: ReadonlyMap<EventId, number>,
): Candidate[] {
  const best = new Map<number, Candidate>();
  for (const event of slice) {
    const sentence = tellable(event, witnesses, subject);
    const number = handled.get(event);
    if (sentence === null || number === undefined) continue;
    const other = best.get(number);
    if (other === undefined || other.sentence.rank < sentence.rank) best.set(number, { event, handled: number, sentence });
  }
  return [...best.values()].sort((one, other) => one.event - other.event);
}

function tellable(event: EventId, witnesses: readonly EventId[], subject: Subject): Sentence | null {
  const { history } = subject.simulation;
  const about = history.message(event);
  if (about >= 0 && about !== subject.question.message) return null;
  const kind = eventKindInfo(history.kind(event)).name;
  if (SETTLEMENTS.includes(kind) && !witnesses.includes(event)) return null;
  if (isAboutAnotherPlace(event, kind, subject) || isAboutAnotherDestination(event, kind, subject)) return null;
  return tell(event, subject);
}

/** A position or an assignment of a partition that does not hold the message. */
function isAboutAnotherPlace(event: EventId, kind: string, { simulation: { history }, question }: Subject): boolean {
  const place = kind === "PositionRestored" ? history.c(event) : kind === "OwnershipGained" ? history.b(event) : -1;
  return place >= 0 && !placesOf(question.message, history).has(place);
}

function isAboutAnotherDestination(event: EventId, kind: string, { simulation: { history }, question }: Subject): boolean {
  return DESTINATION_KINDS.includes(kind) && history.strings.text(history.a(event)) !== question.destination;
}

/** Texts of the places in which the message was stored. */
export function placesOf(message: number, history: Subject["simulation"]["history"]): Set<number> {
  const places = new Set<number>();
  for (let event = 0; event < history.length; event++)
    if (history.message(event) === message && history.kind(event) === MessageStored) places.add(history.a(event));
  return places;
}
