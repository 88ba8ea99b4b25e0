import { LogCut } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { type ConnectionId, NO_TIMER, type ProcessDefinition } from "../sim/process.ts";
import { beginShutdown, controllerLost, heartbeatAnswered, meetController, registered, shutDown } from "./broker-lifecycle.ts";
import { applyPartitions, applyUpdate } from "./broker-metadata.ts";
import { type BrokerConfig, type BrokerContext, type BrokerState, type BrokerTypes, CONTROLLER_NODE, respond } from "./broker-state.ts";
import { brokerView } from "./broker-view.ts";
import { shardLoaded, writeTimedOut } from "./coordinator-shard.ts";
import { defineCoordinator } from "./coordinators.ts";
import { fetch } from "./fetch.ts";
import {
  findCoordinator,
  heartbeat,
  joinGroup,
  joinPhaseOver,
  leaveGroup,
  promiseExpired,
  sessionExpired,
  syncGroup,
  syncPhaseOver,
} from "./group-coordinator.ts";
import { offsetCommit, offsetFetch } from "./group-offsets.ts";
import { groupCoordinator } from "./group-shard.ts";
import { alterationAnswered, checkIsr, repeatProposals } from "./in-sync-replicas.ts";
import {
  backoffOver,
  type Disconnected,
  handshakeTimedOut,
  newNetworkClient,
  nodeClosed,
  nodeOpened,
  requestTimedOut,
} from "./network-client.ts";
import { fetchExpired } from "./parked-fetches.ts";
import { fetched, fetchFailed, fetchFrom, fetchNext } from "./partition-follower.ts";
import { leaveUnread, produce, produceExpired } from "./partition-leader.ts";
import { type ClientRequest, OFFSETS_TOPIC } from "./protocol.ts";
import { epochStart, replicaAfterCrash } from "./replica.ts";

/** Kafka does not flush (K-BRK-50); the operating system brings pages to the disk after one to two of these. */
const WRITE_BACK_US = 5_000_000;

/** Producer ids come from blocks that the controller hands to each broker; here the block is the broker's number. */
const PRODUCER_ID_BLOCK = 1000;

defineCoordinator(OFFSETS_TOPIC, groupCoordinator);

type Handler = (state: BrokerState, request: never, connection: ConnectionId, ctx: BrokerContext) => void;

const handlers: Record<ClientRequest["type"], Handler> = {
  Produce: produce,
  Fetch: fetch,
  Metadata: (state, { correlation }: { correlation: number }, connection, ctx) =>
    respond(state, connection, { type: "MetadataResponse", correlation, image: state.image }, ctx),
  InitProducerId: (state, { correlation }: { correlation: number }, connection, ctx) =>
    respond(
      state,
      connection,
      { type: "InitProducerIdResponse", correlation, producerId: state.config.broker * PRODUCER_ID_BLOCK + state.nextProducerId++ },
      ctx,
    ),
  ListOffsets: (state, request: Extract<ClientRequest, { type: "ListOffsets" }>, connection, ctx) => {
    const partitions = request.partitions.map((name) => {
      const replica = state.replicas[name];
      if (replica?.role !== "leader") return { name, error: "NOT_LEADER_OR_FOLLOWER" as const, offset: -1 };
      if (request.position === "earliest") return { name, error: "NONE" as const, offset: replica.log.base };
      // K-BRK-31: a new leader cannot tell the end before it knows that its own epoch has begun everywhere.
      if (replica.highWatermark < epochStart(replica)) return { name, error: "OFFSET_NOT_AVAILABLE" as const, offset: -1 };
      return { name, error: "NONE" as const, offset: replica.highWatermark };
    });
    respond(state, connection, { type: "ListOffsetsResponse", correlation: request.correlation, partitions }, ctx);
  },
  FindCoordinator: findCoordinator,
  JoinGroup: joinGroup,
  SyncGroup: syncGroup,
  Heartbeat: heartbeat,
  LeaveGroup: leaveGroup,
  OffsetCommit: offsetCommit,
  OffsetFetch: offsetFetch,
};

