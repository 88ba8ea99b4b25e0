import type { KafkaBrokerView, KafkaConsumerView, KafkaReplicaView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";

/** One data partition of the cluster. */
export interface RowFacts {
  name: string;
  topic: string;
  partition: number;
}

/** The data partitions of the cluster, in order. */
export function rowsOf(brokers: readonly FrameProcess[]): RowFacts[] {
  const rows = new Map<string, RowFacts>();
  for (const { view } of brokers) {
    for (const { topic, partition } of (view as KafkaBrokerView | undefined)?.replicas ?? []) {
      const name = `${topic}-${partition}`;
      rows.set(name, { name, topic, partition });
    }
  }
  return [...rows.values()].sort((one, other) =>
    one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1,
  );
}

export function replicaOf({ view }: FrameProcess, row: RowFacts): KafkaReplicaView | undefined {
  return (view as KafkaBrokerView | undefined)?.replicas.find(({ topic, partition }) => topic === row.topic && partition === row.partition);
}

/** The live broker that leads a partition. */
export function leaderOf(brokers: readonly FrameProcess[], row: RowFacts): FrameProcess | undefined {
  return brokers.find((broker) => broker.status !== "crashed" && replicaOf(broker, row)?.role === "leader");
}

/** Consumers by their group, in the order in which they appear. */
export function groupsOf(consumers: readonly FrameProcess[]): { group: string; members: FrameProcess[] }[] {
  const groups = new Map<string, FrameProcess[]>();
  for (const process of consumers) {
    const { group } = process.view as KafkaConsumerView;
    groups.set(group, [...(groups.get(group) ?? []), process]);
  }
  return [...groups].map(([group, members]) => ({ group, members }));
}

/** The first offset that a strip of so many cells shows: the newest records, with room for the next one. */
export function firstShown({ logStartOffset, logEndOffset }: KafkaReplicaView, cells: number): number {
  return logEndOffset < cells ? 0 : Math.max(logStartOffset, logEndOffset - cells + 1, 0);
}
