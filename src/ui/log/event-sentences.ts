import type { ProcessInfo } from "../../worker/protocol.ts";
import type { HistoryReplica } from "../state/history-replica.ts";

export interface EventSentence {
  who: string;
  what: string;
  /** For the mark column: a fault, or something that went wrong. */
  mark: "fault" | "alarm" | "";
}

type Words = (event: {
  message: number;
  a: number;
  b: number;
  c: number;
  text(n: number): string;
  part(process: number): string;
}) => string;

/** What happened, subject first, past tense. Kinds without a sentence are left to the raw log. */
const SENTENCES: Record<string, Words> = {
  MessageSent: ({ message, a, b, text }) => `sent #${message} to ${text(b)}${a > 1 ? `, attempt ${a}` : ""}`,
  MessageConfirmed: ({ message }) => `was told that #${message} is stored`,
  MessageRefused: ({ message, a, text }) => `was refused #${message}: ${text(a)}`,
  MessageUnresolved: ({ message, a, text }) => `gave up on #${message}, nobody knows its fate: ${text(a)}`,
  MessageStored: ({ message, a, b, text }) => `stored #${message} in ${text(a)} at ${b}`,
  MessageCopied: ({ message, a, b, text }) => `copied #${message} of ${text(a)} at ${b}`,
  PositionCommitted: ({ a, b, text }) => `moved the high watermark of ${text(a)} to ${b}`,
  MessageDelivered: ({ message, c }) => `received #${message}${c === 1 ? " again" : ""}`,
  WorkBegun: ({ message, b }) => `began to work on #${message}${b > 1 ? `, try ${b}` : ""}`,
  EffectApplied: ({ message, a, b, text }) => `took the ${text(a)} effect of #${message}${b > 1 ? `, effect ${b}` : ""}`,
  EffectSkipped: ({ message }) => `knew #${message} and changed nothing`,
  EffectConfirmed: ({ message }) => `knows that the effect of #${message} is in`,
  WorkDone: ({ message }) => `finished #${message}`,
  WorkFailed: ({ message, b }) => `failed on #${message}, try ${b}`,
  MessageSettled: ({ message, a, text }) => `settled #${message} for ${text(a)}`,
  OffsetCommitted: ({ a, b, c, text }) => `took group ${text(a)}'s commit of offset ${b} in ${text(c)}`,
  MessageReturned: ({ message, a, b, text }) => `put #${message} back into ${text(a)}: ${text(b)}`,
  MessageDropped: ({ message, b, text }) => `dropped #${message}: ${text(b)}`,
  MessageErased: ({ message, a, text }) => `lost #${message} of ${text(a)}`,
  LogCut: ({ a, b, text }) => `cut ${text(a)} from offset ${b} on`,
  OwnershipGained: ({ b, text }) => `now works on ${text(b)}`,
  OwnershipLost: ({ a, b, text }) => `ended ${text(a)}'s hold on ${text(b)}`,
  ProcessCrashed: () => "crashed",
  MachineLost: () => "lost power",
  ProcessStarted: () => "started",
  ProcessStopped: () => "stopped",
  ProcessFrozen: () => "froze",
  ProcessResumed: () => "went on",
  PacketLost: ({ message, a, part }) => (message > 0 ? `never got #${message} from ${part(a)}` : `never got what ${part(a)} sent`),
  ConnectionClosed: ({ a, c, text, part }) => `lost its connection to ${part(a)} (${text(c)})`,
  ConnectionCut: ({ a, part }) => `was cut off from ${part(a)}`,
  NetworkSplit: () => "network was cut",
  NetworkHealed: () => "network is whole again",
  LinkSlowed: () => "link became slow",
  LinkRestored: () => "link is quick again",
  LeaderElected: ({ a, b, c, text }) => `made broker ${b} leader of ${text(a)}, epoch ${c}`,
  PartitionOffline: ({ a, text }) => `has no leader for ${text(a)}`,
  IsrShrunk: ({ a, b, text }) => `took broker ${b} out of the ISR of ${text(a)}`,
  IsrExpanded: ({ a, b, text }) => `let broker ${b} back into the ISR of ${text(a)}`,
  BrokerFenced: ({ a, b }) => `fenced broker ${a}, silent for ${(b / 1000).toFixed(1)} s`,
  BrokerUnfenced: ({ a }) => `unfenced broker ${a}`,
  RebalanceStarted: ({ a, text }) => `began a rebalance of ${text(a)}`,
  GenerationStarted: ({ a, b, c, text }) => `began generation ${b} of ${text(a)} with ${c} members`,
  GroupStabilized: ({ a, text }) => `gave ${text(a)} its assignment`,
  MemberJoined: ({ a, b, text }) => `let ${text(b)} into ${text(a)}`,
  MemberExpired: ({ a, b, c, text }) => `removed ${text(b)} from ${text(a)}: silent for ${(c / 1000).toFixed(3)} s`,
  MemberLeft: ({ a, b, text }) => `let ${text(b)} leave ${text(a)}`,
  PositionRestored: ({ b, c, text }) => `resumes ${text(c)} at offset ${b}`,
  CommitFailed: ({ c, text }) => `could not commit: ${text(c)}`,
  BatchRetried: ({ message, b, text }) => `will send #${message} again: ${text(b)}`,
  DuplicateSequence: ({ message, a, text }) => `knew #${message} by its sequence number and did not store it in ${text(a)} twice`,
  ConsumerSubscribed: ({ a, b, text }) => `took ${text(b)} as a consumer of ${text(a)}`,
  ConsumerCancelled: ({ a, b, text }) => `dropped ${text(b)} as a consumer of ${text(a)}`,
  PeerDeclaredDead: ({ b }) => `heard no heartbeat for ${(b / 1000).toFixed(1)} s and gave a client up`,
  NodeDeclaredDead: ({ a }) => `heard no heartbeat for ${(a / 1000).toFixed(1)} s and gave the node up`,
  NodeRecovered: ({ a }) => `recovered ${a} messages from its disk`,
  ChannelClosed: ({ b, text }) => `closed a channel: ${text(b)}`,
  RunEnded: () => "run ended",
};

const FAULTS = new Set(["ProcessCrashed", "MachineLost", "ProcessFrozen", "NetworkSplit", "LinkSlowed", "ConnectionCut"]);
const ALARMS = new Set(["MessageErased", "LogCut", "CommitFailed", "PartitionOffline", "MessageUnresolved", "WorkFailed"]);

export function sentenceOf(history: HistoryReplica, roster: readonly ProcessInfo[], id: number): EventSentence | null {
  const kind = history.kind(id);
  const words = SENTENCES[kind];
  if (words === undefined) return null;
  const part = (process: number) => roster[process]?.part ?? "a client";
  const [message, a, b, c] = [history.message(id), history.a(id), history.b(id), history.c(id)];
  const what = words({ message, a, b, c, text: (n) => history.text(n), part });
  const alarm = ALARMS.has(kind) || (kind === "EffectApplied" && b > 1);
  return {
    who: history.process(id) < 0 ? "The" : part(history.process(id)),
    what,
    mark: FAULTS.has(kind) ? "fault" : alarm ? "alarm" : "",
  };
}
