import type { HistoryEvent } from "../sim/history.ts";
import type { Checks } from "./checks.ts";
import type { HandedFrom, Idempotence } from "./claim.ts";
import type { Testimony } from "./testimony.ts";

/** The way of a message: sent, stored, readable, handed over, worked on. */
export const messageChecks = {
  sent({ event, part, message, to }, told) {
    const row = told.row(event);
    return isBy(row, "MessageSent", part, message, told) && row.a === 1 && (to === null || told.text(row.b) === to);
  },
  hashes({ event, message, key, place }, told) {
    const row = told.row(event);
    return told.kind(event) === "MessageSent" && row.message === message && told.text(row.b) === place && told.keyOf(message) === key;
  },
  routes({ event, message, type, exchange, queue }, told) {
    const row = told.row(event);
    const sent = told.kind(event) === "MessageSent" && row.message === message && told.text(row.b) === exchange;
    const routed = !told.none("MessageRouted", (other) => other.message === message && told.text(other.a) === queue);
    return sent && routed && told.facts.messages[message - 1]?.type === type;
  },
  routesNowhere({ event, message, type, exchange }, told) {
    const row = told.row(event);
    const sent = told.kind(event) === "MessageSent" && row.message === message && told.text(row.b) === exchange;
    return sent && told.facts.messages[message - 1]?.type === type;
  },
  waitsForAnswer({ event, message, key, timeoutMs }, told) {
    const row = told.row(event);
    const timeout = told.setting("client", "timeout.ms", told.part(row.process), event);
    return told.kind(event) === "MessageSent" && row.message === message && told.keyOf(message) === key && timeout === timeoutMs;
  },
  sentAgain({ event, part, message, to }, told) {
    const row = told.row(event);
    return isBy(row, "MessageSent", part, message, told) && row.a > 1 && (to === null || told.text(row.b) === to);
  },
  attemptAfterError({ event, part, message, attempt, error, idempotence }, told) {
    const row = told.row(event);
    if (!isBy(row, "MessageSent", part, message, told) || row.a !== attempt) return false;
    const failed = told.causes(event).find((cause) => told.kind(cause) === "BatchRetried");
    const same = failed === undefined ? error === null : told.text(told.row(failed).b) === error;
    return same && hasIdempotence(idempotence, part, event, told);
  },
  attemptUnconfirmed({ event, part, message, attempt, republish }, told) {
    const row = told.row(event);
    const early = told.none("MessageConfirmed", (other) => other.message === message, { before: event });
    const setting = told.setting("producer", "republish", part, event);
    return isBy(row, "MessageSent", part, message, told) && row.a === attempt && early && setting === republish;
  },
  attemptAfterClose({ event, part, message, attempt, reason, retries }, told) {
    const row = told.row(event);
    if (!isBy(row, "MessageSent", part, message, told) || row.a !== attempt) return false;
    const before = told.last("MessageSent", (other) => other.message === message && other.b === row.b, { before: event });
    const closed = told.last("ConnectionClosed", ({ process }) => process === row.process, { before: event, after: before?.id });
    return (
      closed !== undefined &&
      told.text(closed.c) === reason &&
      told.setting("client", "retries", part, event, told.text(told.row(event).b)) === retries
    );
  },
  attemptAfterFailure({ event, part, message, attempt, destination, retries }, told) {
    const row = told.row(event);
    if (!isBy(row, "MessageSent", part, message, told) || row.a !== attempt || !told.isReader(row.b, destination)) return false;
    const before = told.last("MessageSent", (other) => other.message === message && other.b === row.b, { before: event });
    const failed = (other: HistoryEvent) => other.message === message && told.isReader(other.a, destination);
    const threw = !told.none("WorkFailed", failed, { before: event, after: before?.id });
    return threw && told.setting("client", "retries", part, event, told.text(told.row(event).b)) === retries;
  },
  attemptOf({ event, part, message, attempt }, told) {
    return isBy(told.row(event), "MessageSent", part, message, told) && told.row(event).a === attempt;
  },
  attemptAfterTimeout({ event, part, message, attempt, timeoutMs, retries }, told) {
    const row = told.row(event);
    if (!isBy(row, "MessageSent", part, message, told) || row.a !== attempt) return false;
    // The wait begins before the handshake, of which no event of the message tells: it cannot have begun before the message was there.
    const waited = row.at - (told.facts.messages[message - 1]?.atUs ?? row.at);
    const same = told.setting("client", "timeout.ms", part, event, told.text(told.row(event).b)) === timeoutMs;
    return same && waited >= timeoutMs * 1000 && told.setting("client", "retries", part, event, told.text(told.row(event).b)) === retries;
  },
  stored({ event, message, place, position }, told) {
    return isStored(told.row(event), message, place, position, told);
  },
  onLeaderAlone({ event, part, message, place }, told) {
    const row = told.row(event);
    const copied = (other: HistoryEvent) => other.message === message && other.a === row.a && other.b === row.b;
    return (
      isStored(row, message, place, row.b, told) && told.part(row.process) === part && told.none("MessageCopied", copied, { after: event })
    );
  },
  copiedBy({ event, part, message, place, copies }, told) {
    const row = told.row(event);
    const mine = told.all("MessageCopied", (other) => other.message === message && told.text(other.a) === place, { after: event });
    const holders = mine.map(({ process }) => told.part(process));
    if (told.kind(event) !== "MessageStored" || row.message !== message) return false;
    return told.part(row.process) === part && copies.length > 0 && copies.every((copy) => holders.includes(copy));
  },
  entered({ event, message, place }, told) {
    return isStored(told.row(event), message, place, told.row(event).b, told);
  },
  enteredBy({ event, part, place, binding }, told) {
    const row = told.row(event);
    const bound = binding === null || told.said.place(place)?.bindings.some(({ routingKey }) => routingKey === binding) === true;
    return told.kind(event) === "MessageStored" && told.part(row.process) === part && told.text(row.a) === place && bound;
  },
  storedAgain({ event, message, place }, told) {
    const row = told.row(event);
    const before = told.all("MessageStored", (other) => other.message === message, { before: event });
    return isStored(row, message, place, row.b, told) && before.length > 0;
  },
  unrecognised({ event, part, message, position, because }, told) {
    const row = told.row(event);
    if (told.kind(event) !== "MessageStored" || row.message !== message || told.part(row.process) !== part || row.b !== position)
      return false;
    const sent = told.last("MessageSent", (other) => other.message === message, { before: event });
    return because === null || hasIdempotence(because, told.part(sent?.process ?? -1), event, told);
  },
  storedBehind({ event, message, other }, told) {
    return storedBehind(event, message, other, told);
  },
  storedBehindAt({ event, message, other, place, position, otherPosition }, told) {
    const before = told.first("MessageStored", (row) => row.message === other && told.text(row.a) === place && row.b === otherPosition);
    return (
      isStored(told.row(event), message, place, position, told) && before !== undefined && before.id < event && otherPosition < position
    );
  },
  tookPlace({ event, message, other }, told) {
    const row = told.row(event);
    const before = told.last("MessageStored", (old) => old.message === other && old.a === row.a && old.b === row.b, { before: event });
    return told.kind(event) === "MessageStored" && row.message === message && message !== other && before !== undefined;
  },
  noCopyLeft({ event, part, message, other, place, position }, told) {
    const row = told.row(event);
    if (!isStored(row, message, place, position, told) || told.part(row.process) !== part) return false;
    const before = told.last("MessageStored", (old) => old.message === other && old.a === row.a && old.b === row.b, { before: event });
    // Whoever still holds the old copy must have cut it off by the end, or be of an older epoch than the new leader's.
    return before !== undefined && before.c <= row.c;
  },
  readable({ event, message, place, position }, told) {
    const row = told.row(event);
    const copy = told.last("MessageStored", (old) => old.message === message && told.text(old.a) === place && old.b === position, {
      before: event,
    });
    return told.kind(event) === "PositionCommitted" && told.text(row.a) === place && row.b > position && copy !== undefined;
  },
  readableOn({ event, part, by, message, storedAt }, told) {
    const row = told.row(event);
    const copy = told.last("MessageStored", (old) => old.message === message && old.a === row.a && old.at === storedAt, { before: event });
    if (told.kind(event) !== "PositionCommitted") return false;
    return told.part(row.process) === part && copy !== undefined && told.part(copy.process) === by;
  },
  handed({ event, part, message, how }, told) {
    const right = how === "read" ? told.isOf(part, "kafka") : !told.isOf(part, "kafka") || told.isOf(part, "rabbitmq");
    return isBy(told.row(event), "MessageDelivered", part, message, told) && right;
  },
  notBegun({ event, part, message, from }, told) {
    return isBy(told.row(event), "MessageDelivered", part, message, told) && isFrom(from, told.row(event), told);
  },
  worked({ event, part, message, from, begunAt, effectUs }, told) {
    const row = told.row(event);
    if (!isBy(row, "MessageDelivered", part, message, told) || !isFrom(from, row, told)) return false;
    const begun = told.first("WorkBegun", (other) => isOf(other, part, message, told), { after: event });
    if ((begun?.at ?? null) !== begunAt) return false;
    if (effectUs === null) return true;
    const effect = told.first("EffectApplied", (other) => other.message === message && told.requester(other) === part, { after: event });
    return effect !== undefined && effect.at - Math.max(row.at, begunAt ?? 0) === effectUs;
  },
  heldBack({ event, part, message, prefetch, ahead, begunAt }, told) {
    const row = told.row(event);
    const begun = told.first("WorkBegun", (other) => isOf(other, part, message, told), { after: event });
    const limit = prefetch === null || told.setting("consumer", "prefetch", part, event) === prefetch;
    const held = ahead.every((number) => number !== message && hasInHand(part, number, event, told));
    return isBy(row, "MessageDelivered", part, message, told) && (begun?.at ?? null) === begunAt && limit && ahead.length > 0 && held;
  },
  handlerFailed({ event, part, message, attempts }, told) {
    return isBy(told.row(event), "WorkFailed", part, message, told) && told.row(event).b === attempts;
  },
  failedBecause({ event, part, message, reason, attempts }, told) {
    const row = told.row(event);
    const times = told.all("WorkFailed", (other) => isOf(other, part, message, told)).filter(({ id }) => id <= event).length;
    return isBy(row, "WorkFailed", part, message, told) && told.text(row.c) === reason && times >= 1 && row.b === attempts;
  },
} satisfies Partial<Checks>;

