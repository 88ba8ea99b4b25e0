import { CAUSE, type HistoryEvent } from "../sim/history.ts";
import { type LaneReader, seconds } from "./lane-reader.ts";
import { RANK, type Sentence, said, type Templates } from "./sentence.ts";

/** Who is taken for alive, who leads, who may work on what. */
export const membershipTemplates: Templates = {
  MemberExpired(event, reader) {
    if (!reader.isForUs(event.a)) return null;
    const member = reader.text(event.b);
    const limit = reader.rule(event.id, "session.timeout.ms")?.left ?? event.c;
    const detail = `${member} was silent for session.timeout.ms = ${limit}. ${newOwner(event, reader)}`;
    return { ...said("The session", "timed out"), detail, rank: RANK.reaction, processes: [processOf(member, reader), event.process] };
  },
  MemberJoined(event, reader) {
    if (!reader.isForUs(event.a)) return null;
    const member = reader.text(event.b);
    const detail = "A rebalance began: all members were to give up their partitions.";
    return { ...said(member, "joined the group"), detail, rank: RANK.turn, processes: [processOf(member, reader), event.process] };
  },
  GenerationStarted: rebalancedWithout,
  OwnershipLost(event, reader) {
    if (reader.question.kind !== "lost" || !reader.isForUs(event.a) || !isMyPlace(event.b, reader)) return null;
    const who = reader.part(event.process);
    if (reader.spec.system !== "kafka")
      return {
        ...said(who, "lost its connection"),
        detail: `With it went #${reader.question.message}, before the work.`,
        rank: RANK.outcome,
      };
    const detail = `Generation ${event.c} of the group ended before the work was done.`;
    return { ...said(who, `lost ${reader.text(event.b)}`), detail, rank: RANK.outcome };
  },
  LeaderElected: elected,
  PeerDeclaredDead(event, reader) {
    const limit = (reader.rule(event.id, "heartbeat")?.left ?? 0) / 1000;
    const detail = `heartbeat = ${limit}: nothing had come for ${(event.b / 1000).toFixed(3)} s, so ${reader.part(event.process)} closed the connection.`;
    return { ...said("The heartbeat", "stayed away"), detail, rank: RANK.reaction };
  },
  NodeDeclaredDead(event, reader) {
    const detail = `Nothing had come for ${(event.a / 1000).toFixed(3)} s, so ${reader.part(event.process)} gave the node up.`;
    return { ...said("The node's heartbeat", "stayed away"), detail, rank: RANK.reaction };
  },
};

function processOf(part: string, { simulation }: LaneReader): number {
  return simulation.processes.findIndex(({ address }) => address === part);
}

function isMyPlace(place: number, reader: LaneReader): boolean {
  return reader.copies().some(({ a }) => a === place);
}

/** Who got the message's partition next. */
function newOwner({ id }: HistoryEvent, reader: LaneReader): string {
  const gained = reader.first("OwnershipGained", id, (row) => reader.isForUs(row.a) && isMyPlace(row.b, reader));
  return gained === undefined
    ? "Nobody was left to read its partitions."
    : `Rebalance gave ${reader.text(gained.b)} to ${reader.part(gained.process)}.`;
}

/** A join phase that ended by its timer: whoever had not joined anew by then is out (K-GRP-05). */
function rebalancedWithout(event: HistoryEvent, reader: LaneReader): Sentence | null {
  if (!reader.isForUs(event.a) || wokenBy(event, reader) !== CAUSE.timer) return null;
  const owner = reader.last("OwnershipGained", event.id, (row) => reader.isForUs(row.a) && isMyPlace(row.b, reader));
  if (owner === undefined) return null;
  const who = reader.part(owner.process);
  const limit = reader.setting("consumer", "max.poll.interval.ms", event.id);
  const detail = `${who} had not come back to poll() within max.poll.interval.ms = ${limit}. ${newOwner(event, reader)}`;
  return { ...said("The rebalance", `went on without ${who}`), detail, rank: RANK.reaction, processes: [owner.process, event.process] };
}

/** The kind of cause that woke the handler in which an event was recorded: the first that it recorded has it, each further one its forerunner. */
function wokenBy(event: HistoryEvent, { history }: LaneReader): number {
  let { causeKind, cause } = event;
  while (causeKind === CAUSE.program && cause >= 0 && history.process(cause) === event.process && history.at(cause) === event.at) {
    causeKind = history.causeKind(cause);
    cause = history.cause(cause);
  }
  return causeKind;
}

function elected(event: HistoryEvent, reader: LaneReader): Sentence | null {
  if (!isMyPlace(event.a, reader)) return null;
  const leader = `broker-${event.b}`;
  const place = reader.text(event.a);
  const process = processOf(leader, reader);
  const { message } = reader.question;
  const fenced = reader.last("BrokerFenced", event.id, ({ at }) => at === event.at);
  const timeout = fenced === undefined ? undefined : reader.rule(fenced.id, "broker.session.timeout.ms");
  const silent =
    fenced === undefined || timeout === undefined ? "" : `broker-${fenced.a} was silent for broker.session.timeout.ms = ${timeout.left}. `;
  const unclean = reader.rule(event.id, "unclean.leader.election.enable") === undefined ? "" : "unclean.leader.election.enable = true. ";
  const copied = reader.first("MessageCopied", -1, (row) => row.message === message && row.process === process && row.id < event.id);
  const sent = reader.copies()[0];
  const has =
    sent === undefined || sent.id > event.id
      ? ""
      : copied === undefined
        ? `${leader} had no copy of #${message}.`
        : `${leader} had copied #${message} at ${seconds(copied.at)}.`;
  const detail = `${silent}${unclean}${has}`.trim() || `Leader epoch ${event.c}.`;
  const more = fenced === undefined ? [] : [fenced.id];
  return { ...said(leader, `became leader of ${place}`), detail, rank: RANK.reaction, processes: [process, event.process], more };
}
