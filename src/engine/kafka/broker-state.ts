import type { Stop } from "../delivery/system.ts";
import type { ConnectionId, Context, ProcessTypes, TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { Group } from "./group.ts";
import type { NetworkClient, NetworkSettings, NetworkTimers } from "./network-client.ts";
import type {
  ClientRequest,
  ClientResponse,
  ClusterImage,
  ControllerRequest,
  ControllerResponse,
  CurrentLeader,
  Fetch,
  FetchResponse,
  Produce,
  ProduceResponse,
} from "./protocol.ts";
import type { Replica } from "./replica.ts";
import type { Shard } from "./shard.ts";
import type { KafkaBrokerView } from "./views.ts";

/** Name of the connection to the controller in the broker's network client. */
export const CONTROLLER_NODE = "controller";

/** A broker is leader, follower and coordinator in one process: they die together. */
export interface BrokerConfig {
  broker: number;
  controller: string;
  image: ClusterImage;
  /** Effective min.insync.replicas by topic (K-BRK-04). */
  minInsyncReplicas: Readonly<Record<string, number>>;
  heartbeatUs: Micros;
  /** Limit of one request to the controller: the smaller of controller.socket.timeout.ms and half of broker.session.timeout.ms. */
  heartbeatTimeoutUs: Micros;
  controllerTimeoutUs: Micros;
  sessionUs: Micros;
  /** Of requests to leaders: their limit is replica.socket.timeout.ms. */
  network: NetworkSettings;
  lagTimeMaxUs: Micros;
  fetchWaitUs: Micros;
  fetchBackoffUs: Micros;
  checkpointUs: Micros;
  commitTimeoutUs: Micros;
  initialRebalanceDelayUs: Micros;
  minSessionUs: Micros;
  maxSessionUs: Micros;
}

/** K-PROD-13: requests of one connection are handled one at a time, each when its predecessor has its answer. */
export interface Channel {
  busy: boolean;
  waiting: ClientRequest[];
}

/** A produce request with acks=all that waits for the high watermark (K-BRK-13). */
export interface DelayedProduce {
  connection: ConnectionId;
  correlation: number;
  waiting: { name: string; endOffset: number }[];
  results: ProduceResponse["partitions"][number][];
  carries: readonly number[];
  timer: TimerId;
}

/** A fetch that found nothing and is parked (K-BRK-40). */
export interface DelayedFetch {
  request: Fetch;
  timer: TimerId;
}

/** Fetching from one leader. */
export interface Fetcher {
  broker: number;
  /** Names of the partitions that are fetched there. */
  partitions: string[];
  /** Looks again when the backoff of the first partition is over. */
  backoff: TimerId;
}

export interface BrokerState {
  config: BrokerConfig;
  image: ClusterImage;
  brokerEpoch: number;
  registered: boolean;
  fenced: boolean;
  /** Of the clean shutdown before this life, or -1; and what this life leaves when it ends cleanly (K-CTL-09). */
  previousEpoch: number;
  cleanEpoch: number;
  /** In controlled shutdown; and whether a heartbeat has been answered since. */
  stopping: boolean;
  shutdownSeen: boolean;
  /** Requests to the controller and, by the names of their brokers, to the leaders that are followed. */
  network: NetworkClient;
  /** The next heartbeat or attempt to register. */
  heartbeatTimer: TimerId;
  /** A heartbeat or registration is under way. */
  meeting: boolean;
  /** Registered in this life and not unfenced since (Kafka's states STARTING and RECOVERY). */
  starting: boolean;
  /** What there is to say comes right after the answer that is awaited. */
  hurry: boolean;
  replicas: Record<string, Replica>;
  channels: Record<ConnectionId, Channel>;
  /** Connections whose next request may be taken. */
  ready: ConnectionId[];
  /** By connection, which has one request open at a time. */
  delayedProduces: Record<ConnectionId, DelayedProduce>;
  delayedFetches: Record<ConnectionId, DelayedFetch>;
  /** By the leader's number. */
  fetchers: Record<number, Fetcher>;
  /** What it coordinates: by the names of partitions of internal topics that it leads. */
  shards: Record<string, Shard>;
  groups: Record<string, Group>;
  /** Last offset by group and partition that a commit was written for; answers wait until it is safe. */
  offsets: Record<string, Record<string, { offset: number; event: number }>>;
  nextMember: number;
  nextProducerId: number;
}

export interface BrokerTypes extends ProcessTypes {
  config: BrokerConfig;
  state: BrokerState;
  view: KafkaBrokerView;
  receives: ClientRequest | ControllerResponse | FetchResponse | Stop;
  sends: ClientResponse | ControllerRequest | Fetch | Produce;
  replies: Record<never, never>;
  timers: NetworkTimers & {
    heartbeat: null;
    shutdownOver: null;
    produceExpired: { correlation: number; connection: ConnectionId };
    fetchExpired: { correlation: number; connection: ConnectionId };
    checkIsr: null;
    writeBack: null;
    checkpoint: null;
    refetch: { broker: number };
    shardLoaded: { partition: string };
    writeTimeout: { partition: string; number: number };
    promiseExpired: { group: string; memberId: string };
    sessionExpired: { group: string; memberId: string };
    joinPhaseOver: { group: string; generation: number };
    syncPhaseOver: { group: string; generation: number };
  };
}
export type BrokerContext = Context<BrokerTypes>;

/** Answers a request; the next one of its connection is taken when the present handler has returned. */
export function respond(state: BrokerState, connection: ConnectionId, response: ClientResponse, ctx: BrokerContext): void {
  ctx.send(connection, response);
  release(state, connection);
}

/** Whom this broker takes for the leader of a partition that it does not lead. */
export function currentLeader({ state: { leader, leaderEpoch } }: Replica): CurrentLeader {
  return { leader, leaderEpoch };
}

export function release(state: BrokerState, connection: ConnectionId): void {
  const channel = state.channels[connection];
  if (channel === undefined) return;
  channel.busy = false;
  if (channel.waiting.length > 0) state.ready.push(connection);
}
