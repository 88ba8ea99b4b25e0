import type { ClientLibrary } from "../delivery/client-library.ts";
import { MessageDelivered } from "../delivery/events.ts";
import { allOf, newFifo, takeUpTo } from "../delivery/fifo.ts";
import { SECOND } from "../sim/time.ts";
import {
  maybeUpdate,
  metadataDisconnected,
  metadataDue,
  metadataReceived,
  newClusterClient,
  requestUpdate,
  takeSettings,
} from "./client-cluster.ts";
import {
  autoCommit,
  autoCommitAnswered,
  beginWait,
  commitAgain,
  commitFailed,
  consumed,
  endWait,
  noteCommitted,
  offsetsOf,
  sendCommit,
  traceFailure,
} from "./consumer-commits.ts";
import {
  coordinatorFound,
  endHeartbeats,
  findCoordinator,
  forgetCoordinator,
  heartbeatAnswered,
  isMember,
  pollTimedOut,
  saysNotCoordinator,
  sendHeartbeat,
  sendLeave,
  sessionTimedOut,
} from "./consumer-coordinator.ts";
import { fetched, fetchMore, fetchOver, findStarts, offsetsFetched, offsetsListed, positionOf, startsFailed } from "./consumer-fetcher.ts";
import { join, joined, joinFailed, rejoin, revokeAll, synced } from "./consumer-group-member.ts";
import type { Asked, ConsumerContext, ConsumerState, ConsumerTypes, FetchedRecord, SyncCommit } from "./consumer-state.ts";
import { isRunning, noTimers, pause, setTimer, stopTimer } from "./consumer-timers.ts";
import { isRetriable, type KafkaError } from "./errors.ts";
import {
  answered,
  backoffOver,
  type Disconnected,
  handshakeTimedOut,
  type InFlight,
  nodeClosed,
  nodeOf,
  nodeOpened,
  requestTimedOut,
} from "./network-client.ts";

/** close() without a timeout of its own (Consumer.DEFAULT_CLOSE_TIMEOUT_MS). */
const CLOSE_TIMEOUT_US = 30 * SECOND;

