import type { EventId } from "../sim/history.ts";
import type { KafkaError } from "./errors.ts";

/** Kafka's requests and responses under their own names, with the fields that are modelled. `correlation` ties a response to its request. */

/** A record of a partition. Frozen when it is appended; shared by all replicas. */
export interface LogRecord {
  readonly offset: number;
  readonly epoch: number;
  /** The business message, or -1 for a record of an internal topic. */
  readonly message: number;
  readonly poison: boolean;
  /** -1 without idempotence. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly sequence: number;
  /** Length of the batch and place in it: batches are appended and deduplicated whole. */
  readonly batchSize: number;
  readonly inBatch: number;
  /** The event that recorded the leader's append. */
  readonly event: EventId;
  /** What a coordinator wrote. */
  readonly value?: CoordinatorRecord;
}

/** Records of internal topics, from which a coordinator's state is replayed. */
export type CoordinatorRecord = OffsetCommitRecord | GroupMetadataRecord;
export interface OffsetCommitRecord {
  readonly type: "OffsetCommit";
  readonly group: string;
  readonly partition: string;
  readonly offset: number;
}
/** A group as it became stable, with the assignment of each member, or empty. */
export interface GroupMetadataRecord {
  readonly type: "GroupMetadata";
  readonly group: string;
  readonly generation: number;
  readonly leader: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly clientId: string;
    readonly topics: readonly string[];
    readonly sessionTimeoutUs: number;
    readonly rebalanceTimeoutUs: number;
    readonly assignment: readonly string[];
  }[];
}

export interface ProducedRecord {
  readonly message: number;
  readonly poison: boolean;
}

export interface PartitionState {
  readonly name: string;
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Eligible leader replicas: have everything below the high watermark, since it stood still when they left the ISR (K-CTL-08). */
  readonly elr: readonly number[];
  /** The last leader of a partition that has none; at most one. */
  readonly lastKnownElr: readonly number[];
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** The event of the last change, for explanations. */
  readonly event: EventId;
}

export interface BrokerInfo {
  readonly broker: number;
  readonly name: string;
  /** Of its present registration. */
  readonly epoch: number;
  readonly fenced: boolean;
  /** In controlled shutdown: leads nothing, joins no ISR. */
  readonly shuttingDown: boolean;
}

/** What the controller has decided, as a whole; frozen and shared. */
export interface ClusterImage {
  readonly version: number;
  /** In the order of their numbers. */
  readonly brokers: readonly BrokerInfo[];
  readonly partitions: readonly PartitionState[];
  /** Where to find them; shared by all images that have the same ones. */
  readonly index: ClusterIndex;
}

export interface ClusterIndex {
  /** Place in `brokers`, by number. */
  readonly brokers: Readonly<Record<number, number>>;
  /** The same, by the name of its process. */
  readonly names: Readonly<Record<string, number>>;
  /** Place in `partitions`, by name. */
  readonly partitions: Readonly<Record<string, number>>;
  /** How many partitions a topic has. */
  readonly topics: Readonly<Record<string, number>>;
}

interface Request<T extends string> {
  readonly type: T;
  readonly correlation: number;
  readonly carries?: readonly number[];
}

export interface Produce extends Request<"Produce"> {
  /** -1 is all. */
  readonly acks: -1 | 0 | 1;
  readonly timeoutUs: number;
  readonly producerId: number;
  readonly partitions: readonly {
    readonly name: string;
    /** Each batch carries the epoch under which it was numbered. */
    readonly producerEpoch: number;
    readonly baseSequence: number;
    readonly records: readonly ProducedRecord[];
  }[];
}
/** Whom the answering broker takes for the leader; with NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH (KIP-951). */
export interface CurrentLeader {
  readonly leader: number;
  readonly leaderEpoch: number;
}
export interface ProduceResponse extends Request<"ProduceResponse"> {
  readonly partitions: readonly {
    readonly name: string;
    readonly error: KafkaError;
    readonly baseOffset: number;
    readonly currentLeader?: CurrentLeader;
  }[];
}

