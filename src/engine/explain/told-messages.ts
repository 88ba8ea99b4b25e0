import type { Claim, HandedFrom, Idempotence } from "../claims/claim.ts";
import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import { kindsFor } from "./asked.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, RANK, type Sentence, type Templates } from "./sentence.ts";
import { directCauses } from "./slice.ts";
import { requesterOf } from "./told-effects.ts";

/** The way of a message to its consumers: sent, stored, readable, handed over. */
export const messageTemplates: Templates = {
  MessageSent(event, reader) {
    if (reader.system === "direct" && !reader.isForUs(event.b)) return null;
    return event.a === 1 ? sent(event, reader) : sentAgain(event, reader);
  },
  MessageStored: (event, reader) => (event.message === reader.question.message ? stored(event, reader) : tookItsPlace(event, reader)),
  PositionCommitted: readable,
  MessageDelivered: handedOver,
  WorkFailed: (event, reader) => (reader.isForUs(event.a) ? failed(event, reader) : null),
};

function sent(event: HistoryEvent, reader: LaneReader): Sentence {
  const part = reader.part(event.process);
  const { message, b: place } = event;
  const key = reader.keyOf(message);
  const { destination } = reader.question;
  const type = reader.facts.messages[message - 1]?.type ?? "";
  const to = reader.system === "direct" ? destination : null;
  const how = (): Claim => {
    switch (reader.system) {
      case "kafka":
        return claim("hashes", event, { message, key, place: reader.text(place) });
      case "rabbitmq": {
        const exchange = reader.text(place);
        const routed = reader.first("MessageRouted", NO_EVENT, (row) => row.message === message && reader.isForUs(row.a));
        if (routed === undefined) return claim("routesNowhere", event, { message, type, exchange });
        return claim("routes", event, { message, type, exchange, queue: reader.text(routed.b) });
      }
      case "direct":
        return claim("waitsForAnswer", event, {
          message,
          key,
          timeoutMs: Number(reader.setting("client", "timeout.ms", event.process, event.id)),
        });
    }
  };
  return { title: claim("sent", event, { part, message, to }), details: [how()], rank: RANK.sent };
}

function sentAgain(event: HistoryEvent, reader: LaneReader): Sentence {
  const part = reader.part(event.process);
  const { message } = event;
  const to = reader.system === "direct" ? reader.question.destination : null;
  return { title: claim("sentAgain", event, { part, message, to }), details: [reasonToRepeat(event, reader)], rank: RANK.turn };
}

function reasonToRepeat(event: HistoryEvent, reader: LaneReader): Claim {
  const { message, a: attempt, id, process } = event;
  const base = { part: reader.part(process), message, attempt };
  switch (reader.system) {
    case "kafka": {
      const retried = directCauses(reader.history, id).find((cause) => reader.kind(cause) === "BatchRetried");
      const error = retried === undefined ? null : reader.text(reader.history.b(retried));
      return claim("attemptAfterError", event, { ...base, error, idempotence: idempotence(reader, process, id) });
    }
    case "rabbitmq":
      return claim("attemptUnconfirmed", event, { ...base, republish: reader.setting("producer", "republish", process, id) === true });
    case "direct": {
      const before = reader.last("MessageSent", id, (row) => row.message === message && row.b === event.b);
      const since = before?.id ?? NO_EVENT;
      const closed = reader.last("ConnectionClosed", id, (row) => row.process === process && row.id > since);
      const threw = reader.last("WorkFailed", id, (row) => row.message === message && row.a === event.b && row.id > since);
      const retries = Number(reader.setting("client", "retries", process, id));
      if (threw !== undefined && threw.id > (closed?.id ?? NO_EVENT))
        return claim("attemptAfterFailure", event, { ...base, destination: reader.text(event.b), retries });
      if (closed !== undefined) return claim("attemptAfterClose", event, { ...base, reason: reader.text(closed.c), retries });
      const timeoutMs = Number(reader.setting("client", "timeout.ms", process, id));
      // The wait begins before the handshake, but not before the message was there.
      const waitedUs = event.at - (reader.facts.messages[message - 1]?.atUs ?? event.at);
      if (waitedUs < timeoutMs * 1000) return claim("attemptOf", event, base);
      return claim("attemptAfterTimeout", event, { ...base, timeoutMs, retries });
    }
  }
}

/** Whether the leader can recognise a batch, and the settings that decide: idempotence is off unless acks is all (K-PROD-30). */
function idempotence(reader: LaneReader, process: number, before: number): Idempotence {
  const enabled = reader.setting("producer", "enable.idempotence", process, before) === true;
  return { enabled, acks: String(reader.setting("producer", "acks", process, before)) };
}

/** Kafka: when the high watermark passes a single copy, that is told instead of its storing. */
function stored(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const { message, b: position } = event;
  const copies = reader.copies();
  const again = copies.findIndex(({ id }) => id === event.id) > 0;
  const part = reader.part(event.process);
  const place = reader.text(event.a);
  const kind = reader.about;
  const log = reader.system === "kafka";
  if (again) {
    const sender = reader.last("MessageSent", event.id, (row) => row.message === message)?.process ?? NO_EVENT;
    const because = log ? idempotence(reader, sender, event.id) : null;
    const details = [claim("unrecognised", event, { part, message, position, because })];
    return { title: claim("storedAgain", event, { message, place, log }), details, rank: RANK.reaction };
  }
  if (!log) {
    if (kind === "late") return null;
    const details = [claim("enteredBy", event, { part, place, binding: bindingOf(place, reader) })];
    return { title: claim("entered", event, { message, place }), details, rank: RANK.stored };
  }
  if (copies.length === 1 && kindsFor(kind).readable && readableOf(event, reader) !== undefined) {
    return kind === "late" ? storedLate(event, reader) : null;
  }
  const details = [whoHadIt(event, reader)];
  return { title: claim("stored", event, { message, place, position }), details, rank: RANK.stored };
}

