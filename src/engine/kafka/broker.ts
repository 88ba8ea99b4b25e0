import { LogCut } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import type { ConnectionId, ProcessDefinition } from "../sim/process.ts";
import { type BrokerConfig, type BrokerContext, type BrokerState, type BrokerTypes, respond } from "./broker-state.ts";
import { brokerView } from "./broker-view.ts";
import { forgetOffsets, loadOffsets } from "./committed-offsets.ts";
import { BecameFollower, BecameLeader } from "./events.ts";
import { fetch, fetchExpired } from "./fetch.ts";
import {
  dropGroups,
  findCoordinator,
  heartbeat,
  joinGroup,
  joinPhaseOver,
  leaveGroup,
  sessionExpired,
  syncGroup,
  syncPhaseOver,
} from "./group-coordinator.ts";
import { offsetCommit, offsetFetch } from "./group-offsets.ts";
import { checkIsr, repeatProposals } from "./in-sync-replicas.ts";
import { connectFetcher, fetched, fetcherClosed, fetcherOpened, fetchNext, planFetchers } from "./partition-follower.ts";
import { advanceHighWatermark, completeProduces, produce, produceExpired } from "./partition-leader.ts";
import { type ClientRequest, type ClusterImage, OFFSETS_TOPIC, type PartitionState } from "./protocol.ts";
import { beginEpoch, epochStart, NEVER, newReplica, type Replica, replicaAfterCrash } from "./replica.ts";

const RETRY_US = 500_000;

/** Kafka does not flush (K-BRK-50); the operating system brings pages to the disk after one to two of these. */
const WRITE_BACK_US = 5_000_000;

/** Producer ids come from blocks that the controller hands to each broker; here the block is the broker's number. */
const PRODUCER_ID_BLOCK = 1000;

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
    controller: -1,
    controllerOpen: false,
    replicas: {},
    channels: {},
    ready: [],
    delayedProduces: [],
    delayedFetches: [],
    fetchers: [],
    groups: {},
    offsets: {},
    nextMember: 1,
    nextProducerId: 0,
    nextCorrelation: 1,
  }),
  /** A first start finds the cluster formed; a restart registers anew and waits to be told what it leads and follows. */
  boot(state, ctx) {
    if (ctx.incarnation === 0) applyImage(state, state.config.image, ctx);
    state.controller = ctx.connect(state.config.controller);
    ctx.setTimer("checkIsr", state.config.lagTimeMaxUs / 2, null);
    ctx.setTimer("writeBack", WRITE_BACK_US, null);
  },
  configure(state, config) {
    state.config = config;
  },
  survives(state, crash) {
    for (const replica of Object.values(state.replicas)) replicaAfterCrash(replica, crash);
    const { config, image, brokerEpoch, replicas, nextMember, nextProducerId } = state;
    return { ...brokerProcess.initial(config), image, brokerEpoch, registered: false, fenced: true, replicas, nextMember, nextProducerId };
  },
  ended(state, ctx) {
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
      const fetcher = state.fetchers.find(({ connection }) => connection === ctx.connection);
      if (fetcher !== undefined) fetched(state, fetcher, response, ctx);
      serveReady(state, ctx);
    },
    BrokerRegistrationResponse(state, { error, brokerEpoch }, ctx) {
      if (error !== "NONE") {
        ctx.setTimer("register", RETRY_US, null); // K-CTL-03: the old session has to end first
        return;
      }
      state.brokerEpoch = brokerEpoch;
      state.registered = true;
      sendHeartbeat(state, ctx);
    },
    BrokerHeartbeatResponse(state, { error, fenced }) {
      state.fenced = fenced;
      if (error === "STALE_BROKER_EPOCH") state.registered = false;
    },
    AlterPartitionResponse(state, { name, error }, ctx) {
      const replica = state.replicas[name];
      if (replica !== undefined && error !== "NONE") replica.proposedIsr = null;
      serveReady(state, ctx);
    },
    MetadataUpdate(state, { image }, ctx) {
      if (image.version >= state.image.version) applyImage(state, image, ctx);
      if (state.fenced && state.registered) sendHeartbeat(state, ctx);
      serveReady(state, ctx);
    },
  },
  timers: {
    heartbeat(state, _, ctx) {
      ctx.setTimer("heartbeat", state.config.heartbeatUs, null);
      if (!state.controllerOpen) return;
      if (state.registered) sendHeartbeat(state, ctx);
      else register(state, ctx);
    },
    register: (state, _, ctx) => register(state, ctx),
    connectController(state, _, ctx) {
      state.controller = ctx.connect(state.config.controller);
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
    connectLeader(state, { broker }, ctx) {
      const fetcher = state.fetchers.find((candidate) => candidate.broker === broker);
      if (fetcher !== undefined && !fetcher.open) connectFetcher(state, fetcher, ctx);
    },
    refetch(state, { broker }, ctx) {
      const fetcher = state.fetchers.find((candidate) => candidate.broker === broker);
      if (fetcher !== undefined) fetchNext(state, fetcher, ctx);
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
      if (connection === state.controller) {
        state.controllerOpen = true;
        if (state.registered) sendHeartbeat(state, ctx);
        else register(state, ctx);
        repeatProposals(state, ctx);
        ctx.setTimer("heartbeat", state.config.heartbeatUs, null);
        return;
      }
      const fetcher = state.fetchers.find((candidate) => candidate.connection === connection);
      if (fetcher !== undefined) fetcherOpened(state, fetcher, ctx);
    },
    accepted(state, connection) {
      state.channels[connection] = { busy: false, waiting: [] };
    },
    closed(state, connection, _reason, ctx) {
      if (connection === state.controller) {
        state.controllerOpen = false;
        ctx.setTimer("connectController", RETRY_US, null);
        return;
      }
      const fetcher = state.fetchers.find((candidate) => candidate.connection === connection);
      if (fetcher !== undefined) return fetcherClosed(fetcher, ctx);
      delete state.channels[connection];
      state.delayedFetches = state.delayedFetches.filter((delayed) => delayed.connection !== connection);
    },
  },
  view: brokerView,
};

