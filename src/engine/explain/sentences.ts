import { MessageStored, OffsetCommitted } from "../delivery/events.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import type { EventId, HistoryEvent } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import { rulesOf } from "./slice.ts";
import type { WhyQuestion } from "./why-card.ts";

/** What a sentence may speak of. */
export interface Subject {
  simulation: Simulation;
  facts: LaneFacts;
  question: WhyQuestion;
}

export interface Sentence {
  title: string;
  detail: string;
  /** Steps of a higher rank stay when there are too many. */
  rank: number;
  /** As a clause of the next step of one of these kinds by the same doer, or else of the last one before of the kinds in `or`. */
  merge?: { into: readonly string[]; or?: readonly string[]; clause: string };
}

type Template = (event: HistoryEvent, subject: Subject) => Sentence | null;

const seconds = (ms: number) => `${(ms / 1000).toFixed(3)} s`;

function text({ simulation }: Subject, number: number): string {
  return simulation.history.strings.text(number);
}

function part({ simulation }: Subject, process: number): string {
  return simulation.processes[process]?.address ?? "the network";
}

function systemOfLane({ simulation }: Subject): "kafka" | "rabbitmq" | "direct" {
  const plays = (system: string) => simulation.processes.some(({ spec }) => spec.definition.role.startsWith(system));
  return plays("kafka") ? "kafka" : plays("rabbitmq") ? "rabbitmq" : "direct";
}

/** Whose doing an event was: an effect is its consumer's, although the database records it. */
export function actorOf(event: EventId, { simulation: { history } }: Subject): number {
  if (eventKindInfo(history.kind(event)).name !== "EffectApplied") return history.process(event);
  return history.cause(event) < 0 ? -1 : history.a(history.cause(event));
}

/** The parts to point at for an event, by name; the first is where it happened. */
export function placeOf(event: EventId, { simulation }: Subject): string[] {
  const process = simulation.history.process(event);
  return process < 0 ? [] : [simulation.processes[process].name];
}

/** The consumer whose request made the database change, and the word for what it did. */
function effect(event: HistoryEvent, subject: Subject): { who: string; did: string } {
  const who = part(subject, actorOf(event.id, subject));
  const service = subject.facts.services.find(({ name }) => name === text(subject, event.a));
  return { who, did: service?.done ?? "processed" };
}

const SETTLED_BY = { kafka: "the commit", rabbitmq: "basic.ack", direct: "the answer" } as const;

