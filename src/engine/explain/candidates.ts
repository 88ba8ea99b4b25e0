import { type EventId, NO_EVENT } from "../sim/history.ts";
import type { LaneReader } from "./lane-reader.ts";
import { type Found, isCase } from "./outcome.ts";
import { claim, RANK, type Sentence } from "./sentence.ts";
import { isTold, tell } from "./sentences.ts";
import { sliceBackwards } from "./slice.ts";
import { FAULT_KINDS } from "./told-faults.ts";
import { isMyPlace } from "./told-membership.ts";
import { readableOf } from "./told-messages.ts";
import type { Otherwise, WhyProgress } from "./why-card.ts";
import type { Work } from "./work.ts";

/** A step that may stand in the answer. */
export interface Candidate {
  event: EventId;
  kind: string;
  sentence: Sentence;
  /** What is asked about: without it there would be no question. Not tried. */
  asked: boolean;
  /** The event whose scheduled event is left out to try without it: its own, or the command that the script gave. */
  leaveOut: EventId;
  /** The command of the script that brought it about, if it is one. */
  command: string | null;
  /** Kept although another command would have been enough in its place. */
  either?: true;
  /** What has to be otherwise for that to happen which did not. */
  otherwise?: Otherwise;
  /** Told since it is what the advised setting changes. */
  advised?: true;
}

/** Kinds that make up the definition of a case when they are among its witnesses. */
const DEFINING = new Set([
  "MessageSent",
  "EffectApplied",
  "MessageConfirmed",
  "OffsetCommitted",
  "MessageSettled",
  "MessageErased",
  "LogCut",
  "PacketLost",
  "PacketUnread",
  "MessageDiscarded",
  "WorkAbandoned",
  "OwnershipLost",
  "MessageDropped",
  "PlaceSkipped",
]);
/** How a message stands is said by the last of these. */
const CURRENT = new Set([
  "MessageStored",
  "MessageErased",
  "MessageDelivered",
  "WorkFailed",
  "MessageReturned",
  "MessageRefused",
  "MessageUnresolved",
  "MessageReturnedToSender",
  "MessageDropped",
  "MessageMissed",
]);
/** A change that the script made, or what followed from one: the only things worth telling from before the message was sent. */
const CONSEQUENCES = new Set([
  ...FAULT_KINDS,
  "CommandGiven",
  "MemberExpired",
  "PollTimeoutExpired",
  "MemberJoined",
  "MemberLeft",
  "CoordinatorLost",
  "GenerationStarted",
  "LeaderElected",
  "PeerDeclaredDead",
  "NodeDeclaredDead",
  "ProcessStarted",
  "ProcessResumed",
]);

/** Events that the operator himself records when he carries out a command. */
const ORDERED = new Set([...FAULT_KINDS, "ProcessResumed", "ProcessStarted", "ProcessStopped", "NetworkHealed", "LinkRestored"]);

/** All that can be told of what led to a case, in the order of time. */
export function* candidatesOf(anomaly: Found, reader: LaneReader, progress: WhyProgress): Work<Candidate[]> {
  const { history } = reader;
  const slice = new Set(yield* sliceBackwards(history, [...anomaly.witnesses, ...claimsEnded(reader)], progress));
  // No packet says by itself that the high watermark had passed a copy: a fetch that came later does not name it as its cause.
  for (const copy of reader.copies()) {
    const readable = readableOf(copy, reader);
    if (readable !== undefined && slice.has(copy.id)) slice.add(readable.id);
  }
  // What the script did is seen by the event of the fault, which what followed need not have been caused by: a node that was started again.
  for (const kind of ORDERED) for (const { id, cause } of reader.all(kind)) if (slice.has(cause) && isOrder(cause, reader)) slice.add(id);
  const sent = reader.first("MessageSent", NO_EVENT, ({ message }) => message === reader.question.message)?.id ?? NO_EVENT;
  const messages = [NO_EVENT, reader.question.message, anomaly.other ?? NO_EVENT];
  const witnesses = new Set(anomaly.witnesses);
  const current = anomaly.witnesses.findLast((event) => CURRENT.has(reader.kind(event)));
  const asked = (event: EventId, kind: string) =>
    isCase(reader.question.kind)
      ? witnesses.has(event) && DEFINING.has(kind)
      : event === sent || event === current || kind === "PlaceSkipped";
  const candidates: Candidate[] = [];
  for (const event of [...slice].sort((one, other) => one - other)) {
    const kind = reader.kind(event);
    if (kind === "CommandGiven" || !isTold(kind)) continue;
    if (!messages.includes(history.message(event)) && !witnesses.has(event)) continue;
    if (SETTLEMENTS.has(kind) && !witnesses.has(event)) continue;
    if (kind === "WorkFailed" && failsAgain(event, slice, reader)) continue;
    const sentence = tell(event, reader);
    if (sentence === null) continue;
    const given = kind === "MemberJoined" ? newcomersOrder(event, reader) : commandBehind(event, kind, reader);
    if (event < sent && given === null && !(CONSEQUENCES.has(kind) && (yield* followsFromScript(event, reader, progress)))) continue;
    candidates.push({
      event,
      kind,
      sentence,
      asked: asked(event, kind),
      leaveOut: given ?? event,
      command: given === null ? null : commandOf(given, reader),
    });
  }
  return candidates;
}

