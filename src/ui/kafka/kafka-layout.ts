import { partitionForKey } from "../../engine/kafka/murmur2.ts";
import type { KafkaBrokerView, KafkaConsumerView } from "../../engine/kafka/views.ts";
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
} from "../stage/lane-layout.ts";
import { messageLook } from "../state/messages.ts";

/** Measures of the design, in drawing units. */
export const PRODUCER = { width: 96, height: 58 };
export const BROKER_HEAD = 38;
export const ROW_PITCH = 51;
export const STRIP_HEIGHT = 25;
export const CELL = 24;
export const CELLS = 8;
export const STRIP_PADDING = 6;
export const BROKER_WIDTH = CELLS * CELL + 2 * STRIP_PADDING;
export const ROW_HEADER = 66;
export const MEMBER_HEIGHT = 31;
export const GROUP_HEAD = 19;
const BROKER_GAP = 6;
const GROUP_WIDTH = 156;
const GROUP_GAP = 5;
const TOP = 10;
const TAPE_HEIGHT = 38;
/** Rows that are drawn in full; further ones stand in the inspector. */
export const MOST_ROWS = 3;

export interface RowFacts {
  name: string;
  topic: string;
  partition: number;
}

/** Where everything of a Kafka lane stands: producers, partitions by broker, groups, the tape. */
export function layoutKafka(processes: readonly FrameProcess[], width: number): LaneLayout {
  const brokers = processes.filter(({ role }) => role === "kafka broker");
  const producers = processes.filter(({ role, status }) => role === "kafka producer" && status !== "stopped");
  const consumers = processes.filter(({ role, status }) => role === "kafka consumer" && status !== "stopped");
  const rows = rowsOf(brokers).slice(0, MOST_ROWS);
  const groups = groupsOf(consumers);
  const brokerHeight = BROKER_HEAD + rows.length * ROW_PITCH + 2;
  const groupsHeight = groups.reduce((sum, { members }) => sum + GROUP_HEAD + members.length * MEMBER_HEIGHT + 3 + GROUP_GAP, -GROUP_GAP);
  const bodyHeight = Math.max(brokerHeight, groupsHeight, producers.length * (PRODUCER.height + 10) - 10);
  const shown = brokers.slice(0, 3);
  const clusterWidth = ROW_HEADER + shown.length * (BROKER_WIDTH + BROKER_GAP) - BROKER_GAP;
  const fixed = 16 + PRODUCER.width + clusterWidth + GROUP_WIDTH + 40;
  const spare = Math.max(0, width - fixed);
  const left = 16 + Math.min(24, spare * 0.06);
  const clusterX = left + PRODUCER.width + Math.max(38, spare * 0.34);
  const groupX = Math.max(clusterX + clusterWidth + 46, width - GROUP_WIDTH - Math.max(34, spare * 0.14));
  const total = Math.max(width, groupX + GROUP_WIDTH + 34);
  const parts: PlacedPart[] = [];
  const lines: PlacedLine[] = [];

  const first = TOP + (bodyHeight - (producers.length * (PRODUCER.height + 10) - 10)) / 2;
  const producerBoxes = new Map<string, Box>();
  producers.forEach((process, i) => {
    const box = { x: left, y: first + i * (PRODUCER.height + 10), ...PRODUCER };
    producerBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "kafka-producer", process: process.name, label: process.part, ...box });
  });

  parts.push({
    id: "cluster",
    face: "boundary",
    process: "",
    label: "Kafka cluster",
    x: clusterX - 10,
    y: TOP - 8,
    width: clusterWidth + 20,
    height: brokerHeight + 14,
  });
  rows.forEach((row, i) => {
    parts.push({
      id: `row:${row.name}`,
      face: "kafka-row",
      process: "",
      label: row.name,
      data: { ...row, brokers: shown.map(({ name }) => name) },
      x: clusterX,
      y: stripTop(i) - 10,
      width: ROW_HEADER - 6,
      height: 44,
    });
  });
  const brokerX = new Map<string, number>();
  shown.forEach((process, i) => {
    const x = clusterX + ROW_HEADER + i * (BROKER_WIDTH + BROKER_GAP);
    brokerX.set(process.name, x);
    parts.push({
      id: process.name,
      face: "kafka-broker",
      process: process.name,
      label: brokerLabel(process),
      data: { rows },
      x,
      y: TOP,
      width: BROKER_WIDTH,
      height: brokerHeight,
    });
  });

  const memberBoxes = new Map<string, Box>();
  let y = TOP + Math.max(0, (brokerHeight - groupsHeight) / 2);
  groups.forEach(({ group, members }) => {
    const height = GROUP_HEAD + members.length * MEMBER_HEIGHT + 3;
    parts.push({
      id: `group:${group}`,
      face: "kafka-group",
      process: "",
      label: group,
      data: { group, members: members.map(({ name }) => name) },
      x: groupX,
      y,
      width: GROUP_WIDTH,
      height,
    });
    members.forEach((process, i) => {
      const box = { x: groupX + 7, y: y + GROUP_HEAD + i * MEMBER_HEIGHT, width: GROUP_WIDTH - 14, height: MEMBER_HEIGHT - 3 };
      memberBoxes.set(process.name, box);
      parts.push({ id: process.name, face: "kafka-member", process: process.name, label: process.part, ...box });
    });
    y += height + GROUP_GAP;
  });

  const database = processes.find(({ role }) => role === "database");
  const tapeY = TOP + bodyHeight + 11;
  const tape: Box = { x: Math.max(clusterX, total - 720), y: tapeY, width: Math.min(640, total - clusterX - 60), height: TAPE_HEIGHT };
  if (database !== undefined) parts.push({ id: database.name, face: "tape", process: database.name, label: database.part, ...tape });

  const producerBus = clusterX - 20;
  const groupBus = groupX - 16;
  const rail = (row: number) => stripTop(row) - 6;
  const leaderX = (row: number): number => brokerX.get(leaderOf(shown, rows[row])?.name ?? shown[0]?.name ?? "") ?? clusterX;

  rows.forEach((row, i) => {
    for (const [name, box] of producerBoxes) {
      const [x0, y0] = rightOf(box);
      lines.push({
        id: `${name}>${row.name}`,
        from: name,
        to: row.name,
        kind: "flow",
        arrow: true,
        points: [
          [x0, y0],
          [producerBus, y0],
          [producerBus, rail(i)],
          [leaderX(i) - 3, rail(i)],
          [leaderX(i) + 2, rail(i) + 8],
        ],
      });
    }
    const x1 = leaderX(i) + BROKER_WIDTH;
    lines.push({
      id: `${row.name}>groups`,
      from: row.name,
      to: "groups",
      kind: "flow",
      arrow: false,
      points: [
        [x1 - 4, rail(i) + 8],
        [x1, rail(i)],
        [groupBus, rail(i)],
      ],
    });
    for (const other of shown) {
      const x = brokerX.get(other.name) ?? 0;
      if (x === leaderX(i)) continue;
      const under = stripTop(i) + STRIP_HEIGHT + 6;
      const end = x + BROKER_WIDTH / 2;
      lines.push({
        id: `${row.name}>${other.name}`,
        from: row.name,
        to: other.name,
        kind: "copy",
        arrow: true,
        points: [
          [leaderX(i) + BROKER_WIDTH / 2 + 20, under],
          [end, under],
          [end, under - 5],
        ],
      });
    }
  });
  for (const [name, box] of memberBoxes) {
    const [x1, y1] = leftOf(box);
    lines.push({
      id: `bus>${name}`,
      from: "bus",
      to: name,
      kind: "flow",
      arrow: true,
      points: [
        [groupBus, y1],
        [x1, y1],
      ],
    });
  }
  if (rows.length > 0 && memberBoxes.size > 0) {
    const ys = [...rows.map((_, i) => rail(i)), ...[...memberBoxes.values()].map((box) => leftOf(box)[1])];
    lines.push({
      id: "group-bus",
      from: "bus",
      to: "bus",
      kind: "flow",
      arrow: false,
      points: [
        [groupBus, Math.min(...ys)],
        [groupBus, Math.max(...ys)],
      ],
    });
  }
  const tapeRight: Point = [tape.x + tape.width + 4, tape.y + 16];
  const effectBus = groupX + GROUP_WIDTH + 12;
  const effectLine = (name: string): Point[] => {
    const box = memberBoxes.get(name);
    if (box === undefined) return [];
    const [x0, y0] = rightOf(box);
    return [[x0, y0], [effectBus, y0], [effectBus, tapeRight[1]], tapeRight];
  };
  for (const name of memberBoxes.keys())
    lines.push({ id: `${name}>tape`, from: name, to: "tape", kind: "effect", arrow: true, points: effectLine(name) });

  function rowOf(message: number): number {
    const topics = rows.filter(({ topic }) => topic === rows[0]?.topic).length;
    const all = rowsOf(brokers).filter(({ topic }) => topic === rows[0]?.topic).length;
    const row = partitionForKey(messageLook(message).key, Math.max(1, all));
    return row < topics ? row : -1;
  }

  return {
    width: total,
    height: tapeY + TAPE_HEIGHT,
    parts,
    lines,
    route({ from, to, type, message }) {
      const row = rowOf(message);
      if (type === "Apply" || type === "Applied") {
        const line = effectLine(type === "Apply" ? from : to);
        return line.length === 0 ? null : { points: type === "Apply" ? line : reversed(line), look: type === "Apply" ? "token" : "answer" };
      }
      const producer = producerBoxes.get(type === "Produce" ? from : to);
      if (producer !== undefined && row >= 0 && (type === "Produce" || type === "ProduceResponse")) {
        const broker = brokerX.get(type === "Produce" ? to : from);
        if (broker === undefined) return null;
        const [x0, y0] = rightOf(producer);
        const points: Point[] = [
          [x0, y0],
          [producerBus, y0],
          [producerBus, rail(row)],
          [broker + 2, rail(row)],
          [broker + 12, stripMiddle(row)],
        ];
        return type === "Produce" ? { points, look: "token" } : { points: reversed(points), look: "answer" };
      }
      if (type === "FetchResponse" && row >= 0) {
        const source = brokerX.get(from);
        const follower = brokerX.get(to);
        if (source !== undefined && follower !== undefined) {
          const under = stripTop(row) + STRIP_HEIGHT + 6;
          return {
            points: [
              [source + BROKER_WIDTH / 2 + 20, under],
              [follower + BROKER_WIDTH / 2, under],
              [follower + BROKER_WIDTH / 2, stripMiddle(row)],
            ],
            look: "copy",
          };
        }
        const member = memberBoxes.get(to);
        if (source !== undefined && member !== undefined) {
          const [x1, y1] = leftOf(member);
          return {
            points: [
              [source + BROKER_WIDTH - 10, stripMiddle(row)],
              [source + BROKER_WIDTH, rail(row)],
              [groupBus, rail(row)],
              [groupBus, y1],
              [x1, y1],
            ],
            look: "token",
          };
        }
      }
      if (type === "OffsetCommit" && row >= 0) {
        const member = memberBoxes.get(from);
        const broker = brokerX.get(to);
        if (member === undefined || broker === undefined) return null;
        const [x1, y1] = leftOf(member);
        return {
          points: [
            [x1, y1],
            [groupBus, y1],
            [groupBus, rail(row)],
            [broker + BROKER_WIDTH - 8, rail(row)],
          ],
          look: "answer",
        };
      }
      return null;
    },
  };
}

