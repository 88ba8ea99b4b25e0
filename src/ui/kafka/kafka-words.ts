import type { KafkaBrokerView, KafkaConsumerView, KafkaReplicaView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { workWords } from "../parts/condition.ts";
import type { Inside, WordedPart } from "../parts/system-drawing.ts";
import { groupsIn, lagOf } from "./groups.ts";
import { newestReplica } from "./kafka-facts.ts";

export function kafkaFacts(_part: WordedPart, { role, view }: FrameProcess): string | undefined {
  switch (role) {
    case "kafka broker": {
      const { replicas } = view as KafkaBrokerView;
      const leads = replicas
        .filter((replica) => replica.role === "leader")
        .map(({ topic, partition, highWatermark }) => `${topic}-${partition} with high watermark ${highWatermark}`);
      return leads.length === 0 ? "leads nothing" : `leads ${leads.join(", ")}`;
    }
    case "kafka consumer": {
      const { group, state, assignment, worker } = view as KafkaConsumerView;
      return `consumer of group ${group}, ${state}, ${assignment.length === 0 ? "no partitions" : assignment.join(", ")}, ${workWords(worker)}`;
    }
  }
}

/** Of a partition, or of a group. */
export function kafkaPlaceWords(part: WordedPart, lane: readonly FrameProcess[]): string | undefined {
  if (part.face === "kafka-row") {
    const replica = partitionReplica(part.label, lane);
    return replica === undefined ? "partition" : partitionWords(replica);
  }
  if (part.face === "kafka-group") return groupWords(String(part.data?.["group"] ?? part.label), lane);
}

function partitionWords({ leader, isr, elr, highWatermark, logEndOffset }: KafkaReplicaView): string {
  const led = leader < 0 ? "no leader" : `led by broker ${leader}`;
  const eligible = elr.length === 0 ? "" : `, eligible to lead ${elr.join(" and ")}`;
  const records = logEndOffset === 1 ? "1 record" : `${logEndOffset} records`;
  return `partition, ${led}, in sync ${isr.length === 0 ? "none" : isr.join(", ")}${eligible}, high watermark ${highWatermark}, ${records}`;
}

function groupWords(group: string, lane: readonly FrameProcess[]): string {
  const [first] = lane;
  const known = first === undefined ? undefined : groupsIn(lane, first.lane).find((candidate) => candidate.group === group);
  if (first === undefined || known === undefined) return "consumer group, no coordinator knows it";
  const settled = known.state === "Stable" || known.state === "Empty";
  return `consumer group, ${settled ? `lag ${lagOf(known, lane, first.lane)}` : "rebalancing"}, generation ${known.generation}`;
}

/** The records of a partition's leader, oldest first. */
export function insidePartition(part: WordedPart, lane: readonly FrameProcess[]): Inside[] | undefined {
  if (part.face !== "kafka-row" && part.face !== "kafka-strip") return undefined;
  const replica = partitionReplica(part.label, lane);
  if (replica === undefined) return [];
  return replica.records.map(({ offset, message }) => ({
    message,
    words: `offset ${offset}${offset < replica.highWatermark ? "" : ", not readable yet"}`,
  }));
}

function partitionReplica(name: string, lane: readonly FrameProcess[]): KafkaReplicaView | undefined {
  const brokers = lane.filter(({ role }) => role === "kafka broker");
  for (const { view } of brokers) {
    const replica = (view as KafkaBrokerView | undefined)?.replicas.find(({ topic, partition }) => `${topic}-${partition}` === name);
    if (replica !== undefined) return newestReplica(brokers, { name, topic: replica.topic, partition: replica.partition });
  }
  return undefined;
}
