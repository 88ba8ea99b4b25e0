import type { DirectServiceView } from "../../engine/direct/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import {
  type Box,
  type Density,
  type LaneLayout,
  leftOf,
  type PlacedLine,
  type PlacedPart,
  type Point,
  reversed,
  rightOf,
} from "../layout/lane-layout.ts";

const MEASURES = {
  roomy: { top: 10, client: { width: 144, height: 58 }, service: { width: 176, height: 36 }, gap: 6, tape: 38, tapeGap: 10 },
  tight: { top: 4, client: { width: 144, height: 54 }, service: { width: 214, height: 26 }, gap: 4, tape: 32, tapeGap: 6 },
} as const;

/** The direct chain: a caller, the services in the order in which they are called, the tape. */
export function layoutDirect(processes: readonly FrameProcess[], width: number, density: Density): LaneLayout {
  const m = MEASURES[density];
  const clients = processes.filter(({ role, left }) => role === "direct client" && !left);
  const services = processes.filter(({ role, left }) => role === "direct service" && !left);
  const database = processes.find(({ role }) => role === "database");
  const columns = new Map<string, FrameProcess[]>();
  for (const process of services) {
    const { service } = process.view as DirectServiceView;
    columns.set(service, [...(columns.get(service) ?? []), process]);
  }
  const most = Math.max(1, ...[...columns.values()].map((column) => column.length));
  const bodyHeight = Math.max(m.client.height * clients.length + 10 * (clients.length - 1), most * (m.service.height + m.gap) - m.gap);
  const left = 16;
  const tapeWidth = Math.min(560, Math.max(420, width * 0.42));
  const gap = Math.max(28, (width - left - m.client.width - columns.size * m.service.width - 56) / Math.max(1, columns.size + 0.4));
  const parts: PlacedPart[] = [];
  const lines: PlacedLine[] = [];
  const boxes = new Map<string, Box>();
  clients.forEach((process, i) => {
    const box = { x: left, y: m.top + i * (m.client.height + 10), ...m.client };
    boxes.set(process.name, box);
    parts.push({ id: process.name, face: "direct-client", process: process.name, label: process.part, ...box });
  });
  [...columns.values()].forEach((column, i) => {
    column.forEach((process, j) => {
      const box = {
        x: left + m.client.width + gap * (i + 0.8) + i * m.service.width,
        y: m.top + j * (m.service.height + m.gap),
        ...m.service,
      };
      boxes.set(process.name, box);
      parts.push({ id: process.name, face: "direct-service", process: process.name, label: process.part, data: { density }, ...box });
    });
  });
  const tapeY = m.top + bodyHeight + m.tapeGap;
  const total = Math.max(width, left + m.client.width + columns.size * (m.service.width + gap) + 20);
  const tape: Box = { x: total - tapeWidth - 40, y: tapeY, width: tapeWidth, height: m.tape };
  if (database !== undefined) parts.push({ id: database.name, face: "tape", process: database.name, label: database.part, ...tape });

  /** From the caller under the boxes in between to the service. */
  const callLine = (client: string, service: string): Point[] => {
    const from = boxes.get(client);
    const to = boxes.get(service);
    if (from === undefined || to === undefined) return [];
    const [x0, y0] = rightOf(from);
    const [x1, y1] = leftOf(to);
    const below = m.top + bodyHeight + m.tapeGap / 2;
    return [
      [x0, y0],
      [x0 + 16, y0],
      [x0 + 16, below],
      [x1 - 16, below],
      [x1 - 16, y1],
      [x1, y1],
    ];
  };
  const effectLine = (service: string): Point[] => {
    const from = boxes.get(service);
    if (from === undefined) return [];
    const [x0, y0] = rightOf(from);
    const down = Math.min(tape.x + tape.width - 20, Math.max(tape.x + 270, x0 + 12));
    return [
      [x0, y0],
      [x0 + 12, y0],
      [x0 + 12, tapeY - 2],
      [down, tapeY - 2],
      [down, tapeY + 6],
    ];
  };
  for (const client of clients) {
    for (const service of services)
      lines.push({
        id: `${client.name}>${service.name}`,
        from: client.name,
        to: service.name,
        kind: "flow",
        arrow: true,
        points: callLine(client.name, service.name),
      });
  }
  return {
    width: total,
    height: tapeY + m.tape,
    parts,
    lines,
    route({ from, to, type }) {
      const along = (points: Point[], look: "token" | "answer") => (points.length === 0 ? null : { points, look });
      switch (type) {
        case "Call":
          return along(callLine(from, to), "token");
        case "Answer":
          return along(reversed(callLine(to, from)), "answer");
        case "Apply":
          return along(effectLine(from), "token");
        case "Applied":
          return along(reversed(effectLine(to)), "answer");
        default:
          return null;
      }
    },
  };
}
