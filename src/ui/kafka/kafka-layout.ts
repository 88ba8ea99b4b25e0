import type { KafkaBrokerView, KafkaConsumerView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { Box, Density, LaneLayout, PlacedPart, Point } from "../layout/lane-layout.ts";
import { textWidth } from "../layout/text-width.ts";
import { isDown } from "../parts/condition.ts";
import { firstShown, groupsOf, type RowFacts, replicaOf, rowsOf, topicOf } from "./kafka-facts.ts";
import { kafkaLines } from "./kafka-lines.ts";
import {
  BROKER_GAP,
  CELL,
  CELLS,
  COLUMN_GAP,
  COLUMN_WIDTH,
  COLUMNS_TO_STRIPS,
  COMPACT_PITCH,
  KAFKA_MEASURES,
  type KafkaMeasures,
  MOST_FULL_BROKERS,
  ROW_HEADER,
  SQUARE,
  STRIP_PADDING,
  WIDEST_CELL,
  WIDEST_ROW_HEADER,
} from "./kafka-measures.ts";
import { type KafkaPlaces, type PlacedMember, stripTop } from "./kafka-places.ts";
import { kafkaRoute } from "./kafka-routes.ts";

/** Where everything of a Kafka lane stands: producers, partitions by broker, groups, the tape. */
export function layoutKafka(processes: readonly FrameProcess[], width: number, density: Density): LaneLayout {
  const brokers = processes.filter(({ role }) => role === "kafka broker");
  const m = measuresFor(density, brokers.length);
  const producers = processes.filter(({ role, left }) => role === "kafka producer" && !left);
  const groups = groupsOf(processes.filter(({ role, left }) => role === "kafka consumer" && !left));
  const database = processes.find(({ role }) => role === "database");
  const rows = rowsOf(brokers);
  const heights = columnHeights(m, rows.length, groups, producers.length);
  const x = columns(m, brokers.length, rowHeader(rows, brokers.length), width);
  const parts: PlacedPart[] = [];
  // Beside many partitions what reads them stands at the top, with the effects below it, so that a flow can be followed without scrolling.
  const tall = heights.brokers > 1.5 * (heights.groups + NARROW_TAPE) && heights.brokers > TALL;
  const bodyHeight = Math.max(heights.brokers, heights.producers, heights.groups - m.tape / 2);

  const producerBoxes = new Map<string, Box>();
  producers.forEach((process, i) => {
    const y = m.top + (tall ? 0 : (bodyHeight - heights.producers) / 2) + i * (m.producer.height + 10);
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
      data: { ...row, brokers: brokers.map(({ name }) => name), badge: !x.compact },
      x: x.cluster,
      y: stripTop(m, i) - 3,
      width: x.rowHeader - 6,
      height: m.strip + 8,
    });
  });
  const brokerX = new Map<string, number>();
  const columnX = new Map<string, number>();
  brokers.forEach((process, i) => {
    const left = x.cluster + x.rowHeader + i * (x.columnWidth + x.columnGap);
    brokerX.set(process.name, x.compact ? x.strips : left);
    columnX.set(process.name, left + SQUARE / 2 + 7);
    const box: Box = { x: left, y: m.top, width: x.columnWidth, height: heights.brokers };
    const label = `Broker ${(process.view as KafkaBrokerView).broker}`;
    const common = { process: process.name, label, ...box };
    if (x.compact) {
      parts.push({ id: process.name, face: "kafka-broker-column", data: { rows, measures: m }, ...common });
      return;
    }
    parts.push({ id: process.name, face: "kafka-broker", data: { density }, ...common });
    const data = { rows, density, broker: process.name, cell: x.cell };
    parts.push({ ...common, id: `logs:${process.name}`, face: "kafka-logs", process: "", data });
  });
  if (x.compact) {
    rows.forEach((row, i) => {
      parts.push({
        id: `leader:${row.name}`,
        face: "kafka-leader",
        process: "",
        label: row.name,
        data: { ...row, density, cell: x.cell, brokers: brokers.map(({ name }) => name) },
        x: x.strips + STRIP_PADDING,
        y: stripTop(m, i),
        width: CELLS * x.cell,
        height: m.strip,
      });
    });
  }

  const members = new Map<string, PlacedMember>();
  let y = Math.max(3, m.top + (tall ? 0 : (heights.brokers - heights.groups) / 2));
  for (const { group, members: mine } of groups) {
    const height = groupHeight(m, mine.length);
    const data = { group, members: mine.map(({ name }) => name) };
    parts.push({ id: `group:${group}`, face: "kafka-group", process: "", label: group, data, x: x.group, y, width: m.groupWidth, height });
    mine.forEach((process, i) => {
      const box = { x: x.group + 6, y: y + m.groupHead + i * (m.member + m.memberGap), width: m.groupWidth - 12, height: m.member };
      members.set(process.name, { box, view: process.view as KafkaConsumerView, crashed: isDown(process) });
      parts.push({ id: process.name, face: "kafka-member", process: process.name, label: process.part, data: { density }, ...box });
    });
    y += height + m.groupGap;
  }

  const tape: Box = tall
    ? { x: x.group, y: y + 8, width: m.groupWidth - 8, height: NARROW_TAPE }
    : { x: x.tape, y: m.top + bodyHeight + 6 + m.tapeGap, width: x.tapeWidth, height: m.tape };
  if (database !== undefined) {
    const face = tall ? "tape-narrow" : "tape";
    parts.push({ id: database.name, face, process: database.name, label: database.part, ...tape });
  }

  const places: KafkaPlaces = {
    measures: m,
    rows,
    topic: topicOf(producers, rows),
    brokers,
    database: database?.name ?? "",
    brokerX,
    brokerWidth: CELLS * x.cell + 2 * STRIP_PADDING,
    cell: x.cell,
    columnX: x.compact ? columnX : null,
    producers: producerBoxes,
    members,
    producerBus: x.cluster - 20,
    groupBus: x.group - 16,
    effectBus: x.group + m.groupWidth + 12,
    tapeEnd: [tape.x + tape.width + 4, Math.max(tape.y + tape.height * 0.45, y - m.groupGap + 5)],
  };
  return {
    width: x.total,
    height: tall ? m.top + bodyHeight + 12 : tape.y + tape.height,
    parts,
    lines: kafkaLines(places),
    route: (packet) => kafkaRoute(places, packet),
    placeOf: (process, message) => cellOf(places, process, message),
  };
}

