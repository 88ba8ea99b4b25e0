import { expect, test } from "vitest";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { outOfSight } from "./out-of-sight.ts";

const part = (face: string, x: number, y: number, height = 30): PlacedPart => ({
  id: `${face}${x}.${y}`,
  face,
  process: "",
  label: "",
  x,
  y,
  width: 60,
  height,
});
const SIGHT = { left: 0, top: 0, right: 400, bottom: 200 };

test("what lies beyond an edge is counted there by its kind, in the singular for one", () => {
  const parts = [part("kafka-row", 10, 20), part("kafka-row", 10, 210), part("kafka-row", 10, 260), part("kafka-group", 300, 240)];
  expect(outOfSight(parts, SIGHT)).toEqual([{ side: "below", words: "2 more partitions, 1 more group" }]);
  expect(outOfSight(parts, { ...SIGHT, top: 225, bottom: 500 })).toEqual([{ side: "above", words: "1 more partition" }]);
  expect(outOfSight([part("queue", 450, 20)], SIGHT)).toEqual([{ side: "right", words: "1 more queue" }]);
  expect(outOfSight([part("queue", -90, 20)], SIGHT)).toEqual([{ side: "left", words: "1 more queue" }]);
});

test("what is seen by a good part does not count, nor what has no name: a frame, a column of squares that reaches below", () => {
  expect(outOfSight([part("queue", 390, 20), part("kafka-broker-column", 10, 5, 3000), part("boundary", 10, 300)], SIGHT)).toEqual([
    { side: "right", words: "1 more queue" },
  ]);
  expect(outOfSight([part("queue", 370, 180)], SIGHT)).toEqual([]);
});
