import { partitionForKey } from "../../engine/kafka/murmur2.ts";
import { type LaneLayout, leftOf, type PacketRoute, type Point, reversed } from "../layout/lane-layout.ts";
import { messageLook } from "../state/messages.ts";
import { copyLine, effectLine, fetchLine, produceLine, stripMiddle } from "./kafka-lines.ts";
import type { KafkaPlaces } from "./kafka-places.ts";

type Packet = Parameters<LaneLayout["route"]>[0];

/** The way of a packet of a Kafka lane along its rails, or null when it is not drawn. */
export function kafkaRoute(places: KafkaPlaces, { from, to, type, message }: Packet): PacketRoute | null {
  if (type === "Apply" || type === "Applied") {
    const member = places.members.get(type === "Apply" ? from : to);
    if (member === undefined) return null;
    const line = effectLine(places, member.box);
    return type === "Apply" ? { points: line, look: "token" } : { points: reversed(line), look: "answer" };
  }
  const row = rowOf(places, message);
  if (row === null) return null;
  switch (type) {
    case "Produce":
      return along(produceWay(places, from, to, row), "token");
    case "ProduceResponse":
      return along(reversed(produceWay(places, to, from, row)), "answer");
    case "FetchResponse": {
      const source = places.brokerX.get(from);
      const follower = places.brokerX.get(to);
      if (source !== undefined && follower !== undefined) return along(copyLine(places, row, from, to), "copy");
      return along(fetchWay(places, from, to, row), "token");
    }
    case "OffsetCommit":
      return along(reversed(fetchWay(places, to, from, row)), "answer");
    default:
      return null;
  }
}

function along(points: Point[], look: PacketRoute["look"]): PacketRoute | null {
  return points.length === 0 ? null : { points, look };
}

/** The row in which a message's partition is drawn (K-PROD-02); null when there is none. */
export function rowOf({ rows, topic }: Pick<KafkaPlaces, "rows" | "topic">, message: number): number | null {
  const partitions = rows.filter((row) => row.topic === topic).length;
  const partition = partitionForKey(messageLook(message).key, Math.max(1, partitions));
  const row = rows.findIndex((candidate) => candidate.topic === topic && candidate.partition === partition);
  return row < 0 ? null : row;
}

function produceWay(places: KafkaPlaces, producer: string, broker: string, row: number): Point[] {
  const box = places.producers.get(producer);
  const x = places.brokerX.get(broker);
  return box === undefined || x === undefined ? [] : [...produceLine(places, box, row, x), [x + 18, stripMiddle(places, row)]];
}

function fetchWay(places: KafkaPlaces, broker: string, member: string, row: number): Point[] {
  const to = places.members.get(member);
  const x = places.brokerX.get(broker);
  if (to === undefined || x === undefined) return [];
  const [x1, y1] = leftOf(to.box);
  return [...fetchLine(places, row, x), [places.groupBus, y1], [x1, y1]];
}
