import { MessageDelivered, MessageDropped } from "../delivery/events.ts";
import {
  abandonWork,
  beginWork,
  bootWorker,
  continueWork,
  databaseClosed,
  databaseOpened,
  effectConfirmed,
  newWorker,
  reconnectDatabase,
  workerView,
} from "../delivery/worker-application.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { NO_CONNECTION, type ProcessDefinition } from "../sim/process.ts";
import {
  brokerOf,
  clusterClosed,
  clusterOpened,
  METADATA_RETRY_US,
  metadataReceived,
  newClusterClient,
  refreshMetadata,
} from "./client-cluster.ts";
import { fetched, fetchMore, offsetsListed, resetOffsets } from "./consumer-fetcher.ts";
import {
  coordinatorFound,
  coordinatorOpened,
  correlation,
  fetchOffsets,
  findCoordinator,
  forgetCoordinator,
  heartbeatAnswered,
  join,
  joined,
  noteMembership,
  offsetsFetched,
  revokeAll,
  sendHeartbeat,
  synced,
} from "./consumer-group-member.ts";
import type { ConsumerContext, ConsumerState, ConsumerTypes, FetchedRecord } from "./consumer-state.ts";
import type { KafkaError } from "./errors.ts";
import { CommitFailed } from "./events.ts";

/** How often the application tries a record that makes it throw, a second apart, before it skips it (as common error handlers do). */
const MOST_ATTEMPTS = 10;
const RETRY_AFTER_US = 1_000_000;

/** An application with Kafka's consumer client in it: a poll loop around the worker. Nothing of it survives a crash. */
export const consumerProcess: ProcessDefinition<ConsumerTypes> = {
  role: "kafka consumer",
  initial: ({ service, topics, database, bootstrap, config }) => ({
    service,
    settle: service.settle,
    topics,
    config,
    worker: newWorker(service, database),
    cluster: newClusterClient(bootstrap),
    coordinator: "",
    coordinatorConnection: NO_CONNECTION,
    coordinatorOpen: false,
    membership: "finding coordinator",
    memberId: "",
    generation: -1,
    rejoin: false,
    lost: false,
    positions: [],
    buffer: [],
    fetching: [],
    polled: [],
    batch: [],
    committing: null,
    lastAutoCommitAt: 0,
    seen: {},
    retries: 0,
    stopping: false,
    committedBy: {},
  }),
  boot(state, ctx) {
    bootWorker(state.worker, ctx);
    refreshMetadata(state.cluster, ctx);
  },
  configure(state, { config }) {
    state.config = config;
  },
  survives: ({ service, topics, worker, cluster, config }) =>
    consumerProcess.initial({ service, topics, database: worker.database, bootstrap: cluster.bootstrap, config }),
  on: {
    MetadataResponse(state, { image }, ctx) {
      metadataReceived(state.cluster, image);
      findCoordinator(state, ctx);
      fetchMore(state, ctx);
    },
    FindCoordinatorResponse: coordinatorFound,
    JoinGroupResponse: joined,
    SyncGroupResponse(state, response, ctx) {
      synced(state, response, ctx);
      if (state.membership === "stable" && state.positions.length === 0) poll(state, ctx);
    },
    OffsetFetchResponse(state, response, ctx) {
      resetOffsets(state, offsetsFetched(state, response, ctx), ctx);
      fetchMore(state, ctx);
    },
    ListOffsetsResponse(state, response, ctx) {
      offsetsListed(state, response, ctx);
      fetchMore(state, ctx);
    },
    HeartbeatResponse(state, response, ctx) {
      if (heartbeatAnswered(state, response, ctx)) poll(state, ctx);
    },
    FetchResponse(state, response, ctx) {
      const broker = brokerOf(state.cluster, ctx.connection);
      if (broker === null) return;
      fetched(state, response, broker, ctx);
      fetchMore(state, ctx);
      poll(state, ctx);
    },
    OffsetCommitResponse: (state, { error }, ctx) => commitAnswered(state, error, ctx),
    LeaveGroupResponse: (_state, _message, ctx) => ctx.exit(),
    ProduceResponse() {},
    InitProducerIdResponse() {},
    Applied: (state, applied, ctx) => effectConfirmed(state.worker, applied, ctx),
    SetShare() {},
    /** close(): finishes the record at work, commits, leaves the group. */
    Stop(state, _message, ctx) {
      state.stopping = true;
      poll(state, ctx);
    },
  },
  timers: {
    work(state, step, ctx) {
      const outcome = continueWork(state.worker, step, ctx);
      if (outcome?.result === "done") recordDone(state, ctx);
      if (outcome?.result === "failed") recordFailed(state, ctx);
    },
    reconnectDatabase: (state, _, ctx) => reconnectDatabase(state.worker, ctx),
    heartbeat: (state, { generation }, ctx) => sendHeartbeat(state, generation, ctx),
    metadata: (state, _, ctx) => refreshMetadata(state.cluster, ctx),
    coordinator: (state, _, ctx) => findCoordinator(state, ctx),
    refetch(state, _, ctx) {
      fetchOffsets(state, ctx);
      fetchMore(state, ctx);
    },
    retry: (state, _, ctx) => workOnNext(state, ctx),
    recommit(state, _, ctx) {
      if (state.committing !== null) sendCommit(state, ctx);
    },
  },
  connections: {
    opened(state, connection, ctx) {
      if (databaseOpened(state.worker, connection, ctx)) return;
      if (connection === state.coordinatorConnection) return coordinatorOpened(state, ctx);
      if (clusterOpened(state.cluster, connection) === null) return;
      if (state.cluster.stale) refreshMetadata(state.cluster, ctx);
      fetchMore(state, ctx);
    },
    closed(state, connection, _reason, ctx) {
      if (databaseClosed(state.worker, connection, ctx)) return;
      if (connection === state.coordinatorConnection) {
        state.coordinatorOpen = false;
        return forgetCoordinator(state, ctx);
      }
      const broker = clusterClosed(state.cluster, connection);
      if (broker === null) return;
      state.fetching = state.fetching.filter((other) => other !== broker);
      ctx.setTimer("metadata", METADATA_RETRY_US, null);
      ctx.setTimer("refetch", METADATA_RETRY_US * 4, null);
    },
  },
  view: ({ service, memberId, membership, generation, positions, buffer, polled, committing, worker }) => ({
    group: service.name,
    memberId,
    state: membership,
    generation,
    assignment: positions.map(({ partition }) => partition),
    positions: positions.map(({ partition, position, committed }) => ({ partition, position, committed })),
    buffered: [...polled.slice(1), ...buffer].map(({ record }) => record.message),
    committing: committing !== null,
    worker: workerView(worker),
  }),
};

