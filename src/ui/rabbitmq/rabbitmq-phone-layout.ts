import type { RabbitmqConsumerView, RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { type Box, type LaneLayout, type PlacedLine, type PlacedPart, type Point, reversed } from "../stage/lane-layout.ts";
import { aboveQueue } from "./rabbitmq-layout.ts";
import { RABBITMQ_MEASURES } from "./rabbitmq-measures.ts";

const WIDTH = 340;
const QUEUE_PITCH = 66;
const { head: HEAD, pipe: PIPE } = RABBITMQ_MEASURES.roomy;

/** The RabbitMQ lane for a narrow screen: publisher and exchange on top, queues under each other, then consumers, then the tape. */
export function layoutRabbitmqPhone(processes: readonly FrameProcess[]): LaneLayout {
  const node = processes.find(({ role }) => role === "rabbitmq node");
  const view = node?.view as RabbitmqNodeView | undefined;
  const parts: PlacedPart[] = [];
  const lines: PlacedLine[] = [];
  const publishers = processes.filter(({ role, status }) => role === "rabbitmq publisher" && status !== "stopped");
  const exchange: Box = { x: 146, y: 6, width: 62, height: 62 };
  const publisherBoxes = new Map<string, Box>();
  publishers.slice(0, 1).forEach((process) => {
    const box = { x: 8, y: 8, width: 96, height: 58 };
    publisherBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "rabbitmq-publisher", process: process.name, label: process.part, ...box });
    lines.push({
      id: "publish",
      from: process.name,
      to: node?.name ?? "",
      kind: "flow",
      arrow: true,
      points: [
        [104, 37],
        [146, 37],
      ],
    });
  });
  for (const { name, type } of (view?.exchanges ?? []).slice(0, 1))
    parts.push({ id: `exchange:${name}`, face: "exchange", process: node?.name ?? "", label: name, data: { type }, ...exchange });
  if (node !== undefined)
    parts.push({ id: node.name, face: "rabbitmq-node", process: node.name, label: node.part, x: 240, y: 20, width: 84, height: 34 });
  const queues = view?.queues ?? [];
  const pipes = new Map<string, Box>();
  queues.forEach(({ name }, i) => {
    const box = { x: 12, y: 80 + i * QUEUE_PITCH, width: WIDTH - 24, height: 55 };
    pipes.set(name, { ...box, y: box.y + HEAD, height: PIPE });
    parts.push({ id: `queue:${name}`, face: "queue", process: node?.name ?? "", label: name, data: { queue: name }, ...box });
  });
  const consumersY = 80 + queues.length * QUEUE_PITCH + 2;
  const consumers = processes.filter(({ role, status }) => role === "rabbitmq consumer" && status !== "stopped");
  const consumerBoxes = new Map<string, Box>();
  consumers.forEach((process, i) => {
    const box = { x: 12, y: consumersY + i * 40, width: WIDTH - 24, height: 36 };
    consumerBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "rabbitmq-consumer", process: process.name, label: process.part, ...box });
  });
  const tapeY = consumersY + consumers.length * 40 + 4;
  const database = processes.find(({ role }) => role === "database");
  if (database !== undefined)
    parts.push({
      id: database.name,
      face: "tape-narrow",
      process: database.name,
      label: database.part,
      x: 12,
      y: tapeY,
      width: WIDTH - 24,
      height: 56,
    });
  const deliver = (name: string): Point[] => {
    const consumer = consumerBoxes.get(name);
    const process = consumers.find((candidate) => candidate.name === name);
    const pipe = pipes.get((process?.view as RabbitmqConsumerView | undefined)?.queue ?? "");
    return consumer === undefined || pipe === undefined
      ? []
      : [
          [pipe.x + pipe.width, pipe.y + PIPE / 2],
          [WIDTH - 4, pipe.y + PIPE / 2],
          [WIDTH - 4, consumer.y + 18],
          [consumer.x + consumer.width, consumer.y + 18],
        ];
  };
  const effect = (name: string): Point[] => {
    const consumer = consumerBoxes.get(name);
    return consumer === undefined
      ? []
      : [
          [consumer.x, consumer.y + 18],
          [4, consumer.y + 18],
          [4, tapeY + 36],
          [30, tapeY + 36],
        ];
  };
  return {
    width: WIDTH,
    height: tapeY + 60,
    parts,
    lines,
    placeOf: (process, _message, destination) => aboveQueue({ node: node?.name ?? "", pipes }, process.name, destination),
    route({ from, to, type }) {
      const along = (points: Point[], look: "token" | "answer") => (points.length === 0 ? null : { points, look });
      const publish: Point[] = [
        [104, 37],
        [160, 37],
      ];
      switch (type) {
        case "basic.publish":
          return along(publish, "token");
        case "confirm.ack":
          return along(reversed(publish), "answer");
        case "basic.deliver":
          return along(deliver(to), "token");
        case "basic.ack":
          return along(reversed(deliver(from)), "answer");
        case "Apply":
          return along(effect(from), "token");
        case "Applied":
          return along(reversed(effect(to)), "answer");
        default:
          return null;
      }
    },
  };
}
