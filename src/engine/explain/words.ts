import type { Claim, ClaimName, ClaimOf, HandedFrom, Idempotence } from "../claims/claim.ts";
import { clockText } from "../sim/clock-text.ts";
import { capital, list, seconds } from "./wording.ts";

/** How each claim reads. A title is a subject and a predicate of at most six words; a detail is a whole sentence. */
type Words = { [Name in ClaimName]: (claim: ClaimOf<Name>) => string };

const numbers = (messages: readonly number[]) => list(messages.map((message) => `#${message}`));
const long = (us: number | null) => (us === null ? "" : ` for ${seconds(us)} s`);

/** The setting that keeps a leader from recognising a repeat, or the one by which it can. */
function idempotenceWords({ enabled, acks }: Idempotence): string {
  if (!enabled) return "enable.idempotence = false";
  return acks === "all" ? "enable.idempotence = true" : `acks = ${acks} switches idempotence off`;
}

function fromWords({ word, number }: HandedFrom): string {
  return { offset: `At offset ${number}`, tag: `Delivery tag ${number}`, call: `Call ${number}` }[word];
}

const ANSWERS: Readonly<Record<string, string>> = { "confirm.ack": "The confirm", "basic.ack": "basic.ack" };

const FAULTS: Readonly<Record<string, string>> = {
  crash: "crash",
  powerLoss: "loss of power",
  freeze: "pause",
  stop: "stop",
  restart: "restart",
  split: "cut",
  slowLink: "slow link",
  cutBefore: "broken connection",
  join: "newcomer",
  leave: "removal",
  set: "setting",
};

/** The default exchange has no name. */
function exchangeWords(exchange: string): string {
  return exchange === "" ? "The default exchange" : `Exchange ${exchange}`;
}

const STATES = { crashed: "has crashed", "without power": "has no power", stopped: "has stopped", frozen: "is frozen" } as const;

