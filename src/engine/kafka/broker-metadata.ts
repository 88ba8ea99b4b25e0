import { NO_MESSAGE } from "../sim/history.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { loadShard, unloadShard } from "./coordinator-shard.ts";
import { BecameFollower, BecameLeader } from "./events.ts";
import { wakeFetches } from "./parked-fetches.ts";
import { followLeader, runFetchers } from "./partition-follower.ts";
import { advanceHighWatermark, completeProduces } from "./partition-leader.ts";
import { type ClusterImage, type MetadataUpdate, NO_LEADER, type PartitionState, partitionOf } from "./protocol.ts";
import { beginEpoch, NEVER, newReplica, type Replica } from "./replica.ts";

/** What a broker makes of the controller's decisions: which partitions it leads and follows. */

/** Looks at what changed since the version that it has, or at everything when it has missed some. */
export function applyUpdate(state: BrokerState, { image, after, changed }: MetadataUpdate, ctx: BrokerContext): void {
  if (image.version < state.image.version) return;
  const partitions = after === state.image.version ? changed.map((name) => partitionOf(image, name) as PartitionState) : image.partitions;
  applyPartitions(state, image, partitions, ctx);
}

export function applyPartitions(state: BrokerState, image: ClusterImage, partitions: readonly PartitionState[], ctx: BrokerContext): void {
  state.image = image;
  for (const partition of partitions) {
    if (!partition.replicas.includes(state.config.broker)) continue;
    state.replicas[partition.name] ??= newReplica(partition);
    applyPartition(state, state.replicas[partition.name], partition, ctx);
  }
  runFetchers(state, ctx);
}

function applyPartition(state: BrokerState, replica: Replica, partition: PartitionState, ctx: BrokerContext): void {
  const before = replica.state;
  const wasLeader = replica.role === "leader";
  const unchanged = replica.told && before.leaderEpoch === partition.leaderEpoch;
  replica.state = partition;
  replica.told = true;
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
  const { state: partition, log, name } = replica;
  replica.role = "leader";
  followLeader(state, replica, NO_LEADER);
  beginEpoch(replica, partition.leaderEpoch, log.length);
  replica.followers = partition.replicas
    .filter((broker) => broker !== state.config.broker)
    .map((broker) => ({
      broker,
      brokerEpoch: -1,
      logEndOffset: 0,
      lastFetchAt: NEVER,
      leaderEndAtLastFetch: 0,
      caughtUpAt: partition.isr.includes(broker) ? ctx.now : NEVER,
    }));
  if (partition.event >= 0) ctx.because("read", partition.event);
  ctx.trace(BecameLeader, NO_MESSAGE, ctx.text(name), partition.leaderEpoch, log.length);
  unloadShard(state, replica, ctx); // that of an earlier term of this same leader
  loadShard(state, replica, ctx);
  advanceHighWatermark(state, replica, ctx);
}

function becomeFollower(state: BrokerState, replica: Replica, wasLeader: boolean, ctx: BrokerContext): void {
  const { leader, event, leaderEpoch } = replica.state;
  replica.role = leader === NO_LEADER ? "offline" : "follower";
  replica.followers = [];
  followLeader(state, replica, leader);
  if (event >= 0) ctx.because("read", event);
  ctx.trace(BecameFollower, NO_MESSAGE, ctx.text(replica.name), leaderEpoch, replica.log.length);
  if (!wasLeader) return;
  completeProduces(state, replica, ctx);
  wakeFetches(state, replica, ctx);
  unloadShard(state, replica, ctx);
}
