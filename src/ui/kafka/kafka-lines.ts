import { type Box, leftOf, type PlacedLine, type Point, rightOf } from "../layout/lane-layout.ts";
import { leaderOf, replicaOf } from "./kafka-facts.ts";
import { BROKER_GAP, SQUARE, STRIP_PADDING } from "./kafka-measures.ts";
import { type KafkaPlaces, stripTop } from "./kafka-places.ts";

/**
 * The rails of a Kafka lane: they run in the gutters between rows and brokers, at right angles. A partition without a leader has none;
 * what nobody reads yet is dotted.
 */
export function kafkaLines(places: KafkaPlaces): PlacedLine[] {
  const { rows, brokers, database, brokerX, producers, members, topic } = places;
  const lines: PlacedLine[] = [];
  const assigned = new Set([...members.values()].flatMap(({ view }) => view.assignment));
  rows.forEach((row, i) => {
    const leader = leaderOf(brokers, row);
    const leaderX = brokerX.get(leader?.name ?? "");
    if (leader === undefined || leaderX === undefined) return;
    if (row.topic === topic) {
      for (const [name, box] of producers)
        lines.push({
          id: `${name}>${row.name}`,
          from: name,
          to: leader.name,
          kind: "flow",
          arrow: true,
          points: produceLine(places, box, i, leaderX),
        });
    }
    lines.push({
      id: `${row.name}>groups`,
      from: leader.name,
      to: "groups",
      ends: { from: [leader.name], to: [...members.keys()] },
      kind: assigned.has(row.name) ? "flow" : "planned",
      arrow: false,
      points: members.size === 0 ? [] : fetchLine(places, i, leaderX),
    });
    for (const other of brokers) {
      if (other === leader || replicaOf(other, row) === undefined) continue;
      lines.push({
        id: `${row.name}>${other.name}`,
        from: leader.name,
        to: other.name,
        kind: "copy",
        arrow: true,
        points: copyLine(places, i, leader.name, other.name),
      });
    }
  });
  for (const [name, { box, view, crashed }] of members) {
    const [x1, y1] = leftOf(box);
    const reads = view.assignment.length > 0 || crashed;
    lines.push({
      id: `bus>${name}`,
      from: "bus",
      to: name,
      ends: { from: brokers.map((broker) => broker.name), to: [name] },
      kind: reads ? "flow" : "planned",
      arrow: reads,
      points: [
        [places.groupBus, y1],
        [x1, y1],
      ],
    });
    lines.push({ id: `${name}>tape`, from: name, to: database, kind: "effect", arrow: true, points: effectLine(places, box) });
  }
  const bus = groupBusLine(places);
  if (bus !== null)
    lines.push({ id: "group-bus", from: "bus", to: "bus", kind: assigned.size > 0 ? "flow" : "planned", arrow: false, points: bus });
  return lines;
}

export function railY({ measures }: KafkaPlaces, row: number): number {
  return stripTop(measures, row) - measures.rail;
}

export function stripMiddle({ measures }: KafkaPlaces, row: number): number {
  return stripTop(measures, row) + measures.strip / 2;
}

/** From a producer along the row's rail to the gap before the broker, and into its strip. */
export function produceLine(places: KafkaPlaces, producer: Box, row: number, brokerX: number): Point[] {
  const [x0, y0] = rightOf(producer);
  const gap = brokerX - BROKER_GAP / 2;
  const y = stripMiddle(places, row);
  return [
    [x0, y0],
    [places.producerBus, y0],
    [places.producerBus, railY(places, row)],
    [gap, railY(places, row)],
    [gap, y],
    [brokerX + STRIP_PADDING - 1, y],
  ];
}

/** From the right end of the leader's strip to the bus of the groups: straight from the last broker, over the rail from the others. */
export function fetchLine(places: KafkaPlaces, row: number, brokerX: number): Point[] {
  const right = brokerX + places.brokerWidth;
  const y = stripMiddle(places, row);
  const last = Math.max(...places.brokerX.values());
  const start: Point = [right - STRIP_PADDING + 1, y];
  if (brokerX === last) return [start, [places.groupBus, y]];
  const gap = right + BROKER_GAP / 2;
  return [start, [gap, y], [gap, railY(places, row)], [places.groupBus, railY(places, row)]];
}

/** Below the strips, from the leader's to a follower's; or below the squares of their columns. */
export function copyLine(places: KafkaPlaces, row: number, leader: string, follower: string): Point[] {
  const { measures, brokerX, brokerWidth, columnX } = places;
  if (columnX !== null) {
    const [from, to] = [columnX.get(leader), columnX.get(follower)];
    if (from === undefined || to === undefined) return [];
    const bottom = stripMiddle(places, row) + SQUARE / 2 + 1;
    return elbow(from + (to > from ? 3 : -3), to, bottom, bottom + 5);
  }
  const [leaderX, followerX] = [brokerX.get(leader), brokerX.get(follower)];
  if (leaderX === undefined || followerX === undefined) return [];
  const bottom = stripTop(measures, row) + measures.strip;
  const from = leaderX + brokerWidth / 2 + (followerX > leaderX ? 24 : -24);
  const to = followerX + brokerWidth / 2 + (followerX > leaderX ? -70 : 70);
  return elbow(from, to, bottom, bottom + 5);
}

function elbow(from: number, to: number, bottom: number, under: number): Point[] {
  return [
    [from, bottom + 1],
    [from, under],
    [to, under],
    [to, bottom],
  ];
}

/** From a member around the groups to the end of the tape. */
export function effectLine({ effectBus, tapeEnd }: KafkaPlaces, member: Box): Point[] {
  const [x0, y0] = rightOf(member);
  return [[x0, y0], [effectBus, y0], [effectBus, tapeEnd[1]], tapeEnd];
}

function groupBusLine(places: KafkaPlaces): Point[] | null {
  const { rows, brokers, brokerX, members, groupBus } = places;
  const ends = rows.flatMap((row, i) => {
    const x = brokerX.get(leaderOf(brokers, row)?.name ?? "");
    return x === undefined ? [] : [fetchLine(places, i, x).at(-1)?.[1] ?? 0];
  });
  if (ends.length === 0 || members.size === 0) return null;
  const ys = [...ends, ...[...members.values()].map(({ box }) => leftOf(box)[1])];
  return [
    [groupBus, Math.min(...ys)],
    [groupBus, Math.max(...ys)],
  ];
}
