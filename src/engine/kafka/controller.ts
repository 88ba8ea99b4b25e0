import { type EventId, NO_EVENT, NO_MESSAGE } from "../sim/history.ts";
import type { ConnectionId, Context, ProcessDefinition } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import { BrokerFenced, BrokerRegistered, BrokerUnfenced, IsrExpanded, IsrShrunk, LeaderElected, PartitionOffline } from "./events.ts";
import {
  type AlterPartition,
  type AlterPartitionResponse,
  type BrokerHeartbeatResponse,
  type BrokerRegistrationResponse,
  type ClusterImage,
  type ControllerRequest,
  type MetadataUpdate,
  NO_LEADER,
  type PartitionState,
} from "./protocol.ts";
import type { KafkaControllerView } from "./views.ts";

/**
 * The active KRaft controller, one process: registers brokers, fences silent ones, elects leaders, and hands each decision to all brokers.
 * Its quorum is not modelled (K-CTL-11): it is one machine whose metadata log survives every crash.
 */
interface BrokerEntry {
  broker: number;
  brokerEpoch: number;
  /** Of the broker's process that registered last. */
  incarnation: number;
  /** Version of the metadata that this registration made. */
  registeredIn: number;
  fenced: boolean;
  lastHeartbeatAt: Micros;
  connection: ConnectionId;
}

interface ControllerState {
  image: ClusterImage;
  brokers: BrokerEntry[];
  nextEpoch: number;
  sessionTimeoutUs: Micros;
  /** Topics whose leader may be elected from outside the ISR. */
  unclean: string[];
}

export interface ControllerConfig {
  image: ClusterImage;
  sessionTimeoutUs: Micros;
  unclean: string[];
}

interface ControllerTypes {
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
  timers: { checkSessions: null; electUnclean: null };
}
type Ctx = Context<ControllerTypes>;

/** `unclean.leader.election.interval.ms`. */
const UNCLEAN_ELECTION_US = 300_000_000;

