import { NO_LEADER, type PartitionState } from "./protocol.ts";

/**
 * What becomes of a partition when its ISR or the set of live brokers changes: in this order the ISR, the eligible leader replicas, the
 * leader, and who is remembered as the last one (K-CTL-04..08; Kafka's PartitionChangeBuilder). Decides only; whoever asks makes it so.
 */
export interface ChangeWish {
  /** The ISR that is wanted; absent: as it is. */
  readonly isr?: readonly number[];
  /** Preferred: replicas[0] first. Unclean: a live replica from outside, when nobody else can lead. */
  readonly election: "preferred" | "online" | "unclean";
  /** A broker that came back without its clean-shutdown file: what it had may be gone (K-CTL-09). */
  readonly uncleanShutdown?: number;
  /** Registered, unfenced, not shutting down. */
  readonly acceptable: (broker: number) => boolean;
  readonly minIsr: number;
  /** `eligible.leader.replicas.version` 1. */
  readonly elrEnabled: boolean;
}

export interface Decision {
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  readonly leader: number;
  /** By what the leader was chosen. */
  readonly by: "kept" | "isr" | "elr" | "last known" | "unclean" | "nobody";
}

export function decidePartition(partition: PartitionState, wish: ChangeWish): Decision {
  const isr = wish.isr ?? partition.isr;
  const elr = eligible(partition, isr, wish);
  const elected = elect(partition, isr, elr, wish);
  return { ...elected, lastKnownElr: lastKnown(partition, elected.leader, wish) };
}

/** K-CTL-08: who leaves an ISR that is too small stays eligible; an ISR that is large enough needs nobody else. */
function eligible(partition: PartitionState, isr: readonly number[], { minIsr, elrEnabled, uncleanShutdown }: ChangeWish): number[] {
  if (!elrEnabled || isr.length >= Math.min(minIsr, partition.replicas.length)) return [];
  const candidates = new Set([...partition.elr, ...partition.isr]);
  return [...candidates].filter((broker) => !isr.includes(broker) && broker !== uncleanShutdown).sort((one, other) => one - other);
}

function elect(
  partition: PartitionState,
  isr: readonly number[],
  elr: readonly number[],
  { election, acceptable, elrEnabled }: ChangeWish,
): Omit<Decision, "lastKnownElr"> {
  const { replicas, leader } = partition;
  const valid = (broker: number) => acceptable(broker) && (isr.includes(broker) || (isr.length === 0 && elr.includes(broker)));
  const preferred = election === "preferred" && valid(replicas[0]) ? replicas[0] : undefined;
  if ((preferred ?? leader) === leader && valid(leader)) return { isr, elr, leader, by: "kept" };
  const clean = preferred ?? replicas.find(valid);
  if (clean !== undefined) {
    if (isr.includes(clean)) return { isr, elr, leader: clean, by: "isr" };
    return { isr: [clean], elr: elr.filter((broker) => broker !== clean), leader: clean, by: "elr" };
  }
  const [lastLeader] = partition.lastKnownElr;
  if (elrEnabled && isr.length === 0 && elr.length === 0 && lastLeader !== undefined && acceptable(lastLeader))
    return { isr: [lastLeader], elr: [], leader: lastLeader, by: "last known" };
  const unclean = election === "unclean" ? replicas.find(acceptable) : undefined;
  if (unclean !== undefined) return { isr: [unclean], elr: [], leader: unclean, by: "unclean" };
  // Without eligible leader replicas an ISR is never emptied: its last member stays on record (K-CTL-06).
  return { isr: isr.length === 0 && !elrEnabled ? partition.isr : isr, elr, leader: NO_LEADER, by: "nobody" };
}

/** Remembered when the partition loses its leader, forgotten when it has one. */
function lastKnown(partition: PartitionState, leader: number, { elrEnabled }: ChangeWish): readonly number[] {
  if (!elrEnabled || leader !== NO_LEADER) return [];
  return partition.leader === NO_LEADER ? partition.lastKnownElr : [partition.leader];
}
