import { MessageStored } from "../delivery/events.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { Run } from "../scenario.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import type { EventId, History } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import { findPrevention } from "./preventions.ts";
import { findAnomaly, handledNumbers, happens, rerunLane } from "./rerun.ts";
import { type Sentence, type Subject, tell } from "./sentences.ts";
import { sliceBackwards } from "./slice.ts";
import type { WhyCard, WhyQuestion, WhyStep } from "./why-card.ts";

export interface Explanation {
  run: Run;
  /** The whole run's history, whose event ids the card speaks in. */
  history: History;
  simulation: Simulation;
  facts: readonly LaneFacts[];
  question: WhyQuestion;
}

const MOST_STEPS = 7;
/** Candidates that are tried out; each costs one re-run of the lane. */
const MOST_RERUNS = 40;

interface Candidate {
  event: EventId;
  handled: number;
  sentence: Sentence;
}

/**
 * Why something happened: backwards from its witnesses through the causes, and of what can be told only what is needed: the lane is run
 * again without that step, and the step stays when the outcome is another. Null when it does not happen in this run.
 */
export function explain({ run, history, simulation, facts, question }: Explanation): WhyCard | null {
  const { lane } = question;
  const alone = rerunLane(run, lane);
  const anomaly = findAnomaly(alone, facts[lane], question);
  if (anomaly === undefined) return null;
  const subject: Subject = { simulation: alone, facts: facts[lane], question };
  const slice = sliceBackwards(alone.history, anomaly.witnesses);
  const tellable = candidatesOf(slice, anomaly.witnesses, subject, handledNumbers(run, lane, slice));
  const witnesses = new Set(anomaly.witnesses);
  const needed: Candidate[] = [];
  let reruns = 0;
  for (const candidate of tellable) {
    if (witnesses.has(candidate.event) && candidate.sentence.rank >= 10) {
      needed.push(candidate); // what the question is about
      continue;
    }
    if (reruns >= MOST_RERUNS) break;
    reruns++;
    if (!happens(rerunLane(run, lane, candidate.handled), facts[lane], question)) needed.push(candidate);
  }
  const kept = mostTelling(needed);
  const ids = matchEvents(
    alone,
    history,
    simulation,
    lane,
    kept.map(({ event }) => event),
  );
  const { prevention, reruns: more } = findPrevention(run, facts[lane], question);
  return {
    question,
    title: titleOf(question, facts[lane], anomaly.other),
    subtitle: subtitleOf(question, run, facts[lane]),
    steps: kept.map(({ event, sentence }, i): WhyStep => {
      const process = alone.history.process(event);
      return {
        title: sentence.title,
        detail: sentence.detail,
        at: alone.history.at(event),
        events: [ids[i]],
        processes: process < 0 ? [] : [alone.processes[process].name],
      };
    }),
    prevention,
    reruns: reruns + more,
  };
}

/** One candidate for each scheduled event of the slice: the best that can be told of what it did for this message. */
function candidatesOf(
  slice: readonly EventId[],
  witnesses: readonly EventId[],
  subject: Subject,
  handled: Map<EventId, number>,
): Candidate[] {
  const { history } = subject.simulation;
  const { message, destination } = subject.question;
  const best = new Map<number, Candidate>();
  for (const event of slice) {
    const about = history.message(event);
    if (about !== message && about >= 0) continue;
    const sentence = tell(event, subject);
    const number = handled.get(event);
    if (sentence === null || number === undefined) continue;
    if (SETTLEMENTS.includes(eventKindInfo(history.kind(event)).name) && !witnesses.includes(event)) continue;
    if (aboutAnotherDestination(event, subject, destination)) continue;
    const other = best.get(number);
    if (other === undefined || other.sentence.rank < sentence.rank) best.set(number, { event, handled: number, sentence });
  }
  return [...best.values()].sort((one, other) => one.event - other.event);
}

/** Steps only where they are what the question is about: other messages are settled all the time. */
const SETTLEMENTS = ["OffsetCommitted", "MessageSettled"];
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

/** A position or an assignment of a partition that does not hold the message. */
function aboutAnotherPlace(event: EventId, kind: string, { history }: Simulation, message: number): boolean {
  const place = kind === "PositionRestored" ? history.c(event) : kind === "OwnershipGained" ? history.b(event) : -1;
  if (place < 0) return false;
  for (let other = 0; other < history.length; other++) {
    if (history.message(other) === message && history.kind(other) === MessageStored && history.a(other) === place) return false;
  }
  return true;
}

function aboutAnotherDestination(event: EventId, { simulation, question: { message } }: Subject, destination: string): boolean {
  const { history } = simulation;
  const kind = eventKindInfo(history.kind(event)).name;
  if (aboutAnotherPlace(event, kind, simulation, message)) return true;
  return DESTINATION_KINDS.includes(kind) && history.strings.text(history.a(event)) !== destination;
}

/** At most seven steps: those of the highest rank, of equals the later, in the order of time. */
function mostTelling(needed: readonly Candidate[]): Candidate[] {
  if (needed.length <= MOST_STEPS) return [...needed];
  const ranked = [...needed].sort((one, other) => other.sentence.rank - one.sentence.rank || other.event - one.event);
  return ranked.slice(0, MOST_STEPS).sort((one, other) => one.event - other.event);
}

/** The same events in the history of the whole run: the n-th of the lane there is the n-th here. */
function matchEvents(alone: Simulation, history: History, simulation: Simulation, lane: number, events: readonly EventId[]): EventId[] {
  const places = new Map<EventId, number>();
  let place = 0;
  const wanted = new Set(events);
  for (let event = 0; event < alone.history.length; event++) {
    if (alone.history.process(event) < 0) {
      if (wanted.has(event)) places.set(event, -1 - alone.history.at(event));
      continue;
    }
    if (wanted.has(event)) places.set(event, place);
    place++;
  }
  const byPlace = new Map<number, EventId>();
  place = 0;
  for (let event = 0; event < history.length; event++) {
    const process = history.process(event);
    if (process < 0) byPlace.set(-1 - history.at(event), event);
    else if (simulation.processes[process].lane === lane) byPlace.set(place++, event);
  }
  return events.map((event) => byPlace.get(places.get(event) ?? -1) ?? -1);
}

function titleOf({ kind, message }: WhyQuestion, { services }: LaneFacts, other: number | undefined): string {
  switch (kind) {
    case "duplicated":
      return `Why was #${message} processed twice?`;
    case "lost":
      return services.length > 0 ? `Why was #${message} lost?` : `Why is #${message} gone?`;
    case "late":
      return other === undefined ? `Why was #${message} late?` : `Why was #${message} processed after #${other}?`;
  }
}

function subtitleOf({ lane, message, destination }: WhyQuestion, run: Run, { messages }: LaneFacts): string {
  const { key, type } = messages[message - 1];
  const { system } = run.scenario.lanes[lane];
  const where =
    system === "kafka"
      ? `Kafka, group ${destination}`
      : system === "rabbitmq"
        ? `RabbitMQ, queue ${destination}`
        : `Direct call, service ${destination}`;
  return `Order ${key}, ${type.replace(/^order\./, "")}. ${where}.`;
}