/** A tape with its words above its tokens. */
const NARROW_TAPE = 56;
/** From this height of the cluster on it is taller than what is seen at once. */
const TALL = 460;

/** Rows of one strip each have tags and a watermark's value between them. */
function measuresFor(density: Density, brokers: number): KafkaMeasures {
  const measures = KAFKA_MEASURES[density];
  return brokers > MOST_FULL_BROKERS ? { ...measures, pitch: Math.max(measures.pitch, COMPACT_PITCH) } : measures;
}

/** Room for the names of the partitions beside columns; beside strips they stand above the squares of their replicas. */
function rowHeader(rows: readonly RowFacts[], brokers: number): number {
  if (brokers <= MOST_FULL_BROKERS) return ROW_HEADER;
  return Math.min(WIDEST_ROW_HEADER, Math.max(ROW_HEADER, ...rows.map(({ name }) => textWidth(name, 14) + 12)));
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

/**
 * What the paper has more than the columns need goes into the cells of the logs first, then into the gaps between the columns. More brokers
 * than have room for strips are columns of squares, beside one strip for each partition.
 */
function columns(m: KafkaMeasures, brokers: number, header: number, width: number) {
  const compact = brokers > MOST_FULL_BROKERS;
  const strips = compact ? 1 : brokers;
  const fixed = compact
    ? header + brokers * (COLUMN_WIDTH + COLUMN_GAP) - COLUMN_GAP + COLUMNS_TO_STRIPS + 2 * STRIP_PADDING
    : header + brokers * (2 * STRIP_PADDING + BROKER_GAP) - BROKER_GAP;
  const others = 16 + m.producer.width + 38 + 46 + m.groupWidth + 42;
  const spareOf = (cell: number) => Math.max(0, width - others - fixed - strips * CELLS * cell);
  const cell = Math.min(WIDEST_CELL, CELL + (0.75 * spareOf(CELL)) / Math.max(1, strips * CELLS));
  const spare = spareOf(cell);
  const clusterWidth = fixed + strips * CELLS * cell;
  const producer = 16 + Math.min(24, spare * 0.06);
  const cluster = producer + m.producer.width + 38 + spare * 0.3;
  const group = cluster + clusterWidth + 46 + spare * 0.48;
  const total = Math.max(width, group + m.groupWidth + 42);
  const tapeRight = cluster + clusterWidth + 8;
  const tape = Math.max(cluster - 8, tapeRight - 720);
  return {
    compact,
    rowHeader: header,
    cell,
    columnWidth: compact ? COLUMN_WIDTH : CELLS * cell + 2 * STRIP_PADDING,
    columnGap: compact ? COLUMN_GAP : BROKER_GAP,
    strips: cluster + clusterWidth - CELLS * cell - 2 * STRIP_PADDING,
    producer,
    cluster,
    clusterWidth,
    group,
    total,
    tape,
    tapeWidth: tapeRight - tape,
  };
}

/** Above the cell of a message in the log of a broker; null when the broker shows no such cell. */
function cellOf({ measures, rows, brokerX, columnX, cell }: KafkaPlaces, process: FrameProcess, message: number): Point | null {
  const left = brokerX.get(process.name);
  if (left === undefined) return null;
  for (const [i, row] of rows.entries()) {
    const replica = replicaOf(process, row);
    const record = replica?.records.find((candidate) => candidate.message === message);
    if (replica === undefined || record === undefined || (columnX !== null && replica.role !== "leader")) continue;
    const column = record.offset - firstShown(replica, CELLS);
    if (column >= 0) return [left + STRIP_PADDING + (column + 0.5) * cell, stripTop(measures, i) - 9];
  }
  return null;
}
