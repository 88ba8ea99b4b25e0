import type { ClientContext, ClientLibraryTypes } from "../delivery/client-library.ts";
import type { OutgoingWire } from "../delivery/wire.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { EventId } from "../sim/history.ts";
import type { TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { ClusterClient, ClusterTimers } from "./client-cluster.ts";
import type { ProducerConfig } from "./producer-config.ts";
import type { ClientRequest, InitProducerIdResponse, MetadataResponse, ProduceResponse } from "./protocol.ts";
import type { KafkaProducerView } from "./views.ts";

/** A batch for one partition: what a producer sends, retries and gives up as a whole. */
export interface Batch {
  id: number;
  partition: string;
  records: { message: number; poison: boolean }[];
  /** As it would be written (K-PROD-10), and what it must not exceed with a further record. */
  sizeBytes: number;
  limitBytes: number;
  createdAt: Micros;
  /** For delivery.timeout.ms. */
  timer: TimerId;
  /** -1 until it is first sent (K-PROD-41). */
  baseSequence: number;
  /** Under which that was given. */
  producerEpoch: number;
  /** It has numbers under a new epoch that it was not sent with yet. */
  renumbered: boolean;
  attempts: number;
  inFlight: boolean;
  /** Backoff: not before this, unless the partition has another leader by then than at the last attempt. */
  notBefore: Micros;
  leaderEpoch: number;
  /** The event that failed it last. */
  failedBy: EventId;
}

/** Which batches a produce request took: they stay in their queues until they are answered or given up. Null for other requests. */
export type Taken = { partition: string; id: number }[] | null;

/** The sequence numbers of one partition (K-PROD-41). */
export interface PartitionSequence {
  /** The producer epoch under which the present numbers are given. */
  epoch: number;
  next: number;
  /** Of the last batch that was acknowledged; -1 before the first. */
  lastAcked: number;
  /** A sent batch was given up, and nobody knows whether its numbers are used: the number after them, else -1. */
  unresolved: number;
}

/** A record without metadata to choose its partition by, with the timer for max.block.ms. */
export interface Unassigned {
  message: BusinessMessage;
  topic: string;
  timer: TimerId;
}

/** One ProducerRecord for each message that takes it. */
export interface TopicWire extends OutgoingWire {
  readonly topic: string;
}

export interface KafkaProducerConfig {
  publishes: readonly TopicWire[];
  bootstrap: readonly string[];
  config: ProducerConfig;
}

export interface ProducerState {
  publishes: readonly TopicWire[];
  config: ProducerConfig;
  cluster: ClusterClient<Taken>;
  producerId: number;
  producerEpoch: number;
  /** Correlation of the request for it; 0 without one. */
  askingForId: number;
  /** Runs while such a request has failed and is not repeated yet. */
  idTimer: TimerId;
  sequences: Record<string, PartitionSequence>;
  unassigned: Unassigned[];
  /** By partition name, oldest first; those in flight included. */
  queues: Record<string, Batch[]>;
  /** Partitions whose queue is not empty, and those with an unresolved number: all that a look at the queues need see. */
  busy: string[];
  doubtful: string[];
  /** For the next moment at which a batch will have waited long enough. */
  drainTimer: TimerId;
  drainAt: Micros;
  nextBatch: number;
  sent: number;
  confirmed: number;
  refused: number;
  unresolved: number;
  /** close(): everything is sent without linger; and when that is over. */
  closing: boolean;
  closed: boolean;
}

export interface ProducerTypes extends ClientLibraryTypes {
  config: KafkaProducerConfig;
  state: ProducerState;
  view: KafkaProducerView;
  receives: ProduceResponse | MetadataResponse | InitProducerIdResponse;
  sends: ClientRequest;
  replies: Record<never, never>;
  timers: ClusterTimers & {
    drain: null;
    producerId: null;
    maxBlock: { message: number; topic: string };
    deliveryTimeout: { partition: string; id: number };
  };
}
export type ProducerContext = ClientContext<ProducerTypes>;
