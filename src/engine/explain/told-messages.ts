import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import { capital, type LaneReader, list, seconds } from "./lane-reader.ts";
import { RANK, type Sentence, said, type Templates } from "./sentence.ts";
import { requesterOf } from "./told-effects.ts";

/** The way of a message to its consumers: sent, stored, readable, handed over. */
export const messageTemplates: Templates = {
  MessageSent(event, reader) {
    if (reader.spec.system === "direct" && !reader.isForUs(event.b)) return null;
    return event.a === 1 ? sent(event, reader) : sentAgain(event, reader);
  },
  MessageStored: (event, reader) => (event.message === reader.question.message ? stored(event, reader) : tookItsPlace(event, reader)),
  PositionCommitted: readable,
  MessageDelivered: handedOver,
};

function sent(event: HistoryEvent, reader: LaneReader): Sentence {
  const who = reader.part(event.process);
  const { message, b: place } = event;
  const order = `Order ${reader.keyOf(message)}`;
  switch (reader.spec.system) {
    case "kafka":
      return {
        ...said(who, `sent #${message}`),
        detail: `${order} hashes to partition ${reader.text(place)}.`,
        rank: RANK.sent,
      };
    case "rabbitmq": {
      const type = reader.facts.messages[message - 1]?.type ?? "";
      const { destination } = reader.question;
      const detail = `Exchange ${reader.text(place)} routes ${type} to queue ${destination}.`;
      return { ...said(who, `sent #${message}`), detail, rank: RANK.sent };
    }
    case "direct": {
      const timeout = reader.setting("client", "timeout.ms", event.id);
      const { destination } = reader.question;
      const detail = `${order}. It waits for the answer, but no longer than timeout.ms = ${timeout}.`;
      return { ...said(who, `called ${destination} with #${message}`), detail, rank: RANK.sent };
    }
  }
}

function sentAgain(event: HistoryEvent, reader: LaneReader): Sentence {
  const who = reader.part(event.process);
  const { message, a: attempt, id } = event;
  const title = reader.spec.system === "direct" ? `called ${reader.question.destination} again` : `sent #${message} again`;
  return { ...said(who, title), detail: `Attempt ${attempt}: ${reasonToRepeat(event, reader, id)}`, rank: RANK.turn };
}

function reasonToRepeat(event: HistoryEvent, reader: LaneReader, id: number): string {
  switch (reader.spec.system) {
    case "kafka": {
      const failed = reader.last("BatchRetried", id, ({ process }) => process === event.process);
      const error = failed === undefined ? "no answer" : reader.text(failed.b);
      return `after ${error} for the one before; ${idempotence(reader, id).words}.`;
    }
    case "rabbitmq":
      return `no confirm had come, and republish = ${reader.setting("producer", "republish", id)}.`;
    case "direct": {
      const before = reader.last("MessageSent", id, ({ message, b }) => message === event.message && b === event.b);
      const closed = reader.last("ConnectionClosed", id, ({ process }) => process === event.process);
      const retries = `retries = ${reader.setting("client", "retries", id)}`;
      if (closed !== undefined && closed.id > (before?.id ?? NO_EVENT)) return `${closedBy(reader.text(closed.c))}; ${retries}.`;
      return `no answer within timeout.ms = ${reader.setting("client", "timeout.ms", id)}; ${retries}.`;
    }
  }
}

/** Whether the leader can recognise a batch, and the setting that decides: idempotence is off unless acks is all (K-PROD-30). */
function idempotence(reader: LaneReader, before: number): { on: boolean; words: string } {
  const acks = reader.setting("producer", "acks", before);
  if (reader.setting("producer", "enable.idempotence", before) !== true) return { on: false, words: "enable.idempotence = false" };
  if (acks !== "all") return { on: false, words: `acks = ${acks} switches idempotence off` };
  return { on: true, words: "enable.idempotence = true" };
}

function closedBy(reason: string): string {
  return reason === "timeout" ? "no connection could be made" : `the connection was ${reason}`;
}

/** Kafka: when the high watermark passes a single copy, that is told instead of its storing. */
function stored(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const { message } = event;
  const copies = reader.copies();
  const again = copies.findIndex(({ id }) => id === event.id) > 0;
  const by = reader.part(event.process);
  if (reader.spec.system !== "kafka") {
    const queue = reader.text(event.a);
    if (again) {
      const detail = `A second copy: ${by} does not know that it is the same.`;
      return { ...said(`#${message}`, "entered the queue again"), detail, rank: RANK.reaction };
    }
    if (reader.question.kind === "late") return null;
    return { ...said(`#${message}`, `entered queue ${queue}`), detail: routedBy(queue, by, reader), rank: RANK.stored };
  }
  if (again) {
    const { on, words } = idempotence(reader, event.id);
    const why = on ? "it came under another producer id or epoch" : words;
    const detail = `At offset ${event.b}. ${by} does not know that it is the same: ${why}.`;
    return { ...said(`#${message}`, "was stored again"), detail, rank: RANK.reaction };
  }
  if (copies.length === 1 && reader.question.kind !== "lost" && readableOf(event, reader) !== undefined) {
    return reader.question.kind === "late" ? storedLate(event, reader) : null;
  }
  return { ...said(`#${message}`, `was stored at offset ${event.b}`), detail: whoHadIt(event, reader), rank: RANK.stored };
}

