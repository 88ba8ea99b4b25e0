import type { HistoryEvent } from "../sim/history.ts";
import { isBy, isOf } from "./check-messages.ts";
import type { Checks } from "./checks.ts";
import type { Testimony } from "./testimony.ts";

/** Who was told that a message is safe, done, refused or gone, and how it came to be gone. */
export const settlementChecks = {
  confirmed({ event, part, message, how }, told) {
    const acks = String(told.setting("producer", "acks", part, event));
    const right = how === "got the confirm" ? told.isOf(part, "rabbitmq") || told.isOf(part, "direct") : told.isOf(part, "kafka");
    if (how !== "got the confirm" && (how === "taken for stored") !== (acks === "0")) return false;
    return isBy(told.row(event), "MessageConfirmed", part, message, told) && right;
  },
  enoughCopies({ event, acks }, told) {
    const part = told.part(told.row(event).process);
    return told.kind(event) === "MessageConfirmed" && String(told.setting("producer", "acks", part, event)) === acks;
  },
  transientConfirm({ event, part }, told) {
    return told.kind(event) === "MessageConfirmed" && told.setting("producer", "delivery_mode", part, event) === 1;
  },
  notPublishedAgain({ event, part, message }, told) {
    const right = isBy(told.row(event), "MessageConfirmed", part, message, told);
    return right && told.none("MessageSent", (row) => isOf(row, part, message, told), { after: event });
  },
  committedPast({ event, destination, place, position, message, offset }, told) {
    return isCommitted(event, destination, place, position, told) && liesAt(message, place, offset, event, told) && offset < position;
  },
  countsAsDone({ event, destination, place, position, message, offset }, told) {
    if (!isCommitted(event, destination, place, position, told) || !liesAt(message, place, offset, event, told)) return false;
    // "Before the work": none was finished by then for this group, and no handler had failed on it.
    const mine = (row: HistoryEvent) => row.message === message && told.isReader(row.a, destination);
    return told.none("WorkDone", mine, { before: event }) && told.none("WorkFailed", mine, { before: event });
  },
  letGo({ event, message, place }, told) {
    return isSettled(event, message, told) && told.text(told.row(event).a) === place;
  },
  automaticAck({ event, message, part }, told) {
    const to = told.first("MessageDelivered", (row) => row.message === message && row.a === told.row(event).a, { after: event });
    if (!isSettled(event, message, told)) return false;
    return told.rule(event, "R-CONS-06") !== undefined && (to === undefined ? part === null : told.part(to.process) === part);
  },
  ackSettled({ event, message }, told) {
    return isSettled(event, message, told) && told.rule(event, "R-CONS-06") === undefined;
  },
  ackBeforeWork({ event, part, message, destination }, told) {
    const mine = (row: HistoryEvent) => isOf(row, part, message, told) && told.isReader(row.a, destination);
    const sender = told.part(told.history.a(told.row(event).cause));
    const right = isSettled(event, message, told) && sender === part && told.service(destination) !== undefined;
    return right && told.none("EffectConfirmed", mine, { before: event });
  },
  wentBack({ event, message, place }, told) {
    const row = told.row(event);
    return told.kind(event) === "MessageReturned" && row.message === message && told.text(row.a) === place;
  },
  settlementForgotten({ event, part, message }, told) {
    const row = told.row(event);
    const done = (other: HistoryEvent) => other.message === message && other.a === row.a;
    const before = told.last("MessageSettled", done, { before: event }) ?? told.last("MessageDropped", done, { before: event });
    const right = told.kind(event) === "MessageReturned" && row.c === 1 && row.message === message && told.part(row.process) === part;
    return right && before !== undefined;
  },
  returnedBy({ event, part, message, reason, many }, told) {
    const row = told.row(event);
    const held = told.last("MessageDelivered", (other) => other.message === message && other.a === row.a, { before: event });
    const count = told.rule(event, "R-REQ-03")?.left ?? told.rule(event, "R-")?.left ?? 1;
    const who = held === undefined ? null : told.part(held.process);
    return told.kind(event) === "MessageReturned" && told.text(row.b) === reason && part === who && (many === count || many === 1);
  },
  gone({ event, message, place }, told) {
    const row = told.row(event);
    return told.kind(event) === "MessageErased" && row.message === message && told.text(row.a) === place;
  },
  notKept({ event, part, message, place, why }, told) {
    const row = told.row(event);
    if (told.kind(event) !== "MessageErased" || row.message !== message || told.part(row.process) !== part) return false;
    if (told.text(row.a) !== place) return false;
    const durable = told.said.place(place)?.durable ?? true;
    const sender = told.first("MessageSent", (other) => other.message === message);
    const mode = told.setting("producer", "delivery_mode", told.part(sender?.process ?? -1), event);
    return why === (!durable ? "queue" : mode === 1 ? "delivery mode" : "disk");
  },
  lostOnTheWay({ event, message }, told) {
    return told.kind(event) === "PacketLost" && told.carries(event, message);
  },
  neverArrived({ event, type, from, to }, told) {
    const row = told.row(event);
    return told.kind(event) === "PacketLost" && told.text(row.c) === type && told.part(row.a) === from && told.part(row.process) === to;
  },
  thrownAway: ({ event, part, message }, told) => isBy(told.row(event), "MessageDiscarded", part, message, told),
  answeredNothing({ event, place, error }, told) {
    const row = told.row(event);
    return told.kind(event) === "MessageDiscarded" && told.text(row.a) === place && told.text(row.b) === error;
  },
  neverRead({ event, part, message }, told) {
    return told.kind(event) === "PacketUnread" && told.carries(event, message) && told.part(told.row(event).process) === part;
  },
  hadComeUnread({ event, type, from }, told) {
    const row = told.row(event);
    return told.kind(event) === "PacketUnread" && told.text(row.c) === type && told.part(row.a) === from;
  },
  removed({ event, message, destination }, told) {
    const row = told.row(event);
    return told.kind(event) === "MessageDropped" && row.message === message && ["", destination].includes(told.text(row.a));
  },
  removedBecause({ event, message, reason }, told) {
    const row = told.row(event);
    return told.kind(event) === "MessageDropped" && row.message === message && told.text(row.b) === reason;
  },
  unroutable({ event, message, exchange, type }, told) {
    const row = told.row(event);
    const sent = told.last("MessageSent", (other) => other.message === message, { before: event });
    const routed = !told.none("MessageRouted", (other) => other.message === message, { after: sent?.id, before: event });
    if (told.kind(event) !== "MessageDropped" || row.message !== message || told.text(row.b) !== "unroutable") return false;
    return !routed && told.text(sent?.b ?? -1) === exchange && told.facts.messages[message - 1]?.type === type;
  },
  givenUp: ({ event, part, message }, told) => isBy(told.row(event), "MessageDropped", part, message, told),
  givenUpAfter({ event, part, message, attempts }, told) {
    const failed = told.all("WorkFailed", (row) => isOf(row, part, message, told), { before: event });
    return isBy(told.row(event), "MessageDropped", part, message, told) && failed.length >= attempts && attempts > 0;
  },
  returnedToSender({ event, part, message }, told) {
    return isBy(told.row(event), "MessageReturnedToSender", part, message, told);
  },
  noBinding({ event, message, place }, told) {
    const row = told.row(event);
    const routed = told.none("MessageRouted", (other) => other.message === message, { before: event });
    return told.kind(event) === "MessageReturnedToSender" && told.text(row.a) === place && routed;
  },
  logCut({ event, part, place }, told) {
    const row = told.row(event);
    return told.kind(event) === "LogCut" && told.part(row.process) === part && told.text(row.a) === place;
  },
  cutFrom({ event, part, place, position, leader, unclean, message, offset }, told) {
    const row = told.row(event);
    if (told.kind(event) !== "LogCut" || told.part(row.process) !== part || row.b !== position) return false;
    if (message !== null && (!liesAt(message, place, offset, event, told) || offset < position)) return false;
    if (leader === null) return told.rule(event, "K-BRK-33") === undefined;
    const elected = told.last("LeaderElected", (other) => other.a === row.a, { before: event });
    if (elected === undefined || `broker-${elected.b}` !== leader) return false;
    return (told.rule(elected.id, "unclean.leader.election.enable") !== undefined) === unclean;
  },
  skipped({ event, destination, place, position, message }, told) {
    const row = told.row(event);
    const lies = told.last("MessageStored", (other) => other.message === message && told.text(other.a) === place, { before: event });
    if (told.kind(event) !== "PlaceSkipped" || !told.isReader(row.a, destination) || row.b !== position || told.text(row.c) !== place)
      return false;
    return lies !== undefined && lies.b < position;
  },
  skippedBecause({ event, message, place, position, offset, reset }, told) {
    const row = told.row(event);
    const none = told.none("OffsetCommitted", (other) => other.a === row.a && other.c === row.c, { before: event });
    const rule = told.rule(event, "auto.offset.reset")?.text ?? "";
    return (
      row.b === position &&
      offset < position &&
      liesAt(message, place, offset, event, told) &&
      none &&
      rule === `auto.offset.reset=${reset}`
    );
  },
  missed: ({ event, part, message }, told) => isBy(told.row(event), "MessageMissed", part, message, told),
  wasDownThen({ event, part, message, dueAt }, told) {
    return isBy(told.row(event), "MessageMissed", part, message, told) && told.facts.messages[message - 1]?.atUs === dueAt;
  },
  refused({ event, part, message }, told) {
    return isBy(told.row(event), "MessageRefused", part, message, told);
  },
  unresolved({ event, part, message }, told) {
    return isBy(told.row(event), "MessageUnresolved", part, message, told);
  },
  toldError({ event, part, message, error, rule, limit }, told) {
    const row = told.row(event);
    const kind = told.kind(event);
    if (kind !== "MessageRefused" && kind !== "MessageUnresolved") return false;
    if (!isOf(row, part, message, told) || told.text(row.a) !== error) return false;
    return rule === null || told.rule(ruled(event, told), rule)?.left === limit;
  },
} satisfies Partial<Checks>;

/** The first event of the handler's step that an event belongs to: a rule that decided about several messages is noted on the first. */
function ruled(event: number, told: Testimony): number {
  let first = event;
  const { process, at } = told.row(event);
  while (told.rule(first, "") === undefined) {
    const before = told.history.cause(first);
    if (before < 0 || told.history.process(before) !== process || told.history.at(before) !== at) break;
    first = before;
  }
  return first;
}

function isCommitted(event: number, destination: string, place: string, position: number, told: Testimony): boolean {
  const row = told.row(event);
  const right = told.kind(event) === "OffsetCommitted" && told.isReader(row.a, destination) && told.text(row.c) === place;
  return right && row.b === position;
}

function isSettled(event: number, message: number, told: Testimony): boolean {
  return told.kind(event) === "MessageSettled" && told.row(event).message === message;
}

/** Whether a message was stored at an offset before an event. */
export function liesAt(message: number, place: string, offset: number, before: number, told: Testimony): boolean {
  const lies = (row: HistoryEvent) => row.message === message && told.text(row.a) === place && row.b === offset;
  return !told.none("MessageStored", lies, { before });
}