/** Takes a request, or lets it wait behind the one that its connection has open (K-PROD-13). */
function admit(state: BrokerState, request: ClientRequest, ctx: BrokerContext): void {
  const { connection } = ctx;
  state.channels[connection] ??= { busy: false, waiting: [] };
  const channel = state.channels[connection];
  if (channel.busy) channel.waiting.push(request);
  else handle(state, connection, request, ctx);
  serveReady(state, ctx);
}

function handle(state: BrokerState, connection: ConnectionId, request: ClientRequest, ctx: BrokerContext): void {
  state.channels[connection].busy = true;
  handlers[request.type](state, request as never, connection, ctx);
}

/** Requests that waited behind one that has been answered meanwhile. */
function serveReady(state: BrokerState, ctx: BrokerContext): void {
  for (let connection = state.ready.shift(); connection !== undefined; connection = state.ready.shift()) {
    const channel = state.channels[connection];
    if (channel === undefined || channel.busy) continue;
    const next = channel.waiting.shift();
    if (next !== undefined) handle(state, connection, next, ctx);
  }
}

export const brokerProcess: ProcessDefinition<BrokerTypes> = {
  role: "kafka broker",
  initial: (config: BrokerConfig) => ({
    config,
    image: config.image,
    brokerEpoch: config.broker,
    registered: true,
    fenced: false,
    previousEpoch: -1,
    cleanEpoch: -1,
    stopping: false,
    shutdownSeen: false,
    network: newNetworkClient(config.network),
    starting: false,
    hurry: false,
    heartbeatTimer: NO_TIMER,
    meeting: false,
    replicas: {},
    channels: {},
    ready: [],
    delayedProduces: {},
    delayedFetches: {},
    fetchers: {},
    shards: {},
    groups: {},
    offsets: {},
    nextMember: 1,
    nextProducerId: 0,
  }),
  /** A first start finds the cluster formed; a restart registers anew and waits to be told what it leads and follows. */
  boot(state, ctx) {
    if (ctx.incarnation === 0) applyPartitions(state, state.config.image, state.config.image.partitions, ctx);
    state.previousEpoch = state.cleanEpoch;
    state.cleanEpoch = -1;
    meetController(state, ctx);
    ctx.setTimer("checkIsr", state.config.lagTimeMaxUs / 2, null);
    ctx.setTimer("writeBack", WRITE_BACK_US, null);
    ctx.setTimer("checkpoint", state.config.checkpointUs, null);
  },
  configure(state, config) {
    state.config = config;
  },
  survives(state, crash) {
    for (const replica of Object.values(state.replicas)) replicaAfterCrash(replica, crash);
    const { config, image, brokerEpoch, cleanEpoch, replicas, channels, nextMember, nextProducerId } = state;
    const kept = { image, brokerEpoch, cleanEpoch, replicas, channels, nextMember, nextProducerId };
    return { ...brokerProcess.initial(config), ...kept, registered: false, fenced: true };
  },
  ended(state, ctx) {
    for (const channel of Object.values(state.channels)) leaveUnread(channel, ctx);
    state.channels = {};
    for (const replica of Object.values(state.replicas)) {
      if (replica.cutByCrash >= 0) ctx.trace(LogCut, NO_MESSAGE, ctx.text(replica.name), replica.cutByCrash, replica.state.leaderEpoch);
      replica.cutByCrash = -1;
    }
  },
  on: {
    Produce: admit,
    Fetch: admit,
    Metadata: admit,
    InitProducerId: admit,
    ListOffsets: admit,
    FindCoordinator: admit,
    JoinGroup: admit,
    SyncGroup: admit,
    Heartbeat: admit,
    LeaveGroup: admit,
    OffsetCommit: admit,
    OffsetFetch: admit,
    FetchResponse(state, response, ctx) {
      fetched(state, response, ctx);
      serveReady(state, ctx);
    },
    BrokerRegistrationResponse: registered,
    BrokerHeartbeatResponse: heartbeatAnswered,
    AlterPartitionResponse(state, response, ctx) {
      alterationAnswered(state, response, ctx);
      serveReady(state, ctx);
    },
    Stop: (state, _message, ctx) => beginShutdown(state, ctx),
    MetadataUpdate(state, update, ctx) {
      applyUpdate(state, update, ctx);
      serveReady(state, ctx);
    },
  },
  timers: {
    heartbeat: (state, _, ctx) => meetController(state, ctx),
    shutdownOver: (state, _, ctx) => shutDown(state, ctx),
    requestTimeout: (state, data, ctx) => lost(state, requestTimedOut(state.network, data, ctx), ctx),
    handshakeTimeout: (state, data, ctx) => lost(state, handshakeTimedOut(state.network, data, ctx), ctx),
    reconnect(state, data, ctx) {
      backoffOver(state.network, data);
      lookAgain(state, data.node, ctx);
    },
    produceExpired(state, { connection, correlation }, ctx) {
      produceExpired(state, connection, correlation, ctx);
      serveReady(state, ctx);
    },
    fetchExpired(state, { connection, correlation }, ctx) {
      fetchExpired(state, connection, correlation, ctx);
      serveReady(state, ctx);
    },
    checkIsr(state, _, ctx) {
      ctx.setTimer("checkIsr", state.config.lagTimeMaxUs / 2, null);
      checkIsr(state, ctx);
    },
    writeBack(state, _, ctx) {
      for (const replica of Object.values(state.replicas)) {
        replica.flushedTo = Math.min(replica.writtenBack, replica.log.length);
        replica.writtenBack = replica.log.length;
      }
      ctx.setTimer("writeBack", WRITE_BACK_US, null);
    },
    /** K-BRK-51. */
    checkpoint(state, _, ctx) {
      for (const replica of Object.values(state.replicas)) replica.checkpoint = replica.highWatermark;
      ctx.setTimer("checkpoint", state.config.checkpointUs, null);
    },
    refetch(state, { broker }, ctx) {
      const fetcher = state.fetchers[broker];
      if (fetcher !== undefined) fetchNext(state, fetcher, ctx);
    },
    shardLoaded(state, { partition }, ctx) {
      shardLoaded(state, partition, ctx);
      serveReady(state, ctx);
    },
    writeTimeout(state, { partition, number }, ctx) {
      writeTimedOut(state, partition, number, ctx);
      serveReady(state, ctx);
    },
    promiseExpired(state, { group, memberId }, ctx) {
      promiseExpired(state, group, memberId, ctx);
      serveReady(state, ctx);
    },
    sessionExpired(state, { group, memberId }, ctx) {
      sessionExpired(state, group, memberId, ctx);
      serveReady(state, ctx);
    },
    joinPhaseOver(state, { group, generation }, ctx) {
      joinPhaseOver(state, group, generation, ctx);
      serveReady(state, ctx);
    },
    syncPhaseOver(state, { group, generation }, ctx) {
      syncPhaseOver(state, group, generation, ctx);
      serveReady(state, ctx);
    },
  },
  connections: {
    opened(state, connection, ctx) {
      const node = nodeOpened(state.network, connection, ctx);
      if (node !== null) lookAgain(state, node, ctx);
    },
    accepted(state, connection) {
      state.channels[connection] = { busy: false, waiting: [] };
    },
    closed(state, connection, _reason, ctx) {
      const end = nodeClosed(state.network, connection, ctx);
      if (end !== null) return lost(state, end, ctx);
      leaveUnread(state.channels[connection], ctx);
      delete state.channels[connection];
      delete state.delayedFetches[connection];
      delete state.delayedProduces[connection];
    },
  },
  view: brokerView,
};

/** A node may be asked now, or soon. */
function lookAgain(state: BrokerState, node: string, ctx: BrokerContext): void {
  if (node !== CONTROLLER_NODE) return fetchFrom(state, node, ctx);
  meetController(state, ctx);
  repeatProposals(state, ctx);
}

function lost(state: BrokerState, end: Disconnected<null> | null, ctx: BrokerContext): void {
  if (end === null) return;
  if (end.node === CONTROLLER_NODE) controllerLost(state, end, ctx);
  else fetchFailed(state, end.node, ctx);
}
