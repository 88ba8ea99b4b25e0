import fc from "fast-check";
import { expect, test } from "vitest";
import { axisOf, brokenLine } from "./axis.ts";

const sides = { left: 100, right: 1100 };

test("time runs at one scale when something happens all the time", () => {
  const { x, breaks, marks } = axisOf({ from: 5e6, to: 10e6, busy: [{ from: 5e6, to: 10e6 }], ...sides });
  expect(breaks).toEqual([]);
  expect(x(6e6) - x(5e6)).toBeCloseTo(x(10e6) - x(9e6));
  expect(marks).toEqual([5e6, 5.5e6, 6e6, 6.5e6, 7e6, 7.5e6, 8e6, 8.5e6, 9e6, 9.5e6, 10e6]);
});

test("a long gap with nothing in it is left out; a short one, or one that a wait measures, is not", () => {
  const busy = [
    { from: 5e6, to: 6e6 },
    { from: 11e6, to: 12e6 },
  ];
  expect(axisOf({ from: 5e6, to: 12e6, busy, ...sides }).breaks).toHaveLength(1);
  expect(axisOf({ from: 5e6, to: 12e6, busy: [...busy, { from: 6e6, to: 11e6 }], ...sides }).breaks).toEqual([]);
  const short = [
    { from: 5e6, to: 6e6 },
    { from: 6.5e6, to: 12e6 },
  ];
  expect(axisOf({ from: 5e6, to: 12e6, busy: short, ...sides }).breaks).toEqual([]);
});

test("no mark stands in what is left out, and all marks are round", () => {
  const busy = [
    { from: 5.6e6, to: 6.2e6 },
    { from: 16e6, to: 17e6 },
  ];
  const { breaks, marks } = axisOf({ from: 5.6e6, to: 17e6, busy, ...sides });
  expect(marks.length).toBeGreaterThan(2);
  for (const mark of marks) {
    expect(mark % 1e5).toBe(0);
    expect(breaks.some(({ from, to }) => mark >= from && mark <= to)).toBe(false);
  }
});

test("later is never further left, and everything stays between the sides", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 30e6 }), fc.integer({ min: 0, max: 2e6 })), { minLength: 1, maxLength: 8 }),
      (spans) => {
        const busy = spans.map(([from, length]) => ({ from, to: from + length }));
        const from = Math.min(...busy.map((span) => span.from));
        const to = Math.max(...busy.map((span) => span.to));
        const { x } = axisOf({ from, to, busy, ...sides });
        let before = Number.NEGATIVE_INFINITY;
        for (let i = -5; i <= 45; i++) {
          const px = x(from + ((to - from) * i) / 40);
          expect(px).toBeGreaterThanOrEqual(before - 1e-6);
          expect(px).toBeGreaterThanOrEqual(sides.left);
          expect(px).toBeLessThanOrEqual(sides.right);
          before = px;
        }
      },
    ),
  );
});

test("a line goes in a zigzag over a break that lies within it, and only there", () => {
  expect(brokenLine(0, 100, 5, [{ left: 30, right: 70 }])).toBe("M0,5H42l4,-6l8,12l4,-6H100");
  expect(brokenLine(0, 45, 5, [{ left: 30, right: 70 }])).toBe("M0,5H45");
});