export interface Fetch extends Request<"Fetch"> {
  /** Number of the fetching broker, or -1 for a consumer. */
  readonly replica: number;
  /** Under which that broker is registered (KIP-903); a consumer has none. */
  readonly replicaEpoch?: number;
  readonly maxWaitUs: number;
  readonly partitions: readonly FetchPartition[];
}
export interface FetchPartition {
  readonly name: string;
  readonly offset: number;
  /** The fetcher's view of the leader epoch; -1 for a consumer that does not know. */
  readonly leaderEpoch: number;
  /** Epoch of the fetcher's last record, for truncation; -1 without one. */
  readonly lastEpoch: number;
}
export interface FetchResponse extends Request<"FetchResponse"> {
  readonly partitions: readonly FetchedPartition[];
}
export interface FetchedPartition {
  readonly name: string;
  readonly error: KafkaError;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly records: readonly LogRecord[];
  /** The fetcher's last epoch ends there in the leader's log: it must truncate. */
  readonly diverging?: { readonly epoch: number; readonly endOffset: number };
  readonly currentLeader?: CurrentLeader;
  /** With OFFSET_OUT_OF_RANGE: the leader's log end, which Kafka's follower asks for by ListOffsets. */
  readonly logEndOffset?: number;
}

export interface Metadata extends Request<"Metadata"> {}
export interface MetadataResponse extends Request<"MetadataResponse"> {
  readonly image: ClusterImage;
}
export interface InitProducerId extends Request<"InitProducerId"> {}
export interface InitProducerIdResponse extends Request<"InitProducerIdResponse"> {
  readonly producerId: number;
}
export interface ListOffsets extends Request<"ListOffsets"> {
  readonly partitions: readonly string[];
  readonly position: "earliest" | "latest";
}
export interface ListOffsetsResponse extends Request<"ListOffsetsResponse"> {
  readonly partitions: readonly { readonly name: string; readonly error: KafkaError; readonly offset: number }[];
}

export interface FindCoordinator extends Request<"FindCoordinator"> {
  readonly group: string;
}
export interface FindCoordinatorResponse extends Request<"FindCoordinatorResponse"> {
  readonly error: KafkaError;
  /** Process name of the coordinator. */
  readonly coordinator: string;
}
export interface JoinGroup extends Request<"JoinGroup"> {
  readonly group: string;
  readonly memberId: string;
  readonly clientId: string;
  readonly sessionTimeoutUs: number;
  readonly rebalanceTimeoutUs: number;
  readonly topics: readonly string[];
}
export interface JoinGroupResponse extends Request<"JoinGroupResponse"> {
  readonly error: KafkaError;
  readonly memberId: string;
  readonly generation: number;
  readonly leader: string;
  /** Only for the leader. */
  readonly members: readonly { readonly memberId: string; readonly topics: readonly string[] }[];
}
export interface SyncGroup extends Request<"SyncGroup"> {
  readonly group: string;
  readonly memberId: string;
  readonly generation: number;
  /** Only from the leader. */
  readonly assignments: Readonly<Record<string, readonly string[]>>;
}
export interface SyncGroupResponse extends Request<"SyncGroupResponse"> {
  readonly error: KafkaError;
  readonly assignment: readonly string[];
}
export interface Heartbeat extends Request<"Heartbeat"> {
  readonly group: string;
  readonly memberId: string;
  readonly generation: number;
}
export interface HeartbeatResponse extends Request<"HeartbeatResponse"> {
  readonly error: KafkaError;
}
export interface LeaveGroup extends Request<"LeaveGroup"> {
  readonly group: string;
  readonly memberId: string;
}
export interface LeaveGroupResponse extends Request<"LeaveGroupResponse"> {}
export interface OffsetCommit extends Request<"OffsetCommit"> {
  readonly group: string;
  readonly memberId: string;
  readonly generation: number;
  readonly offsets: readonly { readonly partition: string; readonly offset: number }[];
}
export interface OffsetCommitResponse extends Request<"OffsetCommitResponse"> {
  readonly error: KafkaError;
}
export interface OffsetFetch extends Request<"OffsetFetch"> {
  readonly group: string;
  readonly partitions: readonly string[];
}
export interface OffsetFetchResponse extends Request<"OffsetFetchResponse"> {
  readonly error: KafkaError;
  /** -1: nothing committed. `event`: what set it, for explanations. */
  readonly offsets: readonly { readonly partition: string; readonly offset: number; readonly event: EventId }[];
}

