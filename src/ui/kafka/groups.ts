import { useMemo } from "react";
import type { KafkaBrokerView, KafkaGroupView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { isDown } from "../parts/condition.ts";
import { useWorld } from "../state/world.ts";

/** Every coordinator's groups in a lane, the newest knowledge per group. */
export function useGroups(lane: number): readonly KafkaGroupView[] {
  const processes = useWorld((world) => world.processes);
  return useMemo(() => groupsIn(processes, lane), [processes, lane]);
}

export function groupsIn(processes: readonly FrameProcess[], lane: number): KafkaGroupView[] {
  const groups = new Map<string, KafkaGroupView>();
  for (const process of processes) {
    if (process.lane !== lane || process.role !== "kafka broker" || isDown(process)) continue;
    for (const group of (process.view as KafkaBrokerView).groups) {
      const known = groups.get(group.group);
      if (known === undefined || known.generation <= group.generation) groups.set(group.group, group);
    }
  }
  return [...groups.values()];
}

/** Where each group reads next in a partition. */
export function committedIn(groups: readonly KafkaGroupView[], partition: string): { group: string; offset: number }[] {
  return groups.flatMap(({ group, committed }) =>
    committed.filter((entry) => entry.partition === partition).map(({ offset }) => ({ group, offset })),
  );
}

/** Topics that a group has read or is to read; all when nothing is known of it. */
function topicsOf(group: KafkaGroupView | undefined): ReadonlySet<string> | null {
  const partitions = [
    ...(group?.members ?? []).flatMap((member) => member.partitions),
    ...(group?.committed ?? []).map(({ partition }) => partition),
  ];
  return partitions.length === 0 ? null : new Set(partitions.map((partition) => partition.slice(0, partition.lastIndexOf("-"))));
}

/** High watermark minus committed offset over the partitions of the group's topics, as group tools count it (K-CON-10). */
export function lagOf(group: KafkaGroupView | undefined, processes: readonly FrameProcess[], lane: number): number {
  const topics = topicsOf(group);
  let lag = 0;
  for (const process of processes) {
    if (process.lane !== lane || process.role !== "kafka broker" || isDown(process)) continue;
    for (const { role, topic, partition, highWatermark } of (process.view as KafkaBrokerView).replicas) {
      if (role !== "leader" || topics?.has(topic) === false) continue;
      const committed = group?.committed.find((entry) => entry.partition === `${topic}-${partition}`)?.offset ?? 0;
      lag += Math.max(0, highWatermark - committed);
    }
  }
  return lag;
}
