import type { FrameProcess } from "../../worker/protocol.ts";
import { type Box, type LaneLayout, type PlacedLine, type PlacedPart, type Point, reversed } from "../stage/lane-layout.ts";

const WIDTH = 340;

/** The direct chain for a narrow screen: the caller on top, the services under each other, the tape. */
export function layoutDirectPhone(processes: readonly FrameProcess[]): LaneLayout {
  const parts: PlacedPart[] = [];
  const lines: PlacedLine[] = [];
  const clients = processes.filter(({ role, status }) => role === "direct client" && status !== "stopped");
  const services = processes.filter(({ role, status }) => role === "direct service" && status !== "stopped");
  const database = processes.find(({ role }) => role === "database");
  const boxes = new Map<string, Box>();
  clients.slice(0, 1).forEach((process) => {
    const box = { x: 8, y: 8, width: 140, height: 58 };
    boxes.set(process.name, box);
    parts.push({ id: process.name, face: "direct-client", process: process.name, label: process.part, ...box });
  });
  services.forEach((process, i) => {
    const box = { x: 40, y: 84 + i * 42, width: WIDTH - 56, height: 34 };
    boxes.set(process.name, box);
    parts.push({ id: process.name, face: "direct-service", process: process.name, label: process.part, ...box });
  });
  const tapeY = 84 + services.length * 42 + 4;
  if (database !== undefined)
    parts.push({
      id: database.name,
      face: "tape-narrow",
      process: database.name,
      label: database.part,
      x: 8,
      y: tapeY,
      width: WIDTH - 16,
      height: 56,
    });
  const call = (service: string): Point[] => {
    const box = boxes.get(service);
    return box === undefined
      ? []
      : [
          [20, 66],
          [20, box.y + 17],
          [box.x, box.y + 17],
        ];
  };
  const effect = (service: string): Point[] => {
    const box = boxes.get(service);
    return box === undefined
      ? []
      : [
          [box.x + box.width, box.y + 17],
          [WIDTH - 6, box.y + 17],
          [WIDTH - 6, tapeY + 36],
          [WIDTH - 30, tapeY + 36],
        ];
  };
  for (const { name } of services)
    lines.push({ id: `call>${name}`, from: clients[0]?.name ?? "", to: name, kind: "flow", arrow: true, points: call(name) });
  return {
    width: WIDTH,
    height: tapeY + 60,
    parts,
    lines,
    route({ from, to, type }) {
      const along = (points: Point[], look: "token" | "answer") => (points.length === 0 ? null : { points, look });
      if (type === "Call") return along(call(to), "token");
      if (type === "Answer") return along(reversed(call(from)), "answer");
      if (type === "Apply") return along(effect(from), "token");
      return type === "Applied" ? along(reversed(effect(to)), "answer") : null;
    },
  };
}
