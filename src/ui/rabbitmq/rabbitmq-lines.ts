import { type Box, leftOf, type PlacedLine, type Point, rightOf } from "../stage/lane-layout.ts";
import type { RabbitmqPlaces } from "./rabbitmq-places.ts";

/** The lines of a RabbitMQ lane: into the exchange, along the bindings into the queues, out to the consumers, to the tape. */
export function rabbitmqLines(places: RabbitmqPlaces): PlacedLine[] {
  const { node, database, publishers, pipes, consumers } = places;
  const lines: PlacedLine[] = [];
  for (const name of publishers.keys())
    lines.push({ id: `${name}>exchange`, from: name, to: node, kind: "flow", arrow: true, points: publishLine(places, name) });
  for (const queue of pipes.keys())
    lines.push({ id: `exchange>${queue}`, from: node, to: queue, kind: "flow", arrow: true, points: bindingLine(places, queue) });
  for (const [name, { queue }] of consumers) {
    lines.push({ id: `${queue}>${name}`, from: node, to: name, kind: "flow", arrow: true, points: deliveryLine(places, name) });
    lines.push({ id: `${name}>tape`, from: name, to: database, kind: "effect", arrow: true, points: effectLine(places, name) });
  }
  return lines;
}

export function publishLine({ publishers, exchange }: RabbitmqPlaces, publisher: string): Point[] {
  const box = publishers.get(publisher);
  if (box === undefined) return [];
  const [x0, y0] = rightOf(box);
  const [x1, y1] = leftOf(exchange);
  const bend = x1 - 12;
  return y0 === y1
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

/** Out of the exchange at 45 degrees, then straight through the plate with the routing key. */
export function bindingLine({ exchange, pipes, plateX }: RabbitmqPlaces, queue: string): Point[] {
  const pipe = pipes.get(queue);
  if (pipe === undefined) return [];
  const radius = exchange.width / 2;
  const centre: Point = [exchange.x + radius, exchange.y + radius];
  const [x1, y1] = leftOf(pipe);
  const rise = y1 - centre[1];
  // Nearly level: straight from where the circle meets that height.
  if (Math.abs(rise) < radius * 0.7) {
    return [
      [centre[0] + Math.sqrt(radius * radius - rise * rise), y1],
      [x1 - 5, y1],
    ];
  }
  const side = rise > 0 ? 1 : -1;
  const start: Point = [centre[0] + radius * 0.7, centre[1] + side * radius * 0.7];
  const bend = Math.min(plateX - 8, start[0] + Math.abs(y1 - start[1]));
  return [start, [bend, y1], [x1 - 5, y1]];
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
