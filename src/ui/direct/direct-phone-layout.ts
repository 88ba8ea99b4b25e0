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

const CLIENT = { width: 140, height: 58 };
const ACROSS = 2;
const SERVICE = 36;

/** The direct chain for a narrow screen: the callers on top, the services under each other, the tape. */
export function layoutDirectPhone(processes: readonly FrameProcess[]): LaneLayout {
  const parts: PlacedPart[] = [];
  const lines: PlacedLine[] = [];
  const clients = processes.filter(({ role, left }) => role === "direct client" && !left);
  const services = processes.filter(({ role, left }) => role === "direct service" && !left);
  const database = processes.find(({ role }) => role === "database");
  const callers = new Map<string, Box>();
  clients.forEach((process, i) => {
    const box = { x: GUTTER + (i % ACROSS) * (INNER - CLIENT.width), y: 8 + Math.floor(i / ACROSS) * (CLIENT.height + 14), ...CLIENT };
    callers.set(process.name, box);
    parts.push({ id: process.name, face: "direct-client", process: process.name, label: process.part, ...box });
  });
  const firstService = 8 + Math.max(1, Math.ceil(clients.length / ACROSS)) * (CLIENT.height + 14) + 2;
  const boxes = new Map<string, Box>();
  services.forEach((process, i) => {
    const box = { x: GUTTER, y: firstService + i * (SERVICE + 8), width: INNER, height: SERVICE };
    boxes.set(process.name, box);
    parts.push({ id: process.name, face: "direct-service", process: process.name, label: process.part, ...box });
  });
  const tapeY = firstService + services.length * (SERVICE + 8) + 2;
  if (database !== undefined) {
    const box = { x: GUTTER, y: tapeY, width: INNER, height: TAPE };
    parts.push({ id: database.name, face: "tape-narrow", process: database.name, label: database.part, ...box });
  }
  const call = (client: string, service: string): Point[] => {
    const from = callers.get(client);
    const to = boxes.get(service);
    if (from === undefined || to === undefined) return [];
    const x = from.x + 24;
    const under = from.y + from.height + 7;
    return [[x, from.y + from.height], [x, under], [LEFT_BUS, under], [LEFT_BUS, leftOf(to)[1]], leftOf(to)];
  };
  const effect = (service: string): Point[] => {
    const from = boxes.get(service);
    if (from === undefined) return [];
    const end = tapeY + TAPE - 3;
    return [rightOf(from), [RIGHT_BUS, rightOf(from)[1]], [RIGHT_BUS, end], [WIDTH - GUTTER, end]];
  };
  for (const client of clients) {
    for (const { name } of services)
      lines.push({ id: `${client.name}>${name}`, from: client.name, to: name, kind: "flow", arrow: true, points: call(client.name, name) });
  }
  for (const { name } of services)
    lines.push({ id: `${name}>tape`, from: name, to: database?.name ?? "", kind: "effect", arrow: true, points: effect(name) });
  return {
    width: WIDTH,
    height: tapeY + TAPE + 4,
    parts,
    lines,
    route({ from, to, type }) {
      const along = (points: Point[], look: "token" | "answer") => (points.length === 0 ? null : { points, look });
      if (type === "Call") return along(call(from, to), "token");
      if (type === "Answer") return along(reversed(call(to, from)), "answer");
      if (type === "Apply") return along(effect(from), "token");
      return type === "Applied" ? along(reversed(effect(to)), "answer") : null;
    },
  };
}
