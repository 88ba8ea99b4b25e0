import { partitionForKey } from "../../engine/kafka/murmur2.ts";
import type { KafkaBrokerView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { type Box, type LaneLayout, type PlacedPart, type Point, reversed } from "../stage/lane-layout.ts";
import { messageLook } from "../state/messages.ts";
import { rowsOf } from "./kafka-layout.ts";

const WIDTH = 260;
const ROW = 68;

/** The Kafka lane for a narrow screen: only the leaders' logs, one under the other, then the groups, then the tape. */
export function layoutKafkaPhone(processes: readonly FrameProcess[]): LaneLayout {
  const brokers = processes.filter(({ role }) => role === "kafka broker");
  const rows = rowsOf(brokers).slice(0, 4);
  const parts: PlacedPart[] = [];
  const producers = processes.filter(({ role, status }) => role === "kafka producer" && status !== "stopped");
  const producerBoxes = new Map<string, Box>();
  producers.slice(0, 2).forEach((process, i) => {
    const box = { x: 8 + i * 120, y: 8, width: 104, height: 56 };
    producerBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "kafka-producer", process: process.name, label: process.part, ...box });
  });
  const stripY = (row: number) => 82 + row * ROW;
  rows.forEach((row, i) => {
    const leader = brokers.find(
      ({ status, view }) =>
        status !== "crashed" &&
        (view as KafkaBrokerView).replicas.some(
          (replica) => `${replica.topic}-${replica.partition}` === row.name && replica.role === "leader",
        ),
    );
    parts.push({
      id: `strip:${row.name}`,
      face: "kafka-strip",
      process: (leader ?? brokers[0])?.name ?? "",
      label: row.name,
      data: { ...row, brokers: brokers.map(({ name }) => name) },
      x: 8,
      y: stripY(i),
      width: WIDTH - 16,
      height: ROW - 4,
    });
  });
  const members = processes.filter(({ role, status }) => role === "kafka consumer" && status !== "stopped");
  const groupsY = stripY(rows.length) + 6;
  const memberBoxes = new Map<string, Box>();
  members.forEach((process, i) => {
    const box = { x: 8 + (i % 2) * (WIDTH / 2 - 4), y: groupsY + Math.floor(i / 2) * 34, width: WIDTH / 2 - 12, height: 29 };
    memberBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "kafka-member", process: process.name, label: process.part, ...box });
  });
  const tapeY = groupsY + Math.ceil(members.length / 2) * 34 + 4;
  const database = processes.find(({ role }) => role === "database");
  if (database !== undefined)
    parts.push({
      id: database.name,
      face: "tape-narrow",
      process: database.name,
      label: database.part,
      x: 8,
      y: tapeY,
      width: WIDTH - 16,
      height: 54,
    });
  const rowOf = (message: number) => partitionForKey(messageLook(message).key, Math.max(1, rows.length));
  const strip = (row: number): Point => [WIDTH / 2, stripY(row) + 34];
  const top = (box: Box): Point => [box.x + box.width / 2, box.y];
  return {
    width: WIDTH,
    height: tapeY + 58,
    parts,
    lines: [],
    route({ from, to, type, message }) {
      const row = rowOf(message);
      if (row >= rows.length) return null;
      const producer = producerBoxes.get(type === "Produce" ? from : to);
      if (producer !== undefined) {
        const points: Point[] = [
          [producer.x + producer.width, producer.y + 28],
          [WIDTH - 20, producer.y + 28],
          [WIDTH - 20, stripY(row) + 34],
          strip(row),
        ];
        return { points: type === "Produce" ? points : reversed(points), look: type === "Produce" ? "token" : "answer" };
      }
      const member = memberBoxes.get(type === "FetchResponse" || type === "Applied" ? to : from);
      if (member === undefined) return null;
      if (type === "FetchResponse") return { points: [strip(row), top(member)], look: "token" };
      if (type === "OffsetCommit") return { points: [top(member), strip(row)], look: "answer" };
      const tape: Point = [WIDTH - 30, tapeY + 34];
      if (type === "Apply") return { points: [[member.x + member.width / 2, member.y + 29], tape], look: "token" };
      return type === "Applied" ? { points: [tape, [member.x + member.width / 2, member.y + 29]], look: "answer" } : null;
    },
  };
}
