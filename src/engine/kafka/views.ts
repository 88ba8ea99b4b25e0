import type { ProducerView, WorkerView } from "../delivery/views.ts";

export interface KafkaRecordView {
  offset: number;
  message: number;
}

export interface KafkaReplicaView {
  topic: string;
  partition: number;
  role: "leader" | "follower" | "offline";
  /** Broker numbers, in replica order. */
  replicas: readonly number[];
  isr: readonly number[];
  /** Eligible leader replicas. */
  elr: readonly number[];
  /** -1: none. */
  leader: number;
  leaderEpoch: number;
  logStartOffset: number;
  logEndOffset: number;
  highWatermark: number;
  /** The newest records, oldest first, at most 32. */
  records: readonly KafkaRecordView[];
}

export type GroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable" | "Dead";

/** What the coordinator of a group knows. */
export interface KafkaGroupView {
  group: string;
  state: GroupState;
  generation: number;
  members: readonly { memberId: string; clientId: string; partitions: readonly string[] }[];
  /** By partition name `orders-1`. */
  committed: readonly { partition: string; offset: number }[];
}

export interface KafkaBrokerView {
  broker: number;
  brokerEpoch: number;
  fenced: boolean;
  replicas: readonly KafkaReplicaView[];
  /** Groups that this broker coordinates. */
  groups: readonly KafkaGroupView[];
}

export interface KafkaControllerView {
  brokers: readonly { broker: number; fenced: boolean; epoch: number; shuttingDown: boolean }[];
  /** Without those of internal topics. */
  partitions: readonly {
    topic: string;
    partition: number;
    leader: number;
    leaderEpoch: number;
    isr: readonly number[];
    elr: readonly number[];
  }[];
}

export interface KafkaProducerView extends ProducerView {
  topic: string;
  acks: string;
  idempotent: boolean;
  producerId: number;
}

export interface KafkaConsumerView {
  group: string;
  memberId: string;
  state: "finding coordinator" | "joining" | "syncing" | "stable" | "left";
  generation: number;
  /** Partition names, such as `orders-1`. */
  assignment: readonly string[];
  positions: readonly { partition: string; position: number; committed: number }[];
  /** Fetched and not yet processed, in order. */
  buffered: readonly number[];
  /** A commit is under way, and the application waits for its answer. */
  committing: boolean;
  worker: WorkerView;
}
