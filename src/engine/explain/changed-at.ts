import type { Claim } from "../claims/claim.ts";
import type { SettingOwner, SettingValue } from "../delivery/settings.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { Candidate } from "./candidates.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, RANK } from "./sentence.ts";
import { tell } from "./sentences.ts";
import type { PreventionChange } from "./why-card.ts";

/** Events of the message at which a choice shows, the most telling first. */
const SHOWS: Readonly<Record<SettingOwner | "settle" | "consumers" | "binding", readonly string[]>> = {
  database: ["EffectSkipped", "EffectApplied"],
  service: [],
  settle: ["MessageReturned", "MessageSettled", "MessageDelivered"],
  consumers: ["MessageDelivered", "EffectApplied"],
  queue: ["MessageStored"],
  binding: ["MessageRouted", "MessageSent"],
  producer: ["MessageConfirmed", "MessageStored", "MessageSent"],
  topic: ["MessageConfirmed", "MessageStored"],
  consumer: ["MessageDelivered", "EffectApplied"],
  client: ["MessageConfirmed", "MessageSent", "EffectApplied"],
  broker: ["MessageDelivered", "EffectApplied", "MessageStored"],
  exchange: ["MessageSent"],
};

/** The step at which the lane's own choice showed, where another one would let it happen; empty when nothing tells of it. */
export function changedAt(change: PreventionChange, reader: LaneReader): Candidate[] {
  const { message } = reader.question;
  const copies = new Set(reader.copies().map(({ id }) => id));
  const mine = (row: HistoryEvent) =>
    row.message === message &&
    (reader.kind(row.id) === "MessageStored" ? copies.has(row.id) : !ofDestination(row, reader) || reader.isForUs(row.a));
  const kinds = SHOWS[change.what === "setting" ? change.owner : change.what];
  const rows = kinds.flatMap((kind) => reader.last(kind, reader.history.length, mine) ?? []);
  for (const row of rows) {
    const sentence = tell(row.id, reader);
    if (sentence === null) continue;
    const decided = choice(change, row, reader);
    if (decided === null) return [];
    const details = [decided, ...sentence.details];
    return [
      {
        event: row.id,
        kind: reader.kind(row.id),
        sentence: { ...sentence, details, rank: RANK.outcome },
        asked: true,
        leaveOut: row.id,
        command: null,
      },
    ];
  }
  return [];
}

/** Whether an event names the destination that it is about. */
function ofDestination({ id }: HistoryEvent, { history }: LaneReader): boolean {
  return eventKindInfo(history.kind(id)).fields[0] === "destinationText";
}

/** What the lane has in place of the change. */
function choice(change: PreventionChange, row: HistoryEvent, reader: LaneReader): Claim | null {
  const { said, question } = reader;
  const is = (owner: SettingOwner, of: string, setting: string, value: SettingValue) => claim("choice", row, { owner, of, setting, value });
  switch (change.what) {
    case "setting": {
      const sender = reader.first("MessageSent", NO_EVENT, ({ message }) => message === row.message)?.process ?? row.process;
      const process = change.owner === "consumer" ? row.process : sender;
      return is(change.owner, reader.part(process), change.name, reader.setting(change.owner, change.name, process, row.id));
    }
    case "database":
      return is("database", "database", "idempotent", said.isIdempotent(question.destination));
    case "settle": {
      const settle = said.settleOf(change.destination);
      return settle === undefined ? null : is("service", change.destination, "settle", settle);
    }
    case "consumers":
      return is("service", change.destination, "consumers", said.consumersOf(change.destination));
    case "queue": {
      const queue = said.place(change.queue);
      return queue === null ? null : is("queue", change.queue, "durable", queue.durable);
    }
    case "binding":
      return null;
  }
}
