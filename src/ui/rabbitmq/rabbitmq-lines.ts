import { type Box, leftOf, type PlacedLine, type Point, rightOf } from "../layout/lane-layout.ts";
import type { PlacedBinding, RabbitmqPlaces } from "./rabbitmq-places.ts";

/**
 * The lines of a RabbitMQ lane: into the exchanges, along the bindings that exist into the queues, out to the consumers that subscribed,
 * to the tape. What is only meant is dotted; what leads to nothing is not drawn.
 */
export function rabbitmqLines(places: RabbitmqPlaces): PlacedLine[] {
  const { node, database, publishers, bindings, consumers } = places;
  const lines: PlacedLine[] = [];
  for (const [name, { connected }] of publishers)
    lines.push({ id: `${name}>exchange`, from: name, to: node, ...open(connected), points: publishLine(places, name) });
  for (const binding of bindings)
    lines.push({ id: binding.id, from: node, to: binding.queue, kind: "flow", arrow: true, points: bindingLine(places, binding) });
  for (const [name, { queue, subscribed }] of consumers) {
    lines.push({ id: `${queue}>${name}`, from: node, to: name, ...open(subscribed), points: deliveryLine(places, name) });
    lines.push({ id: `${name}>tape`, from: name, to: database, kind: "effect", arrow: true, points: effectLine(places, name) });
  }
  return lines;
}

function open(is: boolean): Pick<PlacedLine, "kind" | "arrow"> {
  return is ? { kind: "flow", arrow: true } : { kind: "planned", arrow: false };
}

/** Nowhere when its exchange does not exist. */
export function publishLine({ publishers, exchanges }: RabbitmqPlaces, publisher: string): Point[] {
  const from = publishers.get(publisher);
  const exchange = exchanges.get(from?.exchange ?? "");
  if (from === undefined || exchange === undefined) return [];
  const [x0, y0] = rightOf(from.box);
  const [x1, y1] = leftOf(exchange);
  const bend = x1 - 12;
  return Math.abs(y0 - y1) < 0.5
    ? [
        [x0, y0],
        [x1, y1],
      ]
    : [
        [x0, y0],
        [bend, y0],
        [bend, y1],
        [x1, y1],
      ];
}

/** Out of the exchange at 45 degrees, then straight through the plate with the routing key, and into the pipe. */
export function bindingLine({ exchanges, pipes }: RabbitmqPlaces, { exchange: name, queue, plate }: PlacedBinding): Point[] {
  const exchange = exchanges.get(name);
  const pipe = pipes.get(queue);
  if (exchange === undefined || pipe === undefined) return [];
  const y = plate.y + plate.height / 2;
  const [x1, y1] = leftOf(pipe);
  const end: Point[] =
    Math.abs(y - y1) < 1
      ? [[x1 - 5, y1]]
      : [
          [x1 - 22, y],
          [x1 - 22, y1],
          [x1 - 5, y1],
        ];
  const radius = exchange.width / 2;
  const centre: Point = [exchange.x + radius, exchange.y + radius];
  const rise = y - centre[1];
  // Nearly level: straight from where the circle meets that height.
  if (Math.abs(rise) < radius * 0.7) return [[centre[0] + Math.sqrt(radius * radius - rise * rise), y], ...end];
  const side = rise > 0 ? 1 : -1;
  const start: Point = [centre[0] + radius * 0.7, centre[1] + side * radius * 0.7];
  const bend = Math.min(plate.x - 8, start[0] + Math.abs(y - start[1]));
  return [start, [bend, y], ...end];
}

export function deliveryLine({ pipes, consumers }: RabbitmqPlaces, consumer: string): Point[] {
  const to = consumers.get(consumer);
  const pipe = pipes.get(to?.queue ?? "");
  return to === undefined || pipe === undefined ? [] : fromPipe(pipe, to.box);
}

function fromPipe(pipe: Box, consumer: Box): Point[] {
  const [x0, y0] = rightOf(pipe);
  const [x1, y1] = leftOf(consumer);
  const bend = (x0 + x1) / 2 + 4;
  return Math.abs(y0 - y1) < 1
    ? [
        [x0 + 4, y0],
        [x1, y0],
      ]
    : [
        [x0 + 4, y0],
        [bend, y0],
        [bend, y1],
        [x1, y1],
      ];
}

/** From a consumer around the others to the end of the tape. */
export function effectLine({ consumers, effectBus, tapeEnd }: RabbitmqPlaces, consumer: string): Point[] {
  const from = consumers.get(consumer);
  if (from === undefined) return [];
  const [x0, y0] = rightOf(from.box);
  return [[x0, y0], [effectBus, y0], [effectBus, tapeEnd[1]], tapeEnd];
}
