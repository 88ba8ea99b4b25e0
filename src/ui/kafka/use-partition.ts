import type { KafkaReplicaView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { useWorld } from "../state/world.ts";
import { leaderOf, newestReplica, type RowFacts } from "./kafka-facts.ts";

/** A partition as the broker with the newest leader epoch knows it, and whether a broker that is up leads it. */
export function usePartition(part: PlacedPart): { replica: KafkaReplicaView | undefined; led: boolean } {
  const names = part.data?.["brokers"] as readonly string[];
  const row = part.data as unknown as RowFacts;
  const brokersIn = (byName: Readonly<Record<string, FrameProcess>>) =>
    names.flatMap((name) => (byName[name] === undefined ? [] : [byName[name]]));
  const replica = useWorld(({ byName }) => newestReplica(brokersIn(byName), row));
  const led = useWorld(({ byName }) => leaderOf(brokersIn(byName), row) !== undefined);
  return { replica, led };
}