/** Between brokers and the controller. */
export interface BrokerRegistration extends Request<"BrokerRegistration"> {
  readonly broker: number;
  readonly incarnation: number;
  /** From the file that a clean shutdown leaves; -1 without one (K-CTL-09). */
  readonly previousBrokerEpoch: number;
}
export interface BrokerRegistrationResponse extends Request<"BrokerRegistrationResponse"> {
  readonly error: KafkaError;
  readonly brokerEpoch: number;
}
export interface BrokerHeartbeat extends Request<"BrokerHeartbeat"> {
  readonly broker: number;
  readonly brokerEpoch: number;
  /** Version of the metadata that the broker has applied. */
  readonly applied: number;
  readonly wantShutDown: boolean;
}
export interface BrokerHeartbeatResponse extends Request<"BrokerHeartbeatResponse"> {
  readonly error: KafkaError;
  readonly fenced: boolean;
  /** A controlled shutdown is granted. */
  readonly shouldShutDown: boolean;
}
export interface AlterPartition extends Request<"AlterPartition"> {
  readonly broker: number;
  readonly brokerEpoch: number;
  readonly name: string;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** Each member with the epoch under which it fetched (KIP-903); -1 when the leader knows none. */
  readonly isr: readonly { readonly broker: number; readonly brokerEpoch: number }[];
}
export interface AlterPartitionResponse extends Request<"AlterPartitionResponse"> {
  readonly name: string;
  readonly error: KafkaError;
}
/** The controller hands its decisions to a broker. (Kafka's brokers fetch them; see docs/MODEL.md, K-CTL-14.) */
export interface MetadataUpdate {
  readonly type: "MetadataUpdate";
  readonly image: ClusterImage;
  /** A broker that has applied this version needs to look at `changed` only; others at everything. */
  readonly after: number;
  readonly changed: readonly string[];
  readonly carries?: undefined;
}

export type ClientRequest =
  | Produce
  | Fetch
  | Metadata
  | InitProducerId
  | ListOffsets
  | FindCoordinator
  | JoinGroup
  | SyncGroup
  | Heartbeat
  | LeaveGroup
  | OffsetCommit
  | OffsetFetch;
export type ClientResponse =
  | ProduceResponse
  | FetchResponse
  | MetadataResponse
  | InitProducerIdResponse
  | ListOffsetsResponse
  | FindCoordinatorResponse
  | JoinGroupResponse
  | SyncGroupResponse
  | HeartbeatResponse
  | LeaveGroupResponse
  | OffsetCommitResponse
  | OffsetFetchResponse;
export type ControllerRequest = BrokerRegistration | BrokerHeartbeat | AlterPartition;
export type ControllerResponse = BrokerRegistrationResponse | BrokerHeartbeatResponse | AlterPartitionResponse | MetadataUpdate;

export const NO_LEADER = -1;
export const OFFSETS_TOPIC = "__consumer_offsets";

export function partitionOf({ partitions, index }: ClusterImage, name: string): PartitionState | undefined {
  return partitions[index.partitions[name]];
}

export function brokerInfo({ brokers, index }: ClusterImage, broker: number): BrokerInfo | undefined {
  return brokers[index.brokers[broker]];
}