/** One turn of the application's loop, when it is between two polls (K-CON-02). */
function poll(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.polled.length > 0 || state.committing !== null) return;
  if (state.stopping) return leave(state, ctx);
  if (state.rejoin) {
    if (state.settle === "auto" && !state.lost && commitPositions(state, "rejoin", ctx)) return;
    return join(state, ctx);
  }
  if (state.membership !== "stable") return;
  if (state.settle === "auto" && ctx.now - state.lastAutoCommitAt >= state.config.autoCommitUs) {
    state.lastAutoCommitAt = ctx.now;
    if (commitPositions(state, "poll", ctx)) return;
  }
  const batch = state.buffer.splice(0, state.config.maxPollRecords);
  if (batch.length === 0) return;
  for (const item of batch) deliver(state, item, ctx);
  state.batch = batch;
  state.polled = batch.slice();
  if (state.settle === "before") {
    state.committing = { then: "process" };
    sendCommit(state, ctx);
  } else workOnNext(state, ctx);
  fetchMore(state, ctx);
}

function deliver(state: ConsumerState, { partition, record }: FetchedRecord, ctx: ConsumerContext): void {
  const position = state.positions.find((candidate) => candidate.partition === partition);
  if (position !== undefined) position.position = record.offset + 1;
  const again = (state.seen[partition] ?? -1) >= record.offset ? 1 : 0;
  state.seen[partition] = Math.max(state.seen[partition] ?? -1, record.offset);
  ctx.because("read", record.event);
  ctx.because("read", state.committedBy[partition] ?? -1);
  ctx.trace(MessageDelivered, record.message, ctx.text(state.service.name), record.offset, again);
}

function workOnNext(state: ConsumerState, ctx: ConsumerContext): void {
  const next = state.polled[0];
  if (next !== undefined && state.worker.phase === "idle") beginWork(state.worker, next.record.message, next.record.poison, ctx);
}

