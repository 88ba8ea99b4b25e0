import { type EventId, NO_EVENT, NO_MESSAGE } from "../sim/history.ts";
import type { ProcessDefinition } from "../sim/process.ts";
import { changeMetadata, isActive, snapshot } from "./controller-partitions.ts";
import type { BrokerEntry, ControllerContext, ControllerState, ControllerTypes } from "./controller-state.ts";
import { BrokerFenced, BrokerRegistered, BrokerShutDown, BrokerUnfenced } from "./events.ts";
import {
  type AlterPartition,
  type AlterPartitionResponse,
  type BrokerHeartbeat,
  type BrokerInfo,
  brokerInfo,
  NO_LEADER,
  OFFSETS_TOPIC,
  type PartitionState,
  partitionOf,
} from "./protocol.ts";

/**
 * The active KRaft controller, one process: registers brokers, fences silent ones, elects leaders, and hands each decision to all brokers.
 * Its quorum is not modelled (K-CTL-11): it is one machine whose metadata log survives every crash.
 */
export const controllerProcess: ProcessDefinition<ControllerTypes> = {
  role: "kafka controller",
  initial: (config) => ({
    image: config.image,
    brokers: Object.fromEntries(
      config.image.brokers.map(({ broker }): [number, BrokerEntry] => [
        broker,
        {
          broker,
          incarnation: 0,
          registeredIn: config.image.version,
          lastHeartbeatAt: 0,
          applied: config.image.version,
          shutdownIn: -1,
          connection: -1,
        },
      ]),
    ),
    nextEpoch: 1000,
    config,
    minIsrAltered: false,
  }),
  boot(state, ctx) {
    // After a restart nobody is fenced for the silence of the controller's own absence.
    for (const key in state.brokers) {
      state.brokers[key].lastHeartbeatAt = ctx.now;
      state.brokers[key].connection = -1;
    }
    const { sessionTimeoutUs, uncleanIntervalUs, rebalanceIntervalUs } = state.config;
    ctx.setTimer("checkSessions", sessionTimeoutUs / 8, null);
    ctx.setTimer("electUnclean", uncleanIntervalUs, null);
    if (rebalanceIntervalUs !== null) ctx.setTimer("rebalanceLeaders", rebalanceIntervalUs, null);
  },
  configure(state, config) {
    const before = state.config.minInsyncReplicas;
    state.minIsrAltered ||= Object.keys(config.minInsyncReplicas).some((topic) => config.minInsyncReplicas[topic] !== before[topic]);
    state.config = config;
  },
  survives: (state) => state,
  on: {
    /** K-CTL-03: refused while the session of the old incarnation is valid, unless that one is in controlled shutdown. */
    BrokerRegistration(state, { broker, incarnation, previousBrokerEpoch, correlation }, ctx) {
      const entry = state.brokers[broker];
      const known = infoOf(state, broker);
      const another = incarnation !== entry.incarnation;
      if (another && !known.shuttingDown && ctx.now - entry.lastHeartbeatAt < state.config.sessionTimeoutUs) {
        ctx.reply({ type: "BrokerRegistrationResponse", correlation, error: "DUPLICATE_BROKER_REGISTRATION", brokerEpoch: -1 });
        return;
      }
      const epoch = state.nextEpoch++;
      Object.assign(entry, { incarnation, lastHeartbeatAt: ctx.now, shutdownIn: -1, connection: -1 });
      const event = ctx.trace(BrokerRegistered, NO_MESSAGE, broker, epoch);
      if (another) shutDown(state, known, previousBrokerEpoch === known.epoch, event, ctx);
      changeMetadata(
        state,
        { broker: { ...infoOf(state, broker), epoch, fenced: true, shuttingDown: false }, partitions: [], cause: event },
        ctx,
      );
      entry.registeredIn = state.image.version;
      entry.connection = ctx.connection;
      ctx.reply({ type: "BrokerRegistrationResponse", correlation, error: "NONE", brokerEpoch: epoch });
      ctx.send(ctx.connection, snapshot(state));
    },
    /** K-CTL-01, K-CTL-02: unfences a broker that has applied the metadata up to its own registration. */
    BrokerHeartbeat(state, request, ctx) {
      const { broker, brokerEpoch, correlation, applied } = request;
      const entry = state.brokers[broker];
      if (infoOf(state, broker).epoch !== brokerEpoch) {
        ctx.reply({ type: "BrokerHeartbeatResponse", correlation, error: "STALE_BROKER_EPOCH", fenced: true, shouldShutDown: false });
        return;
      }
      const behind = entry.connection !== ctx.connection || applied < state.image.version;
      entry.connection = ctx.connection;
      entry.lastHeartbeatAt = ctx.now;
      entry.applied = applied;
      const before = state.image.version;
      const shouldShutDown = nextState(state, entry, request, ctx);
      if (behind && state.image.version === before) ctx.send(ctx.connection, snapshot(state));
      const { fenced } = infoOf(state, broker);
      ctx.reply({ type: "BrokerHeartbeatResponse", correlation, error: "NONE", fenced, shouldShutDown });
    },
    /** K-BRK-23: the leader proposes, the controller decides. */
    AlterPartition(state, request, ctx) {
      const { correlation, name } = request;
      const error = alterationError(state, request);
      ctx.reply({ type: "AlterPartitionResponse", correlation, name, error });
      if (error !== "NONE") {
        ctx.send(ctx.connection, snapshot(state));
        return;
      }
      const isr = request.isr.map(({ broker }) => broker);
      const partition = partitionOf(state.image, name) as PartitionState;
      changeMetadata(state, { partitions: [partition], wish: () => ({ isr }), cause: NO_EVENT }, ctx);
    },
  },
  timers: {
    /** K-CTL-01: every session / 8, one broker fenced per run. */
    checkSessions(state, _, ctx) {
      const { sessionTimeoutUs } = state.config;
      ctx.setTimer("checkSessions", sessionTimeoutUs / 8, null);
      if (state.minIsrAltered) reviewEligible(state, ctx);
      const silent = state.image.brokers.find(
        ({ broker, fenced }) => !fenced && ctx.now - state.brokers[broker].lastHeartbeatAt > sessionTimeoutUs,
      );
      if (silent === undefined) return;
      const silentMs = Math.round((ctx.now - state.brokers[silent.broker].lastHeartbeatAt) / 1000);
      ctx.absence(`broker-${silent.broker}`);
      ctx.rule("broker.session.timeout.ms", Math.round(sessionTimeoutUs / 1000), silentMs);
      const event = ctx.trace(BrokerFenced, NO_MESSAGE, silent.broker, silentMs);
      leave(state, { ...silent, fenced: true }, event, ctx);
    },
    /** K-CTL-07: also for topics that were allowed it while they had no leader. */
    electUnclean(state, _, ctx) {
      ctx.setTimer("electUnclean", state.config.uncleanIntervalUs, null);
      const { unclean } = state.config;
      const partitions = state.image.partitions.filter(({ leader, topic }) => leader === NO_LEADER && unclean.includes(topic));
      changeMetadata(state, { partitions, cause: NO_EVENT }, ctx);
    },
    /** K-CTL-10: leaderships go back to the preferred replicas that may lead again. */
    rebalanceLeaders(state, _, ctx) {
      const { rebalanceIntervalUs } = state.config;
      if (rebalanceIntervalUs === null) return;
      ctx.setTimer("rebalanceLeaders", rebalanceIntervalUs, null);
      const partitions = state.image.partitions.filter(
        ({ leader, replicas, isr }) => leader !== replicas[0] && isr.includes(replicas[0]) && isActive(state, replicas[0]),
      );
      changeMetadata(state, { partitions, wish: () => ({ election: "preferred" }), cause: NO_EVENT }, ctx);
    },
  },
  connections: {
    closed(state, connection) {
      for (const key in state.brokers) if (state.brokers[key].connection === connection) state.brokers[key].connection = -1;
    },
  },
  view: ({ image }) => ({
    brokers: image.brokers.map(({ broker, fenced, epoch, shuttingDown }) => ({ broker, fenced, epoch, shuttingDown })),
    partitions: image.partitions
      .filter(({ topic }) => topic !== OFFSETS_TOPIC)
      .map(({ topic, partition, leader, leaderEpoch, isr, elr }) => ({ topic, partition, leader, leaderEpoch, isr, elr })),
  }),
};

