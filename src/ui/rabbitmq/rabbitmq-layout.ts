import type { RabbitmqConsumerView, RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { Box, Density, LaneLayout, PlacedPart, Point } from "../stage/lane-layout.ts";
import { rabbitmqLines } from "./rabbitmq-lines.ts";
import { EXCHANGE_RADIUS, RABBITMQ_MEASURES, type RabbitmqMeasures } from "./rabbitmq-measures.ts";
import type { RabbitmqPlaces } from "./rabbitmq-places.ts";
import { rabbitmqRoute } from "./rabbitmq-routes.ts";

/** Where everything of a RabbitMQ lane stands: publishers, exchange, bindings, queues, consumers, the tape. */
export function layoutRabbitmq(processes: readonly FrameProcess[], width: number, density: Density): LaneLayout {
  const m = RABBITMQ_MEASURES[density];
  const node = processes.find(({ role }) => role === "rabbitmq node");
  const publishers = processes.filter(({ role, status }) => role === "rabbitmq publisher" && status !== "stopped");
  const consumers = processes.filter(({ role, status }) => role === "rabbitmq consumer" && status !== "stopped");
  const database = processes.find(({ role }) => role === "database");
  const view = node?.view as RabbitmqNodeView | undefined;
  const x = columns(m, width);
  const parts: PlacedPart[] = [];
  const pipes = new Map<string, Box>();
  const consumerBoxes = new Map<string, { box: Box; queue: string }>();
  let y = m.top;
  for (const { name } of view?.queues ?? []) {
    const mine = consumers.filter((process) => (process.view as RabbitmqConsumerView).queue === name);
    const stacked = mine.length * (m.consumer.height + m.consumerGap) - m.consumerGap;
    const pipe: Box = { x: x.pipe, y: y + m.head, width: x.pipeWidth, height: m.pipe };
    pipes.set(name, pipe);
    const data = { queue: name, density };
    const box = { ...pipe, y, height: m.head + m.pipe };
    parts.push({ id: `queue:${name}`, face: "queue", process: node?.name ?? "", label: name, data, ...box });
    const binding = view?.bindings.find((candidate) => candidate.queue === name);
    if (binding !== undefined) {
      const plateY = pipe.y + (m.pipe - m.plate.height) / 2;
      parts.push({ id: `binding:${name}`, face: "binding", process: "", label: binding.routingKey, x: x.plate, y: plateY, ...m.plate });
    }
    // One consumer stands beside its pipe; more of them share the whole row.
    const first = mine.length === 1 ? pipe.y + (m.pipe - m.consumer.height) / 2 : y;
    mine.forEach((process, i) => {
      const consumerBox = { x: x.consumer, y: first + i * (m.consumer.height + m.consumerGap), ...m.consumer };
      consumerBoxes.set(process.name, { box: consumerBox, queue: name });
      parts.push({
        id: process.name,
        face: "rabbitmq-consumer",
        process: process.name,
        label: process.part,
        data: { density },
        ...consumerBox,
      });
    });
    y += Math.max(m.head + m.pipe, stacked) + m.queueGap;
  }
  const bottom = y - m.queueGap;
  const middle = (m.top + bottom) / 2;

  const publisherBoxes = new Map<string, Box>();
  const publishersHeight = publishers.length * (m.publisher.height + 10) - 10;
  publishers.forEach((process, i) => {
    const box = { x: x.publisher, y: middle - publishersHeight / 2 + i * (m.publisher.height + 10), ...m.publisher };
    publisherBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "rabbitmq-publisher", process: process.name, label: process.part, ...box });
  });
  const exchange: Box = {
    x: x.exchange - EXCHANGE_RADIUS,
    y: middle - EXCHANGE_RADIUS,
    width: EXCHANGE_RADIUS * 2,
    height: EXCHANGE_RADIUS * 2,
  };
  for (const { name, type } of (view?.exchanges ?? []).slice(0, 1))
    parts.push({ id: `exchange:${name}`, face: "exchange", process: node?.name ?? "", label: name, data: { type }, ...exchange });
  if (node !== undefined) {
    const box = { x: x.publisher, y: middle + publishersHeight / 2 + 10, ...m.node };
    parts.push({ id: node.name, face: "rabbitmq-node", process: node.name, label: node.part, data: { density }, ...box });
  }
  const tapeY = bottom + m.tapeGap;
  const tapeRight = x.consumer + m.consumer.width - 40;
  const tapeX = Math.max(x.publisher, tapeRight - 720);
  const tape: Box = { x: tapeX, y: tapeY, width: tapeRight - tapeX, height: m.tape };
  if (database !== undefined) parts.push({ id: database.name, face: "tape", process: database.name, label: database.part, ...tape });

  const places: RabbitmqPlaces = {
    node: node?.name ?? "",
    database: database?.name ?? "",
    publishers: publisherBoxes,
    exchange,
    pipes,
    plateX: x.plate,
    consumers: consumerBoxes,
    effectBus: x.consumer + m.consumer.width + 14,
    tapeEnd: [tape.x + tape.width + 4, tapeY + m.tape * 0.45],
  };
  return {
    width: x.total,
    height: tapeY + m.tape + 2,
    parts,
    lines: rabbitmqLines(places),
    route: (packet) => rabbitmqRoute(places, packet),
    placeOf: (process, _message, destination) => aboveQueue(places, process.name, destination),
  };
}

/** The columns keep their widths; what the paper has more makes the pipes longer. */
function columns(m: RabbitmqMeasures, width: number) {
  const publisher = 16;
  const exchange = publisher + m.publisher.width + 56 + EXCHANGE_RADIUS;
  const plate = exchange + EXCHANGE_RADIUS + 48;
  const pipe = plate + m.plate.width + Math.max(36, Math.min(80, (width - 900) * 0.25));
  const consumer = Math.max(pipe + 300, width - m.consumer.width - 52);
  return {
    publisher,
    exchange,
    plate,
    pipe,
    pipeWidth: consumer - pipe - 52,
    consumer,
    total: Math.max(width, consumer + m.consumer.width + 52),
  };
}

/** What happened at the node is shown at the queue that it is about: between its name and its counts. */
export function aboveQueue({ node, pipes }: Pick<RabbitmqPlaces, "node" | "pipes">, process: string, queue: string): Point | null {
  const pipe = pipes.get(queue);
  return process !== node || pipe === undefined ? null : [pipe.x + pipe.width * 0.45, pipe.y - 8];
}