function recordDone(state: ConsumerState, ctx: ConsumerContext): void {
  state.retries = 0;
  state.polled.shift();
  if (state.polled.length > 0) return workOnNext(state, ctx);
  if (state.settle === "after") {
    state.committing = { then: "poll" };
    sendCommit(state, ctx);
  } else poll(state, ctx);
}

function recordFailed(state: ConsumerState, ctx: ConsumerContext): void {
  state.retries++;
  if (state.retries < MOST_ATTEMPTS) {
    ctx.setTimer("retry", RETRY_AFTER_US, null);
    return;
  }
  const { message } = state.polled[0].record;
  ctx.rule("the application skips a record after this many attempts", MOST_ATTEMPTS);
  ctx.trace(MessageDropped, message, ctx.text(state.service.name), ctx.text("given up after 10 attempts"));
  recordDone(state, ctx);
}

/** commitSync: the application waits for the answer. Offsets are those of the last poll, one past its last record per partition. */
function sendCommit(state: ConsumerState, ctx: ConsumerContext): void {
  if (!state.coordinatorOpen) return; // sent again when the coordinator is back
  const offsets = state.settle === "auto" ? uncommitted(state) : offsetsOf(state.batch);
  const { memberId, generation, service } = state;
  ctx.send(state.coordinatorConnection, {
    type: "OffsetCommit",
    correlation: correlation(state),
    group: service.name,
    memberId,
    generation,
    offsets,
    carries: state.batch.map(({ record }) => record.message),
  });
}

function offsetsOf(batch: readonly FetchedRecord[]): { partition: string; offset: number }[] {
  const next = new Map<string, number>();
  for (const { partition, record } of batch) next.set(partition, record.offset + 1);
  return [...next].map(([partition, offset]) => ({ partition, offset }));
}

/** K-CON-20: auto-commit takes the positions, which is everything that earlier polls returned. */
function uncommitted(state: ConsumerState): { partition: string; offset: number }[] {
  return state.positions
    .filter(({ position, committed, ready }) => ready && position > committed)
    .map(({ partition, position }) => ({ partition, offset: position }));
}

function commitPositions(state: ConsumerState, then: "poll" | "rejoin" | "leave", ctx: ConsumerContext): boolean {
  if (uncommitted(state).length === 0) return false;
  state.committing = { then };
  sendCommit(state, ctx);
  return true;
}

function commitAnswered(state: ConsumerState, error: KafkaError, ctx: ConsumerContext): void {
  if (state.committing === null) return;
  if (error === "NOT_COORDINATOR" || error === "COORDINATOR_NOT_AVAILABLE") return forgetCoordinator(state, ctx);
  const { then } = state.committing;
  state.committing = null;
  if (error === "NONE") {
    const committed = state.settle === "auto" ? uncommitted(state) : offsetsOf(state.batch);
    for (const { partition, offset } of committed) {
      for (const position of state.positions) if (position.partition === partition) position.committed = offset;
    }
  } else commitFailed(state, error, ctx);
  if (then === "process" && error === "NONE") workOnNext(state, ctx);
  else if (then === "leave") exitGroup(state, ctx);
  else if (then === "rejoin")
    join(state, ctx); // whatever became of the commit
  else poll(state, ctx);
}

/** K-CON-23: the partitions belong to somebody else by now; the work is done all the same, or with commit first never will be. */
function commitFailed(state: ConsumerState, error: KafkaError, ctx: ConsumerContext): void {
  for (const { partition, offset } of offsetsOf(state.batch)) {
    ctx.rule("K-GRP-16: commit of an old generation", state.generation, offset);
    ctx.trace(CommitFailed, NO_MESSAGE, ctx.text(state.service.name), offset, ctx.text(`${error} on ${partition}`));
  }
  noteMembership(state, error);
  if (state.worker.phase !== "idle") abandonWork(state.worker, ctx);
  state.polled = [];
  state.rejoin = true;
}

function leave(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.settle === "auto" && !state.lost && commitPositions(state, "leave", ctx)) return;
  exitGroup(state, ctx);
}

function exitGroup(state: ConsumerState, ctx: ConsumerContext): void {
  revokeAll(state, ctx);
  if (!state.coordinatorOpen || state.memberId === "") return ctx.exit();
  state.membership = "left";
  ctx.send(state.coordinatorConnection, {
    type: "LeaveGroup",
    correlation: correlation(state),
    group: state.service.name,
    memberId: state.memberId,
  });
}
