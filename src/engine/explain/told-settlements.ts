import type { HistoryEvent } from "../sim/history.ts";
import { capital, type LaneReader } from "./lane-reader.ts";
import { RANK, type Sentence, said, type Templates } from "./sentence.ts";

/** Who was told that a message is safe or done, and how it came to be gone. */
export const settlementTemplates: Templates = {
  MessageConfirmed: (event, reader) => (reader.question.kind === "lost" ? confirmed(event, reader) : null),
  OffsetCommitted: (event, reader) => (reader.question.kind === "lost" ? committed(event, reader) : null),
  MessageSettled: (event, reader) => (reader.question.kind === "lost" && reader.isForUs(event.a) ? settled(event, reader) : null),
  MessageReturned: (event, reader) => (reader.isForUs(event.a) ? returned(event, reader) : null),
  MessageErased: (event, reader) => (reader.isForUs(event.a) ? erased(event, reader) : null),
  LogCut: logCut,
  PacketLost(event, reader) {
    if (reader.question.kind !== "lost" || reader.kind(event.cause) === "ConnectionCut") return null; // told by the cut
    const detail = `${reader.text(event.c)} from ${reader.part(event.a)} to ${reader.part(event.process)} never arrived.`;
    return { ...said(`#${event.message}`, "was lost on the way"), detail, rank: RANK.outcome };
  },
  WorkAbandoned(event, reader) {
    if (reader.question.kind !== "lost" || !reader.isForUs(event.a)) return null;
    const detail = `Its claim to #${event.message} was gone before the work was done.`;
    return { ...said(reader.part(event.process), "gave up the work"), detail, rank: RANK.outcome };
  },
  MessageDropped: (event, reader) => ({
    ...said(`#${event.message}`, "was dropped"),
    detail: `${capital(reader.text(event.b))}.`,
    rank: RANK.outcome,
  }),
};

function confirmed(event: HistoryEvent, reader: LaneReader): Sentence {
  const who = reader.part(event.process);
  const { message, id } = event;
  if (reader.spec.system === "kafka") {
    const acks = reader.setting("producer", "acks", id);
    if (acks === "0") {
      return { ...said(who, `took #${message} for stored`), detail: "acks = 0: it waits for no answer.", rank: RANK.reaction };
    }
    const enough = acks === "1" ? "the leader's own copy was enough" : "all in-sync replicas had it";
    return { ...said(who, `was told: #${message} is stored`), detail: `acks = ${acks}: ${enough}.`, rank: RANK.reaction };
  }
  const mode = reader.setting("producer", "delivery_mode", id);
  const disk = mode === 1 ? "delivery_mode = 1: confirmed without a disk." : "It does not publish it again.";
  return { ...said(who, `got the confirm for #${message}`), detail: disk, rank: RANK.reaction };
}

function committed(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const copy = reader.copies().find(({ a, b }) => a === event.c && b < event.b);
  if (copy === undefined || !reader.isForUs(event.a)) return null;
  const consumer = reader.history.a(event.cause);
  const detail = `Offset ${event.b} of ${reader.text(event.c)}: #${copy.message}, at offset ${copy.b}, counts as done before the work.`;
  return { ...said("The group", "committed past it"), detail, rank: RANK.reaction, processes: [consumer, event.process] };
}

function settled(event: HistoryEvent, reader: LaneReader): Sentence {
  const { message, id } = event;
  if (reader.rule(id, "R-CONS-06") !== undefined) {
    const to = reader.first("MessageDelivered", id, (row) => row.message === message);
    const whom = to === undefined ? "" : ` to ${reader.part(to.process)}`;
    const detail = `Automatic acknowledgement: what is sent${whom} counts as done.`;
    return { ...said("The queue", `let go of #${message}`), detail, rank: RANK.reaction };
  }
  const sender = reader.history.a(event.cause);
  const detail = `${reader.part(sender)} had sent it before the work: the queue no longer keeps #${message}.`;
  return { ...said("basic.ack", `settled #${message}`), detail, rank: RANK.reaction, processes: [event.process, sender] };
}

function returned(event: HistoryEvent, reader: LaneReader): Sentence {
  const { message, id } = event;
  const held = reader.last("MessageDelivered", id, (row) => row.message === message && reader.isForUs(row.a));
  const who = held === undefined ? "The consumer" : reader.part(held.process);
  const many = reader.rule(id, "R-REQ-03")?.left ?? 1;
  const reason = reader.text(event.b);
  const count = many > 1 ? `${many} messages` : `#${message}`;
  const gone =
    reason === "no heartbeat" ? "sent no heartbeat" : /connection/.test(reason) ? "lost its connection" : `gave it back (${reason})`;
  const detail = `${who} ${gone} with ${count} unacknowledged.`;
  return { ...said(`#${message}`, "went back to the queue"), detail, rank: RANK.turn };
}

function erased(event: HistoryEvent, reader: LaneReader): Sentence {
  const queue = reader.text(event.a);
  const node = reader.part(event.process);
  return { ...said(`#${event.message}`, `was gone from ${queue}`), detail: whyNotKept(event, node, reader), rank: RANK.outcome };
}

function whyNotKept({ id, a }: HistoryEvent, node: string, reader: LaneReader): string {
  const { spec } = reader;
  const queue = reader.text(a);
  const durable = spec.system !== "rabbitmq" || (spec.settings.queues.find(({ name }) => name === queue)?.durable ?? true);
  if (!durable) return `durable = false: ${node} came back without what the queue had held.`;
  if (reader.setting("producer", "delivery_mode", id) === 1) return `delivery_mode = 1: ${node} came back without transient messages.`;
  return `${node} came back, and it had not reached the disk.`;
}

function logCut(event: HistoryEvent, reader: LaneReader): Sentence | null {
  const copy = reader.copies().find(({ a, b, id }) => a === event.a && b >= event.b && id < event.id);
  if (copy === undefined) return null;
  const from = `From offset ${event.b} of ${reader.text(event.a)} on`;
  const why = reader.rule(event.id, "K-BRK-33") === undefined ? "that was not written back" : `to match ${newLeader(event, reader)}`;
  const last = reader.question.kind === "lost" ? `: #${copy.message}, at offset ${copy.b}, was gone` : "";
  return { ...said(reader.part(event.process), "cut off its log"), detail: `${from}, ${why}${last}.`, rank: RANK.outcome };
}

/** Whose history the log was made to match, and by which setting it came to lead when that was not a clean election. */
function newLeader({ id, a: place }: HistoryEvent, reader: LaneReader): string {
  const elected = reader.last("LeaderElected", id, (row) => row.a === place);
  if (elected === undefined) return "the new leader";
  const unclean = reader.rule(elected.id, "unclean.leader.election.enable") !== undefined;
  return unclean ? `broker-${elected.b}, leader by unclean.leader.election.enable = true` : `broker-${elected.b}, the new leader`;
}
