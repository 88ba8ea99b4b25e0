import { partitionForKey } from "../../engine/kafka/murmur2.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { type Box, type LaneLayout, type PlacedPart, type Point, reversed } from "../stage/lane-layout.ts";
import { messageLook } from "../state/messages.ts";
import { firstShown, groupsOf, leaderOf, replicaOf, rowsOf } from "./kafka-facts.ts";
import { CELLS } from "./kafka-measures.ts";
import { STRIP_HEAD, UPRIGHT_STRIP } from "./StripFace.tsx";

const WIDTH = 340;
const EDGE = 12;
const INNER = WIDTH - 2 * EDGE;
const PRODUCER = { width: 104, height: 54 };
const ROW = STRIP_HEAD + UPRIGHT_STRIP + 20;
const FIRST_ROW = 74;
const GROUP_HEAD = 19;
const MEMBER = 32;
const TAPE = 56;

/** The Kafka lane for a narrow screen: only the leaders' logs, one under the other, then the groups, then the tape. */
export function layoutKafkaPhone(processes: readonly FrameProcess[]): LaneLayout {
  const brokers = processes.filter(({ role }) => role === "kafka broker");
  const rows = rowsOf(brokers).slice(0, 4);
  const parts: PlacedPart[] = [];
  const producers = new Map<string, Box>();
  processes
    .filter(({ role, status }) => role === "kafka producer" && status !== "stopped")
    .slice(0, 2)
    .forEach((process, i) => {
      const box = { x: EDGE + i * (PRODUCER.width + 12), y: 8, ...PRODUCER };
      producers.set(process.name, box);
      parts.push({ id: process.name, face: "kafka-producer", process: process.name, label: process.part, ...box });
    });
  const stripY = (row: number) => FIRST_ROW + row * ROW;
  rows.forEach((row, i) => {
    parts.push({
      id: `strip:${row.name}`,
      face: "kafka-strip",
      process: (leaderOf(brokers, row) ?? brokers[0])?.name ?? "",
      label: row.name,
      data: { ...row },
      x: EDGE,
      y: stripY(i),
      width: INNER,
      height: ROW - 5,
    });
  });
  const members = new Map<string, Box>();
  let y = stripY(rows.length) + 4;
  const consumers = processes.filter(({ role, status }) => role === "kafka consumer" && status !== "stopped");
  for (const { group, members: all } of groupsOf(consumers)) {
    const across = Math.min(2, all.length);
    const height = GROUP_HEAD + Math.ceil(all.length / across) * (MEMBER + 4) + 2;
    const data = { group, members: all.map(({ name }) => name) };
    parts.push({ id: `group:${group}`, face: "kafka-group", process: "", label: group, data, x: EDGE - 4, y, width: INNER + 8, height });
    const width = (INNER - (across - 1) * 6) / across;
    all.forEach((process, i) => {
      const box = {
        x: EDGE + (i % across) * (width + 6),
        y: y + GROUP_HEAD + Math.floor(i / across) * (MEMBER + 4),
        width,
        height: MEMBER,
      };
      members.set(process.name, box);
      parts.push({ id: process.name, face: "kafka-member", process: process.name, label: process.part, ...box });
    });
    y += height + 6;
  }
  const tapeY = y;
  const database = processes.find(({ role }) => role === "database");
  const tape: Box = { x: EDGE, y: tapeY, width: INNER, height: TAPE };
  if (database !== undefined) parts.push({ id: database.name, face: "tape-narrow", process: database.name, label: database.part, ...tape });

  const rowOf = (message: number) => partitionForKey(messageLook(message).key, Math.max(1, rows.length));
  const strip = (row: number): Point => [WIDTH / 2, stripY(row) + STRIP_HEAD + UPRIGHT_STRIP / 2];
  const top = (box: Box): Point => [box.x + box.width / 2, box.y];
  const bottom = (box: Box): Point => [box.x + box.width / 2, box.y + box.height];
  return {
    width: WIDTH,
    height: tapeY + TAPE + 4,
    parts,
    lines: [],
    route({ from, to, type, message }) {
      const row = rowOf(message);
      if (row >= rows.length) return null;
      const producer = producers.get(type === "Produce" ? from : to);
      if (producer !== undefined) {
        const y0 = producer.y + producer.height / 2;
        const points: Point[] = [[producer.x + producer.width, y0], [WIDTH - 16, y0], [WIDTH - 16, strip(row)[1]], strip(row)];
        return { points: type === "Produce" ? points : reversed(points), look: type === "Produce" ? "token" : "answer" };
      }
      const member = members.get(type === "FetchResponse" || type === "Applied" ? to : from);
      if (member === undefined) return null;
      const end: Point = [WIDTH - 40, tapeY + TAPE / 2 + 8];
      switch (type) {
        case "FetchResponse":
          return { points: [strip(row), top(member)], look: "token" };
        case "OffsetCommit":
          return { points: [top(member), strip(row)], look: "answer" };
        case "Apply":
          return { points: [bottom(member), end], look: "token" };
        case "Applied":
          return { points: [end, bottom(member)], look: "answer" };
        default:
          return null;
      }
    },
    placeOf(process, message) {
      for (const [i, row] of rows.entries()) {
        const replica = leaderOf(brokers, row)?.name === process.name ? replicaOf(process, row) : undefined;
        const record = replica?.records.find((candidate) => candidate.message === message);
        if (replica === undefined || record === undefined) continue;
        const column = record.offset - firstShown(replica, CELLS);
        if (column >= 0) return [EDGE + ((column + 0.5) * INNER) / CELLS, stripY(i) + STRIP_HEAD - 6];
      }
      return null;
    },
  };
}
