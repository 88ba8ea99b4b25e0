import fc from "fast-check";
import { expect, test } from "vitest";
import {
  countWithin,
  crowds,
  passesThrough,
  placeOfLabel,
  placeWords,
  ratePoints,
  rulerMarks,
  rulerWords,
  spreadMarks,
  stepArea,
} from "./scale.ts";

test("a ruler has round steps, begins at zero and has no more marks than asked for", () => {
  expect(rulerMarks(30e6)).toEqual([0, 5e6, 10e6, 15e6, 20e6, 25e6, 30e6]);
  fc.assert(
    fc.property(fc.integer({ min: 100_000, max: 6_000_000_000 }), fc.integer({ min: 4, max: 20 }), (endUs, most) => {
      const marks = rulerMarks(endUs, most);
      expect(marks[0]).toBe(0);
      expect(marks.length).toBeLessThanOrEqual(most + 1);
    }),
  );
});

test("a dimension's label stands between its ends, after them, before them, or nowhere, and never beyond its limits", () => {
  const label = { x1: 300, x2: 500, width: 100, left: 0, right: 1000 };
  expect(placeOfLabel(label)).toBe(400);
  expect(placeOfLabel({ ...label, x2: 340 })).toBe(404);
  // The playhead stands at 400: what comes after it has not been run.
  expect(placeOfLabel({ ...label, x2: 340, right: 400 })).toBe(236);
  expect(placeOfLabel({ ...label, x2: 340, right: 400, left: 250 })).toBeNull();
});

test("a ruler counts seconds up to a minute, and minutes beyond", () => {
  expect(rulerWords([0, 10e6, 20e6, 30e6], 32e6)).toEqual(["0", "10", "20", "30 s"]);
  expect(rulerWords([14.3e6, 14.4e6], 15e6)).toEqual(["14.3", "14.4 s"]);
  expect(rulerWords([0, 30e6, 60e6], 60e6)).toEqual(["0", "30", "60 s"]);
  expect(rulerWords([0, 30e6, 60e6, 90e6], 95e6)).toEqual(["0:00", "0:30", "1:00", "1:30"]);
  expect(rulerWords(rulerMarks(600e6, 5), 600e6)).toEqual(["0:00", "2:00", "4:00", "6:00", "8:00", "10:00"]);
  expect(rulerWords([59.5e6, 60e6, 60.5e6], 61e6)).toEqual(["0:59.5", "1:00.0", "1:00.5"]);
});

test("marks that are close are moved apart, keep their order, and stay where they are when there is room", () => {
  expect(spreadMarks([10, 50, 90], 20, 0, 100)).toEqual([10, 50, 90]);
  expect(spreadMarks([50, 52], 20, 0, 100)).toEqual([41, 61]);
  expect(spreadMarks([2, 3], 20, 0, 100)).toEqual([0, 20]);
  expect(spreadMarks([99, 100], 20, 0, 100)).toEqual([80, 100]);
  expect(spreadMarks([30, 50, 52], 20, 0, 100)).toEqual([24, 44, 64]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 9 }), (places) => {
      const sorted = places.sort((one, other) => one - other);
      const spread = spreadMarks(sorted, 20, 0, 1000);
      expect(spread).toHaveLength(sorted.length);
      for (let i = 1; i < spread.length; i++) expect(spread[i] - spread[i - 1]).toBeGreaterThanOrEqual(20 - 1e-9);
      for (const place of spread) expect(place).toBeGreaterThanOrEqual(0);
      for (const place of spread) expect(place).toBeLessThanOrEqual(1000 + 1e-9);
    }),
  );
});

test("words stand beside their marks, never over another word or mark", () => {
  const word = (x: number, width = 60) => ({ x, width });
  expect(placeWords([word(100)], 14, 0, 400)).toEqual(["right"]);
  expect(placeWords([word(380)], 14, 0, 400)).toEqual(["left"]);
  // The first one's word stands between them, so that the second has no room on either side.
  expect(placeWords([word(100), word(200), word(260)], 14, 0, 300)).toEqual(["right", null, null]);
  expect(placeWords([word(100), word(160)], 14, 0, 400)).toEqual(["left", "right"]);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 120 })), { maxLength: 20 }), (drawn) => {
      const marks = drawn.map(([x, width]) => ({ x, width })).sort((one, other) => one.x - other.x);
      const sides = placeWords(marks, 14, 0, 1000);
      const words = marks.flatMap(({ x, width }, i) =>
        sides[i] === "right" ? [[x + 14, x + 14 + width]] : sides[i] === "left" ? [[x - 14 - width, x - 14]] : [],
      );
      for (const [i, [, to]] of words.entries()) if (i + 1 < words.length) expect(to).toBeLessThanOrEqual(words[i + 1][0]);
      for (const [from, to] of words) for (const { x } of marks) expect(x <= from - 14 + 1e-9 || x >= to + 14 - 1e-9).toBe(true);
    }),
  );
});

test("a rate counts what lies in its window and ends at the instant asked for", () => {
  const points = ratePoints([0.5e6, 1e6, 1.5e6, 4e6], 4.2e6, 2e6, 1e6);
  expect(points.map(({ us }) => us)).toEqual([0, 1e6, 2e6, 3e6, 4e6, 4.2e6]);
  expect(points.map(({ perSecond }) => perSecond)).toEqual([0, 1, 1.5, 0.5, 0.5, 0.5]);
  expect(countWithin([1, 2, 3], 2, 1)).toBe(1);
});

test("marks that stand too close are gathered under the first of them", () => {
  expect(crowds([0, 5, 9, 10, 30], 10)).toEqual([
    { first: 0, from: 0, to: 9, count: 3 },
    { first: 3, from: 10, to: 10, count: 1 },
    { first: 4, from: 30, to: 30, count: 1 },
  ]);
  expect(crowds([], 10)).toEqual([]);
  const many = Array.from({ length: 500 }, (_, i) => i);
  const gathered = crowds(many, 20);
  expect(gathered.length).toBe(25);
  expect(gathered.reduce((sum, { count }) => sum + count, 0)).toBe(500);
});

test("a step area stops at the instant that is shown", () => {
  const path = stepArea(
    [1, 2, 3],
    [1, 2, 0],
    2,
    (us) => us * 10,
    (value) => 100 - value,
  );
  expect(path).toBe("M0,100H10.0V99.0H20.0V98.0H20.0V100");
});

test("a line to an instant is drawn only where it meets nothing on its way", () => {
  const row = { top: 20, bottom: 40 };
  const straight = { x1: 100, y1: 10, x2: 100, y2: 50 };
  expect(passesThrough(straight, row, [])).toBe(false);
  expect(passesThrough(straight, row, [{ from: 40, to: 98 }])).toBe(false);
  expect(passesThrough(straight, row, [{ from: 40, to: 99.5 }])).toBe(true);
  expect(passesThrough(straight, row, [{ from: 101.5, to: 130 }])).toBe(false);
  // A slanted one is in the row from 110 to 130 only.
  const slanted = { x1: 100, y1: 10, x2: 140, y2: 50 };
  expect(passesThrough(slanted, row, [{ from: 90, to: 108 }])).toBe(false);
  expect(passesThrough(slanted, row, [{ from: 112, to: 114 }])).toBe(true);
  expect(passesThrough(slanted, row, [{ from: 132, to: 150 }])).toBe(false);
  expect(passesThrough({ ...slanted, x2: 60 }, row, [{ from: 92, to: 100 }])).toBe(false);
  expect(passesThrough({ ...slanted, x2: 60 }, row, [{ from: 88, to: 100 }])).toBe(true);
});