/** Whether a row is of a kind, by a part, about a message. */
export function isBy(row: HistoryEvent, kind: string, part: string, message: number, told: Testimony): boolean {
  return told.kind(row.id) === kind && isOf(row, part, message, told);
}

export function isOf(row: HistoryEvent, part: string, message: number, told: Testimony): boolean {
  return row.message === message && told.part(row.process) === part;
}

function isStored(row: HistoryEvent, message: number, place: string, position: number, told: Testimony): boolean {
  return told.kind(row.id) === "MessageStored" && row.message === message && told.text(row.a) === place && row.b === position;
}

function hasIdempotence({ enabled, acks }: Idempotence, part: string, before: number, told: Testimony): boolean {
  const on = told.setting("producer", "enable.idempotence", part, before) === true;
  return on === enabled && String(told.setting("producer", "acks", part, before)) === acks;
}

function storedBehind(event: number, message: number, other: number, told: Testimony): boolean {
  const row = told.row(event);
  const before = told.last("MessageStored", (old) => old.message === other && old.a === row.a && old.b < row.b, { before: event });
  const key = told.keyOf(message);
  return (
    told.kind(event) === "MessageStored" && row.message === message && other > message && before !== undefined && told.keyOf(other) === key
  );
}

function isFrom({ word, number }: HandedFrom, row: HistoryEvent, told: Testimony): boolean {
  const system = ({ offset: "kafka", tag: "rabbitmq", call: "direct" } as const)[word];
  return told.isOf(told.part(row.process), system) && row.b === number;
}

/** Handed to a part before an event, and neither finished, failed nor given up there by then. */
export function hasInHand(part: string, message: number, before: number, told: Testimony): boolean {
  const mine = (row: HistoryEvent) => isOf(row, part, message, told);
  const delivery = told.last("MessageDelivered", mine, { before });
  if (delivery === undefined) return false;
  const between = { after: delivery.id, before };
  if (["WorkDone", "WorkAbandoned", "MessageDropped"].some((kind) => !told.none(kind, mine, between))) return false;
  const down = told.stateOf(part, before);
  return down === null || down.state === "frozen" ? noRestart(part, delivery.id, before, told) : false;
}

function noRestart(part: string, after: number, before: number, told: Testimony): boolean {
  const mine = (row: HistoryEvent) => told.part(row.process) === part;
  return ["ProcessCrashed", "MachineLost", "ProcessStopped", "OwnershipLost"].every((kind) => told.none(kind, mine, { after, before }));
}