export function stripTop(row: number): number {
  return TOP + BROKER_HEAD + row * ROW_PITCH;
}

function stripMiddle(row: number): number {
  return stripTop(row) + STRIP_HEIGHT / 2;
}

/** The data partitions of the cluster, in order. */
export function rowsOf(brokers: readonly FrameProcess[]): RowFacts[] {
  const rows = new Map<string, RowFacts>();
  for (const { view } of brokers) {
    for (const { topic, partition } of (view as KafkaBrokerView | undefined)?.replicas ?? []) {
      const name = `${topic}-${partition}`;
      rows.set(name, { name, topic, partition });
    }
  }
  return [...rows.values()].sort((one, other) =>
    one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1,
  );
}

function leaderOf(brokers: readonly FrameProcess[], row: RowFacts): FrameProcess | undefined {
  return brokers.find(
    ({ status, view }) =>
      status !== "crashed" &&
      (view as KafkaBrokerView | undefined)?.replicas.some(
        ({ topic, partition, role }) => topic === row.topic && partition === row.partition && role === "leader",
      ),
  );
}

function groupsOf(consumers: readonly FrameProcess[]): { group: string; members: FrameProcess[] }[] {
  const groups = new Map<string, FrameProcess[]>();
  for (const process of consumers) {
    const { group } = process.view as KafkaConsumerView;
    groups.set(group, [...(groups.get(group) ?? []), process]);
  }
  return [...groups].map(([group, members]) => ({ group, members }));
}

function brokerLabel({ view }: FrameProcess): string {
  return `Broker ${(view as KafkaBrokerView).broker}`;
}
