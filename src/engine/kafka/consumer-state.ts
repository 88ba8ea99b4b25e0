import type { ServiceSpec, SettleMode } from "../delivery/services.ts";
import type { OperatorMessage } from "../delivery/system.ts";
import type { WorkerReceives, WorkerSends, WorkerState, WorkerTimers } from "../delivery/worker-application.ts";
import type { EventId } from "../sim/history.ts";
import type { ConnectionId, Context, ProcessTypes } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { ClusterClient } from "./client-cluster.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ClientRequest, ClientResponse, FindCoordinatorResponse, LogRecord } from "./protocol.ts";
import type { KafkaConsumerView } from "./views.ts";

export interface FetchedRecord {
  partition: string;
  record: LogRecord;
}

export interface Position {
  partition: string;
  /** Next offset that poll() returns (K-CON-01). */
  position: number;
  /** Next offset to fetch: what is buffered lies between. */
  fetchOffset: number;
  /** What the group has committed, as this member knows it. */
  committed: number;
  /** -1 while the start is being looked up. */
  ready: boolean;
}

export interface ConsumerConfigOfProcess {
  service: ServiceSpec;
  topics: readonly string[];
  database: string;
  bootstrap: readonly string[];
  config: ConsumerConfig;
}

export interface ConsumerState {
  service: ServiceSpec;
  settle: SettleMode;
  topics: readonly string[];
  config: ConsumerConfig;
  worker: WorkerState;
  cluster: ClusterClient;
  /** Process name of the group's coordinator; "" while unknown. Its connection is apart from the one for fetching. */
  coordinator: string;
  coordinatorConnection: ConnectionId;
  coordinatorOpen: boolean;
  membership: KafkaConsumerView["state"];
  memberId: string;
  generation: number;
  rejoin: boolean;
  /** The group has let this member go: what it still holds belongs to others, and there is nothing to commit (K-GRP-16). */
  lost: boolean;
  positions: Position[];
  buffer: FetchedRecord[];
  /** Brokers with a fetch in flight. */
  fetching: string[];
  /** What the last poll() returned and the application has not finished; the first is at work. */
  polled: FetchedRecord[];
  /** The whole of the last poll, for the commit after it. */
  batch: FetchedRecord[];
  /** A commit that the application waits for. */
  committing: { then: "process" | "poll" | "rejoin" | "leave" } | null;
  lastAutoCommitAt: Micros;
  /** Records that this process was given before, as highest offset by partition. */
  seen: Record<string, number>;
  retries: number;
  stopping: boolean;
  committedBy: Record<string, EventId>;
}

export interface ConsumerTypes extends ProcessTypes {
  config: ConsumerConfigOfProcess;
  state: ConsumerState;
  view: KafkaConsumerView;
  receives: ClientResponse | FindCoordinatorResponse | WorkerReceives | OperatorMessage;
  sends: ClientRequest | WorkerSends;
  replies: Record<never, never>;
  timers: WorkerTimers & {
    heartbeat: { generation: number };
    metadata: null;
    coordinator: null;
    refetch: null;
    retry: null;
    recommit: null;
  };
}
export type ConsumerContext = Context<ConsumerTypes>;
