import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import { type LaneReader, seconds } from "./lane-reader.ts";
import { RANK, type Sentence, said, type Templates } from "./sentence.ts";

/** The consumer that asked for an effect. */
export function requesterOf({ cause }: HistoryEvent, reader: LaneReader): number {
  return reader.history.a(cause);
}

/** What a message changed in the outside world. */
export const effectTemplates: Templates = {
  EffectApplied: (event, reader) => (reader.isForUs(event.a) ? effect(event, reader) : null),
};

function effect(event: HistoryEvent, reader: LaneReader): Sentence {
  const process = requesterOf(event, reader);
  const who = reader.part(process);
  const { kind, message } = reader.question;
  const delivery = reader.delivery(process, event.id, event.message);
  const base = { rank: RANK.outcome, processes: [event.process, process], more: delivery === undefined ? [] : [delivery.id] };
  if (kind === "late") {
    const other = event.message !== message;
    return { ...base, ...said(who, `${reader.done} #${event.message} ${other ? "first" : "after it"}`), detail: order(event, reader) };
  }
  if (event.b === 1) {
    const verb = reader.spec.system === "kafka" ? "read" : reader.spec.system === "rabbitmq" ? "received" : "got";
    const since = delivery === undefined ? "" : ` It had ${verb} #${message} at ${seconds(delivery.at)}.`;
    return { ...base, ...said(who, `${reader.done} #${message}`), detail: `Effect 1.${since}` };
  }
  const { how, more } = howAgain(event, process, delivery, reader);
  return { ...base, ...said(who, `${reader.done} it again`), detail: `${how} Effect ${event.b}.`, more: [...base.more, ...more] };
}

/** How the message came to a consumer once more. */
function howAgain(
  event: HistoryEvent,
  process: number,
  delivery: HistoryEvent | undefined,
  reader: LaneReader,
): { how: string; more: number[] } {
  const { message } = reader.question;
  const before = reader.last("EffectApplied", event.id, (row) => row.message === message && row.a === event.a);
  if (delivery === undefined || before === undefined) return { how: "", more: [] };
  const other = requesterOf(before, reader);
  if (delivery.id < before.id && other !== process) {
    const how = `It had #${message} since ${seconds(delivery.at)} and did not know of ${reader.part(other)}.`;
    return { how, more: [] };
  }
  const first = reader.delivery(other, before.id);
  if (first?.id === delivery.id) return { how: "The database's answer was lost, so it asked again.", more: [] };
  switch (reader.spec.system) {
    case "kafka": {
      if (first !== undefined && first.b !== delivery.b) return { how: `It read #${message} at offset ${delivery.b} too.`, more: [] };
      const restored = reader.last(
        "PositionRestored",
        delivery.id,
        (row) => row.process === process && row.c === placeRead(delivery, reader),
      );
      if (restored === undefined) return { how: `It read offset ${delivery.b} once more at ${seconds(delivery.at)}.`, more: [] };
      const reset = reader.rule(restored.id, "auto.offset.reset");
      const why = reset === undefined ? "" : ` (${reset.rule.replace("=", " = ")})`;
      return { how: `It resumed at offset ${restored.b}${why} and read #${message}.`, more: [restored.id] };
    }
    case "rabbitmq":
      return {
        how: `It received #${message} at ${seconds(delivery.at)}, ${delivery.c === 1 ? "marked as redelivered" : "with no mark of a repeat"}.`,
        more: [],
      };
    case "direct":
      return { how: `The repeated call had reached it at ${seconds(delivery.at)}.`, more: [] };
  }
}

/** The partition that a record was read from. */
function placeRead(delivery: HistoryEvent, reader: LaneReader): number {
  return reader.copies().find(({ b }) => b === delivery.b)?.a ?? NO_EVENT;
}

/** How the two messages of an order question stood to each other. */
function order(event: HistoryEvent, reader: LaneReader): string {
  const { message } = reader.question;
  const sentAt = (number: number) => reader.first("MessageSent", NO_EVENT, (row) => row.message === number)?.at ?? event.at;
  if (event.message !== message) {
    return `Also of order ${reader.keyOf(message)}, and sent ${seconds(sentAt(event.message) - sentAt(message))} s after #${message}.`;
  }
  const process = requesterOf(event, reader);
  const begun = reader.last("WorkBegun", event.id, (row) => row.process === process && row.message === message);
  const before = reader.last(
    "EffectApplied",
    event.id,
    (row) => row.message !== message && reader.keyOf(row.message) === reader.keyOf(message),
  );
  const later = before === undefined ? "Later" : `${seconds(event.at - before.at)} s later`;
  return begun === undefined ? `${later}.` : `${later}: it had begun on #${message} at ${seconds(begun.at)}.`;
}