export const controllerProcess: ProcessDefinition<ControllerTypes> = {
  role: "kafka controller",
  initial: ({ image, sessionTimeoutUs, unclean }) => ({
    image,
    brokers: image.brokers.map(({ broker }) => ({
      broker,
      brokerEpoch: broker,
      incarnation: 0,
      registeredIn: image.version,
      fenced: false,
      lastHeartbeatAt: 0,
      connection: -1,
    })),
    nextEpoch: 1000,
    sessionTimeoutUs,
    unclean,
  }),
  boot(state, ctx) {
    // After a restart nobody is fenced for the silence of the controller's own absence.
    for (const entry of state.brokers) {
      entry.lastHeartbeatAt = ctx.now;
      entry.connection = -1;
    }
    ctx.setTimer("checkSessions", state.sessionTimeoutUs / 8, null);
    ctx.setTimer("electUnclean", UNCLEAN_ELECTION_US, null);
  },
  configure(state, { sessionTimeoutUs, unclean }) {
    state.sessionTimeoutUs = sessionTimeoutUs;
    state.unclean = unclean;
  },
  survives: (state) => state,
  on: {
    /** K-CTL-03: refused while the session of the old incarnation is valid. */
    BrokerRegistration(state, { broker, incarnation, correlation }, ctx) {
      const entry = state.brokers.find((candidate) => candidate.broker === broker) as BrokerEntry;
      if (incarnation !== entry.incarnation && ctx.now - entry.lastHeartbeatAt < state.sessionTimeoutUs) {
        ctx.reply({ type: "BrokerRegistrationResponse", correlation, error: "DUPLICATE_BROKER_REGISTRATION", brokerEpoch: -1 });
        return;
      }
      entry.brokerEpoch = state.nextEpoch++;
      entry.incarnation = incarnation;
      entry.lastHeartbeatAt = ctx.now;
      entry.connection = ctx.connection;
      const event = ctx.trace(BrokerRegistered, NO_MESSAGE, broker, entry.brokerEpoch);
      if (!entry.fenced) fence(state, entry, event, ctx);
      entry.registeredIn = state.image.version;
      ctx.reply({ type: "BrokerRegistrationResponse", correlation, error: "NONE", brokerEpoch: entry.brokerEpoch });
      ctx.send(ctx.connection, { type: "MetadataUpdate", image: state.image });
    },
    /** K-CTL-01, K-CTL-02: unfences a broker that has applied the metadata up to its own registration. */
    BrokerHeartbeat(state, { broker, brokerEpoch, correlation, applied }, ctx) {
      const entry = state.brokers.find((candidate) => candidate.broker === broker) as BrokerEntry;
      if (entry.brokerEpoch !== brokerEpoch) {
        ctx.reply({ type: "BrokerHeartbeatResponse", correlation, error: "STALE_BROKER_EPOCH", fenced: true });
        return;
      }
      const newConnection = entry.connection !== ctx.connection;
      entry.connection = ctx.connection;
      entry.lastHeartbeatAt = ctx.now;
      if (entry.fenced && applied >= entry.registeredIn) {
        entry.fenced = false;
        const event = ctx.trace(BrokerUnfenced, NO_MESSAGE, broker);
        change(state, ctx, (partition) => elect(state, partition, event, ctx));
      } else if (newConnection || applied < state.image.version) {
        ctx.send(ctx.connection, { type: "MetadataUpdate", image: state.image });
      }
      ctx.reply({ type: "BrokerHeartbeatResponse", correlation, error: "NONE", fenced: entry.fenced });
    },
    /** K-BRK-23: the leader proposes, the controller decides. */
    AlterPartition(state, request, ctx) {
      const { correlation, name } = request;
      const error = alterationError(state, request);
      ctx.reply({ type: "AlterPartitionResponse", correlation, name, error });
      if (error !== "NONE") {
        ctx.send(ctx.connection, { type: "MetadataUpdate", image: state.image });
        return;
      }
      change(state, ctx, (partition) => {
        if (partition.name !== name) return partition;
        const shrunk = partition.isr.filter((broker) => !request.isr.includes(broker));
        const grown = request.isr.filter((broker) => !partition.isr.includes(broker));
        let { event } = partition;
        for (const broker of shrunk) event = ctx.trace(IsrShrunk, NO_MESSAGE, ctx.text(name), broker, request.isr.length);
        for (const broker of grown) event = ctx.trace(IsrExpanded, NO_MESSAGE, ctx.text(name), broker, request.isr.length);
        return { ...partition, isr: request.isr, event };
      });
    },
  },
  timers: {
    /** K-CTL-01: every session / 8, one broker fenced per run. */
    checkSessions(state, _, ctx) {
      ctx.setTimer("checkSessions", state.sessionTimeoutUs / 8, null);
      const silent = state.brokers.find((entry) => !entry.fenced && ctx.now - entry.lastHeartbeatAt > state.sessionTimeoutUs);
      if (silent === undefined) return;
      const silentMs = Math.round((ctx.now - silent.lastHeartbeatAt) / 1000);
      ctx.absence(`broker-${silent.broker}`);
      ctx.rule("broker.session.timeout.ms", Math.round(state.sessionTimeoutUs / 1000), silentMs);
      const event = ctx.trace(BrokerFenced, NO_MESSAGE, silent.broker, silentMs);
      fence(state, silent, event, ctx);
    },
    /** K-CTL-07: also for topics that were allowed it while they had no leader. */
    electUnclean(state, _, ctx) {
      ctx.setTimer("electUnclean", UNCLEAN_ELECTION_US, null);
      const waits = ({ leader, topic }: PartitionState) => leader === NO_LEADER && state.unclean.includes(topic);
      if (state.image.partitions.some(waits))
        change(state, ctx, (partition) => (waits(partition) ? elect(state, partition, NO_EVENT, ctx) : partition));
    },
  },
  view: ({ image }) => ({
    brokers: image.brokers.map(({ broker, fenced }) => ({ broker, fenced })),
    partitions: image.partitions.map(({ topic, partition, leader, leaderEpoch, isr }) => ({ topic, partition, leader, leaderEpoch, isr })),
  }),
};