function bindingOf(queue: string, { said }: LaneReader): string | null {
  return said.place(queue)?.bindings[0]?.routingKey ?? null;
}

/** Who else got a copy while it lay there. */
function whoHadIt(event: HistoryEvent, reader: LaneReader): Claim {
  const { id, process, a: place, b: position, message } = event;
  const copied = reader.all("MessageCopied", (row) => row.message === message && row.a === place && row.b === position && row.id > id);
  const base = { part: reader.part(process), message, place: reader.text(place) };
  if (copied.length === 0) return claim("onLeaderAlone", event, base);
  return claim("copiedBy", event, { ...base, copies: copied.map((row) => reader.part(row.process)) });
}

/** For order: only when the log itself has them the wrong way round. */
function storedLate(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const { message } = event;
  const before = reader.last("MessageStored", event.id, (row) => row.a === event.a && row.message > message && row.b < event.b);
  if (before === undefined || reader.keyOf(before.message) !== reader.keyOf(message)) return null;
  const other = before.message;
  const where = { place: reader.text(event.a), position: event.b, otherPosition: before.b };
  const details = [claim("storedBehindAt", event, { message, other, ...where })];
  return { title: claim("storedBehind", event, { message, other }), details, rank: RANK.reaction };
}

/** The later message that a new leader stored where the asked one had been. */
function tookItsPlace(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const mine = reader.copies().find(({ a, b, id }) => a === event.a && b === event.b && id < event.id);
  if (mine === undefined) return null;
  const { message, b: position } = event;
  const other = mine.message;
  const details = [claim("noCopyLeft", event, { part: reader.part(event.process), message, other, place: reader.text(event.a), position })];
  return { title: claim("tookPlace", event, { message, other }), details, rank: RANK.outcome };
}

/** The event by which the high watermark passed a copy (K-BRK-02, K-BRK-36). */
export function readableOf(copy: HistoryEvent, reader: LaneReader): HistoryEvent | undefined {
  return reader.first("PositionCommitted", copy.id, ({ a, b, c }) => a === copy.a && b > copy.b && c >= copy.c);
}

function readable(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const { message } = reader.question;
  const kind = reader.about;
  const copies = reader.copies();
  const copy = copies.find(({ a, b, id }) => a === event.a && b < event.b && id < event.id);
  if (copy === undefined || copies.length > 1 || !kindsFor(kind).readable || kind === "late") return null;
  const where = { message, place: reader.text(event.a), position: copy.b };
  const details = [
    claim("readableOn", event, { part: reader.part(event.process), by: reader.part(copy.process), message, storedAt: copy.at }),
  ];
  return { title: claim("readable", event, where), details, rank: RANK.stored, more: [copy.id] };
}

/** Told on its own where no effect followed, or where it decides about an order; otherwise it is part of the effect. */
function handedOver(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const { message, process, id } = event;
  const kind = reader.about;
  if (!reader.isForUs(event.a) || kind === "duplicated") return null;
  const part = reader.part(process);
  const word = ({ kafka: "offset", rabbitmq: "tag", direct: "call" } as const)[reader.system];
  const from: HandedFrom = { word, number: event.b };
  const title = claim("handed", event, { part, message, how: word === "offset" ? "read" : "received" });
  if (kind === "lost") return { title, details: [claim("notBegun", event, { part, message, from })], rank: RANK.handed };
  const ahead = heldBefore(event, reader).filter((number) => number !== message);
  const begun = reader.first("WorkBegun", id, (row) => row.process === process && row.message === message);
  const done = reader.first("EffectApplied", id, (row) => row.message === message && requesterOf(row, reader) === process);
  const begunAt = begun?.at ?? null;
  const effectUs = done === undefined ? null : done.at - Math.max(event.at, begunAt ?? 0);
  if (ahead.length === 0)
    return { title, details: [claim("worked", event, { part, message, from, begunAt, effectUs })], rank: RANK.handed };
  const prefetch = reader.system === "rabbitmq" ? Number(reader.setting("consumer", "prefetch", process, id)) : null;
  return { title, details: [claim("heldBack", event, { part, message, prefetch, ahead, begunAt })], rank: RANK.handed };
}

/** Messages that the consumer had been handed before and was not done with. */
export function heldBefore({ process, id }: Pick<HistoryEvent, "process" | "id">, reader: LaneReader): number[] {
  const mine = (row: HistoryEvent) => row.process === process && row.id < id;
  const down = (kind: string) => reader.last(kind, id, mine)?.id ?? NO_EVENT;
  const since = Math.max(...["ProcessCrashed", "MachineLost", "ProcessStopped", "OwnershipLost"].map(down));
  const finished = ["WorkDone", "WorkAbandoned", "MessageDropped"].flatMap((kind) => reader.all(kind, mine));
  return reader
    .all("MessageDelivered", (row) => mine(row) && row.id > since)
    .filter((row) => !finished.some((done) => done.message === row.message && done.id > row.id))
    .map(({ message }) => message);
}

function failed(event: HistoryEvent, reader: LaneReader): Sentence {
  const part = reader.part(event.process);
  const { message, b: attempts } = event;
  const details = [claim("failedBecause", event, { part, message, reason: reader.text(event.c), attempts })];
  return { title: claim("handlerFailed", event, { part, message, attempts }), details, rank: RANK.reaction };
}
