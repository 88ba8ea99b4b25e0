import { expect, test } from "vitest";
import type { FrameProcess, WhyStep } from "../../worker/protocol.ts";
import type { LaneLayout, PlacedPart } from "../layout/lane-layout.ts";
import { balloonSpots } from "./balloon-spots.ts";

const part = (process: string, face: string, x: number, y: number, width: number, height: number): PlacedPart => ({
  id: process,
  face,
  process,
  label: process,
  x,
  y,
  width,
  height,
});

const layout: LaneLayout = {
  width: 1000,
  height: 240,
  parts: [
    part("svc", "kafka-producer", 10, 90, 96, 58),
    part("broker", "kafka-broker", 300, 12, 204, 200),
    part("payment-1", "kafka-member", 800, 20, 150, 30),
    part("payment-2", "kafka-member", 800, 54, 150, 30),
    part("database", "tape", 300, 200, 600, 38),
  ],
  lines: [],
  route: () => null,
  placeOf: (process, message) => (process.name === "broker" && message === 7 ? [330, 44] : null),
};

const effect = (message: number, count: number) => ({ message, at: 0, count });
const processOf = (name: string): FrameProcess => ({
  id: 0,
  name,
  part: name,
  lane: 0,
  role: name === "database" ? "database" : "other",
  host: name,
  status: "up",
  since: 0,
  view: {
    idempotent: false,
    tables: [{ table: "charges", service: "payment", total: 3, skipped: 0, effects: [effect(7, 1), effect(8, 1), effect(7, 2)] }],
  },
});

const step = (...processes: string[]): WhyStep => ({
  title: "",
  detail: "",
  at: 0,
  events: [],
  processes,
  proof: "tried",
  claims: [],
  commands: [],
});
const spots = (...processes: string[]) =>
  balloonSpots(
    layout,
    processes.map((process) => step(process)),
    { message: 7, destination: "payment" },
    processOf,
    "charges",
  );

test("a step at a broker stands above the message's own cell", () => {
  expect(spots("broker")).toEqual([{ step: 0, at: [330, 44], about: null }]);
});

test("the effects of a message have a number each, above their own tokens", () => {
  const [first, second] = spots("database", "database");
  expect(second.at[0] - first.at[0]).toBe(2 * 27);
  expect([first.at[1], second.at[1]]).toEqual([195, 195]);
});

test("several steps at one member stand apart, with leaders to it, and on the paper", () => {
  const found = spots("payment-1", "payment-1", "payment-1", "payment-2");
  for (const { at, about } of found) {
    expect(about?.[0]).toBe(945);
    expect(at[0]).toBeLessThanOrEqual(989);
    expect(at[1]).toBeGreaterThanOrEqual(11);
  }
  for (const [i, one] of found.entries())
    for (const other of found.slice(i + 1)) expect(Math.hypot(one.at[0] - other.at[0], one.at[1] - other.at[1])).toBeGreaterThanOrEqual(20);
});

test("a producer carries its number on its corner; a part that is not drawn has none", () => {
  expect(spots("svc", "nobody")).toEqual([{ step: 0, at: [100, 90], about: null }]);
});
