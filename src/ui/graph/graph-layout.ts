import type { Run } from "../../engine/document/scenario.ts";
import { partitionForKey } from "../../engine/kafka/murmur2.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { type Box, type LaneLayout, middle, type PlacedLine, type PlacedPart, type Point } from "../layout/lane-layout.ts";
import { textWidth } from "../layout/text-width.ts";
import { messageLook } from "../state/messages.ts";
import { type GraphLane, graphLane } from "./graph-lane.ts";
import { partOfMachine, partOfTape, type Standing, standingApplication, standingPlaces, stripTop } from "./graph-parts.ts";
import type { GraphPlaces } from "./graph-places.ts";
import { graphRoute } from "./graph-routes.ts";
import { placeBlocks } from "./layers.ts";
import { LAYERS, MACHINE, MOST_HOPS_BESIDE, PLATE, SOURCE, TAPE_ROW, TOP, TOPIC } from "./measures.ts";
import { ranksOf } from "./ranks.ts";
import { routeWires, type Wish } from "./router.ts";

/** A lane of any architecture: layered from left to right, its effects below, every wire in a gutter of its own. */
export function graphLayout(run: Run, index: number, processes: readonly FrameProcess[], width: number): LaneLayout {
  const lane = graphLane(run, index, processes);
  const applications = lane.applications.map(standingApplication);
  const standing = standingPlaces(lane);
  const blocks = [...applications, ...standing];
  const top = TOP + (lane.machines.length > 0 ? MACHINE.height + 12 : 0);
  const joints = [
    ...lane.wires.map(({ from, to }) => ({ from, to })),
    ...lane.bindings.map(({ exchange, queue }) => ({ from: exchange, to: queue })),
  ];
  // What runs back into the first column comes in from its left.
  const first = new Set(blocks.flatMap(({ id, column }) => (column === 0 ? [id] : [])));
  const back = joints.filter(({ to }) => first.has(to)).length;
  const ranks = ranksOf(run);
  const working = run.scenario.applications.some(({ name, handles = [] }) => ranks.get(name) === 0 && handles.length > 0);
  const column = (at: number) => LAYERS.column(at, working);
  const measures = { ...LAYERS, column, top, left: LAYERS.left + (back === 0 ? 0 : 8 + 8 * back) };
  const beside = effectsBeside(lane, ranks);
  const forEffects = beside.size === 0 ? 0 : LAYERS.gutter(0) + TAPE_ROW.beside;
  const natural = rightOf(placeBlocks(blocks, joints, measures)) + LAYERS.left + forEffects;
  const spare = Math.min(Math.max(0, width - natural), 0.5 * natural);
  const boxes = placeBlocks(blocks, joints, measures, spare);
  const right = Math.max(rightOf(boxes) + LAYERS.left + forEffects, width);
  const bottom = Math.max(top + 40, ...[...boxes.values()].map(({ y, height }) => y + height));
  const tapes = tapeBoxes(lane, boxes, bottom, beside, right);
  const all = new Map([...boxes, ...tapes]);
  const lowest = Math.max(bottom, ...[...tapes.values()].map((box) => box.y + box.height));
  const ways = routeWires(wishesOf(lane, all), [...all.values()], { x: 2, y: top - 10, width: right + 20, height: lowest - top + 40 });
  const runs = [...ways.values()].flat();
  const places: GraphPlaces = { lane, boxes: all, ways };
  return {
    width: Math.max(right, ...runs.map(([x]) => x + 6)),
    height: Math.max(lowest + 4, ...runs.map(([, y]) => y + 6)),
    parts: [...machines(lane), ...partsOf([...standing, ...applications], places), ...platesOf(places)],
    lines: linesOf(places),
    route: (packet) => graphRoute(places, packet),
    placeOf: (process, message, destination) => placeIn(places, process, message, destination),
  };
}

function rightOf(boxes: ReadonlyMap<string, Box>): number {
  return Math.max(0, ...[...boxes.values()].map(({ x, width }) => x + width));
}

