import type { Claim } from "../claims/claim.ts";
import { CAUSE, type HistoryEvent } from "../sim/history.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, RANK, type Sentence, type Templates } from "./sentence.ts";

/** Who is taken for alive, who leads, who may work on what. */
export const membershipTemplates: Templates = {
  MemberExpired(event, reader) {
    if (!reader.isForUs(event.a)) return null;
    const member = reader.text(event.b);
    const { destination } = reader.question;
    const rule = reader.rule(event.id, "session.timeout.ms") ?? reader.rule(event.id, "max.poll.interval.ms");
    const silent = rule === undefined ? [] : [claim("silentFor", event, { member, setting: rule.rule, limitMs: rule.left })];
    return {
      title: claim("sessionTimedOut", event, { member, destination }),
      details: [...silent, ...newOwner(event, reader)],
      rank: RANK.reaction,
      processes: [processOf(member, reader), event.process],
    };
  },
  MemberJoined(event, reader) {
    if (!reader.isForUs(event.a)) return null;
    const part = reader.text(event.b);
    const { destination } = reader.question;
    return {
      title: claim("joined", event, { part, destination }),
      details: [claim("rebalanceBegan", event, { destination })],
      rank: RANK.turn,
      processes: [processOf(part, reader), event.process],
    };
  },
  GenerationStarted: rebalancedWithout,
  OwnershipLost(event, reader) {
    if (reader.about !== "lost" || !reader.isForUs(event.a) || !isMyPlace(event.b, reader)) return null;
    const part = reader.part(event.process);
    const { message } = reader.question;
    if (reader.system !== "kafka") {
      const details = [claim("wentWithIt", event, { part, message })];
      return { title: claim("lostConnection", event, { part }), details, rank: RANK.outcome };
    }
    const details = [claim("generationEnded", event, { part, generation: event.c })];
    return { title: claim("lostPlace", event, { part, place: reader.text(event.b) }), details, rank: RANK.outcome };
  },
  PollTimeoutExpired(event, reader) {
    if (!reader.isForUs(event.a)) return null;
    const values = { part: reader.part(event.process), destination: reader.question.destination, limitMs: event.b };
    return { title: claim("leftByItself", event, values), details: [claim("tookTooLong", event, values)], rank: RANK.reaction };
  },
  MemberLeft(event, reader) {
    if (!reader.isForUs(event.a)) return null;
    const part = reader.text(event.b);
    const { destination } = reader.question;
    const processes = [processOf(part, reader), event.process];
    return { title: claim("leftGroup", event, { part, destination }), details: [], rank: RANK.turn, processes };
  },
  RequestTimedOut(event, reader) {
    const values = { part: reader.part(event.process), peer: reader.text(event.a), request: reader.text(event.b), waitedMs: event.c };
    return { title: claim("gaveUpRequest", event, values), details: [claim("requestUnanswered", event, values)], rank: RANK.reaction };
  },
  HandshakeTimedOut(event, reader) {
    const values = { part: reader.part(event.process), peer: reader.text(event.a), waitedMs: event.b };
    return { title: claim("gaveUpHandshake", event, values), details: [claim("handshakeUnanswered", event, values)], rank: RANK.turn };
  },
  CoordinatorLost(event, reader) {
    if (!reader.isForUs(event.a)) return null;
    const values = { part: reader.part(event.process), peer: reader.text(event.b), silentMs: event.c };
    return { title: claim("gaveUpCoordinator", event, values), details: [claim("coordinatorSilent", event, values)], rank: RANK.reaction };
  },
  ConnectionGivenUp(event, reader) {
    const values = { part: reader.part(event.process), limit: reader.text(event.a), waitedMs: event.b };
    return { title: claim("gaveUpConnection", event, values), details: [claim("connectionLimit", event, values)], rank: RANK.turn };
  },
  LeaderElected: elected,
  PeerDeclaredDead(event, reader) {
    const heartbeat = (reader.rule(event.id, "heartbeat")?.left ?? 0) / 1000;
    const details = [claim("heartbeatLimit", event, { part: reader.part(event.process), heartbeat, silentUs: event.b * 1000 })];
    return { title: claim("heartbeatAway", event, { of: "client" }), details, rank: RANK.reaction };
  },
  NodeDeclaredDead(event, reader) {
    const details = [claim("nodeGivenUp", event, { part: reader.part(event.process), silentUs: event.a * 1000 })];
    return { title: claim("heartbeatAway", event, { of: "node" }), details, rank: RANK.reaction };
  },
};