function routedBy(queue: string, by: string, { spec }: LaneReader): string {
  const binding = spec.system === "rabbitmq" ? spec.settings.bindings.find((candidate) => candidate.queue === queue) : undefined;
  return binding === undefined ? `On ${by}.` : `On ${by}, by the binding ${binding.routingKey}.`;
}

/** Who else got a copy while it lay there. */
function whoHadIt({ id, process, a: place, message }: HistoryEvent, reader: LaneReader): string {
  const copied = reader.all("MessageCopied", (row) => row.message === message && row.a === place && row.id > id);
  const leader = reader.part(process);
  if (copied.length === 0) return `On ${leader} alone: no follower ever fetched it.`;
  return `By ${leader}, leader of ${reader.text(place)}; ${list(copied.map((row) => reader.part(row.process)))} copied it.`;
}

/** For order: only when the log itself has them the wrong way round. */
function storedLate(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const before = reader.last("MessageStored", event.id, (row) => row.a === event.a && row.message > event.message);
  if (before === undefined || reader.keyOf(before.message) !== reader.keyOf(event.message)) return null;
  const detail = `At offset ${event.b} of ${reader.text(event.a)}; #${before.message} was at offset ${before.b} already.`;
  return { ...said(`#${event.message}`, `was stored behind #${before.message}`), detail, rank: RANK.reaction };
}

/** The later message that a new leader stored where the asked one had been. */
function tookItsPlace(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const mine = reader.copies().find(({ a, b, id }) => a === event.a && b === event.b && id < event.id);
  if (mine === undefined) return null;
  const detail = `${reader.part(event.process)} stored it at offset ${event.b} of ${reader.text(event.a)}: no copy of #${mine.message} was left.`;
  return { ...said(`#${event.message}`, "took its place"), detail, rank: RANK.outcome };
}

/** The event by which the high watermark passed a copy (K-BRK-02, K-BRK-36). */
export function readableOf(copy: HistoryEvent, reader: LaneReader): HistoryEvent | undefined {
  return reader.first("PositionCommitted", copy.id, ({ a, b, c }) => a === copy.a && b > copy.b && c >= copy.c);
}

function readable(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const { message, kind } = reader.question;
  const copies = reader.copies();
  const copy = copies.find(({ a, b, id }) => a === event.a && b < event.b && id < event.id);
  if (copy === undefined || copies.length > 1 || kind !== "duplicated") return null;
  const leader = reader.part(event.process);
  const since = seconds(copy.at);
  const detail =
    event.process === copy.process
      ? `${leader} had stored it at ${since}; now all in-sync replicas had it.`
      : `On ${leader}: ${reader.part(copy.process)}, which had stored it at ${since}, led no longer.`;
  return { ...said(`#${message}`, `became readable at offset ${copy.b}`), detail, rank: RANK.stored, more: [copy.id] };
}

/** Told on its own where no effect followed, or where it decides about an order; otherwise it is part of the effect. */
function handedOver(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const { message, process, id } = event;
  const { kind } = reader.question;
  if (!reader.isForUs(event.a) || kind === "duplicated") return null;
  const who = reader.part(process);
  const verb = reader.spec.system === "kafka" ? "read" : "received";
  const place =
    reader.spec.system === "kafka"
      ? `At offset ${event.b}`
      : reader.spec.system === "rabbitmq"
        ? `Delivery tag ${event.b}`
        : `Call ${event.b}`;
  const title = said(who, `${verb} #${message}`);
  if (kind === "lost") return { ...title, detail: `${place}. It had not been worked on yet.`, rank: RANK.handed };
  const inHand = heldBefore(event, reader);
  const begun = reader.first("WorkBegun", id, (row) => row.process === process && row.message === message);
  const wait = begun === undefined || begun.at - event.at < 1000 ? "it began at once" : `the work began at ${seconds(begun.at)}`;
  const done = reader.first("EffectApplied", id, (row) => row.message === message && requesterOf(row, reader) === process);
  const since = Math.max(event.at, begun?.at ?? 0);
  const work = done === undefined ? `${place}; ${wait}.` : `${capital(wait)}; the effect came ${seconds(done.at - since)} s later.`;
  if (inHand.length === 0) return { ...title, detail: work, rank: RANK.handed };
  const limit = reader.spec.system === "rabbitmq" ? `prefetch = ${reader.setting("consumer", "prefetch", id)}: ` : "";
  const ahead = `it waited behind ${list(inHand.map((number) => `#${number}`))}`;
  return { ...title, detail: `${limit}${ahead}, and ${wait}.`, rank: RANK.handed };
}

/** Messages that the consumer had been handed before and was not done with. */
function heldBefore({ process, id }: HistoryEvent, reader: LaneReader): number[] {
  const mine = (row: HistoryEvent) => row.process === process && row.id < id;
  const down = reader.last("ProcessCrashed", id, mine)?.id ?? NO_EVENT;
  const finished = [...reader.all("WorkDone", mine), ...reader.all("WorkAbandoned", mine), ...reader.all("WorkFailed", mine)];
  return reader
    .all("MessageDelivered", (row) => mine(row) && row.id > down)
    .filter((row) => !finished.some((done) => done.message === row.message && done.id > row.id))
    .map(({ message }) => message);
}
