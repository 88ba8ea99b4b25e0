import type { KafkaBrokerView, KafkaConsumerView, KafkaProducerView, KafkaReplicaView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { isDown } from "../parts/condition.ts";

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

/** The topic that producers write to. */
export function topicOf(producers: readonly FrameProcess[], rows: readonly RowFacts[]): string {
  return (producers[0]?.view as KafkaProducerView | undefined)?.topic ?? rows[0]?.topic ?? "";
}

export function replicaOf({ view }: FrameProcess, row: RowFacts): KafkaReplicaView | undefined {
  return (view as KafkaBrokerView | undefined)?.replicas.find(({ topic, partition }) => topic === row.topic && partition === row.partition);
}

/** What moves boxes or lines of a Kafka lane, as one text: a layout is made anew when it changes. */
export function kafkaMark(process: FrameProcess): string {
  const { role, view } = process;
  if (view === undefined) return "";
  if (role === "kafka broker") {
    const replicas = (view as KafkaBrokerView).replicas.map((replica) => `${replica.topic}-${replica.partition}${replica.role[0]}`);
    return `${isDown(process) ? "x" : ""}${replicas}`;
  }
  if (role === "kafka consumer") return (view as KafkaConsumerView).assignment.join();
  return "";
}

/** The live broker that leads a partition. */
export function leaderOf(brokers: readonly FrameProcess[], row: RowFacts): FrameProcess | undefined {
  return brokers.find((broker) => !isDown(broker) && replicaOf(broker, row)?.role === "leader");
}

/** The broker that knows a partition best: by the newest leader epoch; one that is down only when no other is left. */
export function newestHolder(brokers: readonly FrameProcess[], row: RowFacts): FrameProcess | undefined {
  let best: FrameProcess | undefined;
  for (const broker of brokers) {
    const found = replicaOf(broker, row);
    if (found === undefined) continue;
    const known = best === undefined ? undefined : replicaOf(best, row);
    const up = !isDown(broker);
    const bestUp = best !== undefined && !isDown(best);
    const newer =
      known === undefined || found.leaderEpoch > known.leaderEpoch || (found.leaderEpoch === known.leaderEpoch && found.role === "leader");
    if (bestUp === up ? newer : up || known === undefined) best = broker;
  }
  return best;
}

/** What that broker knows of it. */
export function newestReplica(brokers: readonly FrameProcess[], row: RowFacts): KafkaReplicaView | undefined {
  const holder = newestHolder(brokers, row);
  return holder === undefined ? undefined : replicaOf(holder, row);
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
