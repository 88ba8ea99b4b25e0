import type { Claim } from "../claims/claim.ts";
import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import { kindsFor } from "./asked.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, RANK, type Sentence, type Template, type Templates } from "./sentence.ts";

/** Only where it matters what somebody was told. */
const whenSettled =
  (template: Template): Template =>
  (event, reader) =>
    kindsFor(reader.about).settlements ? template(event, reader) : null;
const forUs =
  (template: Template): Template =>
  (event, reader) =>
    reader.isForUs(event.a) ? template(event, reader) : null;

/** Who was told that a message is safe, done or refused, and how it came to be gone. */
export const settlementTemplates: Templates = {
  MessageConfirmed: whenSettled(confirmed),
  OffsetCommitted: whenSettled(forUs(committed)),
  MessageSettled: whenSettled(forUs(settled)),
  MessageReturned: forUs(returned),
  MessageErased: forUs(erased),
  LogCut: logCut,
  PacketLost(event, reader) {
    const { message } = reader.question;
    if (reader.about !== "lost" || reader.kind(event.cause) === "ConnectionCut") return null; // told by the cut
    const details = [
      claim("neverArrived", event, { message, type: reader.text(event.c), from: reader.part(event.a), to: reader.part(event.process) }),
    ];
    return { title: claim("lostOnTheWay", event, { message }), details, rank: RANK.outcome };
  },
  MessageDiscarded(event, reader) {
    const { message } = event;
    if (message !== reader.question.message) return null;
    const details = [claim("answeredNothing", event, { place: reader.text(event.a), error: reader.text(event.b) })];
    return { title: claim("thrownAway", event, { part: reader.part(event.process), message }), details, rank: RANK.outcome };
  },
  PacketUnread(event, reader) {
    const { message } = reader.question;
    if (reader.about !== "lost") return null;
    const details = [claim("hadComeUnread", event, { type: reader.text(event.c), from: reader.part(event.a) })];
    return { title: claim("neverRead", event, { part: reader.part(event.process), message }), details, rank: RANK.outcome };
  },
  WorkAbandoned(event, reader) {
    if (reader.about !== "lost" || !reader.isForUs(event.a)) return null;
    const { message } = event;
    const part = reader.part(event.process);
    return { title: claim("gaveUpWork", event, { part, message }), details: [claim("claimGone", event, { message })], rank: RANK.outcome };
  },
  MessageDropped: dropped,
  MessageReturnedToSender(event, reader) {
    const part = reader.part(event.process);
    const { message } = event;
    const details = [claim("noBinding", event, { message, place: reader.text(event.a) })];
    return { title: claim("returnedToSender", event, { part, message }), details, rank: RANK.outcome };
  },
  MessageMissed(event, reader) {
    const part = reader.part(event.process);
    const { message } = event;
    const details = [claim("wasDownThen", event, { part, message, dueAt: reader.facts.messages[message - 1].atUs })];
    return { title: claim("missed", event, { part, message }), details, rank: RANK.outcome };
  },
  PlaceSkipped: forUs(skipped),
  MessageRefused: (event, reader) => answered("refused", event, reader),
  MessageUnresolved: (event, reader) => answered("unresolved", event, reader),
};

function confirmed(event: HistoryEvent, reader: LaneReader): Sentence {
  const part = reader.part(event.process);
  const { message, id, process } = event;
  const rank = RANK.reaction;
  const title = (how: "taken for stored" | "told stored" | "got the confirm") => claim("confirmed", event, { part, message, how });
  if (reader.system === "kafka") {
    const acks = String(reader.setting("producer", "acks", process, id));
    return { title: title(acks === "0" ? "taken for stored" : "told stored"), details: [claim("enoughCopies", event, { acks })], rank };
  }
  const transient = reader.system === "rabbitmq" && reader.setting("producer", "delivery_mode", process, id) === 1;
  const again = reader.first("MessageSent", id, (row) => row.message === message && row.process === process);
  const details: Claim[] = [];
  if (transient) details.push(claim("transientConfirm", event, { part, message }));
  else if (again === undefined) details.push(claim("notPublishedAgain", event, { part, message }));
  return { title: title("got the confirm"), details, rank };
}

function committed(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const copy = reader.copies().find(({ a, b, id }) => a === event.c && b < event.b && id < event.id);
  if (copy === undefined) return null;
  const { message, destination } = reader.question;
  const consumer = reader.history.a(event.cause);
  const values = { destination, place: reader.text(event.c), position: event.b, message, offset: copy.b };
  const worked = ["WorkDone", "WorkFailed"].some(
    (kind) => reader.last(kind, event.id, (row) => row.message === message && reader.isForUs(row.a)) !== undefined,
  );
  const details = worked ? [] : [claim("countsAsDone", event, values)];
  return { title: claim("committedPast", event, values), details, rank: RANK.reaction, processes: [consumer, event.process] };
}

function settled(event: HistoryEvent, reader: LaneReader): Sentence {
  const { message, id } = event;
  const { destination } = reader.question;
  if (reader.rule(id, "R-CONS-06") !== undefined) {
    const to = reader.first("MessageDelivered", id, (row) => row.message === message && row.a === event.a);
    const details = [claim("automaticAck", event, { message, part: to === undefined ? null : reader.part(to.process) })];
    return { title: claim("letGo", event, { message, place: reader.text(event.a) }), details, rank: RANK.reaction };
  }
  const sender = reader.history.a(event.cause);
  const part = reader.part(sender);
  const worked = reader.last("EffectConfirmed", id, (row) => row.message === message && row.process === sender) !== undefined;
  const details = worked ? [] : [claim("ackBeforeWork", event, { part, message, destination })];
  return { title: claim("ackSettled", event, { message }), details, rank: RANK.reaction, processes: [event.process, sender] };
}

