import type { FrameProcess } from "../../worker/protocol.ts";
import type { Box, Density, LaneLayout, PlacedPart, Point } from "../layout/lane-layout.ts";
import { rabbitmqLines } from "./rabbitmq-lines.ts";
import { EXCHANGE_GAP, EXCHANGE_RADIUS, RABBITMQ_MEASURES, type RabbitmqMeasures } from "./rabbitmq-measures.ts";
import type { PlacedBinding, RabbitmqPlaces } from "./rabbitmq-places.ts";
import { rabbitmqRoute } from "./rabbitmq-routes.ts";
import { topologyOf } from "./rabbitmq-topology.ts";

const PLATE_GAP = 4;

/** Where everything of a RabbitMQ lane stands: publishers, exchanges, bindings, queues, consumers, the tape. */
export function layoutRabbitmq(processes: readonly FrameProcess[], width: number, density: Density): LaneLayout {
  const m = RABBITMQ_MEASURES[density];
  const { node, exchanges, queues, publishers, astray } = topologyOf(processes);
  const database = processes.find(({ role }) => role === "database");
  const x = columns(m, width);
  const parts: PlacedPart[] = [];
  const pipes = new Map<string, Box>();
  const bindings: PlacedBinding[] = [];
  const consumerBoxes = new Map<string, { box: Box; queue: string; subscribed: boolean }>();
  const placeConsumer = (process: FrameProcess, y: number, queue: string, subscribed: boolean) => {
    const box = { x: x.consumer, y, ...m.consumer };
    consumerBoxes.set(process.name, { box, queue, subscribed });
    const data = { density, astray: queue === "" };
    parts.push({ id: process.name, face: "rabbitmq-consumer", process: process.name, label: process.part, data, ...box });
  };
  let y = m.top;
  for (const { name, bindings: bound, consumers } of queues) {
    const stacked = consumers.length * (m.consumer.height + m.consumerGap) - m.consumerGap;
    const plates = bound.length * (m.plate.height + PLATE_GAP) - PLATE_GAP;
    const pipe: Box = { x: x.pipe, y: y + m.head, width: x.pipeWidth, height: m.pipe };
    pipes.set(name, pipe);
    const data = { queue: name, density };
    const box = { ...pipe, y, height: m.head + m.pipe };
    parts.push({ id: `queue:${name}`, face: "queue", process: node?.name ?? "", label: name, data, ...box });
    const firstPlate = bound.length === 1 ? pipe.y + (m.pipe - m.plate.height) / 2 : y;
    bound.forEach(({ exchange, words }, i) => {
      const id = `binding:${exchange}>${name}:${words}`;
      const plate = { x: x.plate, y: firstPlate + i * (m.plate.height + PLATE_GAP), ...m.plate };
      bindings.push({ id, exchange, queue: name, plate });
      parts.push({ id, face: "binding", process: "", label: words, ...plate });
    });
    // One consumer stands beside its pipe; more of them share the whole row.
    const first = consumers.length === 1 ? pipe.y + (m.pipe - m.consumer.height) / 2 : y;
    consumers.forEach(({ process, subscribed }, i) => {
      placeConsumer(process, first + i * (m.consumer.height + m.consumerGap), name, subscribed);
    });
    y += Math.max(m.head + m.pipe, stacked, plates) + m.queueGap;
  }
  for (const process of astray) {
    placeConsumer(process, y, "", false);
    y += m.consumer.height + m.consumerGap;
  }
  const exchangesHeight = exchanges.length * (2 * EXCHANGE_RADIUS + EXCHANGE_GAP) - EXCHANGE_GAP;
  const bottom = Math.max(y - m.queueGap, m.top + exchangesHeight);
  const middle = (m.top + bottom) / 2;

  const publisherBoxes = new Map<string, { box: Box; exchange: string; connected: boolean }>();
  const publishersHeight = publishers.length * (m.publisher.height + 10) - 10;
  const firstPublisher = Math.max(m.top, middle - publishersHeight / 2);
  publishers.forEach(({ process, exchange, connected }, i) => {
    const box = { x: x.publisher, y: firstPublisher + i * (m.publisher.height + 10), ...m.publisher };
    publisherBoxes.set(process.name, { box, exchange, connected });
    parts.push({ id: process.name, face: "rabbitmq-publisher", process: process.name, label: process.part, ...box });
  });
  const exchangeBoxes = new Map<string, Box>();
  exchanges.forEach(({ name, type }, i) => {
    const top = middle - exchangesHeight / 2 + i * (2 * EXCHANGE_RADIUS + EXCHANGE_GAP);
    const box = { x: x.exchange - EXCHANGE_RADIUS, y: top, width: EXCHANGE_RADIUS * 2, height: EXCHANGE_RADIUS * 2 };
    exchangeBoxes.set(name, box);
    const label = name === "" ? "(default)" : name;
    parts.push({ id: `exchange:${name}`, face: "exchange", process: node?.name ?? "", label, data: { type }, ...box });
  });
  const nodeY = firstPublisher + Math.max(0, publishersHeight) + 10;
  if (node !== undefined) {
    const box = { x: x.publisher, y: nodeY, ...m.node };
    parts.push({ id: node.name, face: "rabbitmq-node", process: node.name, label: node.part, data: { density }, ...box });
  }
  const tapeY = Math.max(bottom, nodeY + m.node.height - m.tape) + m.tapeGap;
  const tapeRight = x.consumer + m.consumer.width - 40;
  const tapeX = Math.max(x.publisher + (nodeY + m.node.height > tapeY ? m.node.width + 12 : 0), tapeRight - 720);
  const tape: Box = { x: tapeX, y: tapeY, width: tapeRight - tapeX, height: m.tape };
  if (database !== undefined) parts.push({ id: database.name, face: "tape", process: database.name, label: database.part, ...tape });

  const places: RabbitmqPlaces = {
    node: node?.name ?? "",
    database: database?.name ?? "",
    publishers: publisherBoxes,
    exchanges: exchangeBoxes,
    bindings,
    pipes,
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

/** Of the counts at a queue's right end and of two numbers of steps that stand together: no number lies on a count. */
const COUNTS_AND_STEPS = 150;

/** What happened at the node is shown at the queue that it is about: between its name and its counts. */
export function aboveQueue({ node, pipes }: Pick<RabbitmqPlaces, "node" | "pipes">, process: string, queue: string): Point | null {
  const pipe = pipes.get(queue);
  return process !== node || pipe === undefined ? null : [pipe.x + Math.min(pipe.width * 0.45, pipe.width - COUNTS_AND_STEPS), pipe.y - 8];
}
