import type { KafkaBrokerView, KafkaReplicaView } from "../../engine/kafka/views.ts";
import type { RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { groupsIn, lagOf } from "../kafka/groups.ts";
import { newestReplica } from "../kafka/kafka-facts.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { keptFor } from "../state/lane-processes.ts";

type Face = Pick<PlacedPart, "face" | "label" | "data">;

/** What a screen reader says of a place that belongs to no single process: a partition, a group. Empty for every other part. */
export function placeWords(part: Face, lane: readonly FrameProcess[]): string {
  if (part.face === "kafka-row") {
    const replica = partitionReplica(part.label, lane);
    return replica === undefined ? "partition" : partitionWords(replica);
  }
  if (part.face === "kafka-group") return groupWords(String(part.data?.["group"] ?? part.label), lane);
  return "";
}

/** The same, made once for as long as neither the place nor the lane's processes are other objects. */
export const placeWordsIn = keptFor((lane: readonly FrameProcess[]) => keptFor((part: Face) => placeWords(part, lane)));

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

/** One record or message inside a place, as it is walked to. */
export interface Inside {
  message: number;
  /** "offset 3, not readable yet" */
  words: string;
}

/** The records of a partition's leader, oldest first; the messages of a queue, from its head on. Null where there is nothing to go into. */
export function insideOf(part: Face, lane: readonly FrameProcess[]): Inside[] | null {
  if (part.face === "kafka-row" || part.face === "kafka-strip") {
    const replica = partitionReplica(part.label, lane);
    if (replica === undefined) return [];
    return replica.records.map(({ offset, message }) => ({
      message,
      words: `offset ${offset}${offset < replica.highWatermark ? "" : ", not readable yet"}`,
    }));
  }
  if (part.face !== "queue") return null;
  for (const { role, view } of lane) {
    if (role !== "rabbitmq node") continue;
    const queue = (view as RabbitmqNodeView | undefined)?.queues.find(({ name }) => name === part.data?.["queue"]);
    if (queue === undefined) continue;
    return [
      ...queue.unacked.map(({ message }) => ({ message, words: "held by a consumer, not acknowledged" })),
      ...queue.ready.map(({ message, redelivered }) => ({ message, words: `ready${redelivered ? ", redelivered" : ""}` })),
    ];
  }
  return [];
}

function partitionReplica(name: string, lane: readonly FrameProcess[]): KafkaReplicaView | undefined {
  const brokers = lane.filter(({ role }) => role === "kafka broker");
  for (const { view } of brokers) {
    const replica = (view as KafkaBrokerView | undefined)?.replicas.find(({ topic, partition }) => `${topic}-${partition}` === name);
    if (replica !== undefined) return newestReplica(brokers, { name, topic: replica.topic, partition: replica.partition });
  }
  return undefined;
}
