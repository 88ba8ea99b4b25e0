import type { LaneLayout, Point } from "../../src/ui/layout/lane-layout.ts";
import { drawFlying } from "../../src/ui/stage/flying.ts";
import type { Palette } from "../../src/ui/stage/palette.ts";
import type { FramePacket } from "../../src/worker/protocol.ts";

/** Draws `count` packets on 60 lines for two seconds and reports how long frames took. */
async function measureFrames(count: number): Promise<{ count: number; p95Ms: number; scriptMs: number }> {
  const canvas = (document.getElementById("canvas") as HTMLCanvasElement).getContext("2d") as CanvasRenderingContext2D;
  const lines = Array.from({ length: 60 }, (_, i): Point[] => [
    [10, 10 + i * 9],
    [400 + (i % 7) * 20, 10 + i * 9],
    [500, 590 - i * 9],
    [1190, 590 - i * 9],
  ]);
  const layout: LaneLayout = {
    width: 1200,
    height: 600,
    parts: [],
    lines: [],
    route: ({ message }) => ({ points: lines[message % 60], look: message % 3 === 0 ? "answer" : "token" }),
  };
  const packets = Array.from(
    { length: count },
    (_, i): FramePacket => ({
      connection: i,
      from: 0,
      to: 1,
      type: "x",
      carries: [1 + (i % 19)],
      sentAt: -(i % 97) * 10,
      arriveAt: 5000,
      held: false,
    }),
  );
  const keys = Object.fromEntries([..."abcdefx"].map((hue) => [hue, { fill: "#1d5fb4", text: "#fff" }])) as Palette["keys"];
  const palette: Palette = {
    ink: "#14202c",
    paper: "#fbfcfa",
    guide: "#24729b",
    mark: "#ffe45c",
    edge: "#14202c",
    font: "sans-serif",
    keys,
  };
  const frames: number[] = [];
  const scripts: number[] = [];
  let last = 0;
  await new Promise<void>((done) => {
    const start = performance.now();
    const turn = (now: number) => {
      if (last > 0) frames.push(now - last);
      last = now;
      const before = performance.now();
      canvas.clearRect(0, 0, 1200, 600);
      drawFlying(canvas, { layout, packets, nameOf: () => "", at: now - start, speed: 1, reduced: false, selected: null, palette });
      scripts.push(performance.now() - before);
      if (now - start < 2000) requestAnimationFrame(turn);
      else done();
    };
    requestAnimationFrame(turn);
  });
  frames.sort((one, other) => one - other);
  return { count, p95Ms: frames[Math.floor(frames.length * 0.95)], scriptMs: scripts.reduce((sum, ms) => sum + ms, 0) / scripts.length };
}

Object.assign(window, { measureFrames });
