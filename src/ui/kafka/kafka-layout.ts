import type { KafkaBrokerView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { Box, Density, LaneLayout, PlacedPart, Point } from "../stage/lane-layout.ts";
import { firstShown, groupsOf, replicaOf, rowsOf } from "./kafka-facts.ts";
import { kafkaLines } from "./kafka-lines.ts";
import {
  BROKER_GAP,
  BROKER_WIDTH,
  CELL,
  CELLS,
  KAFKA_MEASURES,
  type KafkaMeasures,
  MOST_ROWS,
  ROW_HEADER,
  STRIP_PADDING,
} from "./kafka-measures.ts";
import { type KafkaPlaces, stripTop } from "./kafka-places.ts";
import { kafkaRoute } from "./kafka-routes.ts";

/** Where everything of a Kafka lane stands: producers, partitions by broker, groups, the tape. */
export function layoutKafka(processes: readonly FrameProcess[], width: number, density: Density): LaneLayout {
  const m = KAFKA_MEASURES[density];
  const brokers = processes.filter(({ role }) => role === "kafka broker");
  const producers = processes.filter(({ role, status }) => role === "kafka producer" && status !== "stopped");
  const groups = groupsOf(processes.filter(({ role, status }) => role === "kafka consumer" && status !== "stopped"));
  const database = processes.find(({ role }) => role === "database");
  const all = rowsOf(brokers);
  const rows = all.slice(0, MOST_ROWS);
  const shown = brokers.slice(0, 3);
  const heights = columnHeights(m, rows.length, groups, producers.length);
  const x = columns(m, shown.length, width);
  const parts: PlacedPart[] = [];
  const bodyHeight = Math.max(heights.brokers, heights.producers, heights.groups - m.tape / 2);

  const producerBoxes = new Map<string, Box>();
  producers.forEach((process, i) => {
    const y = m.top + (bodyHeight - heights.producers) / 2 + i * (m.producer.height + 10);
    const box = { x: x.producer, y, ...m.producer };
    producerBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "kafka-producer", process: process.name, label: process.part, ...box });
  });

  parts.push({
    id: "cluster",
    face: "boundary",
    process: "",
    label: "Kafka cluster",
    x: x.cluster - 8,
    y: m.top - 6,
    width: x.clusterWidth + 14,
    height: heights.brokers + 12,
  });
  rows.forEach((row, i) => {
    parts.push({
      id: `row:${row.name}`,
      face: "kafka-row",
      process: "",
      label: row.name,
      data: { ...row, brokers: shown.map(({ name }) => name) },
      x: x.cluster,
      y: stripTop(m, i) - 3,
      width: ROW_HEADER - 6,
      height: m.strip + 8,
    });
  });
  const brokerX = new Map<string, number>();
  shown.forEach((process, i) => {
    const left = x.cluster + ROW_HEADER + i * (BROKER_WIDTH + BROKER_GAP);
    brokerX.set(process.name, left);
    const box: Box = { x: left, y: m.top, width: BROKER_WIDTH, height: heights.brokers };
    const label = `Broker ${(process.view as KafkaBrokerView).broker}`;
    parts.push({ id: process.name, face: "kafka-broker", process: process.name, label, data: { density }, ...box });
    parts.push({
      id: `logs:${process.name}`,
      face: "kafka-logs",
      process: "",
      label,
      data: { rows, density, broker: process.name },
      ...box,
    });
  });

  const memberBoxes = new Map<string, Box>();
  let y = Math.max(3, m.top + (heights.brokers - heights.groups) / 2);
  for (const { group, members } of groups) {
    const height = groupHeight(m, members.length);
    const data = { group, members: members.map(({ name }) => name) };
    parts.push({ id: `group:${group}`, face: "kafka-group", process: "", label: group, data, x: x.group, y, width: m.groupWidth, height });
    members.forEach((process, i) => {
      const box = { x: x.group + 6, y: y + m.groupHead + i * (m.member + m.memberGap), width: m.groupWidth - 12, height: m.member };
      memberBoxes.set(process.name, box);
      parts.push({ id: process.name, face: "kafka-member", process: process.name, label: process.part, data: { density }, ...box });
    });
    y += height + m.groupGap;
  }

  const tapeY = m.top + bodyHeight + 6 + m.tapeGap;
  const tape: Box = { x: x.tape, y: tapeY, width: x.tapeWidth, height: m.tape };
  if (database !== undefined) parts.push({ id: database.name, face: "tape", process: database.name, label: database.part, ...tape });

  const places: KafkaPlaces = {
    measures: m,
    rows,
    partitions: all.filter(({ topic }) => topic === rows[0]?.topic).length,
    brokers: shown,
    database: database?.name ?? "",
    brokerX,
    producers: producerBoxes,
    members: memberBoxes,
    producerBus: x.cluster - 20,
    groupBus: x.group - 16,
    effectBus: x.group + m.groupWidth + 12,
    tapeEnd: [tape.x + tape.width + 4, Math.max(tapeY + m.tape * 0.45, y - m.groupGap + 5)],
  };
  return {
    width: x.total,
    height: tapeY + m.tape,
    parts,
    lines: kafkaLines(places),
    route: (packet) => kafkaRoute(places, packet),
    placeOf: (process, message) => cellOf(places, process, message),
  };
}

function groupHeight({ groupHead, member, memberGap }: KafkaMeasures, members: number): number {
  return groupHead + members * (member + memberGap) - memberGap + 5;
}

function columnHeights(m: KafkaMeasures, rows: number, groups: readonly { members: readonly unknown[] }[], producers: number) {
  return {
    brokers: m.head + rows * m.pitch + 1,
    groups: groups.reduce((sum, { members }) => sum + groupHeight(m, members.length) + m.groupGap, -m.groupGap),
    producers: producers * (m.producer.height + 10) - 10,
  };
}

/** The columns keep their widths; what the paper has more goes into the gaps between them. */
function columns(m: KafkaMeasures, brokers: number, width: number) {
  const clusterWidth = ROW_HEADER + brokers * (BROKER_WIDTH + BROKER_GAP) - BROKER_GAP;
  const spare = Math.max(0, width - (16 + m.producer.width + 38 + clusterWidth + 46 + m.groupWidth + 42));
  const producer = 16 + Math.min(24, spare * 0.06);
  const cluster = producer + m.producer.width + 38 + spare * 0.3;
  const group = cluster + clusterWidth + 46 + spare * 0.48;
  const total = Math.max(width, group + m.groupWidth + 42);
  const tapeRight = group + m.groupWidth - 60;
  const tape = Math.max(cluster - 8, tapeRight - 720);
  return { producer, cluster, clusterWidth, group, total, tape, tapeWidth: tapeRight - tape };
}

/** Above the cell of a message in the log of a broker; null when the broker shows no such cell. */
function cellOf({ measures, rows, brokerX }: KafkaPlaces, process: FrameProcess, message: number): Point | null {
  const left = brokerX.get(process.name);
  if (left === undefined) return null;
  for (const [i, row] of rows.entries()) {
    const replica = replicaOf(process, row);
    const record = replica?.records.find((candidate) => candidate.message === message);
    if (replica === undefined || record === undefined) continue;
    const column = record.offset - firstShown(replica, CELLS);
    if (column >= 0) return [left + STRIP_PADDING + (column + 0.5) * CELL, stripTop(measures, i) - 9];
  }
  return null;
}
