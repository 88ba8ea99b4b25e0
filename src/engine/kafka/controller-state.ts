import type { ConnectionId, Context } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type {
  AlterPartitionResponse,
  BrokerHeartbeatResponse,
  BrokerRegistrationResponse,
  ClusterImage,
  ControllerRequest,
  MetadataUpdate,
} from "./protocol.ts";
import type { KafkaControllerView } from "./views.ts";

/** What the controller knows of a registered broker beside what the image tells everybody. */
export interface BrokerEntry {
  broker: number;
  /** Of the broker's process that registered last. */
  incarnation: number;
  /** Version of the metadata that this registration made. */
  registeredIn: number;
  lastHeartbeatAt: Micros;
  /** Version that it had applied at its last heartbeat. */
  applied: number;
  /** Version that moved its leaderships away, while it is in controlled shutdown; -1 otherwise. */
  shutdownIn: number;
  connection: ConnectionId;
}

export interface ControllerState {
  image: ClusterImage;
  brokers: Record<number, BrokerEntry>;
  nextEpoch: number;
  config: ControllerConfig;
  /** A min.insync.replicas was altered: partitions with eligible leader replicas have to be looked at again. */
  minIsrAltered: boolean;
}

export interface ControllerConfig {
  image: ClusterImage;
  sessionTimeoutUs: Micros;
  /** Topics whose leader may be elected from outside the ISR. */
  unclean: readonly string[];
  uncleanIntervalUs: Micros;
  /** Between two looks for leaders that are not the preferred ones (K-CTL-10); null: never. */
  rebalanceIntervalUs: Micros | null;
  /** Effective min.insync.replicas by topic; 1 where none is given. */
  minInsyncReplicas: Readonly<Record<string, number>>;
  /** `eligible.leader.replicas.version` 1 (K-CTL-08). */
  elrEnabled: boolean;
}

export interface ControllerTypes {
  config: ControllerConfig;
  state: ControllerState;
  view: KafkaControllerView;
  receives: ControllerRequest;
  sends: MetadataUpdate;
  replies: {
    BrokerRegistration: BrokerRegistrationResponse;
    BrokerHeartbeat: BrokerHeartbeatResponse;
    AlterPartition: AlterPartitionResponse;
  };
  timers: { checkSessions: null; electUnclean: null; rebalanceLeaders: null };
}
export type ControllerContext = Context<ControllerTypes>;
