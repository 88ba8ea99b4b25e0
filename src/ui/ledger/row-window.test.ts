import fc from "fast-check";
import { expect, test } from "vitest";
import { rowWindow, scrollToShow } from "./row-window.ts";

test("of ten thousand rows a few dozen exist, and the space of all is kept", () => {
  const { first, last, before, after } = rowWindow(10_000, 27, 135_000, 170);
  expect(last - first).toBeLessThan(30);
  expect(first).toBeLessThanOrEqual(5000);
  expect(last).toBeGreaterThan(5006);
  expect(before + (last - first) * 27 + after).toBe(270_000);
});

test("whatever the scrolling, what can be seen exists", () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.nat(400_000), fc.integer({ min: 0, max: 900 }), (rows, wanted, height) => {
      const scrollTop = Math.min(wanted, Math.max(0, rows * 27 - height));
      const { first, last, before, after } = rowWindow(rows, 27, scrollTop, height);
      expect(before + (last - first) * 27 + after).toBe(rows * 27);
      expect(before).toBeLessThanOrEqual(scrollTop);
      expect(last * 27).toBeGreaterThanOrEqual(Math.min(rows * 27, scrollTop + height));
    }),
  );
});

test("scrolling to a row goes no further than needed", () => {
  expect(scrollToShow(3, 27, 0, 170)).toBe(0);
  expect(scrollToShow(10, 27, 0, 170)).toBe(127);
  expect(scrollToShow(2, 27, 200, 170)).toBe(54);
});
