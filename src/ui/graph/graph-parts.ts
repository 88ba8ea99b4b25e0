import type { Box, PlacedPart } from "../layout/lane-layout.ts";
import type { AppFacts, ExchangeFacts, GraphLane, QueueFacts, TapeFacts, TopicFacts } from "./graph-lane.ts";
import type { Block } from "./layers.ts";
import { columnOf, EXCHANGE_SIZE, FRAME, INSTANCE, MACHINE, QUEUE, SOURCE, TOPIC } from "./measures.ts";

/** A part of the graph before it has a place, and the faces that stand in its box. */
export interface Standing extends Block {
  parts(box: Box): PlacedPart[];
}

export function standingApplication(app: AppFacts): Standing {
  return {
    id: app.id,
    column: columnOf(app.rank, "application"),
    span: 1,
    ...sizeOfApplication(app),
    parts: (box) => partsOfApplication(app, box),
  };
}

/** Topics, exchanges and queues. */
export function standingPlaces({ topics, exchanges, queues }: GraphLane): Standing[] {
  return [
    ...topics.map(
      (topic): Standing => ({
        id: topic.id,
        column: columnOf(topic.rank, "exchange"),
        span: 2,
        width: TOPIC.width,
        height: TOPIC.head + topic.rows.length * TOPIC.pitch + TOPIC.padding,
        parts: (box) => partsOfTopic(topic, box),
      }),
    ),
    ...exchanges.map(
      (exchange): Standing => ({
        id: exchange.id,
        column: columnOf(exchange.rank, "exchange"),
        span: 1,
        width: EXCHANGE_SIZE,
        height: EXCHANGE_SIZE,
        parts: (box) => [partOfExchange(exchange, box)],
      }),
    ),
    ...queues.map(
      (queue): Standing => ({
        id: queue.id,
        column: columnOf(queue.rank, "queue"),
        span: 1,
        width: QUEUE.width,
        height: QUEUE.head + QUEUE.pipe,
        parts: (box) => [partOfQueue(queue, box)],
      }),
    ),
  ];
}

/** One that reads as a group, or of which there are several, has a frame around its instances. */
function hasFrame({ instances, isSource, groups, crowded }: AppFacts): boolean {
  return !isSource && (instances.length > 1 || (groups.length > 0 && !crowded));
}

function sizeOfApplication(app: AppFacts): { width: number; height: number } {
  const { height, gap } = app.isSource ? { ...SOURCE, gap: INSTANCE.gap } : INSTANCE;
  const stacked = app.instances.length * (height + gap) - gap;
  if (app.isSource) return { width: SOURCE.width, height: stacked };
  return { width: INSTANCE.width + 2 * FRAME.padding, height: hasFrame(app) ? FRAME.head + stacked + FRAME.padding : stacked };
}

function partsOfApplication(app: AppFacts, box: Box): PlacedPart[] {
  const framed = hasFrame(app);
  const [group] = app.groups;
  const frame: PlacedPart[] = framed
    ? [
        {
          id: app.id,
          face: group === undefined ? "graph-frame" : "kafka-group",
          process: "",
          label: app.name,
          data: { application: app.name, ...(group === undefined ? {} : { group, members: app.instances.map(({ name }) => name) }) },
          ...box,
        },
      ]
    : [];
  const { height } = app.isSource ? SOURCE : INSTANCE;
  const inset = framed || !app.isSource ? FRAME.padding : 0;
  const instances = app.instances.map((process, i): PlacedPart => {
    const y = box.y + (framed ? FRAME.head : 0) + i * (height + INSTANCE.gap);
    return {
      id: process.name,
      face: app.isSource ? "graph-source" : "graph-instance",
      process: process.name,
      label: process.part,
      data: { doing: app.doing, application: app.name, ...(group === undefined ? {} : { group }) },
      x: box.x + inset,
      y,
      width: box.width - 2 * inset,
      height,
    };
  });
  return [...frame, ...instances];
}

function partsOfTopic({ id, name, rows, brokers }: TopicFacts, box: Box): PlacedPart[] {
  const cell = (box.width - TOPIC.label - 2 * TOPIC.padding) / 8;
  return [
    { id, face: "graph-topic", process: "", label: name, data: { partitions: rows.length }, ...box },
    ...rows.flatMap((row, i): PlacedPart[] => {
      const y = stripTop(box, i);
      const data = { ...row, brokers, badge: true, brief: true, density: "roomy", cell };
      const x = box.x + TOPIC.padding;
      return [
        {
          id: `row:${row.name}`,
          face: "kafka-row",
          process: "",
          label: row.name,
          data,
          x,
          y: y - 3,
          width: TOPIC.label - 4,
          height: TOPIC.strip + 8,
        },
        {
          id: `leader:${row.name}`,
          face: "kafka-leader",
          process: "",
          label: row.name,
          data,
          x: x + TOPIC.label,
          y,
          width: box.width - TOPIC.label - 2 * TOPIC.padding,
          height: TOPIC.strip,
        },
      ];
    }),
  ];
}

export function stripTop(box: Box, row: number): number {
  return box.y + TOPIC.head + 4 + row * TOPIC.pitch;
}

function partOfExchange({ id, name, type, node }: ExchangeFacts, box: Box): PlacedPart {
  return { id, face: "exchange", process: node, label: name === "" ? "(default)" : name, data: { type }, ...box };
}

function partOfQueue({ id, name, node }: QueueFacts, box: Box): PlacedPart {
  return { id, face: "queue", process: node, label: name, data: { queue: name, compact: true }, ...box };
}

export function partOfTape({ id, table, database, handler }: TapeFacts, box: Box): PlacedPart {
  return { id, face: "graph-tape", process: database, label: table, data: { table, handler }, ...box };
}

export function partOfMachine({ process, label }: GraphLane["machines"][number], x: number, y: number): PlacedPart {
  return { id: process.name, face: "graph-machine", process: process.name, label, x, y, width: MACHINE.width, height: MACHINE.height };
}
