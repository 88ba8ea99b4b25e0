import { expect, test } from "vitest";
import type { FramePacket } from "../../worker/protocol.ts";
import type { LaneLayout, Point } from "../layout/lane-layout.ts";
import { drawFlying } from "./flying.ts";
import type { Palette } from "./palette.ts";

/** What a canvas was asked to draw, in its order: where each line went, and the texts. */
function drawing() {
  const done: string[] = [];
  let path: string[] = [];
  const canvas = {
    beginPath: () => {
      path = [];
    },
    moveTo: (x: number, y: number) => path.push(`${x},${y}`),
    lineTo: (x: number, y: number) => path.push(`${x},${y}`),
    arc: () => path.push("circle"),
    stroke: () => done.push(`line ${path.join(" ")}`),
    fillText: (text: string, x: number) => done.push(`text ${text}`, `${text} at ${x}`),
    ...Object.fromEntries(["closePath", "fill", "save", "restore", "translate", "rotate", "setLineDash"].map((name) => [name, () => {}])),
  };
  return { done, canvas: canvas as unknown as CanvasRenderingContext2D };
}

const WAY: readonly Point[] = [
  [0, 0],
  [100, 0],
];
const packet = (type: string, message: number): FramePacket => ({
  connection: 1,
  from: 1,
  to: 2,
  type,
  carries: [message],
  sentAt: 0,
  arriveAt: 100,
  held: false,
});
const palette = { ink: "#000", paper: "#fff", guide: "#00f", mark: "#ff0", edge: "#000", font: "sans", keys: {} } as unknown as Palette;
const layout = {
  route: ({ type }: { type: string }) => ({ points: WAY, look: type === "answer" ? "answer" : "copy" }),
} as unknown as LaneLayout;

test("the way of an answer lies under the tokens that are on it, whichever left first", () => {
  for (const packets of [
    [packet("call", 8), packet("answer", 6)],
    [packet("answer", 6), packet("call", 8)],
  ]) {
    const { done, canvas } = drawing();
    const drawn = drawFlying(canvas, { layout, packets, nameOf: String, at: 60, speed: 1, reduced: false, selected: null, palette });
    expect(drawn).toBe(2);
    expect(done).toContain("text 8");
    expect(done[0]).toBe("line 0,0 60,0");
    expect(done.indexOf("text 8")).toBeGreaterThan(done.indexOf("line 0,0 60,0"));
  }
});

test("what stands at the end of its way stands before the part, and not on its name", () => {
  const scene = { layout, nameOf: String, at: 60, speed: 1, selected: null, palette };
  const held = drawing();
  drawFlying(held.canvas, { ...scene, packets: [{ ...packet("call", 8), held: true }], reduced: false });
  expect(held.done).toContain("8 at 90");
  const still = drawing();
  drawFlying(still.canvas, { ...scene, packets: [packet("call", 8)], reduced: true });
  expect(still.done).toContain("8 at 90");
  const moving = drawing();
  drawFlying(moving.canvas, { ...scene, packets: [packet("call", 8)], reduced: false });
  expect(moving.done).toContain("8 at 60");
});