/** Kafka's consumer client, with the loop that polls when all that the last poll brought is settled. Nothing of it survives a crash. */
export const kafkaConsumer: ClientLibrary<ConsumerTypes> = {
  role: "kafka consumer",
  initial: ({ group, settle, topics, bootstrap, config }) => ({
    group,
    settle,
    topics,
    config,
    cluster: newClusterClient(bootstrap, topics, config.cluster),
    coordinator: "",
    coordinatorNode: "",
    finding: false,
    failures: 0,
    membership: "finding coordinator",
    memberId: "",
    generation: -1,
    rejoin: false,
    lost: false,
    leftBy: -1,
    positions: [],
    buffer: newFifo(),
    fetching: [],
    nextRef: 1,
    polled: [],
    batch: [],
    committing: null,
    autoCommitAt: 0,
    heartbeatDue: false,
    heardAt: 0,
    running: noTimers(),
    pauses: 0,
    seen: {},
    closing: false,
    closed: false,
    committedBy: {},
  }),
  boot: (state, ctx) => requestUpdate(state.cluster, ctx),
  configure(state, { config }) {
    state.config = config;
    takeSettings(state.cluster, config.cluster);
  },
  survives: ({ group, settle, topics, cluster, config }) =>
    kafkaConsumer.initial({ group, settle, topics, bootstrap: cluster.bootstrap, config }),
  on: {
    MetadataResponse(state, response, ctx) {
      if (metadataReceived(state.cluster, response, ctx)) proceed(state, ctx);
    },
    FindCoordinatorResponse(state, response, ctx) {
      coordinatorFound(state, response, ctx);
      proceed(state, ctx);
    },
    JoinGroupResponse(state, response, ctx) {
      if (!takesAnswer(state, response.correlation, ctx) || state.membership !== "joining") return;
      if (saysNotCoordinator(response.error)) coordinatorMoved(state, ctx);
      joined(state, response, ctx);
    },
    SyncGroupResponse(state, response, ctx) {
      if (!takesAnswer(state, response.correlation, ctx) || state.membership !== "syncing") return;
      if (saysNotCoordinator(response.error)) coordinatorMoved(state, ctx);
      synced(state, response, ctx);
      proceed(state, ctx);
      if (state.positions.length === 0) poll(state, ctx);
    },
    OffsetFetchResponse(state, response, ctx) {
      if (!takesAnswer(state, response.correlation, ctx)) return;
      if (saysNotCoordinator(response.error)) coordinatorMoved(state, ctx);
      offsetsFetched(state, response, ctx);
      proceed(state, ctx);
    },
    ListOffsetsResponse(state, response, ctx) {
      if (!takesAnswer(state, response.correlation, ctx)) return;
      offsetsListed(state, response, ctx);
      proceed(state, ctx);
    },
    HeartbeatResponse(state, response, ctx) {
      if (!takesAnswer(state, response.correlation, ctx)) return;
      heartbeatAnswered(state, response, ctx);
      if (saysNotCoordinator(response.error)) {
        coordinatorMoved(state, ctx);
        heartbeatSoon(state, ctx);
        proceed(state, ctx);
      }
      if (state.rejoin) poll(state, ctx);
    },
    FetchResponse(state, response, ctx) {
      const broker = nodeOf(state.cluster.network, ctx.connection);
      const request = answered(state.cluster.network, ctx.connection, response.correlation, ctx);
      if (broker === null || request === null) return;
      fetchOver(state, broker);
      fetched(state, response, request.context, ctx);
      proceed(state, ctx);
      poll(state, ctx);
    },
    OffsetCommitResponse(state, { correlation: number, error }, ctx) {
      const request = answered(state.cluster.network, ctx.connection, number, ctx);
      if (request === null) return;
      if (saysNotCoordinator(error)) coordinatorMoved(state, ctx);
      commitEnded(state, request, error, ctx);
      proceed(state, ctx);
    },
    LeaveGroupResponse(state, response, ctx) {
      if (takesAnswer(state, response.correlation, ctx) && isRunning(state, "closeTimeout")) closed(state, ctx);
    },
    ProduceResponse() {},
    InitProducerIdResponse() {},
  },
  calls: {
    hand() {},
    /** The last of a poll: then what the poll brought is committed, or the next one follows. */
    settle(state, { ref }, ctx) {
      const index = state.polled.findIndex((record) => record.ref === ref);
      if (index < 0) return;
      state.polled.splice(index, 1);
      if (state.polled.length > 0) return;
      if (state.settle === "after") commitSync(state, offsetsOf(state.batch), "poll", state.config.apiTimeoutUs, ctx);
      else poll(state, ctx);
    },
    /** close(): when all that was polled is settled, commits and leaves the group. */
    close(state, _, ctx) {
      state.closing = true;
      poll(state, ctx);
    },
  },
  timers: {
    heartbeat(state, _, ctx) {
      stopTimer(state, "heartbeat", ctx);
      if (isMember(state)) sendHeartbeat(state, ctx);
    },
    session(state, _, ctx) {
      stopTimer(state, "session", ctx);
      const end = sessionTimedOut(state, ctx);
      if (end !== null) requestsFailed(state, end, ctx);
      proceed(state, ctx);
    },
    poll(state, _, ctx) {
      stopTimer(state, "poll", ctx);
      pollTimedOut(state, ctx);
      proceed(state, ctx);
    },
    find: (state, _, ctx) => goOn(state, "find", ctx),
    join: (state, _, ctx) => goOn(state, "join", ctx),
    positions: (state, _, ctx) => goOn(state, "positions", ctx),
    fetch: (state, _, ctx) => goOn(state, "fetch", ctx),
    commit: (state, _, ctx) => goOn(state, "commit", ctx),
    apiTimeout(state, _, ctx) {
      stopTimer(state, "apiTimeout", ctx);
      if (state.committing !== null) commitTimedOut(state, state.committing, ctx);
    },
    closeTimeout: (state, _, ctx) => closed(state, ctx),
    metadata(state, _, ctx) {
      metadataDue(state.cluster, ctx);
      proceed(state, ctx);
    },
    reconnect(state, node, ctx) {
      backoffOver(state.cluster.network, node);
      proceed(state, ctx);
    },
    handshakeTimeout: (state, node, ctx) => disconnected(state, handshakeTimedOut(state.cluster.network, node, ctx), ctx),
    requestTimeout: (state, request, ctx) => disconnected(state, requestTimedOut(state.cluster.network, request, ctx), ctx),
  },
  connections: {
    opened(state, connection, ctx) {
      if (nodeOpened(state.cluster.network, connection, ctx) === null) return;
      maybeUpdate(state.cluster, ctx);
      proceed(state, ctx);
    },
    closed: (state, connection, _reason, ctx) => disconnected(state, nodeClosed(state.cluster.network, connection, ctx), ctx),
  },
  view: ({ group, memberId, membership, generation, positions, buffer, polled, committing }) => ({
    group,
    memberId,
    state: membership,
    generation,
    assignment: positions.map(({ partition }) => partition),
    positions: positions.map(({ partition, position, committed }) => ({ partition, position, committed })),
    buffered: [...polled.slice(1), ...allOf(buffer)].map(({ record }) => record.message),
    committing: committing !== null,
  }),
};

