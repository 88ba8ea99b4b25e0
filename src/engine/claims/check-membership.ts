import type { HistoryEvent } from "../sim/history.ts";
import type { Checks } from "./checks.ts";
import type { Testimony } from "./testimony.ts";

/** Who is taken for alive, who leads, who may work on what. */
export const membershipChecks = {
  sessionTimedOut({ event, member, destination }, told) {
    const row = told.row(event);
    return told.kind(event) === "MemberExpired" && told.text(row.b) === member && told.isReader(row.a, destination);
  },
  silentFor({ event, member, setting, limitMs }, told) {
    const row = told.row(event);
    if (told.kind(event) === "MemberExpired")
      return told.text(row.b) === member && told.rule(event, setting)?.left === limitMs && row.c >= limitMs;
    if (told.kind(event) !== "LeaderElected") return false;
    const fenced = told.last("BrokerFenced", ({ a }) => `broker-${a}` === member, { before: event });
    return fenced !== undefined && fenced.at === row.at && told.rule(fenced.id, setting)?.left === limitMs;
  },
  placeGivenTo({ event, part, place, destination }, told) {
    const mine = (row: HistoryEvent) => told.text(row.b) === place && told.isReader(row.a, destination);
    if (!["MemberExpired", "GenerationStarted"].includes(told.kind(event)) || !told.isReader(told.row(event).a, destination)) return false;
    const gained = told.first("OwnershipGained", mine, { after: event });
    return gained !== undefined && told.part(gained.process) === part;
  },
  nobodyLeft({ event, destination }, told) {
    if (!["MemberExpired", "GenerationStarted"].includes(told.kind(event)) || !told.isReader(told.row(event).a, destination)) return false;
    return told.none("OwnershipGained", (row) => told.isReader(row.a, destination), { after: event });
  },
  joined({ event, part, destination }, told) {
    const row = told.row(event);
    return told.kind(event) === "MemberJoined" && told.text(row.b) === part && told.isReader(row.a, destination);
  },
  rebalanceBegan({ event, destination }, told) {
    const row = told.row(event);
    const begun = (other: HistoryEvent) => told.isReader(other.a, destination) && other.at === row.at;
    if (told.kind(event) !== "MemberJoined" || !told.isReader(row.a, destination)) return false;
    // Joining begins one, or comes into one that has begun and not ended.
    const last = told.last("RebalanceStarted", (other) => told.isReader(other.a, destination) && other.at <= row.at);
    return (
      !told.none("RebalanceStarted", begun) ||
      (last !== undefined && told.none("GroupStabilized", begun, { after: last.id, before: event }))
    );
  },
  wentOnWithout({ event, part, destination }, told) {
    const row = told.row(event);
    if (!told.isReader(row.a, destination)) return false;
    const owned = told.all("OwnershipGained", (other) => told.isReader(other.a, destination), { before: event });
    return owned.some(({ process }) => told.part(process) === part);
  },
  notBackInPoll({ event, part, limitMs }, told) {
    return told.setting("consumer", "max.poll.interval.ms", part, event) === limitMs;
  },
  leftByItself: ({ event, part, destination, limitMs }, told) =>
    hasLeft(event, part, limitMs, told) && told.isReader(told.row(event).a, destination),
  tookTooLong: ({ event, part, limitMs }, told) => hasLeft(event, part, limitMs, told),
  leftGroup({ event, part, destination }, told) {
    const row = told.row(event);
    return told.kind(event) === "MemberLeft" && told.isReader(row.a, destination) && told.text(row.b) === part;
  },
  gaveUpRequest: ({ event, part, request }, told) =>
    isWait(event, "RequestTimedOut", part, told) && told.text(told.row(event).b) === request,
  requestUnanswered({ event, part, peer, request, waitedMs }, told) {
    const { a, b, c } = told.row(event);
    return isWait(event, "RequestTimedOut", part, told) && told.text(a) === peer && told.text(b) === request && c === waitedMs;
  },
  gaveUpHandshake: ({ event, part, peer }, told) => isWait(event, "HandshakeTimedOut", part, told) && told.text(told.row(event).a) === peer,
  handshakeUnanswered({ event, part, peer, waitedMs }, told) {
    const { a, b } = told.row(event);
    return isWait(event, "HandshakeTimedOut", part, told) && told.text(a) === peer && b === waitedMs;
  },
  gaveUpCoordinator: ({ event, part, peer }, told) => isWait(event, "CoordinatorLost", part, told) && told.text(told.row(event).b) === peer,
  coordinatorSilent({ event, part, peer, silentMs }, told) {
    const { b, c } = told.row(event);
    return isWait(event, "CoordinatorLost", part, told) && told.text(b) === peer && c === silentMs;
  },
  gaveUpConnection: ({ event, part }, told) => isWait(event, "ConnectionGivenUp", part, told),
  connectionLimit({ event, part, limit, waitedMs }, told) {
    const { a, b } = told.row(event);
    return isWait(event, "ConnectionGivenUp", part, told) && told.text(a) === limit && b === waitedMs;
  },
  lostPlace({ event, part, place }, told) {
    const row = told.row(event);
    return told.kind(event) === "OwnershipLost" && told.text(row.b) === place && told.part(row.process) === part;
  },
  generationEnded({ event, part, generation }, told) {
    return told.kind(event) === "OwnershipLost" && told.row(event).c === generation && told.part(told.row(event).process) === part;
  },
  lostConnection({ event, part }, told) {
    return told.kind(event) === "OwnershipLost" && told.part(told.row(event).process) === part;
  },
  wentWithIt({ event, part, message }, told) {
    const mine = (row: HistoryEvent) => row.message === message && told.part(row.process) === part;
    const handed = told.last("MessageDelivered", mine, { before: event });
    return handed !== undefined && told.none("WorkDone", mine, { after: handed.id, before: event });
  },
  elected({ event, part, place }, told) {
    const row = told.row(event);
    return told.kind(event) === "LeaderElected" && `broker-${row.b}` === part && told.text(row.a) === place;
  },
  hadNoCopy({ event, part, message }, told) {
    return copyOf(event, part, message, told) === undefined;
  },
  hadCopied({ event, part, message, copiedAt }, told) {
    return copyOf(event, part, message, told)?.at === copiedAt;
  },
  leaderEpoch({ event, place, epoch }, told) {
    const row = told.row(event);
    return told.kind(event) === "LeaderElected" && row.c === epoch && told.text(row.a) === place;
  },
  uncleanElection({ event }, told) {
    return told.kind(event) === "LeaderElected" && told.rule(event, "unclean.leader.election.enable") !== undefined;
  },
  heartbeatAway({ event, of }, told) {
    return told.kind(event) === (of === "client" ? "PeerDeclaredDead" : "NodeDeclaredDead");
  },
  heartbeatLimit({ event, part, heartbeat, silentUs }, told) {
    const row = told.row(event);
    const limit = (told.rule(event, "heartbeat")?.left ?? 0) / 1000;
    return told.part(row.process) === part && limit === heartbeat && row.b * 1000 === silentUs;
  },
  nodeGivenUp({ event, part, silentUs }, told) {
    const row = told.row(event);
    return told.part(row.process) === part && row.a * 1000 === silentUs;
  },
} satisfies Partial<Checks>;

function isWait(event: number, kind: string, part: string, told: Testimony): boolean {
  return told.kind(event) === kind && told.part(told.row(event).process) === part;
}

function hasLeft(event: number, part: string, limitMs: number, told: Testimony): boolean {
  return isWait(event, "PollTimeoutExpired", part, told) && told.row(event).b === limitMs;
}

/** The first copy of a message on a broker at the place of an event, that it had not cut off again by then. */
function copyOf(event: number, part: string, message: number, told: Testimony): HistoryEvent | undefined {
  const place = told.row(event).a;
  const mine = (row: HistoryEvent) => row.message === message && row.a === place && told.part(row.process) === part;
  const copies = [...told.all("MessageCopied", mine, { before: event }), ...told.all("MessageStored", mine, { before: event })];
  const kept = copies.filter((copy) => {
    const cut = (row: HistoryEvent) => row.process === copy.process && row.a === place && row.b <= copy.b;
    return told.none("LogCut", cut, { after: copy.id, before: event });
  });
  return kept.sort((one, other) => one.id - other.id)[0];
}