function processOf(part: string, { simulation }: LaneReader): number {
  return simulation.processes.findIndex(({ address }) => address === part);
}

export function isMyPlace(place: number, reader: LaneReader): boolean {
  return reader.copies().some(({ a }) => a === place);
}

/** Who got the message's partition next. */
function newOwner(event: HistoryEvent, reader: LaneReader): Claim[] {
  const { destination } = reader.question;
  const gained = reader.first("OwnershipGained", event.id, (row) => reader.isForUs(row.a) && isMyPlace(row.b, reader));
  if (gained !== undefined)
    return [claim("placeGivenTo", event, { part: reader.part(gained.process), place: reader.text(gained.b), destination })];
  const others = reader.first("OwnershipGained", event.id, (row) => reader.isForUs(row.a));
  return others === undefined ? [claim("nobodyLeft", event, { destination })] : [];
}

/** A join phase that ended by its timer: whoever had not joined anew by then is out (K-GRP-05). */
function rebalancedWithout(event: HistoryEvent, reader: LaneReader): Sentence | null {
  if (!reader.isForUs(event.a) || wokenBy(event, reader) !== CAUSE.timer) return null;
  const owner = reader.last("OwnershipGained", event.id, (row) => reader.isForUs(row.a) && isMyPlace(row.b, reader));
  if (owner === undefined) return null;
  const part = reader.part(owner.process);
  const { destination } = reader.question;
  const limitMs = Number(reader.setting("consumer", "max.poll.interval.ms", owner.process, event.id));
  return {
    title: claim("wentOnWithout", event, { part, destination }),
    details: [claim("notBackInPoll", event, { part, limitMs }), ...newOwner(event, reader)],
    rank: RANK.reaction,
    processes: [owner.process, event.process],
  };
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
  const part = `broker-${event.b}`;
  const place = reader.text(event.a);
  const process = processOf(part, reader);
  const { message } = reader.question;
  const details: Claim[] = [];
  const fenced = reader.last("BrokerFenced", event.id, ({ at }) => at === event.at);
  const timeout = fenced === undefined ? undefined : reader.rule(fenced.id, "broker.session.timeout.ms");
  if (fenced !== undefined && timeout !== undefined)
    details.push(claim("silentFor", event, { member: `broker-${fenced.a}`, setting: timeout.rule, limitMs: timeout.left }));
  if (reader.rule(event.id, "unclean.leader.election.enable") !== undefined) details.push(claim("uncleanElection", event, { place }));
  const copy = keptCopy(event, process, reader);
  const sent = reader.copies()[0];
  if (sent !== undefined && sent.id < event.id)
    details.push(
      copy === undefined ? claim("hadNoCopy", event, { part, message }) : claim("hadCopied", event, { part, message, copiedAt: copy.at }),
    );
  if (details.length === 0) details.push(claim("leaderEpoch", event, { place, epoch: event.c }));
  const more = fenced === undefined ? [] : [fenced.id];
  return { title: claim("elected", event, { part, place }), details, rank: RANK.reaction, processes: [process, event.process], more };
}

/** The first copy of the asked message at the place of an event that a process had and had not cut off again. */
function keptCopy(event: HistoryEvent, process: number, reader: LaneReader): HistoryEvent | undefined {
  const { message } = reader.question;
  const mine = (row: HistoryEvent) => row.message === message && row.process === process && row.a === event.a && row.id < event.id;
  const cuts = reader.all("LogCut", (row) => row.process === process && row.a === event.a && row.id < event.id);
  return [...reader.all("MessageCopied", mine), ...reader.all("MessageStored", mine)]
    .filter((copy) => !cuts.some(({ id, b }) => id > copy.id && b <= copy.b))
    .sort((one, other) => one.id - other.id)[0];
}
