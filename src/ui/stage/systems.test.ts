import { describe, expect, test } from "vitest";
import { startRun } from "../../engine/run.ts";
import type { Command, Run } from "../../engine/scenario.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { takeFrame } from "../../worker/frame.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { LaneLayout, PlacedPart } from "../layout/lane-layout.ts";
import { SYSTEM_DRAWINGS } from "./systems.ts";
import { neighbour } from "./travel.ts";

function processesOf(more: number): FrameProcess[][] {
  const base = runOf(findScenario("friday-rush") as Parameters<typeof runOf>[0]);
  const script: Command[] = Array.from(
    { length: more },
    (_, i): Command => ({
      id: `add-${i}`,
      when: { atMs: 3000 },
      action:
        i % 3 === 2
          ? { do: "addProducer", name: `order-svc-${i + 2}` }
          : { do: "addConsumer", service: "payment", name: `payment-${i + 3}` },
    }),
  );
  const run: Run = { ...base, script };
  const simulation = startRun(run);
  simulation.runUntil(8_000_000);
  const frame = takeFrame(simulation, 1, new Map());
  return run.scenario.lanes.map((_, lane) => frame.processes.filter((process) => process.lane === lane) as FrameProcess[]);
}

const overlap = (one: PlacedPart, other: PlacedPart) =>
  one.x < other.x + other.width - 0.5 &&
  other.x < one.x + one.width - 0.5 &&
  one.y < other.y + other.height - 0.5 &&
  other.y < one.y + one.height - 0.5;
/** Frames lie around others by intent. */
const FRAMES = ["boundary", "kafka-group", "kafka-broker"];

describe.each([0, 3, 7])("with %i parts added", (more) => {
  const lanes = processesOf(more);
  const systems = ["kafka", "rabbitmq", "direct"] as const;
  for (const [lane, system] of systems.entries()) {
    test.each([
      [700, "roomy"],
      [1004, "roomy"],
      [1500, "roomy"],
      [700, "tight"],
      [1300, "tight"],
    ] as const)(`${system}: no two parts overlap at a width of %i, %s, and all lie on the paper`, (width, density) => {
      check(SYSTEM_DRAWINGS[system].layout(lanes[lane], width, density));
    });
    test(`${system}: nor upright`, () => check(SYSTEM_DRAWINGS[system].upright(lanes[lane])));
  }
});

function check({ parts, width, height, lines }: LaneLayout): void {
  expect(parts.length).toBeGreaterThan(4);
  const solid = parts.filter(({ face }) => !FRAMES.includes(face));
  for (const [i, one] of solid.entries()) {
    for (const other of solid.slice(i + 1)) expect(overlap(one, other) ? `${one.id} over ${other.id}` : "").toBe("");
    expect(one.x).toBeGreaterThanOrEqual(0);
    expect(one.x + one.width).toBeLessThanOrEqual(width + 1);
    expect(one.y + one.height).toBeLessThanOrEqual(height + 1);
  }
  for (const { points } of lines) for (const [x, y] of points) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
}

test("arrow keys reach every part from every other", () => {
  const [kafka] = processesOf(0);
  const parts = SYSTEM_DRAWINGS.kafka.layout(kafka, 1200, "roomy").parts.filter(({ process }) => process !== "");
  const reached = new Set([parts[0]]);
  for (let open = [parts[0]]; open.length > 0; ) {
    const part = open.pop() as PlacedPart;
    for (const key of ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) {
      const next = neighbour(parts, part, key);
      if (next !== null && !reached.has(next)) {
        reached.add(next);
        open = [...open, next];
      }
    }
  }
  expect(reached.size).toBe(parts.length);
});