function infoOf(state: ControllerState, broker: number): BrokerInfo {
  return brokerInfo(state.image, broker) as BrokerInfo;
}

/** What a heartbeat makes of its broker. Returns whether it may end now (K-BRK-54). */
function nextState(state: ControllerState, entry: BrokerEntry, request: BrokerHeartbeat, ctx: ControllerContext): boolean {
  const { broker, applied, wantShutDown } = request;
  const info = infoOf(state, broker);
  if (info.fenced) {
    if (wantShutDown) return true;
    if (applied >= entry.registeredIn) unfence(state, info, ctx);
    return false;
  }
  if (!wantShutDown) return false;
  if (!info.shuttingDown) {
    const leads = leadsAny(state, broker);
    const event = ctx.trace(BrokerShutDown, NO_MESSAGE, broker);
    leave(state, { ...info, shuttingDown: true, fenced: !leads }, event, ctx);
    entry.shutdownIn = state.image.version;
    if (!leads) return true;
  }
  // Others have to know who leads now before it may go.
  const told = state.image.brokers.every(
    (other) => !isActive(state, other.broker) || state.brokers[other.broker].applied >= entry.shutdownIn,
  );
  if (!told || leadsAny(state, broker)) return false;
  leave(state, { ...infoOf(state, broker), fenced: true }, NO_EVENT, ctx);
  return true;
}