/** Machines of the clusters stand in a row along the top, over the places that they hold. */
function machines({ machines: all }: GraphLane): PlacedPart[] {
  const left = LAYERS.left + SOURCE.width + LAYERS.gutter(0);
  return all.map((machine, i) => partOfMachine(machine, left + i * (MACHINE.width + MACHINE.gap), 4));
}

/** Tapes that stand beside their application: where nothing follows it in the last column, and there is room for one more. */
function effectsBeside({ applications, wires, tapes }: GraphLane, ranks: ReadonlyMap<string, number>): ReadonlySet<string> {
  const last = Math.max(0, ...ranks.values());
  const ends = applications.filter(({ id, rank }) => rank === last && !wires.some(({ from }) => from === id));
  if (last > MOST_HOPS_BESIDE) return new Set();
  return new Set(ends.flatMap((app) => tapes.find(({ application }) => application === app.id)?.id ?? []));
}

/**
 * Beside their application, as far as the paper goes; or below everything, each with its right end under its application, and those that would lie over
 * each other in further rows.
 */
function tapeBoxes(
  { tapes }: GraphLane,
  boxes: ReadonlyMap<string, Box>,
  bottom: number,
  beside: ReadonlySet<string>,
  edge: number,
): Map<string, Box> {
  const placed = new Map<string, Box>();
  for (const { id, application } of tapes) {
    const owner = boxes.get(application);
    if (owner === undefined) continue;
    const right = owner.x + owner.width;
    if (beside.has(id)) {
      const x = right + LAYERS.gutter(0);
      placed.set(id, { x, y: middle(owner)[1] - TAPE_ROW.height / 2, width: edge - LAYERS.left - x, height: TAPE_ROW.height });
      continue;
    }
    const width = Math.min(TAPE_ROW.width, right - LAYERS.left);
    const box = { x: right - width, y: bottom + 14, width, height: TAPE_ROW.height };
    const meets = (other: Box) => other.y === box.y && box.x < other.x + other.width + 12 && other.x < box.x + box.width + 12;
    while ([...placed.values()].some(meets)) box.y += TAPE_ROW.height + TAPE_ROW.gap;
    placed.set(id, box);
  }
  return placed;
}

/** Wires leave at the right and enter at the left; effects leave below. The nearest are laid first. */
function wishesOf({ wires, bindings, tapes }: GraphLane, boxes: ReadonlyMap<string, Box>): Wish[] {
  const at = (id: string) => boxes.get(id) as Box;
  const out = (id: string): Point => [at(id).x + at(id).width, middle(at(id))[1]];
  const into = (id: string): Point => [at(id).x, middle(at(id))[1]];
  const known = (from: string, to: string) => boxes.has(from) && boxes.has(to);
  const wishes: Wish[] = [
    ...bindings
      .filter(({ exchange, queue }) => known(exchange, queue))
      .map(({ id, exchange, queue }) => ({ id, trunk: exchange, from: out(exchange), to: into(queue) })),
    ...wires.filter(({ from, to }) => known(from, to)).map(({ id, from, to }) => ({ id, trunk: from, from: out(from), to: into(to) })),
  ];
  const length = ({ from, to }: Wish) => Math.abs(from[0] - to[0]) + Math.abs(from[1] - to[1]);
  wishes.sort((one, other) => length(one) - length(other) || (one.id < other.id ? -1 : 1));
  return [
    ...wishes,
    ...tapes
      .filter(({ id, application }) => known(application, id))
      .map(({ id, application }): Wish => {
        const [owner, tape] = [at(application), at(id)];
        if (tape.x > owner.x + owner.width) return { id, trunk: id, from: out(application), to: into(id) };
        return {
          id,
          trunk: application,
          from: [owner.x + owner.width - 16, owner.y + owner.height],
          to: [tape.x + tape.width - 16, tape.y],
        };
      }),
  ];
}

function partsOf(standing: readonly Standing[], { lane, boxes }: GraphPlaces): PlacedPart[] {
  const at = (id: string) => boxes.get(id) as Box;
  return [...standing.flatMap(({ id, parts }) => parts(at(id))), ...lane.tapes.map((tape) => partOfTape(tape, at(tape.id)))];
}