/** What the client looks at whenever something has changed. */
function proceed(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.committing !== null) tryCommit(state, state.committing, ctx);
  join(state, ctx);
  if (state.heartbeatDue && isMember(state)) sendHeartbeat(state, ctx);
  findStarts(state, ctx);
  fetchMore(state, ctx);
  if (state.coordinator === "" && state.membership !== "left") findCoordinator(state, ctx);
}

/** A pause is over. */
function goOn(state: ConsumerState, name: "find" | "join" | "positions" | "fetch" | "commit", ctx: ConsumerContext): void {
  stopTimer(state, name, ctx);
  proceed(state, ctx);
}

function takesAnswer(state: ConsumerState, number: number, ctx: ConsumerContext & { connection: number }): boolean {
  return answered(state.cluster.network, ctx.connection, number, ctx) !== null;
}

/** A connection is lost or was given up. */
function disconnected(state: ConsumerState, end: Disconnected<Asked> | null, ctx: ConsumerContext): void {
  if (end === null) return;
  if (isRunning(state, "closeTimeout") && end.requests.some(({ type }) => type === "LeaveGroup")) return closed(state, ctx);
  if (end.node === state.coordinatorNode) forgetCoordinator(state, ctx);
  requestsFailed(state, end, ctx);
  metadataDisconnected(state.cluster, end, ctx);
  proceed(state, ctx);
}

/** A broker says that the group is not, or not yet, coordinated by it. */
function coordinatorMoved(state: ConsumerState, ctx: ConsumerContext): void {
  const end = forgetCoordinator(state, ctx);
  if (end !== null) requestsFailed(state, end, ctx);
}

function requestsFailed(state: ConsumerState, { node, requests }: Disconnected<Asked>, ctx: ConsumerContext): void {
  for (const request of requests) {
    switch (request.type) {
      case "Fetch":
        fetchOver(state, node);
        break;
      case "FindCoordinator":
        state.finding = false;
        pause(state, "find", state.failures++, ctx);
        break;
      case "JoinGroup":
      case "SyncGroup":
        if (state.membership === "joining" || state.membership === "syncing") joinFailed(state, "NETWORK_EXCEPTION", ctx);
        break;
      case "Heartbeat":
        heartbeatSoon(state, ctx);
        break;
      case "OffsetFetch":
        startsFailed(state, "committed", ctx);
        break;
      case "ListOffsets":
        startsFailed(state, "reset", ctx);
        break;
      case "OffsetCommit":
        commitEnded(state, request, "NETWORK_EXCEPTION", ctx);
        break;
    }
  }
}

/** A heartbeat that failed is repeated after retry.backoff.ms. */
function heartbeatSoon(state: ConsumerState, ctx: ConsumerContext): void {
  if (isMember(state)) setTimer(state, "heartbeat", state.config.cluster.retryBackoffUs, ctx);
}

/** One turn of the loop, when it is between two polls (K-CON-02). */
function poll(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.polled.length > 0 || state.committing !== null) return;
  stopTimer(state, "poll", ctx);
  if (state.closing) return leave(state, ctx);
  if (state.rejoin) {
    const offsets = state.settle === "auto" && isMember(state) ? consumed(state) : [];
    if (offsets.length > 0) commitSync(state, offsets, "rejoin", state.config.maxPollIntervalUs, ctx);
    else rejoin(state, ctx);
    return;
  }
  if (state.membership !== "stable") return;
  if (state.settle === "auto" && ctx.now >= state.autoCommitAt) autoCommit(state, ctx);
  const batch = takeUpTo(state.buffer, state.config.maxPollRecords);
  if (batch.length === 0) return;
  for (const item of batch) deliver(state, item, ctx);
  state.batch = batch;
  state.polled = batch.map((item) => ({ ...item, ref: state.nextRef++ }));
  setTimer(state, "poll", state.config.maxPollIntervalUs, ctx);
  if (state.settle === "before") commitSync(state, offsetsOf(batch), "process", state.config.apiTimeoutUs, ctx);
  else bringPolled(state, ctx);
  fetchMore(state, ctx);
}