function sendHeartbeat(state: BrokerState, ctx: BrokerContext): void {
  const { brokerEpoch, config, image } = state;
  ctx.send(state.controller, {
    type: "BrokerHeartbeat",
    correlation: state.nextCorrelation++,
    broker: config.broker,
    brokerEpoch,
    applied: image.version,
  });
}

function register(state: BrokerState, ctx: BrokerContext): void {
  if (!state.controllerOpen || state.registered) return;
  const { broker } = state.config;
  ctx.send(state.controller, { type: "BrokerRegistration", correlation: state.nextCorrelation++, broker, incarnation: ctx.incarnation });
}

/** Takes over the controller's decisions: which partitions this broker leads and follows now. */
function applyImage(state: BrokerState, image: ClusterImage, ctx: BrokerContext): void {
  state.image = image;
  for (const partition of image.partitions) {
    if (!partition.replicas.includes(state.config.broker)) continue;
    state.replicas[partition.name] ??= newReplica(partition);
    applyPartition(state, state.replicas[partition.name], partition, ctx);
  }
  planFetchers(state, ctx);
}

function applyPartition(state: BrokerState, replica: Replica, partition: PartitionState, ctx: BrokerContext): void {
  const before = replica.state;
  const wasLeader = replica.role === "leader";
  const unchanged = replica.role !== "offline" && before.leaderEpoch === partition.leaderEpoch;
  replica.state = partition;
  if (unchanged) {
    if (before.partitionEpoch !== partition.partitionEpoch) replica.proposedIsr = null;
    if (wasLeader) advanceHighWatermark(state, replica, ctx);
    return;
  }
  replica.proposedIsr = null;
  if (partition.leader === state.config.broker) becomeLeader(state, replica, ctx);
  else becomeFollower(state, replica, wasLeader, ctx);
}

/** K-BRK-31: the high watermark stays what it was as a follower and rises once the others fetch. */
function becomeLeader(state: BrokerState, replica: Replica, ctx: BrokerContext): void {
  const { partition, log, name } = { partition: replica.state, log: replica.log, name: replica.name };
  replica.role = "leader";
  beginEpoch(replica, partition.leaderEpoch, log.length);
  replica.followers = partition.replicas
    .filter((broker) => broker !== state.config.broker)
    .map((broker) => ({
      broker,
      logEndOffset: 0,
      lastFetchAt: NEVER,
      leaderEndAtLastFetch: 0,
      caughtUpAt: partition.isr.includes(broker) ? ctx.now : NEVER,
    }));
  if (partition.event >= 0) ctx.because("read", partition.event);
  ctx.trace(BecameLeader, NO_MESSAGE, ctx.text(name), partition.leaderEpoch, log.length);
  if (replica.topic === OFFSETS_TOPIC) loadOffsets(state, replica);
  advanceHighWatermark(state, replica, ctx);
}

function becomeFollower(state: BrokerState, replica: Replica, wasLeader: boolean, ctx: BrokerContext): void {
  replica.role = replica.state.leader === -1 ? "offline" : "follower";
  replica.followers = [];
  if (replica.state.event >= 0) ctx.because("read", replica.state.event);
  ctx.trace(BecameFollower, NO_MESSAGE, ctx.text(replica.name), replica.state.leaderEpoch, replica.log.length);
  if (!wasLeader) return;
  completeProduces(state, replica, ctx);
  if (replica.topic !== OFFSETS_TOPIC) return;
  dropGroups(state, replica, ctx);
  forgetOffsets(state, replica);
}
