import type { ServiceSpec } from "../../engine/delivery/services.ts";
import type { When } from "../../engine/scenario.ts";

/** One thing that a part can do and a command can wait for. */
export interface Condition {
  /** Kind of event, as the script names it. */
  event: string;
  /** After the part's name: `has charged`, followed by the message where it is about one. */
  words: string;
  /** Whether it is about one business message. */
  message: boolean;
}

interface Known extends Condition {
  roles: RegExp;
}

const KNOWN: readonly Known[] = [
  { event: "MessageSent", roles: /producer|publisher|client/, words: "has sent", message: true },
  { event: "MessageConfirmed", roles: /producer|publisher|client/, words: "was told yes for", message: true },
  { event: "MessageRefused", roles: /producer|publisher|client/, words: "was told no for", message: true },
  { event: "MessageUnresolved", roles: /producer|publisher|client/, words: "gave up on", message: true },
  { event: "MessageReturnedToSender", roles: /publisher/, words: "got back", message: true },
  { event: "MessageDelivered", roles: /consumer|service/, words: "has received", message: true },
  { event: "WorkBegun", roles: /consumer|service/, words: "began to work on", message: true },
  { event: "EffectConfirmed", roles: /consumer|service/, words: "has processed", message: true },
  { event: "WorkDone", roles: /consumer|service/, words: "has finished", message: true },
  { event: "WorkFailed", roles: /consumer|service/, words: "failed on", message: true },
  { event: "OwnershipGained", roles: /consumer/, words: "was given work", message: false },
  { event: "CommitFailed", roles: /kafka consumer/, words: "could not commit", message: false },
  { event: "MessageStored", roles: /broker|node/, words: "has stored", message: true },
  { event: "MessageCopied", roles: /broker/, words: "has copied", message: true },
  { event: "BecameLeader", roles: /broker/, words: "became leader", message: false },
  { event: "BecameFollower", roles: /broker/, words: "became follower", message: false },
  { event: "RebalanceStarted", roles: /broker/, words: "began a rebalance", message: false },
  { event: "GenerationStarted", roles: /broker/, words: "began a generation", message: false },
  { event: "MemberExpired", roles: /broker/, words: "removed a silent member", message: false },
  { event: "OffsetCommitted", roles: /broker/, words: "took a commit", message: false },
  { event: "MessageSettled", roles: /node/, words: "took the ack of", message: true },
  { event: "MessageReturned", roles: /node/, words: "took back", message: true },
  { event: "PeerDeclaredDead", roles: /node/, words: "gave up a silent client", message: false },
  { event: "LeaderElected", roles: /controller/, words: "elected a leader", message: false },
  { event: "BrokerFenced", roles: /controller/, words: "fenced a broker", message: false },
  { event: "EffectApplied", roles: /database/, words: "took the effect of", message: true },
  { event: "ProcessCrashed", roles: /./, words: "crashed", message: false },
  { event: "ProcessStopped", roles: /./, words: "left", message: false },
];

/** What a part can be waited for, in its service's own words. */
export function conditionsOf(role: string, service: ServiceSpec | undefined): Condition[] {
  return KNOWN.filter(({ roles }) => roles.test(role)).map(({ event, words, message }) => ({
    event,
    message,
    words: event === "EffectConfirmed" && service !== undefined ? `has ${service.done}` : words,
  }));
}

/** A condition by its event; one that the table does not have keeps the event's own name. */
export function conditionOf(event: string): Condition {
  return KNOWN.find((known) => known.event === event) ?? { event, words: event, message: true };
}

/** What a part of a role is waited for most. */
export function usualCondition(role: string): string {
  if (/consumer|service/.test(role)) return "EffectConfirmed";
  if (/producer|publisher|client/.test(role)) return "MessageSent";
  if (/database/.test(role)) return "EffectApplied";
  if (/controller/.test(role)) return "LeaderElected";
  return /node/.test(role) ? "MessageStored" : "BecameLeader";
}

/** What is waited for, as somebody may have typed it: "When any payment has charged #7, 40 ms later". `message` and `nth` may be empty. */
export function whenWords(
  { part, message, nth, delayMs }: { part: string; message: string; nth: string; delayMs: number },
  condition: Condition,
  service: boolean,
): string {
  const about = condition.message ? (message === "" ? " any message" : ` #${message}`) : "";
  const times = nth === "1" || nth === "" ? "" : `, occurrence ${nth}`;
  const later = delayMs > 0 ? `, ${delayMs} ms later` : "";
  return `When ${part === "" ? "anybody" : service ? `any ${part}` : part} ${condition.words}${about}${times}${later}`;
}

/** The same of a command of the script. */
export function waitWords(
  { after, part = "", message, nth, delayMs }: Extract<When, { after: string }>,
  services: readonly ServiceSpec[],
): string {
  const of = services.find(({ name }) => part.replace(/-\d+$/, "") === name);
  const known = conditionOf(after);
  const condition = after === "EffectConfirmed" && of !== undefined ? { ...known, words: `has ${of.done}` } : known;
  const typed = { part, message: message === undefined ? "" : String(message), nth: nth === undefined ? "" : String(nth), delayMs };
  return whenWords(
    typed,
    condition,
    services.some(({ name }) => name === part),
  );
}