function deliver(state: ConsumerState, { partition, record }: FetchedRecord, ctx: ConsumerContext): void {
  const position = positionOf(state, partition);
  if (position !== undefined) {
    position.position = record.offset + 1;
    position.buffered--;
  }
  const again = (state.seen[partition] ?? -1) >= record.offset ? 1 : 0;
  state.seen[partition] = Math.max(state.seen[partition] ?? -1, record.offset);
  ctx.because("read", record.event);
  ctx.because("read", state.committedBy[partition] ?? -1);
  ctx.trace(MessageDelivered, record.message, ctx.text(state.group), record.offset, again);
}

function bringPolled({ polled }: ConsumerState, ctx: ConsumerContext): void {
  const items = polled.map(({ ref, record }) => ({ ref, message: record.message, poison: record.poison }));
  ctx.tell({ what: "arrived", items });
}

/** commitSync: the application waits until it is answered, has failed, or takes longer than `limitUs`. */
function commitSync(
  state: ConsumerState,
  offsets: SyncCommit["offsets"],
  then: SyncCommit["then"],
  limitUs: number,
  ctx: ConsumerContext,
): void {
  const committing: SyncCommit = { then, offsets, asked: 0, failures: 0 };
  beginWait(state, committing, limitUs, ctx);
  tryCommit(state, committing, ctx);
}

function tryCommit(state: ConsumerState, committing: SyncCommit, ctx: ConsumerContext): void {
  if (isMember(state) || committing.asked !== 0) sendCommit(state, committing, ctx);
  else commitOver(state, committing, "CommitFailedException", ctx); // not in the group any more: nobody need be asked
}

/** A commit was answered, or failed with its connection. */
function commitEnded(state: ConsumerState, { correlation, context }: InFlight<Asked>, error: KafkaError, ctx: ConsumerContext): void {
  if (context === null || !("offsets" in context)) return;
  const { offsets, waited } = context;
  if (!waited) return autoCommitAnswered(state, offsets, error, ctx);
  const { committing } = state;
  if (committing?.asked !== correlation) return; // its caller has been told that it took too long
  if (isRetriable(error)) commitAgain(state, committing, ctx);
  else commitOver(state, committing, error, ctx);
}

/** The application goes on, as it wanted to or with an exception. */
function commitOver(
  state: ConsumerState,
  { then, offsets }: SyncCommit,
  error: KafkaError | "CommitFailedException",
  ctx: ConsumerContext,
): void {
  endWait(state, ctx);
  if (error === "NONE") noteCommitted(state, offsets);
  else commitFailed(state, offsets, error, ctx);
  if (then === "process" && error === "NONE") bringPolled(state, ctx);
  else goOnAfter(then, state, ctx);
}

/** What the application meant to do next, whatever became of its commit. */
function goOnAfter(then: SyncCommit["then"], state: ConsumerState, ctx: ConsumerContext): void {
  if (then === "leave") exitGroup(state, ctx);
  else if (then === "rejoin") rejoin(state, ctx);
  else poll(state, ctx);
}

/**
 * TimeoutException of commitSync (K-CON-21). An application that commits first asks again, since it must not begin; one that has done its
 * work goes on, and its next commit covers this one.
 */
function commitTimedOut(state: ConsumerState, { then, offsets }: SyncCommit, ctx: ConsumerContext): void {
  endWait(state, ctx);
  ctx.rule("default.api.timeout.ms", state.config.apiTimeoutUs / 1000);
  traceFailure(state, offsets, "TimeoutException", ctx);
  if (then === "process") commitSync(state, offsets, then, state.config.apiTimeoutUs, ctx);
  else goOnAfter(then, state, ctx);
}

function leave(state: ConsumerState, ctx: ConsumerContext): void {
  if (!isRunning(state, "closeTimeout")) setTimer(state, "closeTimeout", CLOSE_TIMEOUT_US, ctx);
  const offsets = state.settle === "auto" && isMember(state) ? consumed(state) : [];
  if (offsets.length > 0) commitSync(state, offsets, "leave", CLOSE_TIMEOUT_US, ctx);
  else exitGroup(state, ctx);
}

function exitGroup(state: ConsumerState, ctx: ConsumerContext): void {
  revokeAll(state, ctx);
  endHeartbeats(state, ctx);
  state.membership = "left";
  if (state.memberId === "" || !sendLeave(state, ctx)) closed(state, ctx);
}

function closed(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.closed) return;
  state.closed = true;
  ctx.tell({ what: "closed" });
}