/** A handler that throws again and again is told once, by the last time, which counts them. */
function failsAgain(event: EventId, slice: ReadonlySet<EventId>, reader: LaneReader): boolean {
  const { process, message } = reader.row(event);
  return reader.first("WorkFailed", event, (row) => row.process === process && row.message === message && slice.has(row.id)) !== undefined;
}

/** Between one handing over and the next somebody's claim to the message ended; no packet says so to whoever gets it next. */
function claimsEnded(reader: LaneReader): EventId[] {
  const { message } = reader.question;
  const deliveries = reader.all("MessageDelivered", (row) => row.message === message && reader.isForUs(row.a));
  if (deliveries.length < 2) return [];
  const [first, last] = [deliveries[0].id, deliveries[deliveries.length - 1].id];
  const ended = reader.all("OwnershipLost", (row) => row.id > first && row.id < last && reader.isForUs(row.a) && isMyPlace(row.b, reader));
  return ended.map(({ id }) => id);
}

/** The commands of the script that were carried out in this lane, in the order of time; the end of one is not one of its own. */
export function commandsGiven(reader: LaneReader): Candidate[] {
  const seen = new Set<string>();
  return reader.all("CommandGiven").flatMap(({ id, a }): Candidate[] => {
    const command = reader.text(a);
    if (seen.has(command) || reader.command(command) === undefined) return [];
    seen.add(command);
    const event = [...ORDERED].flatMap((kind) => reader.first(kind, id, ({ cause }) => cause === id) ?? [])[0]?.id ?? id;
    const sentence = tell(event, reader) ?? {
      title: claim("commandGiven", reader.row(id), { command }),
      details: [claim("asOrdered", reader.row(id), { part: "", order: reader.command(command)?.action.do ?? "" })],
      rank: RANK.fault,
    };
    return [{ event, kind: reader.kind(event), sentence, asked: false, leaveOut: id, command }];
  });
}

/** Other messages are settled all the time: a step only where it is what the question is about. */
const SETTLEMENTS = new Set(["OffsetCommitted", "MessageSettled"]);

/** The order that an event carries out: that of the fault's end for its end. Null for what nobody ordered. */
function commandBehind(event: EventId, kind: string, reader: LaneReader): EventId | null {
  if (!ORDERED.has(kind)) return null;
  const cause = reader.history.cause(event);
  return isOrder(cause, reader) ? cause : null;
}

/** The order that brought a member in: along the first causes, from its joining back to its start. */
function newcomersOrder(event: EventId, reader: LaneReader): EventId | null {
  for (let cause = reader.history.cause(event); cause !== NO_EVENT; cause = reader.history.cause(cause))
    if (isOrder(cause, reader)) return cause;
  return null;
}

/** The command of the script that was given; null for an order that only follows from one. */
function commandOf(given: EventId, reader: LaneReader): string | null {
  const command = reader.text(reader.history.a(given));
  return reader.command(command) === undefined ? null : command;
}

function isOrder(event: EventId, reader: LaneReader): boolean {
  return event !== NO_EVENT && reader.kind(event) === "CommandGiven";
}

function* followsFromScript(event: EventId, reader: LaneReader, progress: WhyProgress): Work<boolean> {
  const causes = yield* sliceBackwards(reader.history, [event], progress);
  return causes.some((cause) => reader.kind(cause) === "CommandGiven");
}
