import fc from "fast-check";
import { expect, test } from "vitest";
import { boxAround, livesBetween, placeMarks, touches } from "./placing.ts";

const within = { left: 0, right: 1000, top: 0, bottom: 200 };

test("a mark stands where it wants to when nothing is there, and beside what is", () => {
  expect(placeMarks([{ x: 100, y: 50 }], [], 9, within)).toEqual([{ x: 100, y: 50 }]);
  expect(placeMarks([{ x: 100, y: 50 }], [boxAround(100, 50, 8)], 9, within)).toEqual([{ x: 79, y: 50 }]);
  expect(placeMarks([{ x: 9, y: 50 }], [boxAround(9, 50, 8)], 9, within)).toEqual([{ x: 30, y: 50 }]);
});

test("a few marks never stand on each other", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ x: fc.integer({ min: 60, max: 900 }), y: fc.integer({ min: 40, max: 160 }) }), { maxLength: 7 }),
      (wanted) => {
        const boxes = placeMarks(wanted, [], 9, within).map(({ x, y }) => boxAround(x, y, 9));
        expect(boxes).toHaveLength(wanted.length);
        expect(boxes.some((box, i) => boxes.some((other, j) => i < j && touches(box, other)))).toBe(false);
      },
    ),
  );
});

test("lives are cut to what is shown, and a process without news is up", () => {
  const lives = [
    { state: "up", from: 0, to: 8 },
    { state: "down", from: 8, to: Number.POSITIVE_INFINITY },
  ] as const;
  expect(livesBetween(lives, 5, 12)).toEqual([
    { state: "up", from: 5, to: 8 },
    { state: "down", from: 8, to: 12 },
  ]);
  expect(livesBetween(undefined, 5, 12)).toEqual([{ state: "up", from: 5, to: 12 }]);
});
