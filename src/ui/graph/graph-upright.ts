import type { Run } from "../../engine/document/scenario.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { type Box, type LaneLayout, leftOf, type PlacedPart, type Point } from "../layout/lane-layout.ts";
import { type GraphLane, graphLane } from "./graph-lane.ts";
import { partOfMachine, partOfTape, type Standing, standingApplication, standingPlaces } from "./graph-parts.ts";
import type { GraphPlaces } from "./graph-places.ts";
import { graphRoute } from "./graph-routes.ts";
import { EXCHANGE_SIZE, MACHINE, TAPE_ROW } from "./measures.ts";

const WIDTH = 340;
const TRACK = 7;
const GAP = 12;

type Row = Omit<Standing, "span">;

/** The same lane on a narrow screen: one part below the other in the order of the flow, wires in the gutter at the left. */
export function graphUpright(run: Run, index: number, processes: readonly FrameProcess[]): LaneLayout {
  const lane = graphLane(run, index, processes);
  const rows = rowsOf(lane);
  const wires = wiresOf(lane);
  const machines = machinesOf(lane);
  const top = machines.length === 0 ? 8 : 8 + Math.ceil(machines.length / PER_ROW) * (MACHINE.height + 6);
  const tracks = tracksOf(wires, rows);
  const left = 10 + (1 + Math.max(0, ...tracks.values())) * TRACK;
  const boxes = new Map<string, Box>();
  let y = top;
  for (const { id, width, height } of rows) {
    boxes.set(id, { x: left, y, width: Math.max(width, WIDTH - left - 10), height });
    y += height + GAP;
  }
  for (const { id } of lane.exchanges) {
    const box = boxes.get(id);
    if (box !== undefined) boxes.set(id, { ...box, width: EXCHANGE_SIZE });
  }
  const ways = new Map<string, Point[]>();
  for (const { id, from, to } of wires) {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    if (a === undefined || b === undefined) continue;
    const x = left - 8 - (tracks.get(id) ?? 0) * TRACK;
    const [start, end] = [leftOf(a), leftOf(b)];
    ways.set(id, [start, [x, start[1]], [x, end[1]], end]);
  }
  const places: GraphPlaces = { lane, boxes, ways };
  const line = (id: string, from: string, to: string, kind: "flow" | "effect") => ({
    id,
    from,
    to,
    kind,
    points: ways.get(id) ?? [],
    arrow: true,
  });
  return {
    width: Math.max(WIDTH, ...[...boxes.values()].map(({ x, width }) => x + width + 10)),
    height: y,
    parts: [...machines, ...rows.flatMap(({ id, parts }) => parts(boxes.get(id) as Box))],
    lines: wires.map(({ id, from, to, effect }) => line(id, from, to, effect ? "effect" : "flow")),
    route: (packet) => graphRoute(places, packet),
  };
}

const PER_ROW = 4;

function machinesOf({ machines }: GraphLane): PlacedPart[] {
  return machines.map((machine, i) =>
    partOfMachine(machine, 8 + (i % PER_ROW) * (MACHINE.width + 4), 4 + Math.floor(i / PER_ROW) * (MACHINE.height + 6)),
  );
}

function rowsOf(lane: GraphLane): Row[] {
  // What an application did stands right below it.
  const applications = lane.applications.flatMap((app): Row[] => {
    const standing = standingApplication(app);
    const tapes = lane.tapes.filter(({ application }) => application === app.id);
    const { column } = standing;
    return [
      standing,
      ...tapes.map((tape): Row => ({ id: tape.id, column, width: 0, height: TAPE_ROW.height, parts: (box) => [partOfTape(tape, box)] })),
    ];
  });
  return [...applications, ...standingPlaces(lane)].sort((one, other) => one.column - other.column);
}

interface Way {
  id: string;
  from: string;
  to: string;
  effect: boolean;
}

function wiresOf({ wires, bindings, tapes }: GraphLane): Way[] {
  return [
    ...wires.map(({ id, from, to }) => ({ id, from, to, effect: false })),
    ...bindings.map(({ id, exchange, queue }) => ({ id, from: exchange, to: queue, effect: false })),
    ...tapes.map(({ id, application }) => ({ id, from: application, to: id, effect: true })),
  ];
}

/** Wires of one part share a track; no two others that pass each other do. The shortest lie nearest to the parts. */
function tracksOf(wires: readonly Way[], rows: readonly Row[]): Map<string, number> {
  const place = new Map(rows.map(({ id }, i) => [id, i]));
  const trunks = new Map<string, { ids: string[]; low: number; high: number }>();
  for (const { id, from, to } of wires) {
    const [a, b] = [place.get(from), place.get(to)];
    if (a === undefined || b === undefined) continue;
    const known = trunks.get(from) ?? { ids: [], low: a, high: a };
    trunks.set(from, { ids: [...known.ids, id], low: Math.min(known.low, a, b), high: Math.max(known.high, a, b) });
  }
  const taken: { low: number; high: number }[][] = [];
  const tracks = new Map<string, number>();
  const sorted = [...trunks].sort(([a, one], [b, other]) => one.high - one.low - (other.high - other.low) || (a < b ? -1 : 1));
  for (const [, trunk] of sorted) {
    let track = 0;
    while (taken[track]?.some(({ low, high }) => trunk.low < high && low < trunk.high)) track++;
    taken[track] = [...(taken[track] ?? []), trunk];
    for (const id of trunk.ids) tracks.set(id, track);
  }
  return tracks;
}
