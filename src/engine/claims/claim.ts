import type { SettingOwner, SettingValue } from "../delivery/settings.ts";
import type { EventId } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";

/**
 * Whether the leader can recognise a batch that it has, by the producer's settings: acks other than all switches idempotence off (K-PROD-30).
 */
export interface Idempotence {
  enabled: boolean;
  acks: string;
}

/** Where a message was handed over from: a log's offset, a channel's delivery tag, a call's number. */
export interface HandedFrom {
  word: "offset" | "tag" | "call";
  number: number;
}

/**
 * All that can be asserted of a history, by what is said. Parts go by their names without the lane; `…Us` are microseconds of virtual time,
 * `…At` instants; a field that names an event holds its id.
 */
export interface Claims {
  /** The producer handed the message over for the first time; `to`: the service that it called. */
  sent: { part: string; message: number; to: string | null };
  hashes: { message: number; key: string; place: string };
  routes: { message: number; type: string; exchange: string; queue: string };
  /** The exchange had no binding to the queue that wants it. */
  routesNowhere: { message: number; type: string; exchange: string };
  waitsForAnswer: { message: number; key: string; timeoutMs: number };
  sentAgain: { part: string; message: number; to: string | null };
  attemptAfterError: { part: string; message: number; attempt: number; error: string | null; idempotence: Idempotence };
  attemptUnconfirmed: { part: string; message: number; attempt: number; republish: boolean };
  attemptAfterClose: { part: string; message: number; attempt: number; reason: string; retries: number };
  attemptAfterFailure: { part: string; message: number; attempt: number; destination: string; retries: number };
  attemptOf: { part: string; message: number; attempt: number };
  attemptAfterTimeout: { part: string; message: number; attempt: number; timeoutMs: number; retries: number };

  stored: { message: number; place: string; position: number };
  /** Nobody but its leader ever had that copy. */
  onLeaderAlone: { part: string; message: number; place: string };
  copiedBy: { part: string; message: number; place: string; copies: readonly string[] };
  entered: { message: number; place: string };
  enteredBy: { part: string; place: string; binding: string | null };
  storedAgain: { message: number; place: string; log: boolean };
  /** Why the store took the second copy for a new message; null for a store that compares nothing. */
  unrecognised: { part: string; message: number; position: number; because: Idempotence | null };
  storedBehind: { message: number; other: number };
  storedBehindAt: { message: number; other: number; place: string; position: number; otherPosition: number };
  tookPlace: { message: number; other: number };
  noCopyLeft: { part: string; message: number; other: number; place: string; position: number };
  readable: { message: number; place: string; position: number };
  /** `by` stored it at `storedAt`; when `part` is another, that one leads now. */
  readableOn: { part: string; by: string; message: number; storedAt: Micros };

  handed: { part: string; message: number; how: "read" | "received" };
  notBegun: { part: string; message: number; from: HandedFrom };
  /** How long after the handing over the work began, and after it the effect; null for never. */
  worked: { part: string; message: number; from: HandedFrom; begunAt: Micros | null; effectUs: number | null };
  heldBack: { part: string; message: number; prefetch: number | null; ahead: readonly number[]; begunAt: Micros | null };
  /** The handler threw every time. */
  handlerFailed: { part: string; message: number; attempts: number };
  failedBecause: { part: string; message: number; reason: string; attempts: number };

  effect: { part: string; message: number; done: string; order: "first" | "after it" | "again" | null };
  effectNumber: { message: number; destination: string; count: number };
  hadIt: { part: string; message: number; deliveredAt: Micros; how: "read" | "received" | "got" };
  didNotKnow: { part: string; message: number; deliveredAt: Micros; other: string };
  askedTwice: { part: string; message: number };
  readAlsoAt: { part: string; message: number; position: number };
  readOnceMore: { part: string; message: number; position: number; deliveredAt: Micros };
  resumedAt: { part: string; message: number; place: string; position: number; reset: string | null };
  receivedMarked: { part: string; message: number; deliveredAt: Micros; flagged: boolean };
  repeatedCall: { part: string; message: number; deliveredAt: Micros };
  /** Of one key with `message`, and sent that much later. */
  sentLater: { message: number; other: number; key: string; laterUs: number };
  effectLater: { part: string; message: number; laterUs: number | null; begunAt: Micros | null };
  effectSkipped: { part: string; message: number; destination: string };