function alterationError(state: ControllerState, request: AlterPartition): AlterPartitionResponse["error"] {
  const partition = state.image.partitions.find(({ name }) => name === request.name);
  if (partition === undefined) return "UNKNOWN_TOPIC_OR_PARTITION";
  const entry = state.brokers.find(({ broker }) => broker === request.broker) as BrokerEntry;
  if (entry.brokerEpoch !== request.brokerEpoch) return "STALE_BROKER_EPOCH";
  if (partition.leader !== request.broker || request.leaderEpoch < partition.leaderEpoch) return "FENCED_LEADER_EPOCH";
  if (request.partitionEpoch !== partition.partitionEpoch) return "INVALID_UPDATE_VERSION";
  if (request.isr.some((broker) => state.brokers.find((candidate) => candidate.broker === broker)?.fenced)) return "INELIGIBLE_REPLICA";
  return "NONE";
}

/** K-CTL-02: out of every ISR but the last place in one (K-CTL-06), and new leaders for what it led. */
function fence(state: ControllerState, entry: BrokerEntry, event: EventId, ctx: Ctx): void {
  entry.fenced = true;
  change(state, ctx, (partition) => {
    const isr = partition.isr.filter((broker) => broker !== entry.broker);
    if (isr.length === partition.isr.length) return elect(state, partition, event, ctx);
    if (isr.length === 0) return elect(state, partition, event, ctx);
    ctx.because("read", event);
    const shrunk = ctx.trace(IsrShrunk, NO_MESSAGE, ctx.text(partition.name), entry.broker, isr.length);
    return elect(state, { ...partition, isr, event: shrunk }, event, ctx);
  });
}

/** K-CTL-04: keep a valid leader, else the first replica in assignment order that is in the ISR and alive, else an unclean one if allowed. */
function elect(state: ControllerState, partition: PartitionState, cause: EventId, ctx: Ctx): PartitionState {
  const alive = (broker: number) => state.brokers.some((entry) => entry.broker === broker && !entry.fenced);
  if (partition.leader !== NO_LEADER && partition.isr.includes(partition.leader) && alive(partition.leader)) return partition;
  const clean = partition.replicas.find((broker) => partition.isr.includes(broker) && alive(broker));
  const unclean = state.unclean.includes(partition.topic) ? partition.replicas.find(alive) : undefined;
  const leader = clean ?? unclean ?? NO_LEADER;
  if (leader === partition.leader) return partition;
  const leaderEpoch = partition.leaderEpoch + 1;
  ctx.because("read", cause);
  if (leader === NO_LEADER) {
    ctx.rule("K-CTL-06: no in-sync replica is alive", partition.isr.length);
    const event = ctx.trace(PartitionOffline, NO_MESSAGE, ctx.text(partition.name), leaderEpoch);
    return { ...partition, leader, leaderEpoch, event };
  }
  ctx.rule(clean === undefined ? "unclean.leader.election.enable" : "K-CTL-04: first in-sync replica in assignment order", leader);
  const event = ctx.trace(LeaderElected, NO_MESSAGE, ctx.text(partition.name), leader, leaderEpoch);
  const isr = clean === undefined ? [leader] : partition.isr;
  return { ...partition, leader, isr, leaderEpoch, event };
}

/** Makes a new image and hands it to every broker that is connected. A partition that changed at all is one epoch further (K-CTL-05). */
function change(state: ControllerState, ctx: Ctx, update: (partition: PartitionState) => PartitionState): void {
  const { image } = state;
  const next = (partition: PartitionState): PartitionState => {
    const changed = update(partition);
    return changed === partition ? partition : Object.freeze({ ...changed, partitionEpoch: partition.partitionEpoch + 1 });
  };
  state.image = Object.freeze({
    version: image.version + 1,
    brokers: Object.freeze(
      image.brokers.map((broker) => ({ ...broker, fenced: state.brokers.find((entry) => entry.broker === broker.broker)?.fenced ?? true })),
    ),
    partitions: Object.freeze(image.partitions.map(next)),
  });
  for (const entry of state.brokers) if (entry.connection >= 0) ctx.send(entry.connection, { type: "MetadataUpdate", image: state.image });
}
