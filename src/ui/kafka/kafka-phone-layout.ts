import type { KafkaConsumerView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import {
  type Box,
  type LaneLayout,
  leftOf,
  type PlacedLine,
  type PlacedPart,
  type Point,
  reversed,
  rightOf,
} from "../layout/lane-layout.ts";
import { GUTTER, INNER, LEFT_BUS, RIGHT_BUS, TAPE, WIDTH } from "../layout/phone-paper.ts";
import { firstShown, groupsOf, leaderOf, newestHolder, replicaOf, rowsOf, topicOf } from "./kafka-facts.ts";
import { CELLS } from "./kafka-measures.ts";
import { rowOf } from "./kafka-routes.ts";
import { STRIP_HEAD, UPRIGHT_STRIP } from "./StripFace.tsx";

const PRODUCER = { width: 94, height: 54 };
const ACROSS = 3;
const ROW = STRIP_HEAD + UPRIGHT_STRIP + 20;
const GROUP_HEAD = 19;
const MEMBER = 32;

/** The Kafka lane for a narrow screen: only the leaders' logs, one under the other, then the groups, then the tape. */
export function layoutKafkaPhone(processes: readonly FrameProcess[]): LaneLayout {
  const brokers = processes.filter(({ role }) => role === "kafka broker");
  const rows = rowsOf(brokers);
  const parts: PlacedPart[] = [];
  const producers = new Map<string, Box>();
  const senders = processes.filter(({ role, left }) => role === "kafka producer" && !left);
  senders.forEach((process, i) => {
    const x = GUTTER + (i % ACROSS) * (PRODUCER.width + 4);
    const box = { x, y: 8 + Math.floor(i / ACROSS) * (PRODUCER.height + 12), ...PRODUCER };
    producers.set(process.name, box);
    parts.push({ id: process.name, face: "kafka-producer", process: process.name, label: process.part, ...box });
  });
  const firstRow = 8 + Math.max(1, Math.ceil(senders.length / ACROSS)) * (PRODUCER.height + 12);
  const stripY = (row: number) => firstRow + row * ROW;
  rows.forEach((row, i) => {
    const holder = leaderOf(brokers, row) ?? newestHolder(brokers, row);
    const box = { x: GUTTER, y: stripY(i), width: INNER, height: ROW - 5 };
    parts.push({ id: `strip:${row.name}`, face: "kafka-strip", process: holder?.name ?? "", label: row.name, data: { ...row }, ...box });
  });
  const members = new Map<string, Box>();
  let y = stripY(rows.length) + 4;
  const consumers = processes.filter(({ role, left }) => role === "kafka consumer" && !left);
  for (const { group, members: all } of groupsOf(consumers)) {
    const height = GROUP_HEAD + all.length * (MEMBER + 4) + 2;
    const data = { group, members: all.map(({ name }) => name) };
    parts.push({ id: `group:${group}`, face: "kafka-group", process: "", label: group, data, x: GUTTER - 4, y, width: INNER + 8, height });
    all.forEach((process, i) => {
      const box = { x: GUTTER, y: y + GROUP_HEAD + i * (MEMBER + 4), width: INNER, height: MEMBER };
      members.set(process.name, box);
      parts.push({ id: process.name, face: "kafka-member", process: process.name, label: process.part, ...box });
    });
    y += height + 6;
  }
  const tapeY = y;
  const database = processes.find(({ role }) => role === "database");
  const tape: Box = { x: GUTTER, y: tapeY, width: INNER, height: TAPE };
  if (database !== undefined) parts.push({ id: database.name, face: "tape-narrow", process: database.name, label: database.part, ...tape });

  const places = { rows, topic: topicOf(senders, rows) };
  const middleOf = (row: number) => stripY(row) + STRIP_HEAD + UPRIGHT_STRIP / 2;
  /** Below the producers, down the right edge, into the strip from its end. */
  const produceWay = (producer: Box, row: number): Point[] => {
    const [x0] = [producer.x + producer.width / 2];
    const under = producer.y + producer.height + 6;
    return [
      [x0, producer.y + producer.height],
      [x0, under],
      [RIGHT_BUS, under],
      [RIGHT_BUS, middleOf(row)],
      [WIDTH - GUTTER, middleOf(row)],
    ];
  };
  const fetchWay = (row: number, member: Box): Point[] => [
    [GUTTER, middleOf(row)],
    [LEFT_BUS, middleOf(row)],
    [LEFT_BUS, leftOf(member)[1]],
    leftOf(member),
  ];
  const effectWay = (member: Box): Point[] => [
    rightOf(member),
    [RIGHT_BUS, rightOf(member)[1]],
    [RIGHT_BUS, tapeY + TAPE - 3],
    [WIDTH - GUTTER, tapeY + TAPE - 3],
  ];
  const lines: PlacedLine[] = [];
  const assigned = new Map(consumers.map(({ name, view }) => [name, (view as KafkaConsumerView).assignment]));
  rows.forEach((row, i) => {
    const leader = leaderOf(brokers, row);
    if (leader === undefined) return;
    if (row.topic === places.topic) {
      for (const [name, box] of producers)
        lines.push({ id: `${name}>${row.name}`, from: name, to: leader.name, kind: "flow", arrow: true, points: produceWay(box, i) });
    }
    for (const [name, box] of members) {
      if (assigned.get(name)?.includes(row.name) !== true) continue;
      lines.push({ id: `${row.name}>${name}`, from: leader.name, to: name, kind: "flow", arrow: true, points: fetchWay(i, box) });
    }
  });
  for (const [name, box] of members)
    lines.push({ id: `${name}>tape`, from: name, to: database?.name ?? "", kind: "effect", arrow: true, points: effectWay(box) });
  return {
    width: WIDTH,
    height: tapeY + TAPE + 4,
    parts,
    lines,
    route({ from, to, type, message }) {
      const member = members.get(type === "FetchResponse" || type === "Applied" ? to : from);
      if (type === "Apply") return member === undefined ? null : { points: effectWay(member), look: "token" };
      if (type === "Applied") return member === undefined ? null : { points: reversed(effectWay(member)), look: "answer" };
      const row = rowOf(places, message);
      if (row === null) return null;
      const producer = producers.get(type === "Produce" ? from : to);
      if (producer !== undefined) {
        const points = produceWay(producer, row);
        return type === "Produce" ? { points, look: "token" } : { points: reversed(points), look: "answer" };
      }
      if (member === undefined) return null;
      if (type === "FetchResponse") return { points: fetchWay(row, member), look: "token" };
      return type === "OffsetCommit" ? { points: reversed(fetchWay(row, member)), look: "answer" } : null;
    },
    placeOf(process, message) {
      for (const [i, row] of rows.entries()) {
        const replica = leaderOf(brokers, row)?.name === process.name ? replicaOf(process, row) : undefined;
        const record = replica?.records.find((candidate) => candidate.message === message);
        if (replica === undefined || record === undefined) continue;
        const column = record.offset - firstShown(replica, CELLS);
        if (column >= 0) return [GUTTER + ((column + 0.5) * INNER) / CELLS, stripY(i) + STRIP_HEAD - 6];
      }
      return null;
    },
  };
}
