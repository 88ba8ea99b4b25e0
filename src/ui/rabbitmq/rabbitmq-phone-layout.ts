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
import { aboveQueue } from "./rabbitmq-layout.ts";
import { EXCHANGE_RADIUS, RABBITMQ_MEASURES } from "./rabbitmq-measures.ts";
import { topologyOf } from "./rabbitmq-topology.ts";

const EXCHANGE_X = 148;
const PUBLISHER = { width: 96, height: 58 };
const PLATE = { width: 142, height: 18 };
const { head: HEAD, pipe: PIPE } = RABBITMQ_MEASURES.roomy;

/** The RabbitMQ lane for a narrow screen: publishers and exchanges on top, queues under each other, then consumers, then the tape. */
export function layoutRabbitmqPhone(processes: readonly FrameProcess[]): LaneLayout {
  const { node, exchanges, queues, publishers, astray } = topologyOf(processes);
  const parts: PlacedPart[] = [];
  const lines: PlacedLine[] = [];
  const exchangeBoxes = new Map<string, Box>();
  exchanges.forEach(({ name, type }, i) => {
    const box = { x: EXCHANGE_X, y: 6 + i * (2 * EXCHANGE_RADIUS + 8), width: 2 * EXCHANGE_RADIUS, height: 2 * EXCHANGE_RADIUS };
    exchangeBoxes.set(name, box);
    const label = name === "" ? "(default)" : name;
    parts.push({ id: `exchange:${name}`, face: "exchange", process: node?.name ?? "", label, data: { type }, ...box });
  });
  const publisherBoxes = new Map<string, Box>();
  const publishWays = new Map<string, Point[]>();
  publishers.forEach(({ process, exchange, connected }, i) => {
    const box = { x: GUTTER, y: 8 + i * (PUBLISHER.height + 8), ...PUBLISHER };
    publisherBoxes.set(process.name, box);
    parts.push({ id: process.name, face: "rabbitmq-publisher", process: process.name, label: process.part, ...box });
    const to = exchangeBoxes.get(exchange);
    if (to === undefined) return;
    const [x0, y0] = rightOf(box);
    const [x1, y1] = leftOf(to);
    const bend = (x0 + x1) / 2;
    const points: Point[] = [
      [x0, y0],
      [bend, y0],
      [bend, y1],
      [x1, y1],
    ];
    publishWays.set(process.name, points);
    const open = connected ? ({ kind: "flow", arrow: true } as const) : ({ kind: "planned", arrow: false } as const);
    lines.push({ id: `${process.name}>exchange`, from: process.name, to: node?.name ?? "", ...open, points });
  });
  if (node !== undefined)
    parts.push({ id: node.name, face: "rabbitmq-node", process: node.name, label: node.part, x: 234, y: 20, width: 84, height: 34 });
  const bottomOf = (boxes: Iterable<Box>) => Math.max(66, ...[...boxes].map((box) => box.y + box.height));
  let y = bottomOf([...publisherBoxes.values(), ...exchangeBoxes.values()]) + 14;
  const fromExchanges = y - 7;
  const pipes = new Map<string, Box>();
  const several = exchanges.length > 1;
  for (const { name, bindings } of queues) {
    bindings.forEach(({ exchange, words }, i) => {
      const label = several ? `${exchange === "" ? "(default)" : exchange}: ${words}` : words;
      const plate = {
        x: GUTTER + (i % 2) * (INNER - PLATE.width),
        y: y + Math.floor(i / 2) * (PLATE.height + 4),
        ...PLATE,
      };
      parts.push({ id: `binding:${exchange}>${name}:${words}`, face: "binding", process: "", label, ...plate });
    });
    y += Math.ceil(bindings.length / 2) * (PLATE.height + 4);
    const box = { x: GUTTER, y, width: INNER, height: HEAD + PIPE };
    const pipe = { ...box, y: y + HEAD, height: PIPE };
    pipes.set(name, pipe);
    parts.push({ id: `queue:${name}`, face: "queue", process: node?.name ?? "", label: name, data: { queue: name }, ...box });
    for (const exchange of new Set(bindings.map((binding) => binding.exchange))) {
      const from = exchangeBoxes.get(exchange);
      if (from === undefined) continue;
      const [x0, y0] = rightOf(from);
      lines.push({
        id: `${exchange}>${name}`,
        from: node?.name ?? "",
        to: name,
        kind: "flow",
        arrow: true,
        points: [
          [x0, y0],
          [x0 + 10, y0],
          [x0 + 10, fromExchanges],
          [LEFT_BUS, fromExchanges],
          [LEFT_BUS, pipe.y + PIPE / 2],
          [pipe.x - 5, pipe.y + PIPE / 2],
        ],
      });
    }
    y += HEAD + PIPE + 12;
  }
  const consumers = [
    ...queues.flatMap(({ name, consumers: mine }) => mine.map((consumer) => ({ ...consumer, queue: name }))),
    ...astray.map((process) => ({ process, subscribed: false, queue: "" })),
  ];
  const consumerBoxes = new Map<string, { box: Box; queue: string }>();
  consumers.forEach(({ process, queue }, i) => {
    const box = { x: GUTTER, y: y + i * 40, width: INNER, height: 36 };
    consumerBoxes.set(process.name, { box, queue });
    const data = { astray: queue === "" };
    parts.push({ id: process.name, face: "rabbitmq-consumer", process: process.name, label: process.part, data, ...box });
  });
  const tapeY = y + consumers.length * 40 + 4;
  const database = processes.find(({ role }) => role === "database");
  if (database !== undefined) {
    const box = { x: GUTTER, y: tapeY, width: INNER, height: TAPE };
    parts.push({ id: database.name, face: "tape-narrow", process: database.name, label: database.part, ...box });
  }
  const deliver = (name: string): Point[] => {
    const consumer = consumerBoxes.get(name);
    const pipe = pipes.get(consumer?.queue ?? "");
    if (consumer === undefined || pipe === undefined) return [];
    const [x0, y0] = rightOf(pipe);
    const [x1, y1] = rightOf(consumer.box);
    return [
      [x0 + 4, y0],
      [RIGHT_BUS, y0],
      [RIGHT_BUS, y1],
      [x1, y1],
    ];
  };
  const effect = (name: string): Point[] => {
    const consumer = consumerBoxes.get(name);
    if (consumer === undefined) return [];
    const [x0, y0] = leftOf(consumer.box);
    return [
      [x0, y0],
      [LEFT_BUS, y0],
      [LEFT_BUS, tapeY + TAPE - 3],
      [GUTTER, tapeY + TAPE - 3],
    ];
  };
  for (const { process, subscribed } of consumers) {
    const open = subscribed ? ({ kind: "flow", arrow: true } as const) : ({ kind: "planned", arrow: false } as const);
    lines.push({ id: `queue>${process.name}`, from: node?.name ?? "", to: process.name, ...open, points: deliver(process.name) });
    const points = effect(process.name);
    lines.push({ id: `${process.name}>tape`, from: process.name, to: database?.name ?? "", kind: "effect", arrow: true, points });
  }
  return {
    width: WIDTH,
    height: tapeY + TAPE + 4,
    parts,
    lines,
    placeOf: (process, _message, destination) => aboveQueue({ node: node?.name ?? "", pipes }, process.name, destination),
    route({ from, to, type }) {
      const along = (points: Point[], look: "token" | "answer") => (points.length === 0 ? null : { points, look });
      switch (type) {
        case "basic.publish":
          return along(publishWays.get(from) ?? [], "token");
        case "confirm.ack":
        case "confirm.nack":
          return along(reversed(publishWays.get(to) ?? []), "answer");
        case "basic.return":
          return along(reversed(publishWays.get(to) ?? []), "token");
        case "basic.deliver":
          return along(deliver(to), "token");
        case "basic.ack":
          return along(reversed(deliver(from)), "answer");
        case "basic.nack":
        case "basic.reject":
          return along(reversed(deliver(from)), "token");
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
