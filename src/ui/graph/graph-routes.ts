import { partitionForKey } from "../../engine/kafka/murmur2.ts";
import { type Box, type LaneLayout, type PacketRoute, type Point, reversed } from "../layout/lane-layout.ts";
import { messageLook } from "../state/messages.ts";
import type { AppFacts, GraphWire, TopicFacts } from "./graph-lane.ts";
import { stripTop } from "./graph-parts.ts";
import type { GraphPlaces } from "./graph-places.ts";
import { TOPIC } from "./measures.ts";

type Packet = Parameters<LaneLayout["route"]>[0];

/** The way of a packet along the wires of a graph, or null when it is not drawn: what brokers say among themselves, say. */
export function graphRoute(places: GraphPlaces, { from, to, type, message }: Packet): PacketRoute | null {
  const sender = appOf(places, from);
  const receiver = appOf(places, to);
  switch (type) {
    case "Produce":
    case "basic.publish":
      return along(publishWay(places, sender, from, message), "token");
    case "ProduceResponse":
    case "confirm.ack":
    case "confirm.nack":
      return along(reversed(publishWay(places, receiver, to, message)), "answer");
    case "basic.return":
      return along(reversed(publishWay(places, receiver, to, message)), "token");
    case "FetchResponse":
    case "basic.deliver":
      return along(readWay(places, receiver, to, message), "token");
    case "OffsetCommit":
    case "basic.ack":
      return along(reversed(readWay(places, sender, from, message)), "answer");
    case "basic.nack":
    case "basic.reject":
      return along(reversed(readWay(places, sender, from, message)), "token");
    case "Call":
      return along(callWay(places, sender, receiver, to), "token");
    case "Answer":
      return along(reversed(callWay(places, receiver, sender, from)), "answer");
    case "Apply":
      return along(effectWay(places, sender, message), "token");
    case "Applied":
      return along(reversed(effectWay(places, receiver, message)), "answer");
    default:
      return null;
  }
}

function along(points: readonly Point[], look: PacketRoute["look"]): PacketRoute | null {
  return points.length < 2 ? null : { points, look };
}

function appOf({ lane }: GraphPlaces, process: string): AppFacts | undefined {
  return lane.applications.find(({ instances }) => instances.some(({ name }) => name === process));
}

function takes({ types }: GraphWire, message: number): boolean {
  return types === undefined || types.includes(messageLook(message).type);
}

function publishWay({ lane, ways, boxes }: GraphPlaces, app: AppFacts | undefined, process: string, message: number): Point[] {
  const wire = lane.wires.find((one) => one.kind === "publishes" && one.from === app?.id && takes(one, message));
  if (wire === undefined || app === undefined) return [];
  return [
    ...fromInstance(app, process, boxes.get(app.id)),
    ...(ways.get(wire.id) ?? []),
    ...intoTopic(lane.topics, wire.to, boxes, message),
  ];
}

/** Of several places that it reads, the one to which messages of that type go. */
function readWay({ lane, ways, boxes }: GraphPlaces, app: AppFacts | undefined, process: string, message: number): Point[] {
  const mine = lane.wires.filter((one) => one.kind === "reads" && one.to === app?.id);
  const published = (place: string) => lane.wires.some((one) => one.kind === "publishes" && one.to === place && takes(one, message));
  const wire = mine.length === 1 ? mine[0] : (mine.find(({ from }) => published(from)) ?? mine[0]);
  if (wire === undefined || app === undefined) return [];
  const out = [...intoTopic(lane.topics, wire.from, boxes, message)]
    .reverse()
    .map(([, y]): Point => [(boxes.get(wire.from)?.x ?? 0) + TOPIC.width - 12, y]);
  const way = ways.get(wire.id) ?? [];
  return [...out, ...way, ...reversed(fromInstance(app, process, boxes.get(app.id), "left"))];
}

function callWay({ lane, ways, boxes }: GraphPlaces, caller: AppFacts | undefined, called: AppFacts | undefined, process: string): Point[] {
  const wire = lane.wires.find((one) => one.kind === "calls" && one.from === caller?.id && one.to === called?.id);
  if (wire === undefined || called === undefined) return [];
  return [...(ways.get(wire.id) ?? []), ...reversed(fromInstance(called, process, boxes.get(called.id), "left"))];
}

function effectWay({ lane, ways }: GraphPlaces, app: AppFacts | undefined, message: number): Point[] {
  const { type } = messageLook(message);
  const mine = lane.tapes.filter(({ application }) => application === app?.id);
  const tape = mine.find(({ types }) => types?.includes(type) === true) ?? mine[0];
  return tape === undefined ? [] : [...(ways.get(tape.id) ?? [])];
}

/** From an instance's edge to where its application's wires begin; nothing for the only one. */
function fromInstance({ instances }: AppFacts, process: string, box: Box | undefined, side: "left" | "right" = "right"): Point[] {
  const at = instances.findIndex(({ name }) => name === process);
  if (box === undefined || at < 0 || instances.length < 2) return [];
  const x = side === "right" ? box.x + box.width - 2 : box.x + 2;
  return [[x, box.y + ((at + 0.5) * box.height) / instances.length]];
}

/** From a topic's edge to the strip of the message's partition (K-PROD-02). */
function intoTopic(topics: readonly TopicFacts[], id: string, boxes: ReadonlyMap<string, Box>, message: number): Point[] {
  const topic = topics.find((one) => one.id === id);
  const box = boxes.get(id);
  if (topic === undefined || box === undefined || topic.rows.length === 0) return [];
  const row = partitionForKey(messageLook(message).key, topic.rows.length);
  const y = stripTop(box, row) + TOPIC.strip / 2;
  return [
    [box.x + TOPIC.label, y],
    [box.x + TOPIC.label + 12, y],
  ];
}