function leadsAny({ image }: ControllerState, broker: number): boolean {
  return image.partitions.some(({ leader }) => leader === broker);
}

function unfence(state: ControllerState, info: BrokerInfo, ctx: ControllerContext): void {
  const cause = ctx.trace(BrokerUnfenced, NO_MESSAGE, info.broker);
  const partitions = state.image.partitions.filter(({ leader }) => leader === NO_LEADER);
  changeMetadata(state, { broker: { ...info, fenced: false }, partitions, cause }, ctx);
}

/** K-CTL-02: a broker that is fenced or shutting down leaves every ISR, and what it led gets other leaders. */
function leave(state: ControllerState, broker: BrokerInfo, cause: EventId, ctx: ControllerContext): void {
  const partitions = state.image.partitions.filter(({ isr }) => isr.includes(broker.broker));
  changeMetadata(state, { broker, partitions, wish: without(broker.broker), cause }, ctx);
}

const without =
  (broker: number) =>
  ({ isr }: PartitionState) => ({ isr: isr.filter((member) => member !== broker) });

/** K-CTL-09: another process of a broker registers; what the last one had not flushed may be gone unless it ended cleanly. */
function shutDown(state: ControllerState, info: BrokerInfo, clean: boolean, cause: EventId, ctx: ControllerContext): void {
  if (clean || !state.config.elrEnabled) return leave(state, { ...info, fenced: true }, cause, ctx);
  const { broker } = info;
  const partitions = state.image.partitions.filter(({ isr, elr }) => isr.includes(broker) || elr.includes(broker));
  const wish = (partition: PartitionState) => ({ ...without(broker)(partition), uncleanShutdown: broker });
  changeMetadata(state, { broker: { ...info, fenced: true }, partitions, wish, cause }, ctx);
}

/** An ISR that has become large enough under the altered minimum needs no eligible replicas beside it. */
function reviewEligible(state: ControllerState, ctx: ControllerContext): void {
  state.minIsrAltered = false;
  changeMetadata(state, { partitions: state.image.partitions.filter(({ elr }) => elr.length > 0), cause: NO_EVENT }, ctx);
}

function alterationError(state: ControllerState, request: AlterPartition): AlterPartitionResponse["error"] {
  const partition = partitionOf(state.image, request.name);
  if (partition === undefined) return "UNKNOWN_TOPIC_OR_PARTITION";
  if (infoOf(state, request.broker).epoch !== request.brokerEpoch) return "STALE_BROKER_EPOCH";
  if (partition.leader !== request.broker || request.leaderEpoch < partition.leaderEpoch) return "FENCED_LEADER_EPOCH";
  if (request.partitionEpoch !== partition.partitionEpoch) return "INVALID_UPDATE_VERSION";
  // Also under an epoch that is over: the member has been started again since the leader saw it fetch (KIP-903).
  const ineligible = request.isr.some(
    ({ broker, brokerEpoch }) => !isActive(state, broker) || (brokerEpoch >= 0 && brokerInfo(state.image, broker)?.epoch !== brokerEpoch),
  );
  return ineligible ? "INELIGIBLE_REPLICA" : "NONE";
}
