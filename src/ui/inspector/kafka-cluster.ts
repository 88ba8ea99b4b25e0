import type { KafkaBrokerView, KafkaGroupView, KafkaReplicaView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";

/** What a Kafka cluster's brokers know together: each partition by its leader, each group by its coordinator. */

export function partitionName({ topic, partition }: Pick<KafkaReplicaView, "topic" | "partition">): string {
  return `${topic}-${partition}`;
}

export function brokersUp(lane: readonly FrameProcess[]): { process: FrameProcess; view: KafkaBrokerView }[] {
  return lane.flatMap((process) =>
    process.role === "kafka broker" && process.status !== "crashed" && process.view !== undefined
      ? [{ process, view: process.view as KafkaBrokerView }]
      : [],
  );
}

/** What the leader of a partition knows; a broker of a higher epoch is believed. */
export function leaderOf(lane: readonly FrameProcess[], name: string): KafkaReplicaView | undefined {
  return replicasOf(lane, name)
    .filter(({ role }) => role === "leader")
    .sort((one, other) => other.leaderEpoch - one.leaderEpoch)[0];
}

export function replicasOf(lane: readonly FrameProcess[], name: string): KafkaReplicaView[] {
  return brokersUp(lane).flatMap(({ view }) => view.replicas.filter((replica) => partitionName(replica) === name));
}

/** The process that leads a partition. */
export function leaderProcess(lane: readonly FrameProcess[], name: string): FrameProcess | undefined {
  const leader = leaderOf(lane, name);
  return leader === undefined ? undefined : brokersUp(lane).find(({ view }) => view.broker === leader.leader)?.process;
}

/** Each group as its coordinator knows it. */
export function groupsOf(lane: readonly FrameProcess[]): { coordinator: string; group: KafkaGroupView }[] {
  const groups = new Map<string, { coordinator: string; group: KafkaGroupView }>();
  for (const { process, view } of brokersUp(lane)) {
    for (const group of view.groups) {
      const known = groups.get(group.group);
      if (known === undefined || known.group.generation < group.generation) groups.set(group.group, { coordinator: process.part, group });
    }
  }
  return [...groups.values()];
}
