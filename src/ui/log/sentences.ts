import { labelOf } from "../state/messages.ts";
import { byFault, byWhom, inTheMiddle } from "./circumstances.ts";
import { confirmedAs, droppedBecause } from "./confirmed-as.ts";
import type { ToldEvent } from "./told-event.ts";

type Words = (event: ToldEvent) => string;

const seconds = (ms: number) => `${(ms / 1000).toFixed(3)} s`;
const isKafka = ({ role }: ToldEvent) => role.startsWith("kafka");
const doneWord = ({ a, text, run }: ToldEvent) => run.service(text(a))?.done ?? "processed";

/** What happened to a process, read after its name; past tense. One for every kind of event that is worth a stop. */
export const SENTENCES: Readonly<Record<string, Words>> = {
  // The messages, whatever the system.
  MessageAccepted: ({ message }) => `took #${labelOf(message)} from its application`,
  MessageSent: ({ message, a, b, text }) => `sent #${labelOf(message)} to ${text(b)}${a > 1 ? ` again, attempt ${a}` : ""}`,
  MessageConfirmed: confirmedAs,
  MessageRefused: ({ message, a, text }) => `was refused #${labelOf(message)}: ${text(a)}`,
  MessageUnresolved: ({ message, a, text, role }) =>
    `gave up on #${labelOf(message)}: ${text(a)}${role === "direct client" ? "" : "; nobody knows its fate"}`,
  MessageReturnedToSender: ({ message, a, b, text }) =>
    `got #${labelOf(message)} back: no queue behind exchange ${text(a)} takes it, ${text(b)}`,
  DestinationSubscribed: ({ a, b, text }) => `opened ${text(b)} to group ${text(a)}`,
  MessageRouted: ({ message, a, text }) => `chose ${text(a)} for #${labelOf(message)}`,
  MessageStored: (event) =>
    isKafka(event)
      ? `stored #${labelOf(event.message)} in ${event.text(event.a)} at offset ${event.b}`
      : `put #${labelOf(event.message)} into queue ${event.text(event.a)}`,
  MessageCopied: ({ message, a, b, text }) => `copied #${labelOf(message)} to its replica of ${text(a)}, offset ${b}`,
  PositionCommitted: ({ a, b, text }) => `moved the high watermark of ${text(a)} to ${b}`,
  LogCut: ({ a, b, text }) => `cut its log of ${text(a)} off from offset ${b} on`,
  MessageErased: ({ message, a, c, text }) => `lost #${labelOf(message)} of ${text(a)}: ${text(c)}`,
  MessageDropped: ({ message, a, b, text }) =>
    `dropped #${labelOf(message)}${text(a) === "" ? "" : ` of ${text(a)}`}: ${droppedBecause(text(b))}`,
  MessageDelivered: ({ message, c }) => `received #${labelOf(message)}${c === 1 ? " again" : ""}`,
  WorkBegun: ({ message, b }) => `began to work on #${labelOf(message)}${b > 1 ? `, try ${b}` : ""}`,
  EffectApplied: (event) =>
    `recorded: order ${event.run.keyOf(event.message)} ${doneWord(event)}, effect ${event.b} of #${labelOf(event.message)}`,
  EffectSkipped: ({ message }) => `knew #${labelOf(message)} already and changed nothing`,
  EffectConfirmed: (event) => `heard that #${labelOf(event.message)} is ${doneWord(event)}`,
  WorkDone: ({ message }) => `finished #${labelOf(message)}`,
  WorkFailed: ({ message, b, c, text }) => `failed on #${labelOf(message)}, try ${b}: ${text(c)}`,
  MessageReleased: ({ message }) => `let go of #${labelOf(message)}, which it had not begun`,
  WorkAbandoned: ({ message }) => `gave up its work on #${labelOf(message)}`,
  MessageSettled: ({ message, a, text }) => `let go of #${labelOf(message)}: ${text(a)} had acknowledged it`,
  OffsetCommitted: ({ a, b, c, text }) => `took group ${text(a)}'s commit of offset ${b} in ${text(c)}`,
  PlaceFetched: ({ a, b, c, text }) => `fetched ${text(a)} from offset ${b} to ${c - 1}`,
  PlaceSkipped: ({ a, b, c, text }) => `began to read ${text(c)} for ${text(a)} at ${b} and skipped what lies before it`,
  MessageReturned: ({ message, a, b, role, text }) =>
    role.startsWith("direct")
      ? `answered that it failed on #${labelOf(message)}`
      : `put #${labelOf(message)} back into ${text(a)}: ${text(b)}`,
  MessageDiscarded: ({ message, a, b, text }) => `threw #${labelOf(message)} for ${text(a)} away without an answer: ${text(b)}`,
  MessageMissed: ({ message }) => `was down when #${labelOf(message)} was due, and never sends it`,
  OwnershipGained: ({ b, text }) => `began to work on ${text(b)}`,
  OwnershipLost: ({ a, b, role, text }) => (/consumer/.test(role) ? `gave ${text(b)} up` : `took ${text(b)} away in group ${text(a)}`),

  // Processes, connections and the network.
  ProcessCrashed: (event) => `was crashed${byWhom(event)}${inTheMiddle(event)}`,
  MachineLost: (event) => `lost its machine's power${byWhom(event).replace(" by", ", by")}${inTheMiddle(event)}`,
  ProcessStarted: ({ a }) => (a > 0 ? "started again" : "started"),
  ProcessStopped: () => "stopped",
  ProcessFrozen: (event) => `was frozen${byWhom(event)}${inTheMiddle(event)}`,
  ProcessResumed: ({ a }) => `went on${a > 0 ? `, with ${a} events waiting for it` : ""}`,
  PacketUnread: ({ message, a, c, text, part }) =>
    `never read ${text(c)}${message > 0 ? ` with #${labelOf(message)}` : ""} from ${part(a)}`,
  PacketUnderWay: ({ message, a, c, text, part }) =>
    `is still to read ${text(c)}${message > 0 ? ` with #${labelOf(message)}` : ""} from ${part(a)}, which has ended`,
  PacketLost: ({ message, a, c, text, part }) => `never got ${text(c)}${message > 0 ? ` with #${labelOf(message)}` : ""} from ${part(a)}`,
  ConnectionClosed: ({ a, c, text, part }) =>
    text(c) === "refused" ? `could not connect to ${part(a)}: refused` : `lost its connection to ${part(a)}: ${text(c)}`,
  ConnectionCut: (event) => `was cut off from ${event.part(event.a)}${byFault(event.text(event.c), event)}`,
  NetworkSplit: (event) => `was cut in two${byFault(event.text(event.a), event)}`,
  NetworkHealed: () => "was whole again",
  LinkSlowed: (event) => `had a link slowed down${byFault(event.text(event.a), event)}`,
  LinkRestored: () => "had its slow link back to normal",
  LimitReached: ({ a, text }) => `stopped at a limit: ${text(a)}`,
  RunEnded: () => "ended",

  // Inside Kafka.
  LeaderElected: ({ a, b, c, text }) => `made broker ${b} leader of ${text(a)}, epoch ${c}`,
  PartitionOffline: ({ a, text }) => `found no leader for ${text(a)}`,
  IsrShrunk: ({ a, b, c, text }) => `took broker ${b} out of the ISR of ${text(a)}, ${c} left`,
  IsrExpanded: ({ a, b, c, text }) => `let broker ${b} back into the ISR of ${text(a)}, now ${c}`,
  BrokerRegistered: ({ a }) => `registered broker ${a}`,
  BrokerFenced: ({ a, b }) => `fenced broker ${a}: silent for ${seconds(b)}`,
  BrokerShutDown: ({ a }) => `moved away what broker ${a} leads: it wants to shut down`,
  BrokerUnfenced: ({ a }) => `unfenced broker ${a}`,
  DuplicateSequence: ({ message, a, text }) => `knew #${labelOf(message)} by its sequence number and did not store it in ${text(a)} twice`,
  BatchRetried: ({ message, b, text }) => `got ready to send #${labelOf(message)} again: ${text(b)}`,
  RebalanceStarted: ({ a, c, text }) => `began a rebalance of group ${text(a)}, ${c} members`,
  GenerationStarted: ({ a, b, c, text }) => `began generation ${b} of group ${text(a)} with ${c} members`,
  GroupStabilized: ({ a, text }) => `gave group ${text(a)} its assignment`,
  MemberJoined: ({ a, b, text }) => `let ${text(b)} into group ${text(a)}`,
  MemberExpired: ({ a, b, c, text }) => `removed ${text(b)} from group ${text(a)}: silent for ${seconds(c)}; rebalance`,
  MemberLeft: ({ a, b, text }) => `let ${text(b)} leave group ${text(a)}`,
  PositionRestored: ({ b, c, text }) => `resumed ${text(c)} at offset ${b}`,
  CommitFailed: ({ c, text }) => `could not commit: ${text(c)}`,
  RequestTimedOut: ({ a, b, c, text }) => `gave up its connection to ${text(a)}: no answer to ${text(b)} for ${seconds(c)}`,
  HandshakeTimedOut: ({ a, b, text }) => `could not reach ${text(a)} for ${seconds(b)} and gave up for now`,
  CoordinatorLost: ({ b, c, text }) => `heard nothing of its coordinator ${text(b)} for ${seconds(c)} and looks for it anew`,
  PollTimeoutExpired: ({ a, b, text }) => `left group ${text(a)} by itself: its application did not ask for records for ${seconds(b)}`,
  GroupStored: ({ a, b, c, text }) => `wrote group ${text(a)}, generation ${b} with ${c} members, into its log`,
  CoordinatorLoaded: ({ a, b, c, text }) =>
    `read ${c} records of ${text(a)} back and coordinates ${b} ${b === 1 ? "group" : "groups"} of it now`,
  OffsetCommitAppended: ({ a, b, c, text }) => `wrote group ${text(a)}'s commit of offset ${b} in ${text(c)} into its log`,

  // Inside RabbitMQ.
  ConsumerSubscribed: ({ a, b, text }) => `took ${text(b)} as a consumer of queue ${text(a)}`,
  ConsumerCancelled: ({ a, b, text }) => `dropped ${text(b)} as a consumer of queue ${text(a)}`,
  ChannelClosed: ({ a, b, text }) => `closed a channel: ${a} ${text(b)}`,
  PeerDeclaredDead: ({ a, b, part }) => `heard no heartbeat of ${part(a)} for ${seconds(b)} and gave it up`,
  NodeDeclaredDead: ({ a }) => `heard no heartbeat for ${(a / 1000).toFixed(1)} s and gave the node up`,
  ConnectionGivenUp: ({ a, b, text }) => `gave a connection up: no answer within ${text(a)}, ${seconds(b)}`,
  ExchangeDeclared: ({ a, text }) => `made exchange ${text(a)}`,
  ExchangeDeleted: ({ a, text }) => `deleted exchange ${text(a)}`,
  QueueDeclared: ({ a, text }) => `made queue ${text(a)}`,
  QueueDeleted: ({ a, b, text }) => `deleted queue ${text(a)} with ${b} messages`,
  QueueBound: ({ a, b, c, text }) => `bound queue ${text(a)} to exchange ${text(b)} for ${text(c) === "" ? "an empty key" : text(c)}`,
  QueueUnbound: ({ a, b, c, text }) => `unbound queue ${text(a)} from exchange ${text(b)} for ${text(c) === "" ? "an empty key" : text(c)}`,
  MessageReturnedUnroutable: ({ message, a, text }) => `sent #${labelOf(message)} back: exchange ${text(a)} had no queue for it`,
  NodeRecovered: ({ a }) => `recovered ${a} messages from its disk`,
};
