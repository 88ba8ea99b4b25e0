import { expect, test } from "vitest";
import { startRun } from "../../engine/run.ts";
import type { LaneSpec, Run } from "../../engine/scenario.ts";
import { fridayRush } from "../../scenarios/friday-rush.ts";
import { runOf } from "../../scenarios/index.ts";
import { takeFrame } from "../../worker/frame.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { fitLane } from "./fit-lane.ts";
import { withEnds } from "./line-ends.ts";
import { SYSTEM_DRAWINGS } from "./systems.ts";

function kafka(change: (lane: LaneSpec) => LaneSpec = (lane) => lane): FrameProcess[] {
  const base = runOf(fridayRush);
  const run: Run = { ...base, scenario: { ...base.scenario, lanes: base.scenario.lanes.slice(0, 1).map(change) } };
  const simulation = startRun(run);
  simulation.runUntil(3_000_000);
  return takeFrame(simulation, 1, new Map()).processes as FrameProcess[];
}

const many = (lane: LaneSpec): LaneSpec =>
  lane.system === "kafka"
    ? { ...lane, settings: { ...lane.settings, brokers: 9, topics: lane.settings.topics.map((topic) => ({ ...topic, partitions: 64 })) } }
    : lane;

test("a lane fits its place, down to a scale at which it can be read", () => {
  const size = { width: 1004, height: 226 };
  const { layout, zoom } = fitLane(SYSTEM_DRAWINGS.kafka, kafka(), size, "stacked");
  expect(layout.height * zoom).toBeLessThanOrEqual(size.height + 1);
  expect(layout.width * zoom).toBeLessThanOrEqual(size.width + 1);
});

test("a lane that has no room at that scale is larger than its place, and nothing of it is left out", () => {
  const size = { width: 1004, height: 500 };
  const { layout, zoom } = fitLane(SYSTEM_DRAWINGS.kafka, kafka(many), size, "alone");
  expect(zoom).toBeGreaterThanOrEqual(0.72);
  expect(layout.height * zoom).toBeGreaterThan(size.height * 3);
  expect(layout.parts.filter(({ face }) => face === "kafka-row").length).toBe(64);
});

test("on a wall parts grow with the paper, and cells take the width that is there", () => {
  const cellOf = (width: number, height: number) => {
    const { layout, zoom } = fitLane(SYSTEM_DRAWINGS.kafka, kafka(), { width, height }, "projector");
    const logs = layout.parts.find(({ face }) => face === "kafka-logs");
    return ((logs?.data?.["cell"] as number) ?? 0) * zoom;
  };
  expect(cellOf(1920, 290)).toBeGreaterThan(cellOf(1366, 200) * 1.2);
  expect(cellOf(2560, 400)).toBeGreaterThan(cellOf(1920, 290) * 1.2);
});

test("a way to a crashed part is one to a dead peer, a way to a stopped one is not open", () => {
  const line = { id: "l", from: "a", to: "b", kind: "flow", arrow: true, points: [] } as const;
  expect(withEnds(line, ["b crashed"])).toEqual({ line, dead: true });
  expect(withEnds(line, ["a stopped"])).toEqual({ line: { ...line, kind: "planned", arrow: false }, dead: false });
  expect(withEnds(line, ["c crashed", ""])).toEqual({ line, dead: false });
});