  confirmed: { part: string; message: number; how: "taken for stored" | "told stored" | "got the confirm" };
  enoughCopies: { acks: string };
  transientConfirm: { part: string; message: number };
  notPublishedAgain: { part: string; message: number };
  committedPast: { destination: string; place: string; position: number; message: number; offset: number };
  /** `begun`: whether the work on it had begun when it was counted as done. */
  countsAsDone: { place: string; position: number; message: number; offset: number; destination: string };
  letGo: { message: number; place: string };
  automaticAck: { message: number; part: string | null };
  ackSettled: { message: number };
  ackBeforeWork: { part: string; message: number; destination: string };
  wentBack: { message: number; place: string };
  /** The node was done with it, and came back without knowing. */
  settlementForgotten: { part: string; message: number };
  returnedBy: { part: string | null; message: number; reason: string; many: number };
  gone: { message: number; place: string };
  notKept: { part: string; message: number; place: string; why: "queue" | "delivery mode" | "disk" };
  lostOnTheWay: { message: number };
  neverArrived: { message: number; type: string; from: string; to: string };
  thrownAway: { part: string; message: number };
  answeredNothing: { place: string; error: string };
  neverRead: { part: string; message: number };
  hadComeUnread: { type: string; from: string };
  gaveUpWork: { part: string; message: number };
  claimGone: { message: number };
  removed: { message: number; destination: string };
  removedBecause: { message: number; reason: string };
  unroutable: { message: number; exchange: string; type: string };
  /** The application gives a message up, so that the next ones can go on. */
  givenUp: { part: string; message: number };
  givenUpAfter: { part: string; message: number; attempts: number };
  returnedToSender: { part: string; message: number };
  noBinding: { message: number; place: string };
  logCut: { part: string; place: string };
  cutFrom: {
    part: string;
    place: string;
    position: number;
    /** Whose history it was made to match; null when it had not been written back. */
    leader: string | null;
    unclean: boolean;
    /** The asked message when it was in what was cut off. */
    message: number | null;
    offset: number;
  };
  skipped: { destination: string; place: string; position: number; message: number };
  skippedBecause: { message: number; place: string; position: number; offset: number; reset: string };
  /** The application was down when the message was due. */
  missed: { part: string; message: number };
  wasDownThen: { part: string; message: number; dueAt: Micros };
  refused: { part: string; message: number };
  unresolved: { part: string; message: number };
  /** The error that the client gave; `rule`: the setting that ran out, null for none. */
  toldError: { part: string; message: number; error: string; rule: string | null; limit: number };

  sessionTimedOut: { member: string; destination: string };
  silentFor: { member: string; setting: string; limitMs: number };
  placeGivenTo: { part: string; place: string; destination: string };
  /** Nobody got one of these places any more. */
  nobodyLeft: { destination: string };
  joined: { part: string; destination: string };
  rebalanceBegan: { destination: string };
  wentOnWithout: { part: string; destination: string };
  notBackInPoll: { part: string; limitMs: number };
  /** It left the group by itself, since it had not asked for more in time (K-GRP-09). */
  leftByItself: { part: string; destination: string; limitMs: number };
  tookTooLong: { part: string; limitMs: number };
  leftGroup: { part: string; destination: string };
  gaveUpRequest: { part: string; request: string };
  requestUnanswered: { part: string; peer: string; request: string; waitedMs: number };
  gaveUpHandshake: { part: string; peer: string };
  handshakeUnanswered: { part: string; peer: string; waitedMs: number };
  gaveUpCoordinator: { part: string; peer: string };
  coordinatorSilent: { part: string; peer: string; silentMs: number };
  gaveUpConnection: { part: string };
  connectionLimit: { part: string; limit: string; waitedMs: number };
  lostPlace: { part: string; place: string };
  generationEnded: { part: string; generation: number };
  lostConnection: { part: string };
  wentWithIt: { part: string; message: number };
  elected: { part: string; place: string };
  hadNoCopy: { part: string; message: number };
  hadCopied: { part: string; message: number; copiedAt: Micros };
  leaderEpoch: { place: string; epoch: number };
  uncleanElection: { place: string };
  heartbeatAway: { of: "client" | "node" };
  heartbeatLimit: { part: string; heartbeat: number; silentUs: number };
  nodeGivenUp: { part: string; silentUs: number };

  died: { part: string; how: Death };
  /** `did`: what the service does; `until`: what it was about to do. */
  diedBeforeEffect: { part: string; how: Death; message: number; did: string };
  diedBeforeSettling: { part: string; how: Death; message: number; until: string };
  diedWithInHand: { part: string; how: Death; message: number };
  committedAt: { destination: string; place: string; position: number; message: number; own: boolean };
  nothingCommitted: { destination: string; place: string; message: number; offset: number };
  committedAlready: { destination: string; place: string; position: number; message: number; resumedBy: string | null };
  letGoAt: { message: number; destination: string; settledAt: Micros };
  unacknowledged: { part: string; message: number; tag: number };
  ackUnderWay: { part: string; message: number; tag: number };
  callerNeverHeard: { part: string; message: number };
  wasOnIt: { part: string; message: number; place: string; offset: number | null };
  unwrittenGone: { part: string };
  nobodyTold: { part: string };
  connectionsReset: { part: string };
  inHand: { part: string; message: number };
  back: { part: string };
  wasDown: { part: string; downUs: number; disk: boolean };
  froze: { part: string };
  neitherWorked: { part: string; forUs: number | null };
  wentOn: { part: string };
  knewNothing: { part: string; frozenUs: number | null };
  cutOff: { part: string | null; oneWay: boolean };
  /** Sides of a cut by the names in the script; empty for all others. */
  nothingPassed: { from: readonly string[]; to: readonly string[]; forUs: number | null };
  healed: { fault: string };
  heldWentOn: { fault: string };
  slowed: { part: string | null };
  tookLonger: { to: readonly string[]; fromMs: number; toMs: number; mean: boolean };
  quickAgain: { fault: string };
  usualTime: { fault: string };
  /** The packet that broke off with the connection. */
  packetLost: { type: string; from: string; to: string };
  connectionBroke: { to: string };
  brokeFirst: { from: string; to: string };
  brokeWithMessage: { from: string; to: string; message: number; sentAgain: boolean };
  couldNotKnow: { part: string; message: number };
  settingBecame: { part: string; setting: string; value: string };
  joinedService: { part: string; service: string };
  beganToSend: { part: string };
  takenAway: { part: string };
  startedAgain: { part: string };
  toldToStop: { part: string };
  commandGiven: { command: string };
  /** By whom, where there is no more to say. */
  on: { part: string };
  /** What the order asks of the part. */
  asOrdered: { part: string; order: string };

