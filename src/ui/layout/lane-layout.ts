import type { FrameProcess } from "../../worker/protocol.ts";

/** A point in drawing units: 1 unit is 1 px at scale 1. */
export type Point = readonly [x: number, y: number];

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A face on the canvas. Its id is the process name, or that with a suffix where one process has several faces. */
export interface PlacedPart extends Box {
  id: string;
  /** Which face draws it. */
  face: string;
  /** The process that it shows and that faults on it hit; empty for frames that only group others. */
  process: string;
  /** Spoken and shown name. */
  label: string;
  /** Fixed facts that the face needs besides the view: a queue's name, a group's members. */
  data?: Readonly<Record<string, unknown>>;
}

/** `planned`: a way that is meant, and nobody has opened yet. */
export type LineKind = "flow" | "answer" | "copy" | "effect" | "planned";

/** A line of the drawing; packets travel along it. */
export interface PlacedLine {
  id: string;
  from: string;
  to: string;
  kind: LineKind;
  points: readonly Point[];
  arrow: boolean;
  /** Whom it joins where `from` and `to` stand for several: it is in trouble when all of them are. */
  /** Spoken: "order-svc publishes to topic orders". */
  says?: string;
  ends?: { from: readonly string[]; to: readonly string[] };
}

/** Roomy where the lane is high; tight where it is low: the same things closer together, so that words keep their size. */
export type Density = "roomy" | "tight";

/** Everything that a lane draws that is not state: where things stand and how packets go. */
export interface LaneLayout {
  width: number;
  height: number;
  parts: readonly PlacedPart[];
  lines: readonly PlacedLine[];
  /** The way of a packet, or null when it is not drawn. */
  route(packet: { from: string; to: string; type: string; message: number }): PacketRoute | null;
  /** The point above what a process shows of a message, where it shows it in a place of its own: a cell of a log, a queue. */
  placeOf?(process: FrameProcess, message: number, destination: string): Point | null;
}

export interface PacketRoute {
  points: readonly Point[];
  look: "token" | "copy" | "answer";
}

export function reversed(points: readonly Point[]): Point[] {
  return [...points].reverse();
}

export function middle(box: Box): Point {
  return [box.x + box.width / 2, box.y + box.height / 2];
}

export function leftOf(box: Box): Point {
  return [box.x, box.y + box.height / 2];
}

export function rightOf(box: Box): Point {
  return [box.x + box.width, box.y + box.height / 2];
}