const WORDS: Words = {
  sent: ({ part, message, to }) => (to === null ? `${part} sent #${message}` : `${part} called ${to} with #${message}`),
  hashes: ({ key, place }) => `Order ${key} hashes to partition ${place}.`,
  routes: ({ type, exchange, queue }) => `${exchangeWords(exchange)} routes ${type} to queue ${queue}.`,
  routesNowhere: ({ type, exchange }) => `It named exchange ${exchange}, with routing key ${type}.`,
  waitsForAnswer: ({ key, timeoutMs }) => `Order ${key}. It waits for the answer, but no longer than timeout.ms = ${timeoutMs}.`,
  sentAgain: ({ part, message, to }) => (to === null ? `${part} sent #${message} again` : `${part} called ${to} again`),
  attemptAfterError: ({ attempt, error, idempotence }) =>
    `Attempt ${attempt}: after ${error ?? "no answer"} for the one before; ${idempotenceWords(idempotence)}.`,
  attemptUnconfirmed: ({ attempt, republish }) => `Attempt ${attempt}: no confirm had come, and republish = ${republish}.`,
  attemptAfterClose: ({ attempt, reason, retries }) =>
    `Attempt ${attempt}: ${reason === "timeout" ? "no connection could be made" : `the connection was ${reason}`}; retries = ${retries}.`,
  attemptAfterFailure: ({ attempt, destination, retries }) =>
    `Attempt ${attempt}: ${destination} had answered with an error; retries = ${retries}.`,
  attemptOf: ({ attempt }) => `Attempt ${attempt}.`,
  attemptAfterTimeout: ({ attempt, timeoutMs, retries }) =>
    `Attempt ${attempt}: no answer within timeout.ms = ${timeoutMs}; retries = ${retries}.`,

  stored: ({ message, position }) => `#${message} was stored at offset ${position}`,
  onLeaderAlone: ({ part }) => `On ${part} alone: no follower ever fetched it.`,
  copiedBy: ({ part, place, copies }) => `By ${part}, leader of ${place}; ${list(copies)} copied it.`,
  entered: ({ message, place }) => `#${message} entered queue ${place}`,
  enteredBy: ({ part, binding }) => (binding === null ? `On ${part}.` : `On ${part}, by the binding ${binding}.`),
  storedAgain: ({ message, log }) => `#${message} ${log ? "was stored again" : "entered the queue again"}`,
  unrecognised: ({ part, position, because }) => {
    if (because === null) return `A second copy: ${part} does not know that it is the same.`;
    const on = because.enabled && because.acks === "all";
    const why = on ? "it came under another producer id or epoch" : idempotenceWords(because);
    return `At offset ${position}. ${part} does not know that it is the same: ${why}.`;
  },
  storedBehind: ({ message, other }) => `#${message} was stored behind #${other}`,
  storedBehindAt: ({ place, position, other, otherPosition }) =>
    `At offset ${position} of ${place}; #${other} was at offset ${otherPosition} already.`,
  tookPlace: ({ message }) => `#${message} took its place`,
  noCopyLeft: ({ part, other, place, position }) => `${part} stored it at offset ${position} of ${place}: no copy of #${other} was left.`,
  readable: ({ message, position }) => `#${message} became readable at offset ${position}`,
  readableOn: ({ part, by, storedAt }) =>
    part === by
      ? `${part} had stored it at ${clockText(storedAt)}; now all in-sync replicas had it.`
      : `On ${part}: ${by}, which had stored it at ${clockText(storedAt)}, led no longer.`,

  handed: ({ part, how, message }) => `${part} ${how} #${message}`,
  notBegun: ({ from }) => `${fromWords(from)}. It had not been worked on yet.`,
  worked({ from, begunAt, effectUs, at }) {
    const soon = begunAt !== null && begunAt - at < 1000;
    const wait = begunAt === null ? "the work never began" : soon ? "it began at once" : `the work began at ${clockText(begunAt)}`;
    return effectUs === null ? `${fromWords(from)}; ${wait}.` : `${capital(wait)}; the effect came ${seconds(effectUs)} s later.`;
  },
  heldBack({ prefetch, ahead, begunAt }) {
    const limit = prefetch === null ? "" : `prefetch = ${prefetch}: `;
    const wait = begunAt === null ? "the work never began" : `the work began at ${clockText(begunAt)}`;
    return capital(`${limit}it waited behind ${numbers(ahead)}, and ${wait}.`).replace(/^Prefetch/, "prefetch");
  },
  handlerFailed: ({ part, message }) => `${part} failed on #${message}`,
  failedBecause: ({ attempts, reason }) =>
    `Its handler threw${attempts > 1 ? ` ${attempts} times` : ""}${reason === "poison" ? ": it throws on this message every time" : ` (${reason})`}.`,

  effect({ part, message, done, order }) {
    if (order === "again") return `${part} ${done} it again`;
    return `${part} ${done} #${message}${order === null ? "" : ` ${order}`}`;
  },
  effectNumber: ({ count }) => `Effect ${count}.`,
  hadIt: ({ how, message, deliveredAt }) => `It had ${how} #${message} at ${clockText(deliveredAt)}.`,
  didNotKnow: ({ message, deliveredAt, other }) => `It had #${message} since ${clockText(deliveredAt)} and did not know of ${other}.`,
  askedTwice: () => "The database's answer was lost, so it asked again.",
  readAlsoAt: ({ message, position }) => `It read #${message} at offset ${position} too.`,
  readOnceMore: ({ position, deliveredAt }) => `It read offset ${position} once more at ${clockText(deliveredAt)}.`,
  resumedAt: ({ position, message, reset }) =>
    `It resumed at offset ${position}${reset === null ? "" : ` (auto.offset.reset = ${reset})`} and read #${message}.`,
  receivedMarked: ({ message, deliveredAt, flagged }) =>
    `It received #${message} at ${clockText(deliveredAt)}, ${flagged ? "marked as redelivered" : "with no mark of a repeat"}.`,
  repeatedCall: ({ deliveredAt }) => `The repeated call had reached it at ${clockText(deliveredAt)}.`,
  sentLater: ({ message, key, laterUs }) => `Also of order ${key}, and sent ${seconds(laterUs)} s after #${message}.`,
  effectLater({ message, laterUs, begunAt }) {
    const later = laterUs === null ? "Later" : `${seconds(laterUs)} s later`;
    return begunAt === null ? `${later}.` : `${later}: it had begun on #${message} at ${clockText(begunAt)}.`;
  },
  effectSkipped: ({ message }) => `The database knew #${message}`,

  confirmed: ({ part, message, how }) =>
    ({
      "taken for stored": `${part} took #${message} for stored`,
      "told stored": `${part} was told: #${message} is stored`,
      "got the confirm": `${part} got the confirm for #${message}`,
    })[how],
  enoughCopies({ acks }) {
    if (acks === "0") return "acks = 0: it waits for no answer.";
    return `acks = ${acks}: ${acks === "1" ? "the leader's own copy was enough" : "all in-sync replicas had it"}.`;
  },
  transientConfirm: () => "delivery_mode = 1: confirmed without a disk.",
  notPublishedAgain: () => "It does not publish it again.",
  committedPast: () => "The group committed past it",
  countsAsDone: ({ place, position, message, offset }) =>
    `Offset ${position} of ${place}: #${message}, at offset ${offset}, counts as settled before the work was done.`,
  letGo: ({ message }) => `The queue let go of #${message}`,
  automaticAck: ({ part }) => `Automatic acknowledgement: what is sent${part === null ? "" : ` to ${part}`} counts as done.`,
  ackSettled: ({ message }) => `basic.ack settled #${message}`,
  ackBeforeWork: ({ part, message }) => `${part} had sent it before the work was done: the queue no longer keeps #${message}.`,
  wentBack: ({ message }) => `#${message} went back to the queue`,
  settlementForgotten: ({ part, message }) => `${part} lost power before the word that it was done with #${message} was on the disk.`,
  returnedBy({ part, message, reason, many }) {
    const who = part ?? "The consumer";
    const count = many > 1 ? `${many} messages` : `#${message}`;
    const gone =
      reason === "no heartbeat" ? "sent no heartbeat" : /connection/.test(reason) ? "lost its connection" : `gave it back (${reason})`;
    return `${who} ${gone} with ${count} unacknowledged.`;
  },
  gone: ({ message, place }) => `#${message} was gone from ${place}`,
  notKept: ({ part, why }) =>
    ({
      queue: `durable = false: ${part} came back without what the queue had held.`,
      "delivery mode": `delivery_mode = 1: ${part} came back without transient messages.`,
      disk: `${part} came back, and it had not reached the disk.`,
    })[why],
  lostOnTheWay: ({ message }) => `#${message} was lost on the way`,
  neverArrived: ({ type, from, to }) => `${type} from ${from} to ${to} never arrived.`,
  thrownAway: ({ part, message }) => `${part} threw #${message} away`,
  answeredNothing: ({ place, error }) => `It took nothing for ${place}: ${error}. It answers nothing either.`,
  neverRead: ({ part, message }) => `${part} never read #${message}`,
  hadComeUnread: ({ type, from }) => `${type} from ${from} had come, but lay there unread.`,
  gaveUpWork: ({ part }) => `${part} gave up the work`,
  claimGone: ({ message }) => `Its claim to #${message} was gone before the work was done.`,
  removed: ({ message }) => `#${message} was dropped`,
  removedBecause: ({ reason }) => `The reason: ${reason}.`,
  unroutable: ({ exchange, type }) => `No queue is bound to exchange ${exchange} for ${type}, so there was nowhere to put it.`,
  givenUp: ({ part, message }) => `${part} gave #${message} up`,
  givenUpAfter: ({ attempts }) =>
    `Its handler had thrown on it ${attempts} times. After that it skips it, so that the next ones can go on.`,
  returnedToSender: ({ part, message }) => `${part} got #${message} back`,
  noBinding: ({ place }) => `No queue is bound to ${place} for it; mandatory = true, so the node sent it back.`,
  logCut: ({ part }) => `${part} cut off its log`,
  cutFrom({ place, position, leader, unclean, message, offset }) {
    const led = unclean ? `${leader}, leader by unclean.leader.election.enable = true` : `${leader}, the new leader`;
    const why = leader === null ? "that was not written back" : `to match ${led}`;
    return `From offset ${position} of ${place} on, ${why}${message === null ? "" : `: #${message}, at offset ${offset}, was gone`}.`;
  },
  skipped: ({ destination, message }) => `${destination} began behind #${message}`,
  skippedBecause: ({ reset, place, position, offset }) =>
    `No offset was committed for ${place}, so auto.offset.reset = ${reset} decided: it begins at offset ${position}, and this one is at ${offset}.`,
  missed: ({ part, message }) => `${part} never took up #${message}`,
  wasDownThen: ({ dueAt }) => `It was down at ${clockText(dueAt)}, when it was due.`,
  refused: ({ part, message }) => `${part} was refused #${message}`,
  unresolved: ({ part, message }) => `${part} gave up on #${message}`,
  toldError: ({ error, rule, limit }) => (rule === null ? `The error: ${error}.` : `${rule} = ${limit} ran out. The error: ${error}.`),

  sessionTimedOut: () => "The session timed out",
  silentFor: ({ member, setting, limitMs }) => `${member} was silent for ${setting} = ${limitMs}.`,
  placeGivenTo: ({ place, part }) => `Rebalance gave ${place} to ${part}.`,
  nobodyLeft: () => "Nobody was left to read its partitions.",
  joined: ({ part }) => `${part} joined the group`,
  rebalanceBegan: () => "A rebalance began: all members were to give up their partitions.",
  wentOnWithout: ({ part }) => `The rebalance went on without ${part}`,
  notBackInPoll: ({ part, limitMs }) => `${part} had not come back to poll() within max.poll.interval.ms = ${limitMs}.`,
  leftByItself: ({ part }) => `${part} left the group by itself`,
  tookTooLong: ({ limitMs }) => `It had not come back to poll() within max.poll.interval.ms = ${limitMs}.`,
  leftGroup: ({ part }) => `${part} left the group`,
  gaveUpRequest: ({ part }) => `${part} gave up waiting`,
  requestUnanswered: ({ peer, request, waitedMs }) => `${peer} had not answered ${request} for ${seconds(waitedMs * 1000)} s.`,
  gaveUpHandshake: ({ part, peer }) => `${part} could not reach ${peer}`,
  handshakeUnanswered: ({ waitedMs }) => `No connection came about within ${seconds(waitedMs * 1000)} s.`,
  gaveUpCoordinator: ({ part }) => `${part} lost its coordinator`,
  coordinatorSilent: ({ peer, silentMs }) => `${peer} had not been heard of for ${seconds(silentMs * 1000)} s.`,
  gaveUpConnection: ({ part }) => `${part} gave up connecting`,
  connectionLimit: ({ limit, waitedMs }) => `${limit} ran out after ${seconds(waitedMs * 1000)} s.`,
  lostPlace: ({ part, place }) => `${part} lost ${place}`,
  generationEnded: ({ generation }) => `Generation ${generation} of the group ended before the work was done.`,
  lostConnection: ({ part }) => `${part} lost its connection`,
  wentWithIt: ({ message }) => `With it went #${message}, before the work.`,
  elected: ({ part, place }) => `${part} became leader of ${place}`,
  hadNoCopy: ({ part, message }) => `${part} had no copy of #${message}.`,
  hadCopied: ({ part, message, copiedAt }) => `${part} had copied #${message} at ${clockText(copiedAt)}.`,
  leaderEpoch: ({ epoch }) => `Leader epoch ${epoch}.`,
  uncleanElection: () => "unclean.leader.election.enable = true.",
  heartbeatAway: ({ of }) => (of === "client" ? "The heartbeat stayed away" : "The node's heartbeat stayed away"),
  heartbeatLimit: ({ part, heartbeat, silentUs }) =>
    `heartbeat = ${heartbeat}: nothing had come for ${seconds(silentUs)} s, so ${part} closed the connection.`,
  nodeGivenUp: ({ part, silentUs }) => `Nothing had come for ${seconds(silentUs)} s, so ${part} gave the node up.`,

  died: ({ part, how }) => `${part} ${how}`,
  diedBeforeEffect: ({ part, how, message, did }) => {
    const title = `${part} ${how} before it ${did} #${message}`;
    return title.split(" ").length > 6 ? `${part} ${how} before the work` : title;
  },
  diedBeforeSettling: ({ part, how, until }) => `${part} ${how} before ${until}`,
  diedWithInHand: ({ part, how, message }) =>
    how === "lost power" ? `${part} lost power holding #${message}` : `${part} ${how} with #${message} in hand`,
  committedAt: ({ position, message, own }) => `The group's committed offset stayed at ${position}${own ? `, that of #${message}` : ""}.`,
  nothingCommitted: ({ message, offset }) => `The group had committed no offset there yet; #${message} is at offset ${offset}.`,
  committedAlready: ({ position, message, resumedBy }) =>
    `The committed offset was ${position}, past #${message}${resumedBy === null ? "" : `; ${resumedBy} resumed there`}.`,
  letGoAt: ({ settledAt }) => `The queue had let go of it at ${clockText(settledAt)}: nobody gets it again.`,
  unacknowledged: ({ tag, message }) => `Delivery tag ${tag}, #${message}, was still unacknowledged.`,
  ackUnderWay: ({ tag }) => `Its basic.ack for delivery tag ${tag} was on the way already.`,
  callerNeverHeard: ({ message }) => `The caller never heard what had become of #${message}.`,
  wasOnIt: ({ message, place, offset }) =>
    offset === null ? `#${message} was on it, in queue ${place}.` : `#${message} was on it, at offset ${offset} of ${place}.`,
  unwrittenGone: () => "What it had not written back was gone.",
  nobodyTold: () => "Nobody was told.",
  connectionsReset: ({ part }) => `All connections of ${part} were reset.`,
  inHand: ({ message }) => `It had #${message} in hand.`,
  back: ({ part }) => `${part} was back`,
  wasDown: ({ downUs, disk }) => `After ${seconds(downUs)} s, with ${disk ? "what its disk had kept" : "nothing of what it had known"}.`,
  froze: ({ part }) => `${part} froze`,
  neitherWorked: ({ forUs }) => `It neither worked nor answered${long(forUs)}.`,
  wentOn: ({ part }) => `${part} went on`,
  knewNothing: ({ frozenUs }) => `It knew nothing of the pause${frozenUs === null ? "" : ` of ${seconds(frozenUs)} s`}.`,
  cutOff: ({ part, oneWay }) => (part === null ? "The network was cut" : `${part} was cut off${oneWay ? " one way" : ""}`),
  nothingPassed({ from, to, forUs }) {
    if (from.length === 0 && to.length === 0) return `Nothing passed${long(forUs)}.`;
    const [alone, others] = from.length === 1 || to.length === 0 ? [from, to] : [to, from];
    return `Nothing passed between ${list(alone)} and ${others.length === 0 ? "the others" : list(others)}${long(forUs)}, and nobody was told.`;
  },
  healed: () => "The network healed",
  heldWentOn: () => "What had waited at the cut went on.",
  slowed: ({ part }) => (part === null ? "A link became slow" : `The link of ${part} was slow`),
  tookLonger({ to, fromMs, toMs, mean }) {
    const extra = `${seconds(fromMs * 1000)}${fromMs === toMs ? "" : ` to ${seconds(toMs * 1000)}`} s${mean ? " on average" : ""}`;
    return `Each message${to.length === 0 ? "" : ` to ${list(to)}`} took ${extra} longer.`;
  },
  quickAgain: () => "The link was quick again",
  usualTime: () => "Messages took their usual time.",
  packetLost: ({ type }) => `${ANSWERS[type] ?? type} was lost`,
  connectionBroke: ({ to }) => `The connection to ${to} broke`,
  brokeFirst: ({ from, to }) => `The connection between ${from} and ${to} broke first.`,
  brokeWithMessage: ({ from, to, message, sentAgain }) =>
    `The connection between ${from} and ${to} broke first, and #${message} with it${sentAgain ? "" : "; nobody sends it again"}.`,
  couldNotKnow: ({ part, message }) => `${part} could not know that #${message} was stored.`,
  settingBecame: ({ setting, value }) => `${setting} became ${value}`,
  joinedService: ({ part, service }) => `${part} joined ${service}`,
  beganToSend: ({ part }) => `${part} began to send`,
  takenAway: ({ part }) => `${part} was taken away`,
  toldToStop: ({ part }) => `${part} was told to stop`,
  startedAgain: ({ part }) => `${part} was started again`,
  on: ({ part }) => `On ${part}.`,
  asOrdered: ({ part, order }) =>
    ({
      set: `On ${part}, by hand.`,
      join: "It was to take its share of the work.",
      stop: "It was to finish first what it had in hand.",
      leave: "It was to finish what it had, and to leave.",
      restart: "It was to begin anew.",
    })[order] ?? "By the script.",
  commandGiven: ({ command }) => `The script gave ${command}`,

  noSuch: ({ does }) => `No such ${FAULTS[does] ?? "change"} here`,
  noSuchBecause({ because }) {
    switch (because.why) {
      case "other lanes":
        return "The script has it in other lanes only.";
      case "no part":
        return `There is no ${because.part} in this lane.`;
      case "never came":
        return `It waited for ${because.awaited}${because.message === null ? "" : ` of #${because.message}`}, which never came.`;
      case "no packet":
        return `No ${because.type} came its way after that.`;
      case "never given":
        return "The script came to its end without it.";
    }
  },
  notYetSent: ({ message }) => `#${message} had not been sent yet.`,
  alreadyDone: ({ message, part, done, doneAt }) => `${part} had ${done} #${message} at ${clockText(doneAt)}.`,
  effectOutstanding: ({ message }) => `The effect of #${message} was asked for, and not in yet.`,
  noEffectYet: ({ message }) => `The effect of #${message} was not in yet.`,
  wasWith: ({ part, message }) => `${part} had #${message} in hand.`,
  onItsWay: ({ message }) => `#${message} was on its way.`,
  layIn: ({ message, place }) => `#${message} lay in ${place}.`,
  handedTimes: ({ times }) =>
    `It was ${["never handed over", "handed over once", "handed over twice"][times] ?? `handed over ${times} times`}.`,
  keptUntil: ({ place, part, waitedUs }) => `It was kept in ${place} for ${seconds(waitedUs)} s, until ${part} had it.`,
  storedTimes: ({ times }) => `It was ${["never stored", "stored once", "stored twice"][times] ?? `stored ${times} times`}.`,
  otherAfter: ({ other, laterUs }) =>
    laterUs === null ? `#${other} had no effect here.` : `#${other} had its effect ${seconds(laterUs)} s later.`,
  hadBoth: ({ part }) => `${part} did both, one after the other.`,
  liesBefore: ({ message, other, place }) => `#${message} lies before #${other} in ${place}.`,
  appliedBefore: ({ appliedAt }) => `It had applied it at ${clockText(appliedAt)}, and changed nothing.`,
  choice: ({ setting, value }) => `${setting} = ${value}.`,

  stillSo: ({ until }) => `So it is at ${clockText(until)}.`,
  isDown: ({ part, state }) => `${part} ${STATES[state]}`,
  downWithCopy: ({ part, message }) => `#${message} lies on ${part}.`,
  nobodyReads: ({ place }) => `Nobody reads ${place}`,
  lastReader: ({ part, destination, place }) =>
    part === null ? `Nobody has ever read ${place} for ${destination}.` : `${part} was the last to read it for ${destination}.`,
  rebalancing: () => "The group divides its partitions anew",
  notReadableYet: ({ message }) => `#${message} may not be read yet`,
  committedTo: ({ place, committed }) => `All in-sync replicas have ${place} only below offset ${committed}.`,
  missingCopy: ({ part, message }) => `${part} has not copied #${message}.`,
  worksOn: ({ part, message }) => `${part} is working on #${message}`,
  isBehind: ({ message, other, place }) => `#${message} lies behind #${other} in ${place}.`,
  keepsFailing: ({ part, message }) => `${part} keeps failing on #${message}`,
  hasThrown: ({ attempts }) => `Its handler has thrown ${attempts === 1 ? "once" : `${attempts} times`}, and it tries again.`,
  creditUsedUp: ({ part }) => `${part} may take no more`,
  holdsUnsettled: ({ prefetch, held }) => `prefetch = ${prefetch}: it still has ${numbers(held)} to acknowledge.`,
  waitsForDatabase: ({ part }) => `${part} is waiting for the database`,
  isHeld: ({ part, message }) => `${part} has #${message} in hand`,
  waitsBehindInHand: ({ ahead }) => `It has ${numbers(ahead)} to do first.`,
  isCut: ({ part, other }) => `${part} and ${other} are cut off`,
  noAnswerSince: ({ part, message }) => `${part} waits: is #${message} stored?`,
  forgot: ({ message }) => `It forgot #${message} before it knew what had become of it.`,
  waitsToRetry: ({ error }) => `The last attempt ended in ${error}; it waits before it sends it again.`,
  noCopyYet: ({ message }) => `#${message} is stored nowhere yet.`,
  hasCopy: ({ message, place }) => `#${message} lies in ${place}; only the answer is missing.`,
  notSentYet: ({ part, message }) => `${part} still has #${message}`,
  dueLater: ({ message, dueAt }) => `#${message} is due at ${clockText(dueAt)}`,
  settledOnItsWay: ({ message }) => `#${message} is on its way`,
  nextInTurn: ({ message, part }) => `#${message} is next for ${part}`,
  copyGoneUnconfirmed: ({ message }) => `No copy of #${message} is left.`,
};

/** A claim in words. */
export function wordsOf(claim: Claim): string {
  return (WORDS[claim.says] as (claim: Claim) => string)(claim);
}
