import type { ApplicationState, ApplicationTimers } from "../delivery/producer-application.ts";
import type { OperatorMessage, Share } from "../delivery/system.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { EventId } from "../sim/history.ts";
import type { Context, ProcessTypes, TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { ClusterClient } from "./client-cluster.ts";
import type { ProducerConfig } from "./producer-config.ts";
import type { PartitionSequence } from "./producer-sequences.ts";
import type { ClientRequest, InitProducerIdResponse, MetadataResponse, ProduceResponse } from "./protocol.ts";
import type { KafkaProducerView } from "./views.ts";

/** A batch for one partition: what a producer sends, retries and gives up as a whole. */
export interface Batch {
  id: number;
  partition: string;
  records: { message: number; poison: boolean; sizeBytes: number }[];
  sizeBytes: number;
  createdAt: Micros;
  /** -1 until it is first sent (K-PROD-41). */
  baseSequence: number;
  /** Under which that was given. */
  producerEpoch: number;
  attempts: number;
  inFlight: boolean;
  /** Backoff: not before this, unless the partition has another leader by then than at the last attempt. */
  notBefore: Micros;
  leaderEpoch: number;
  /** The event that failed it last. */
  failedBy: EventId;
}

export interface InFlightRequest {
  broker: string;
  correlation: number;
  /** Which batches it took; they stay in their queues until they are answered or given up. */
  batches: { partition: string; id: number }[];
  timer: TimerId;
}

export interface ProducerConfigOfProcess {
  topic: string;
  bootstrap: readonly string[];
  config: ProducerConfig;
  messages: readonly BusinessMessage[];
  share: Share;
}

export interface ProducerState {
  topic: string;
  config: ProducerConfig;
  application: ApplicationState;
  cluster: ClusterClient;
  producerId: number;
  producerEpoch: number;
  askedForId: boolean;
  sequences: Record<string, PartitionSequence>;
  /** Records without metadata to choose their partition by. */
  unassigned: BusinessMessage[];
  /** By partition name, oldest first; those in flight included. */
  queues: Record<string, Batch[]>;
  inFlight: InFlightRequest[];
  nextBatch: number;
  sent: number;
  confirmed: number;
  refused: number;
  unresolved: number;
  /** close(): everything is sent without linger, then the process ends. */
  closing: boolean;
}

export interface ProducerTypes extends ProcessTypes {
  config: ProducerConfigOfProcess;
  state: ProducerState;
  view: KafkaProducerView;
  receives: ProduceResponse | MetadataResponse | InitProducerIdResponse | OperatorMessage;
  sends: ClientRequest;
  replies: Record<never, never>;
  timers: ApplicationTimers & {
    drain: null;
    metadata: null;
    maxBlock: { message: number };
    requestTimeout: { correlation: number; broker: string };
    deliveryTimeout: { partition: string; createdAt: Micros; first: number };
  };
}
export type ProducerContext = Context<ProducerTypes>;
