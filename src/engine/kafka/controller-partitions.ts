import { type EventId, NO_EVENT, NO_MESSAGE } from "../sim/history.ts";
import { changedImage } from "./cluster-image.ts";
import type { ControllerContext, ControllerState } from "./controller-state.ts";
import { IsrExpanded, IsrShrunk, LeaderElected, PartitionOffline } from "./events.ts";
import { type ChangeWish, type Decision, decidePartition } from "./partition-change.ts";
import { type BrokerInfo, brokerInfo, type MetadataUpdate, NO_LEADER, type PartitionState } from "./protocol.ts";

/** What the controller decides about partitions, and how brokers come to know of it. */

export type Wish = Pick<ChangeWish, "isr" | "uncleanShutdown"> & { election?: "preferred" };

/** One change of the metadata: brokers in another state, and what that and other wishes mean for partitions. */
export interface MetadataChange {
  readonly broker?: BrokerInfo;
  readonly partitions: readonly PartitionState[];
  readonly wish?: (partition: PartitionState) => Wish;
  /** The event that brought it about. */
  readonly cause: EventId;
}

export function isActive(state: ControllerState, broker: number): boolean {
  const info = brokerInfo(state.image, broker);
  return info !== undefined && !info.fenced && !info.shuttingDown;
}

/** Makes a new image and hands it to every broker that is connected. Nothing is told when nothing changed. */
export function changeMetadata(state: ControllerState, change: MetadataChange, ctx: ControllerContext): void {
  const { broker, wish = () => ({}), cause } = change;
  const acceptable = (number: number) => (number === broker?.broker ? !broker.fenced && !broker.shuttingDown : isActive(state, number));
  const changed: PartitionState[] = [];
  for (const partition of change.partitions) {
    const next = changePartition(state, partition, wish(partition), acceptable, cause, ctx);
    if (next !== partition) changed.push(next);
  }
  if (broker === undefined && changed.length === 0) return;
  const after = state.image.version;
  state.image = changedImage(state.image, broker === undefined ? [] : [broker], changed);
  const update: MetadataUpdate = { type: "MetadataUpdate", image: state.image, after, changed: changed.map(({ name }) => name) };
  for (const key in state.brokers) {
    const { connection } = state.brokers[key];
    if (connection >= 0) ctx.send(connection, update);
  }
}

/** The whole metadata, for a broker that has not followed. */
export function snapshot({ image }: ControllerState): MetadataUpdate {
  return { type: "MetadataUpdate", image, after: -1, changed: [] };
}

function changePartition(
  state: ControllerState,
  partition: PartitionState,
  wish: Wish,
  acceptable: (broker: number) => boolean,
  cause: EventId,
  ctx: ControllerContext,
): PartitionState {
  const { config } = state;
  const { topic } = partition;
  const decision = decidePartition(partition, {
    election: config.unclean.includes(topic) ? "unclean" : "online",
    ...wish,
    acceptable,
    minIsr: config.minInsyncReplicas[topic] ?? 1,
    elrEnabled: config.elrEnabled,
  });
  if (same(partition, decision)) return partition;
  const { leader, isr, elr, lastKnownElr } = decision;
  const leaderEpoch = partition.leaderEpoch + (leader === partition.leader ? 0 : 1); // K-CTL-05
  // Who is elected from outside an ISR becomes the whole of it: that is told by the election alone.
  const kept = decision.by === "nobody" ? isr : (wish.isr ?? partition.isr);
  const event = traceChange(partition, decision, kept, leaderEpoch, cause, ctx);
  return {
    ...partition,
    isr: Object.freeze([...isr]),
    elr: Object.freeze([...elr]),
    lastKnownElr: Object.freeze([...lastKnownElr]),
    leader,
    leaderEpoch,
    partitionEpoch: partition.partitionEpoch + 1,
    event,
  };
}

function same(partition: PartitionState, { leader, isr, elr, lastKnownElr }: Decision): boolean {
  const alike = (one: readonly number[], other: readonly number[]) =>
    one.length === other.length && one.every((broker, i) => broker === other[i]);
  return (
    leader === partition.leader && alike(isr, partition.isr) && alike(elr, partition.elr) && alike(lastKnownElr, partition.lastKnownElr)
  );
}

const WHY: Record<Exclude<Decision["by"], "kept" | "nobody">, string> = {
  isr: "K-CTL-04: first in-sync replica in assignment order",
  elr: "K-CTL-08: first eligible leader replica in assignment order",
  "last known": "K-CTL-08: the last leader, though what it had not flushed may be gone",
  unclean: "unclean.leader.election.enable",
};

function traceChange(
  partition: PartitionState,
  decision: Decision,
  isr: readonly number[],
  leaderEpoch: number,
  cause: EventId,
  ctx: ControllerContext,
): EventId {
  const place = ctx.text(partition.name);
  let { event } = partition;
  for (const broker of partition.isr) {
    if (isr.includes(broker)) continue;
    if (cause !== NO_EVENT) ctx.because("read", cause);
    event = ctx.trace(IsrShrunk, NO_MESSAGE, place, broker, isr.length);
  }
  for (const broker of isr) if (!partition.isr.includes(broker)) event = ctx.trace(IsrExpanded, NO_MESSAGE, place, broker, isr.length);
  if (decision.leader === partition.leader) return event;
  if (cause !== NO_EVENT) ctx.because("read", cause);
  if (decision.leader === NO_LEADER) {
    ctx.rule("K-CTL-06: no replica that may lead is alive", decision.isr.length);
    return ctx.trace(PartitionOffline, NO_MESSAGE, place, leaderEpoch);
  }
  if (decision.by !== "kept" && decision.by !== "nobody") ctx.rule(WHY[decision.by], decision.leader);
  return ctx.trace(LeaderElected, NO_MESSAGE, place, decision.leader, leaderEpoch);
}