function returned(event: HistoryEvent, reader: LaneReader): Sentence {
  const { message, id } = event;
  const title = claim("wentBack", event, { message, place: reader.text(event.a) });
  if (event.c === 1) {
    const details = [claim("settlementForgotten", event, { part: reader.part(event.process), message })];
    return { title, details, rank: RANK.turn };
  }
  const held = reader.last("MessageDelivered", id, (row) => row.message === message && row.a === event.a);
  const part = held === undefined ? null : reader.part(held.process);
  const many = reader.rule(id, "R-REQ-03")?.left ?? 1;
  const details = [claim("returnedBy", event, { part, message, reason: reader.text(event.b), many })];
  return { title, details, rank: RANK.turn };
}

function erased(event: HistoryEvent, reader: LaneReader): Sentence {
  const { message } = event;
  const place = reader.text(event.a);
  const details = [claim("notKept", event, { part: reader.part(event.process), message, place, why: whyNotKept(event, place, reader) })];
  return { title: claim("gone", event, { message, place }), details, rank: RANK.outcome };
}

function whyNotKept({ id, message }: HistoryEvent, place: string, reader: LaneReader): "queue" | "delivery mode" | "disk" {
  const durable = reader.said.place(place)?.durable ?? true;
  if (!durable) return "queue";
  const sender = reader.first("MessageSent", NO_EVENT, (row) => row.message === message)?.process ?? NO_EVENT;
  return reader.setting("producer", "delivery_mode", sender, id) === 1 ? "delivery mode" : "disk";
}

function logCut(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const copy = reader.copies().find(({ a, b, id }) => a === event.a && b >= event.b && id < event.id);
  if (copy === undefined) return null;
  const part = reader.part(event.process);
  const place = reader.text(event.a);
  const matched = reader.rule(event.id, "K-BRK-33") !== undefined;
  const elected = matched ? reader.last("LeaderElected", event.id, (row) => row.a === event.a) : undefined;
  const unclean = elected !== undefined && reader.rule(elected.id, "unclean.leader.election.enable") !== undefined;
  const message = reader.about === "lost" ? copy.message : null;
  const leader = elected === undefined ? null : `broker-${elected.b}`;
  // Cut to match a leader of whom no election is on record (the first one): nothing is said of the reason.
  const details =
    matched && leader === null
      ? []
      : [claim("cutFrom", event, { part, place, position: event.b, leader, unclean, message, offset: copy.b })];
  return { title: claim("logCut", event, { part, place }), details, rank: RANK.outcome };
}

/** Removed by a policy; or by an application that gives a message up after so many attempts, and then by those attempts. */
function dropped(event: HistoryEvent, reader: LaneReader): Sentence {
  const { message, process, id } = event;
  const { destination } = reader.question;
  const part = reader.part(process);
  const title = claim("removed", event, { message, destination });
  const failures = reader.all("WorkFailed", (row) => row.message === message && row.process === process && row.id < id);
  const attempts = failures.length;
  const reason = reader.text(event.b);
  if (attempts > 0) {
    const details = [claim("givenUpAfter", event, { part, message, attempts })];
    const more = failures.slice(-1).map((row) => row.id);
    return { title: claim("givenUp", event, { part, message }), details, rank: RANK.outcome, more };
  }
  if (reason === "unroutable") {
    const sent = reader.last("MessageSent", id, (row) => row.message === message);
    const values = { message, exchange: reader.text(sent?.b ?? NO_EVENT), type: reader.facts.messages[message - 1].type };
    return { title, details: [claim("unroutable", event, values)], rank: RANK.outcome };
  }
  return { title, details: [claim("removedBecause", event, { message, reason })], rank: RANK.outcome };
}

/** The group began behind the message, by the rule for places of which it has no committed offset (K-CON-04). */
function skipped(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const { message, destination } = reader.question;
  const copy = reader.copies().find(({ a, b, id }) => a === event.c && b < event.b && id < event.id);
  if (copy === undefined) return null;
  const place = reader.text(event.c);
  const rule = reader.rule(event.id, "auto.offset.reset");
  const reset = rule === undefined ? "" : rule.rule.slice(rule.rule.indexOf("=") + 1);
  const before = reader.last("OffsetCommitted", event.id, (row) => row.a === event.a && row.c === event.c);
  const details =
    rule === undefined || before !== undefined
      ? []
      : [claim("skippedBecause", event, { message, place, position: event.b, offset: copy.b, reset })];
  return { title: claim("skipped", event, { destination, place, position: event.b, message }), details, rank: RANK.outcome };
}

function answered(says: "refused" | "unresolved", event: HistoryEvent, reader: LaneReader): Sentence {
  const part = reader.part(event.process);
  const { message } = event;
  const found = reader.ruleOfStep(event.id);
  const error = reader.text(event.a);
  // A rule of the kernel's words ("K-…: …") is told by its error; a setting by its name and limit.
  const rule = found !== undefined && /^[a-z][\w.]+$/.test(found.rule) ? found : undefined;
  const details = [claim("toldError", event, { part, message, error, rule: rule?.rule ?? null, limit: rule?.left ?? 0 })];
  return { title: claim(says, event, { part, message }), details, rank: RANK.outcome };
}
