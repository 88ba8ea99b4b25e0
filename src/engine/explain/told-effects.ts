import type { Claim } from "../claims/claim.ts";
import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, RANK, type Sentence, type Templates } from "./sentence.ts";

/** The consumer that asked for an effect. */
export function requesterOf({ cause }: HistoryEvent, reader: LaneReader): number {
  return reader.history.a(cause);
}

/** What a message changed in the outside world. */
export const effectTemplates: Templates = {
  EffectApplied: (event, reader) => (reader.isForUs(event.a) ? effect(event, reader) : null),
  EffectSkipped(event, reader) {
    if (!reader.isForUs(event.a)) return null;
    const { message } = event;
    const title = claim("effectSkipped", event, { part: reader.part(event.process), message, destination: reader.question.destination });
    const before = reader.last("EffectApplied", event.id, (row) => row.message === message && row.a === event.a);
    const details = before === undefined ? [] : [claim("appliedBefore", event, { message, appliedAt: before.at })];
    return { title, details, rank: RANK.outcome, processes: [event.process, requesterOf(event, reader)] };
  },
};

function effect(event: HistoryEvent, reader: LaneReader): Sentence {
  const process = requesterOf(event, reader);
  const part = reader.part(process);
  const { message } = event;
  const { destination } = reader.question;
  const delivery = reader.delivery(process, event.id, message);
  const base = { rank: RANK.outcome, processes: [event.process, process], more: delivery === undefined ? [] : [delivery.id] };
  const title = (order: "first" | "after it" | "again" | null) => claim("effect", event, { part, message, done: reader.done, order });
  if (reader.about === "late") {
    const other = message !== reader.question.message;
    return { ...base, title: title(other ? "first" : "after it"), details: [order(event, reader)] };
  }
  const number = claim("effectNumber", event, { message, destination, count: event.b });
  if (event.b === 1) {
    const how = ({ kafka: "read", rabbitmq: "received", direct: "got" } as const)[reader.system];
    const had = delivery === undefined ? [] : [claim("hadIt", event, { part, message, deliveredAt: delivery.at, how })];
    return { ...base, title: title(null), details: [number, ...had] };
  }
  const { how, more } = howAgain(event, process, delivery, reader);
  return { ...base, title: title("again"), details: [...how, number], more: [...base.more, ...more] };
}

/** How the message came to a consumer once more. */
function howAgain(
  event: HistoryEvent,
  process: number,
  delivery: HistoryEvent | undefined,
  reader: LaneReader,
): { how: Claim[]; more: number[] } {
  const { message } = event;
  const part = reader.part(process);
  const before = reader.last("EffectApplied", event.id, (row) => row.message === message && row.a === event.a);
  if (delivery === undefined || before === undefined) return { how: [], more: [] };
  const deliveredAt = delivery.at;
  const other = requesterOf(before, reader);
  if (delivery.id < before.id && other !== process) {
    return { how: [claim("didNotKnow", event, { part, message, deliveredAt, other: reader.part(other) })], more: [] };
  }
  const first = reader.delivery(other, before.id);
  if (first?.id === delivery.id) return { how: [claim("askedTwice", event, { part, message })], more: [] };
  switch (reader.system) {
    case "kafka": {
      const position = delivery.b;
      if (first !== undefined && first.b !== position) return { how: [claim("readAlsoAt", event, { part, message, position })], more: [] };
      const place = placeRead(delivery, reader);
      const restored = reader.last("PositionRestored", delivery.id, (row) => row.process === process && row.c === place);
      if (restored === undefined) return { how: [claim("readOnceMore", event, { part, message, position, deliveredAt })], more: [] };
      const rule = reader.rule(restored.id, "auto.offset.reset");
      const reset = rule === undefined ? null : rule.rule.slice(rule.rule.indexOf("=") + 1);
      const resumed = claim("resumedAt", event, { part, message, place: reader.text(place), position: restored.b, reset });
      return { how: [resumed], more: [restored.id] };
    }
    case "rabbitmq":
      return { how: [claim("receivedMarked", event, { part, message, deliveredAt, flagged: delivery.c === 1 })], more: [] };
    case "direct":
      return { how: [claim("repeatedCall", event, { part, message, deliveredAt })], more: [] };
  }
}

/** The partition that a record was read from. */
function placeRead(delivery: HistoryEvent, reader: LaneReader): number {
  return reader.copies().find(({ b }) => b === delivery.b)?.a ?? NO_EVENT;
}

/** How the two messages of an order question stood to each other. */
function order(event: HistoryEvent, reader: LaneReader): Claim {
  const { message } = reader.question;
  const key = reader.keyOf(message);
  if (event.message !== message) {
    const sentAt = (number: number) => reader.first("MessageSent", NO_EVENT, (row) => row.message === number)?.at ?? 0;
    return claim("sentLater", event, { message, other: event.message, key, laterUs: sentAt(event.message) - sentAt(message) });
  }
  const process = requesterOf(event, reader);
  const begun = reader.last("WorkBegun", event.id, (row) => row.process === process && row.message === message);
  const ofKey = (row: HistoryEvent) => row.a === event.a && row.message !== message && reader.keyOf(row.message) === key;
  const before = reader.last("EffectApplied", event.id, ofKey);
  const laterUs = before === undefined ? null : event.at - before.at;
  return claim("effectLater", event, { part: reader.part(process), message, laterUs, begunAt: begun?.at ?? null });
}