/** A routing key on its wire, on the longest level piece; 14 of wire stay free on the arrow's side. */
function platesOf({ lane, ways }: GraphPlaces): PlacedPart[] {
  return lane.bindings.flatMap(({ id, words }): PlacedPart[] => {
    const points = ways.get(id) ?? [];
    if (words === "" || points.length < 2) return [];
    let [from, to] = [points[0], points[1]];
    for (let i = 2; i < points.length; i++)
      if (
        points[i][1] === points[i - 1][1] &&
        Math.abs(points[i][0] - points[i - 1][0]) >= (from[1] === to[1] ? Math.abs(to[0] - from[0]) : 0)
      )
        [from, to] = [points[i - 1], points[i]];
    const room = Math.abs(to[0] - from[0]) - 16;
    const width = Math.min(PLATE.most, Math.max(room, 40), textWidth(words, 12.8) + 12);
    const x = Math.max(from[0], to[0]) - 12 - width;
    return [
      { id: `plate:${id}`, face: "binding", process: "", label: words, x, y: from[1] - PLATE.height / 2, width, height: PLATE.height },
    ];
  });
}

function linesOf({ lane, ways }: GraphPlaces): PlacedLine[] {
  const processes = processesBehind(lane);
  const line = (id: string, from: string, to: string, kind: PlacedLine["kind"], says?: string): PlacedLine => ({
    id,
    from,
    to,
    kind,
    points: ways.get(id) ?? [],
    arrow: true,
    ends: { from: processes.get(from) ?? [], to: processes.get(to) ?? [] },
    ...(says === undefined ? {} : { says }),
  });
  return [
    ...lane.bindings.map(({ id, exchange, queue }) =>
      line(id, exchange, queue, "flow", `${nameOf(exchange)} is bound to queue ${nameOf(queue)}`),
    ),
    ...lane.wires.map(({ id, from, to, says }) => line(id, from, to, "flow", says)),
    ...lane.tapes.map(({ id, application, table }) => line(id, application, id, "effect", `${nameOf(application)} writes to ${table}`)),
  ];
}

/** `queue:to-pay` is spoken of as to-pay. */
function nameOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

/** By what a part of the graph stands on: its instances, its brokers, its node. */
function processesBehind({ applications, topics, exchanges, queues, tapes }: GraphLane): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ...applications.map(({ id, instances }): [string, readonly string[]] => [id, instances.map(({ name }) => name)]),
    ...topics.map(({ id, brokers }): [string, readonly string[]] => [id, brokers]),
    ...[...exchanges, ...queues].map(({ id, node }): [string, readonly string[]] => [id, [node]]),
    ...tapes.map(({ id, database }): [string, readonly string[]] => [id, [database]]),
  ]);
}

/** Above the queue or the log that the destination reads the message from, or above its own effects. */
function placeIn({ lane, boxes }: GraphPlaces, { role, name }: FrameProcess, message: number, destination: string): Point | null {
  const tape = lane.tapes.find(({ handler }) => handler === destination);
  const above = (box: Box | undefined, inset: number): Point | null =>
    box === undefined ? null : [box.x + Math.min(inset, box.width - 24), box.y - 4];
  if (role === "database") return above(boxes.get(tape?.id ?? ""), 190);
  const places = lane.wires.filter(({ kind, to }) => kind === "reads" && to === tape?.application).map(({ from }) => from);
  const topic = lane.topics.find(({ id, brokers }) => places.includes(id) && brokers.includes(name));
  if (topic !== undefined) {
    const row = partitionForKey(messageLook(message).key, Math.max(1, topic.rows.length));
    const box = boxes.get(topic.id);
    return box === undefined ? null : [box.x + TOPIC.label + 92, stripTop(box, row) - 4];
  }
  const queue = lane.queues.find(({ id, node }) => places.includes(id) && node === name);
  return queue === undefined ? null : above(boxes.get(queue.id), 66);
}
