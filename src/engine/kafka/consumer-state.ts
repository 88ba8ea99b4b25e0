import type { ClientContext, ClientLibraryTypes } from "../delivery/client-library.ts";
import type { Fifo } from "../delivery/fifo.ts";
import type { SettleMode } from "../delivery/services.ts";
import type { EventId } from "../sim/history.ts";
import type { TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { ClusterClient, ClusterTimers } from "./client-cluster.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ClientRequest, ClientResponse, FindCoordinatorResponse, LogRecord } from "./protocol.ts";
import type { KafkaConsumerView } from "./views.ts";

export interface FetchedRecord {
  partition: string;
  record: LogRecord;
}

/** By which number the application knows it. */
export interface PolledRecord extends FetchedRecord {
  ref: number;
}

export interface Position {
  partition: string;
  /** Next offset that poll() returns (K-CON-01). */
  position: number;
  /** Next offset to fetch: what is buffered lies between. */
  fetchOffset: number;
  /** How many of its records are buffered: as long as there are some, it is not fetched. */
  buffered: number;
  /** What the group has committed, as this member knows it. */
  committed: number;
  /** False while its start is being looked up: at the coordinator first, then, if need be, by auto.offset.reset at the leader. */
  ready: boolean;
  start: "committed" | "reset";
  /** A request for its start is under way. */
  asked: boolean;
}

export interface OffsetToCommit {
  partition: string;
  offset: number;
}

/** What the client has to know of a request when it is answered or fails: of a commit, and from where a fetch asked for each partition. */
export type Asked = { offsets: readonly OffsetToCommit[]; waited: boolean } | { positions: Readonly<Record<string, number>> } | null;

/** A commit that the application waits for (commitSync). */
export interface SyncCommit {
  then: "process" | "poll" | "rejoin" | "leave";
  offsets: OffsetToCommit[];
  /** Correlation of the request under way; 0 without one. The answer to an earlier commit, which nobody waits for any more, is not taken for its own. */
  asked: number;
  failures: number;
}

export interface KafkaConsumerConfig {
  /** Also the destination of what it brings, as the history calls it. */
  group: string;
  settle: SettleMode;
  topics: readonly string[];
  bootstrap: readonly string[];
  config: ConsumerConfig;
}

export interface ConsumerState {
  group: string;
  settle: SettleMode;
  topics: readonly string[];
  config: ConsumerConfig;
  cluster: ClusterClient<Asked>;
  /** Process name of the group's coordinator; "" while unknown. */
  coordinator: string;
  /** The network client's name for the connection to it, which is apart from the one for fetching; "" while unknown. */
  coordinatorNode: string;
  /** FindCoordinator is under way. */
  finding: boolean;
  /** Searches and joins that failed in a row, for the backoff. */
  failures: number;
  membership: KafkaConsumerView["state"];
  memberId: string;
  generation: number;
  rejoin: boolean;
  /** The group has let this member go: what it still holds belongs to others, and there is nothing to commit (K-GRP-16). */
  lost: boolean;
  /** The event by which the client left the group itself; -1 when it did not. What follows from it names it as a cause. */
  leftBy: EventId;
  positions: Position[];
  /** Fetched and not returned by poll() yet. */
  buffer: Fifo<FetchedRecord>;
  /** Brokers with a fetch in flight. */
  fetching: string[];
  nextRef: number;
  /** What the last poll() returned and the application has not settled, in order. */
  polled: PolledRecord[];
  /** The whole of the last poll, for the commit after it. */
  batch: FetchedRecord[];
  committing: SyncCommit | null;
  /** When poll() commits by itself again, with auto-commit. */
  autoCommitAt: Micros;
  /** A heartbeat is due, and the coordinator was not there to be told. */
  heartbeatDue: boolean;
  /** When the coordinator last answered a heartbeat. */
  heardAt: Micros;
  /** Each purpose has one timer: the one that runs, or NO_TIMER. */
  running: Record<ConsumerTimer, TimerId>;
  /** Pauses drawn, the count of their chance. */
  pauses: number;
  /** Records that this process was given before, as highest offset by partition. */
  seen: Record<string, number>;
  /** close() was called, and when it is over. */
  closing: boolean;
  closed: boolean;
  committedBy: Record<string, EventId>;
}

export interface ConsumerTypes extends ClientLibraryTypes {
  config: KafkaConsumerConfig;
  state: ConsumerState;
  view: Omit<KafkaConsumerView, "worker">;
  receives: ClientResponse | FindCoordinatorResponse;
  sends: ClientRequest;
  replies: Record<never, never>;
  timers: ClusterTimers & { readonly [K in ConsumerTimer]: null };
}

/**
 * The client's own timers. `heartbeat`, `session` and `poll` are the heartbeat thread's; `find`, `join`, `positions`, `fetch` and `commit`
 * the pauses before something is tried again; `apiTimeout` and `closeTimeout` the limits of what the application waits for.
 */
export type ConsumerTimer =
  | "heartbeat"
  | "session"
  | "poll"
  | "find"
  | "join"
  | "positions"
  | "fetch"
  | "commit"
  | "apiTimeout"
  | "closeTimeout";
export type ConsumerContext = ClientContext<ConsumerTypes>;
