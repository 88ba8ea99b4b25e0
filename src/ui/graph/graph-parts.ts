import type { Box, PlacedPart } from "../layout/lane-layout.ts";
import type { AppFacts, ExchangeFacts, QueueFacts, TopicFacts } from "./graph-lane.ts";
import { FRAME, INSTANCE, QUEUE, SOURCE, TOPIC } from "./measures.ts";

/** Sizes of the parts of the graph, and the faces that stand in the box of each. */

/** One that reads as a group, or of which there are several, has a frame around its instances. */
export function hasFrame({ instances, isSource, groups, crowded }: AppFacts): boolean {
  return !isSource && (instances.length > 1 || (groups.length > 0 && !crowded));
}

export function sizeOfApplication(app: AppFacts): { width: number; height: number } {
  const { height, gap } = app.isSource ? { ...SOURCE, gap: INSTANCE.gap } : INSTANCE;
  const stacked = app.instances.length * (height + gap) - gap;
  if (app.isSource) return { width: SOURCE.width, height: stacked };
  return { width: INSTANCE.width + 2 * FRAME.padding, height: hasFrame(app) ? FRAME.head + stacked + FRAME.padding : stacked };
}

export function sizeOfTopic({ rows }: TopicFacts): { width: number; height: number } {
  return { width: TOPIC.width, height: TOPIC.head + rows.length * TOPIC.pitch + TOPIC.padding };
}

export function sizeOfQueue(): { width: number; height: number } {
  return { width: QUEUE.width, height: QUEUE.head + QUEUE.pipe };
}

export function partsOfApplication(app: AppFacts, box: Box): PlacedPart[] {
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

export function partsOfTopic({ id, name, rows, brokers }: TopicFacts, box: Box): PlacedPart[] {
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

export function partOfExchange({ id, name, type, node }: ExchangeFacts, box: Box): PlacedPart {
  return { id, face: "exchange", process: node, label: name === "" ? "(default)" : name, data: { type }, ...box };
}

export function partOfQueue({ id, name, node }: QueueFacts, box: Box): PlacedPart {
  return { id, face: "queue", process: node, label: name, data: { queue: name, compact: true }, ...box };
}
