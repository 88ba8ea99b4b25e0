import type { RabbitmqConsumerView, RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
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

/** Measures of the design, in drawing units. */
export const PUBLISHER = { width: 96, height: 58 };
export const EXCHANGE_RADIUS = 31;
export const PIPE_HEIGHT = 36;
export const WALL = 5.5;
export const CONSUMER = { width: 196, height: 36 };
const PLATE = { width: 78, height: 22 };
const QUEUE_HEAD = 19;
const QUEUE_GAP = 12;
const TOP = 6;
const TAPE_HEIGHT = 38;

/** Where everything of a RabbitMQ lane stands: publishers, exchange, bindings, queues, consumers, the tape. */
export function layoutRabbitmq(processes: readonly FrameProcess[], width: number): LaneLayout {
  const node = processes.find(({ role }) => role === "rabbitmq node");
  const publishers = processes.filter(({ role, status }) => role === "rabbitmq publisher" && status !== "stopped");
  const consumers = processes.filter(({ role, status }) => role === "rabbitmq consumer" && status !== "stopped");
  const view = node?.view as RabbitmqNodeView | undefined;
  const queues = view?.queues ?? [];
  const of = (queue: string) => consumers.filter((process) => (process.view as RabbitmqConsumerView).queue === queue);
  const rowHeights = queues.map(
    ({ name }) => QUEUE_HEAD + Math.max(PIPE_HEIGHT, of(name).length * (CONSUMER.height + 4) - 4 - QUEUE_HEAD + 6),
  );
  const bodyHeight = rowHeights.reduce((sum, height) => sum + height + QUEUE_GAP, -QUEUE_GAP);
  const middleY = TOP + bodyHeight / 2;
  const left = 16;
  const exchangeX = left + PUBLISHER.width + 60 + EXCHANGE_RADIUS;
  const plateX = exchangeX + EXCHANGE_RADIUS + 52;
  const pipeX = plateX + PLATE.width + Math.max(40, Math.min(80, (width - 900) * 0.25));
  const consumerX = Math.max(pipeX + 300, width - CONSUMER.width - 44);
  const pipeWidth = consumerX - pipeX - 52;
  const total = Math.max(width, consumerX + CONSUMER.width + 44);
  const parts: PlacedPart[] = [];
  const lines: PlacedLine[] = [];

  const publisherBoxes = new Map<string, Box>();
  const firstY = middleY - (publishers.length * (PUBLISHER.height + 10) - 10) / 2;
  publishers.forEach((process, i) => {
    const box = { x: left, y: firstY + i * (PUBLISHER.height + 10), ...PUBLISHER };
    publisherBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "rabbitmq-publisher", process: process.name, label: process.part, ...box });
  });
  const exchangeBox: Box = {
    x: exchangeX - EXCHANGE_RADIUS,
    y: middleY - EXCHANGE_RADIUS,
    width: EXCHANGE_RADIUS * 2,
    height: EXCHANGE_RADIUS * 2,
  };
  for (const exchange of (view?.exchanges ?? []).slice(0, 1)) {
    parts.push({
      id: `exchange:${exchange.name}`,
      face: "exchange",
      process: node?.name ?? "",
      label: exchange.name,
      data: { type: exchange.type },
      ...exchangeBox,
    });
  }
  if (node !== undefined) {
    parts.push({
      id: node.name,
      face: "rabbitmq-node",
      process: node.name,
      label: node.part,
      x: exchangeX - 40,
      y: middleY + EXCHANGE_RADIUS + 10,
      width: 80,
      height: 36,
    });
  }
  const queueRoutes = new Map<string, { into: Point[]; box: Box }>();
  const consumerBoxes = new Map<string, Box>();
  let y = TOP;
  queues.forEach((queue, i) => {
    const pipeY = y + QUEUE_HEAD;
    const box: Box = { x: pipeX, y, width: pipeWidth, height: QUEUE_HEAD + PIPE_HEIGHT };
    const pipeMiddle = pipeY + PIPE_HEIGHT / 2;
    parts.push({
      id: `queue:${queue.name}`,
      face: "queue",
      process: node?.name ?? "",
      label: queue.name,
      data: { queue: queue.name },
      ...box,
    });
    const binding = view?.bindings.find((candidate) => candidate.queue === queue.name);
    if (binding !== undefined) {
      parts.push({
        id: `binding:${queue.name}`,
        face: "binding",
        process: "",
        label: binding.routingKey,
        x: plateX,
        y: pipeMiddle - PLATE.height / 2,
        ...PLATE,
      });
    }
    const turn = Math.abs(pipeMiddle - middleY);
    const start: Point = [
      exchangeX + EXCHANGE_RADIUS * 0.86,
      middleY + (pipeMiddle > middleY + 4 ? 14 : pipeMiddle < middleY - 4 ? -14 : 0),
    ];
    const into: Point[] = [start, [Math.min(plateX - 8, start[0] + Math.max(10, turn * 0.5)), pipeMiddle], [pipeX - 2, pipeMiddle]];
    queueRoutes.set(queue.name, { into, box: { ...box, y: pipeY, height: PIPE_HEIGHT } });
    lines.push({ id: `exchange>${queue.name}`, from: "exchange", to: queue.name, kind: "flow", arrow: true, points: into });
    of(queue.name).forEach((process, j) => {
      const consumerBox = { x: consumerX, y: y + j * (CONSUMER.height + 4) + (of(queue.name).length === 1 ? QUEUE_HEAD : 0), ...CONSUMER };
      consumerBoxes.set(process.name, consumerBox);
      parts.push({ id: process.name, face: "rabbitmq-consumer", process: process.name, label: process.part, ...consumerBox });
      lines.push({
        id: `${queue.name}>${process.name}`,
        from: queue.name,
        to: process.name,
        kind: "flow",
        arrow: true,
        points: deliveryLine(queueRoutes.get(queue.name)?.box ?? box, consumerBox),
      });
    });
    y += rowHeights[i] + QUEUE_GAP;
  });
  for (const [name, box] of publisherBoxes) {
    lines.push({
      id: `${name}>exchange`,
      from: name,
      to: "exchange",
      kind: "flow",
      arrow: true,
      points: [rightOf(box), [exchangeBox.x - 8, rightOf(box)[1]], leftOf(exchangeBox)],
    });
  }
  const database = processes.find(({ role }) => role === "database");
  const tapeY = TOP + bodyHeight + 12;
  const tape: Box = { x: Math.max(left, total - 740), y: tapeY, width: 640, height: TAPE_HEIGHT };
  if (database !== undefined) parts.push({ id: database.name, face: "tape", process: database.name, label: database.part, ...tape });
  const effectBus = consumerX + CONSUMER.width + 14;
  const effectLine = (name: string): Point[] => {
    const box = consumerBoxes.get(name);
    if (box === undefined) return [];
    const [x0, y0] = rightOf(box);
    return [
      [x0, y0],
      [effectBus, y0],
      [effectBus, tapeY + 16],
      [tape.x + tape.width + 4, tapeY + 16],
    ];
  };
  for (const name of consumerBoxes.keys())
    lines.push({ id: `${name}>tape`, from: name, to: "tape", kind: "effect", arrow: true, points: effectLine(name) });

  const publish = (name: string): Point[] => {
    const box = publisherBoxes.get(name);
    return box === undefined ? [] : [rightOf(box), [exchangeBox.x - 8, rightOf(box)[1]], leftOf(exchangeBox)];
  };
  const deliver = (name: string): Point[] => {
    const process = consumers.find((candidate) => candidate.name === name);
    const consumer = consumerBoxes.get(name);
    const queue = queueRoutes.get((process?.view as RabbitmqConsumerView | undefined)?.queue ?? "");
    return consumer === undefined || queue === undefined ? [] : deliveryLine(queue.box, consumer);
  };

  return {
    width: total,
    height: tapeY + TAPE_HEIGHT + 4,
    parts,
    lines,
    route({ from, to, type }) {
      const along = (points: Point[], look: "token" | "answer") => (points.length === 0 ? null : { points, look });
      switch (type) {
        case "basic.publish":
          return along(publish(from), "token");
        case "confirm.ack":
        case "confirm.nack":
        case "basic.return":
          return along(reversed(publish(to)), "answer");
        case "basic.deliver":
          return along(deliver(to), "token");
        case "basic.ack":
          return along(reversed(deliver(from)), "answer");
        case "basic.nack":
        case "basic.reject":
          return along(reversed(deliver(from)), "token");
        case "Apply":
          return along(effectLine(from), "token");
        case "Applied":
          return along(reversed(effectLine(to)), "answer");
        default:
          return null;
      }
    },
  };
}

function deliveryLine(pipe: Box, consumer: Box): Point[] {
  const [x0, y0] = rightOf(pipe);
  const [x1, y1] = leftOf(consumer);
  const bend = (x0 + x1) / 2 + 4;
  return y0 === y1
    ? [
        [x0 + 4, y0],
        [x1, y1],
      ]
    : [
        [x0 + 4, y0],
        [bend, y0],
        [bend, y1],
        [x1, y1],
      ];
}