/** The event kinds that a story may be made of, and how each is told. What is not here is never a step of its own. */
const templates: Record<string, Template> = {
  MessageSent: (event, subject) => {
    const attempt = event.a === 1 ? "" : `Attempt ${event.a}. `;
    return {
      title: `${part(subject, event.process)} sent #${event.message}${event.a === 1 ? "" : " again"}`,
      detail: attempt + wayOf(event, subject),
      rank: event.a === 1 ? 7 : 6,
    };
  },
  MessageStored: (event, subject) => ({
    title: `#${event.message} was stored in ${text(subject, event.a)}`,
    detail:
      systemOfLane(subject) === "kafka"
        ? `At offset ${event.b}, by ${part(subject, event.process)}, which leads it.`
        : `By ${part(subject, event.process)}.`,
    rank: 3,
  }),
  EffectApplied: (event, subject) => {
    const { who, did } = effect(event, subject);
    return { title: event.b > 1 ? `${who} ${did} it again` : `${who} ${did} #${event.message}`, detail: `Effect ${event.b}.`, rank: 10 };
  },
  ProcessCrashed: (event, subject) => ({
    title: `${part(subject, event.process)} crashed${isConsumer(event, subject) ? ` before ${SETTLED_BY[systemOfLane(subject)]}` : ""}`,
    detail: crashDetail(event, subject),
    rank: 9,
  }),
  ProcessStopped: (event, subject) => ({
    title: `${part(subject, event.process)} left`,
    detail: "In good order: its peers were told.",
    rank: 8,
  }),
  MachineLost: (event, subject) => ({
    title: `${part(subject, event.process)}'s machine lost power`,
    detail: "What was not on its disk is gone, and nobody was told.",
    rank: 9,
  }),
  ProcessFrozen: (event, subject) => ({
    title: `${part(subject, event.process)} froze`,
    detail: "It neither worked nor answered.",
    rank: 9,
  }),
  ProcessResumed: (event, subject) => ({
    title: `${part(subject, event.process)} went on`,
    detail: "It did not know how much time had passed.",
    rank: 7,
  }),
  NetworkSplit: () => ({ title: "The network was cut", detail: "Nothing passed between the two sides, and nobody was told.", rank: 9 }),
  LinkSlowed: () => ({ title: "A link became slow", detail: "What crossed it came late.", rank: 8 }),
  ConnectionCut: (event, subject) => ({
    title: `The connection to ${part(subject, event.process)} broke`,
    detail: "What was on its way on it was lost; both ends heard of a reset.",
    rank: 9,
  }),
  MemberExpired: (event, subject) => ({
    title: "The session timed out",
    detail: `${text(subject, event.b)} was silent for ${seconds(event.c)}${ruleOf(event, subject, "session.timeout.ms")}.`,
    rank: 8,
  }),
  MemberJoined: (event, subject) => ({
    title: `${text(subject, event.b)} joined ${text(subject, event.a)}`,
    detail: "The group shares its partitions out anew.",
    rank: 4,
  }),
  OwnershipGained: (event, subject) =>
    systemOfLane(subject) !== "kafka" || event.c < 2
      ? null
      : {
          title: `${part(subject, event.process)} got ${text(subject, event.b)}`,
          detail: `Rebalance: generation ${event.c} of the group.`,
          rank: 4,
          merge: {
            into: [],
            or: ["MemberExpired", "MemberJoined"],
            clause: `The rebalance gave ${text(subject, event.b)} to ${part(subject, event.process)}.`,
          },
        },
  PositionRestored: (event, subject) => ({
    title: `${part(subject, event.process)} resumed at offset ${event.b}`,
    detail: `That is what the group had committed for ${text(subject, event.c)}.`,
    rank: 6,
    merge: { into: ["EffectApplied"], clause: `It had resumed at the committed offset ${event.b}.` },
  }),
  MessageReturned: (event, subject) => ({
    title: `#${event.message} went back to the queue`,
    detail: `Unacknowledged, and ${reasonInWords(text(subject, event.b))}.`,
    rank: 8,
  }),
  MessageDelivered: (event, subject) => ({
    title: `${part(subject, event.process)} received #${event.message}`,
    detail: event.c === 1 ? "It is marked as redelivered." : "Nothing marks it as a repeat.",
    rank: 4,
    merge: {
      into: ["EffectApplied"],
      clause:
        event.c === 1
          ? "The queue had it back unacknowledged and gave it out again, marked as redelivered."
          : `It had ${systemOfLane(subject) === "kafka" ? "read" : "received"} #${event.message} at ${(event.at / 1e6).toFixed(3)}.`,
    },
  }),
  PeerDeclaredDead: (event) => ({
    title: "The heartbeat stayed away",
    detail: `Nothing came for ${seconds(event.b)}; the node gave the peer up.`,
    rank: 8,
  }),
  BatchRetried: (event, subject) => ({
    title: `#${event.message} was not acknowledged`,
    detail: `${text(subject, event.b)}: the producer tries again.`,
    rank: 6,
  }),
  BrokerFenced: (event, subject) => ({
    title: `The controller fenced broker ${event.a}`,
    detail: `No heartbeat for ${seconds(event.b)}${ruleOf(event, subject, "broker.session.timeout.ms")}.`,
    rank: 7,
  }),
  LeaderElected: (event, subject) => ({
    title: `Broker ${event.b} became leader of ${text(subject, event.a)}`,
    detail: `Leader epoch ${event.c}.`,
    rank: 7,
  }),
  LogCut: (event, subject) => ({
    title: `${part(subject, event.process)} cut off its log`,
    detail: `${text(subject, event.a)} from offset ${event.b} on: the leader has another history.`,
    rank: 8,
  }),
  MessageErased: (event, subject) => ({
    title: `#${event.message} was gone from ${text(subject, event.a)}`,
    detail: `${capital(text(subject, event.c))} when the node went down.`,
    rank: 9,
  }),
  MessageConfirmed: (event, subject) => ({
    title: `${part(subject, event.process)} was told: stored`,
    detail: "From here on it does not send it again.",
    rank: 7,
  }),
  OffsetCommitted: (event, subject) => ({
    title: "The group committed past it",
    detail: `Offset ${event.b} of ${text(subject, event.c)}: what is below counts as read.`,
    rank: 8,
  }),
  MessageSettled: (event) => ({
    title: `The queue let go of #${event.message}`,
    detail: "It was acknowledged, so it is not kept.",
    rank: 8,
  }),
  MessageDropped: (event, subject) => ({ title: `#${event.message} was dropped`, detail: `${capital(text(subject, event.b))}.`, rank: 9 }),
};

export function tell(event: EventId, subject: Subject): Sentence | null {
  const row = subject.simulation.history.event(event);
  return templates[eventKindInfo(row.kind).name]?.(row, subject) ?? null;
}

/** Where a message was sent, and what decided that. */
function wayOf({ message, b }: HistoryEvent, subject: Subject): string {
  const { key, type } = subject.facts.messages[message - 1];
  switch (systemOfLane(subject)) {
    case "kafka":
      return `Order ${key} hashes to ${text(subject, b)}.`;
    case "rabbitmq":
      return `To exchange ${text(subject, b)}, routing key ${type}.`;
    case "direct":
      return `A call to ${text(subject, b)}.`;
  }
}

/** The setting that decided an event, with the value that it had: "; session.timeout.ms is 3000". */
function ruleOf({ id }: HistoryEvent, { simulation }: Subject, name: string): string {
  const rule = rulesOf(simulation.history, id).find((candidate) => candidate.rule === name);
  return rule === undefined ? "" : `; ${name} is ${rule.left}`;
}

function isConsumer(event: HistoryEvent, { simulation }: Subject): boolean {
  return /consumer|service/.test(simulation.processes[event.process].spec.definition.role);
}

function crashDetail(event: HistoryEvent, subject: Subject): string {
  if (!isConsumer(event, subject)) return "Its peers heard of it by a reset.";
  const { message } = subject.question;
  switch (systemOfLane(subject)) {
    case "kafka":
      return `The group's committed offset stayed at ${committedBefore(event.id, subject)}.`;
    case "rabbitmq":
      return `#${message} was still unacknowledged.`;
    case "direct":
      return `The caller never heard what became of #${message}.`;
  }
}

/** The offset that the destination had committed in the message's partition before an event; 0 when it had committed none. */
function committedBefore(event: EventId, { simulation: { history }, question }: Subject): number {
  const group = history.strings.find(question.destination);
  let place = -1;
  let committed = 0;
  for (let id = 0; id < event; id++)
    if (history.kind(id) === MessageStored && history.message(id) === question.message) place = history.a(id);
  for (let id = 0; id < event; id++)
    if (history.kind(id) === OffsetCommitted && history.a(id) === group && history.c(id) === place) committed = history.b(id);
  return committed;
}

function reasonInWords(reason: string): string {
  return reason === "connection lost" ? "its connection was gone" : reason;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
