import fc from "fast-check";
import { expect, test } from "vitest";
import { binCounts, binsFor, labelPlaces, latenciesUntil, ticksUpTo } from "./series.ts";

test("every latency has its bin, and bins are round", () => {
  expect(binsFor(0)).toEqual({ widthUs: 5000, count: 6 });
  expect(binsFor(50_000)).toEqual({ widthUs: 5000, count: 11 });
  expect(binsFor(900_000)).toEqual({ widthUs: 100_000, count: 10 });
  expect(binsFor(10_100_000)).toEqual({ widthUs: 1_000_000, count: 11 });
  fc.assert(
    fc.property(fc.array(fc.nat(4e9), { minLength: 1, maxLength: 40 }), (latencies) => {
      const bins = binsFor(Math.max(...latencies));
      const counts = binCounts(latencies, bins);
      expect(bins.count).toBeLessThanOrEqual(16);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(latencies.length);
      expect(Math.floor(Math.max(...latencies) / bins.widthUs)).toBeLessThan(bins.count);
    }),
  );
});

test("only what has happened is counted", () => {
  const latency = { at: [1, 2, 3], us: [10, 20, 30] };
  expect(latenciesUntil({ latency }, 2)).toEqual([10, 20]);
  expect(latenciesUntil({ latency }, 0)).toEqual([]);
});

test("ticks begin at zero, are round, few, and reach the largest value", () => {
  expect(ticksUpTo(22, 4)).toEqual([0, 10, 20, 30]);
  expect(ticksUpTo(1.75, 4)).toEqual([0, 0.5, 1, 1.5, 2]);
  expect(ticksUpTo(4, 4)).toEqual([0, 1, 2, 3, 4]);
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e5, noNaN: true }), fc.integer({ min: 2, max: 6 }), (value, most) => {
      const ticks = ticksUpTo(value, most);
      expect(ticks[0]).toBe(0);
      expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(value - 1e-6);
      expect(ticks.length).toBeLessThanOrEqual(most + 2);
    }),
  );
});

test("names of lines keep their distance, and stand at their line's end when they can", () => {
  expect(labelPlaces([80, 20], 14, 0, 100)).toEqual([80, 20]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 5 }), (ends) => {
      const places = [...labelPlaces(ends, 14, 0, 100)].sort((one, other) => one - other);
      for (let i = 1; i < places.length; i++) expect(places[i] - places[i - 1]).toBeGreaterThanOrEqual(14 - 1e-9);
    }),
  );
});