  /** What another lane's fault was here: the script never gave the command in this one, or in vain. */
  noSuch: { command: string; does: string };
  noSuchBecause: { command: string; because: Absence };
  /** How the message stood just before the event. */
  notYetSent: { message: number; destination: string };
  alreadyDone: { message: number; destination: string; part: string; done: string; doneAt: Micros };
  effectOutstanding: { message: number; destination: string };
  noEffectYet: { message: number; destination: string };
  wasWith: { part: string; message: number };
  onItsWay: { message: number; destination: string };
  layIn: { message: number; place: string };
  handedTimes: { message: number; destination: string; times: number };
  /** From its first copy to the last handing over, to `part`. */
  keptUntil: { message: number; destination: string; place: string; part: string; waitedUs: number };
  storedTimes: { message: number; times: number };
  /** How much later the first effect of another one came; null when it never did. */
  otherAfter: { message: number; other: number; destination: string; laterUs: number | null };
  /** One consumer did both. */
  hadBoth: { part: string; message: number; other: number; destination: string };
  liesBefore: { message: number; other: number; place: string };
  appliedBefore: { message: number; appliedAt: Micros };
  /** What the lane has chosen, where another choice would have let it happen; `of` whom. */
  choice: { owner: SettingOwner; of: string; setting: string; value: SettingValue };

  /** The last thing to be said of how it stands: it stands so at the instant. */
  stillSo: { until: Micros };
  /** From here on what holds at the instant `until` because of the event, since nothing came after it. */
  isDown: { part: string; state: PartState; until: Micros };
  downWithCopy: { part: string; state: PartState; message: number; place: string; until: Micros };
  nobodyReads: { destination: string; place: string; until: Micros };
  lastReader: { part: string | null; destination: string; place: string; until: Micros };
  rebalancing: { destination: string; until: Micros };
  notReadableYet: { message: number; place: string; position: number; committed: number; until: Micros };
  missingCopy: { part: string; message: number; place: string; until: Micros };
  /** Below it everything may be read. */
  committedTo: { place: string; committed: number; until: Micros };
  worksOn: { part: string; message: number; until: Micros };
  isBehind: { message: number; other: number; place: string; destination: string; until: Micros };
  keepsFailing: { part: string; message: number; attempts: number; until: Micros };
  creditUsedUp: { part: string; prefetch: number; held: readonly number[]; until: Micros };
  holdsUnsettled: { part: string; prefetch: number; held: readonly number[]; until: Micros };
  hasThrown: { part: string; message: number; attempts: number; until: Micros };
  waitsForDatabase: { part: string; message: number; until: Micros };
  isHeld: { part: string; message: number; until: Micros };
  waitsBehindInHand: { part: string; message: number; ahead: readonly number[]; until: Micros };
  isCut: { part: string; other: string; until: Micros };
  noAnswerSince: { part: string; message: number; attempt: number; until: Micros };
  /** It went down while it waited for an answer, and knows nothing of it any more. */
  forgot: { part: string; message: number };
  waitsToRetry: { part: string; message: number; error: string; until: Micros };
  noCopyYet: { message: number; until: Micros };
  hasCopy: { message: number; place: string; until: Micros };
  notSentYet: { part: string; message: number; until: Micros };
  dueLater: { message: number; dueAt: Micros; until: Micros };
  settledOnItsWay: { message: number; destination: string; until: Micros };
  nextInTurn: { message: number; place: string; part: string; until: Micros };
  copyGoneUnconfirmed: { message: number; until: Micros };
}

/** Why a command of the script was not given in a lane. */
export type Absence =
  | { why: "other lanes" }
  | { why: "no part"; part: string }
  /** `message`: of which it was to be; null for any. */
  | { why: "never came"; awaited: string; message: number | null }
  /** Given, but no such message came its way. */
  | { why: "no packet"; type: string }
  | { why: "never given" };
export type Death = "crashed" | "lost power" | "stopped";
export type PartState = "crashed" | "without power" | "stopped" | "frozen";
export type ClaimName = keyof Claims;

/** One assertion, bound to the event that it is about. `at`: that event's instant. */
export type ClaimOf<Name extends ClaimName> = { says: Name; event: EventId; at: Micros } & Claims[Name];
export type Claim = { [Name in ClaimName]: ClaimOf<Name> }[ClaimName];
