import { describe, expect, test } from "vitest";
import { below, type Distribution, definePurpose, draw, meanOf, sample, standardExponential } from "./chance.ts";
import { hashText } from "./hash.ts";

const ONE = definePurpose("test one");
const OTHER = definePurpose("test other");
const N = 100_000;
const words = (seed: number, entity: number) => Array.from({ length: N }, (_, n) => draw(seed, ONE, entity, n));
const unit = (word: number) => word / 2 ** 32;

/** Largest distance between the sample and a distribution; times √N it stays below 2.2 in all but one of 8,000 cases. */
function kolmogorovSmirnov(values: readonly number[], distribution: (value: number) => number): number {
  const sorted = [...values].sort((one, other) => one - other);
  let most = 0;
  sorted.forEach((value, i) => {
    const expected = distribution(value);
    most = Math.max(most, Math.abs((i + 1) / values.length - expected), Math.abs(i / values.length - expected));
  });
  return most * Math.sqrt(values.length);
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

/** Correlation of two samples, in standard errors. */
function correlation(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (let n = 0; n < one.length; n++) sum += (unit(one[n]) - 0.5) * (unit(other[n]) - 0.5);
  return (sum / one.length) * 12 * Math.sqrt(one.length);
}

/** 99.95 % of chi-square with 63 degrees of freedom lie below 108, 99.95 % above 30. */
function chiSquare(cells: readonly number[]): number {
  const expected = cells.reduce((sum, count) => sum + count, 0) / cells.length;
  return cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("draws", () => {
  test.each([1, 2, 0xffffffff])("are uniform in their high and in their low bits: seed %i", (seed) => {
    const high = new Array(64).fill(0);
    const low = new Array(64).fill(0);
    for (const word of words(seed, 5)) {
      high[word >>> 26]++;
      low[word & 63]++;
    }
    for (const cells of [high, low]) {
      expect(chiSquare(cells)).toBeLessThan(108);
      expect(chiSquare(cells)).toBeGreaterThan(30);
    }
    expect(kolmogorovSmirnov(words(seed, 5).map(unit), (u) => u)).toBeLessThan(2.2);
  });

  test("are unsigned 32-bit integers, and the same address always gives the same", () => {
    for (let n = 0; n < 1000; n++) {
      const word = draw(3, ONE, n, n);
      expect(word).toBe(draw(3, ONE, n, n));
      expect(word >>> 0).toBe(word);
    }
  });

  test("at neighbouring addresses do not correlate: next count, entity, seed, another purpose", () => {
    const own = words(1, 5);
    const others = {
      count: Array.from({ length: N }, (_, n) => draw(1, ONE, 5, n + 1)),
      entity: words(1, 6),
      seed: words(2, 5),
      purpose: Array.from({ length: N }, (_, n) => draw(1, OTHER, 5, n)),
    };
    for (const [part, other] of Object.entries(others)) expect(Math.abs(correlation(own, other)), part).toBeLessThan(4);
    const across = Array.from({ length: N }, (_, n) => draw(1, ONE, hashText(`process-${n}`), 0));
    expect(kolmogorovSmirnov(across.map(unit), (u) => u)).toBeLessThan(2.2);
  });

  test("pairs of successive draws fill the square evenly", () => {
    const cells = new Array(64).fill(0);
    const own = words(7, 9);
    for (let n = 0; n + 1 < N; n += 2) cells[(own[n] >>> 29) * 8 + (own[n + 1] >>> 29)]++;
    expect(chiSquare(cells)).toBeLessThan(108);
  });

  test("one bit more or less in the address turns half of the bits", () => {
    let turned = 0;
    for (let n = 0; n < 1000; n++) {
      for (let bit = 0; bit < 32; bit++) {
        let difference = draw(1, ONE, n, 17) ^ draw(1, ONE, n ^ (1 << bit), 17);
        for (; difference !== 0; difference &= difference - 1) turned++;
      }
    }
    expect(Math.abs(turned / (1000 * 32 * 32) - 0.5)).toBeLessThan(0.002);
  });
});

describe("the exponential", () => {
  const values = words(3, 1).map(standardExponential);

  test("is −ln(u) to six digits, over the whole range of words", () => {
    const extremes = [0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
    let worst = 0;
    for (const word of [...extremes, ...words(4, 2)])
      worst = Math.max(worst, Math.abs(standardExponential(word) + Math.log((word + 0.5) / 2 ** 32)));
    expect(worst).toBeLessThan(1e-6);
  });

  test("is never negative and falls as the word rises", () => {
    let last = Number.POSITIVE_INFINITY;
    for (const word of [...words(5, 3), 0, 0xffffffff].sort((one, other) => one - other)) {
      const value = standardExponential(word);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(last);
      last = value;
    }
  });

  test("has mean 1, variance 1 and the right shape", () => {
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 1) * Math.sqrt(N)).toBeLessThan(3.5); // standard error of the mean: 1/√N
    expect(Math.abs(variance - 1) * Math.sqrt(N / 8)).toBeLessThan(3.5); // and of the variance: √(8/N)
    expect(kolmogorovSmirnov(values, (value) => 1 - Math.exp(-value))).toBeLessThan(2.2);
  });

  test("the check of the shape notices another one with the same mean", () => {
    const uniform = words(3, 1).map((word) => 2 * unit(word));
    expect(kolmogorovSmirnov(uniform, (value) => 1 - Math.exp(-value))).toBeGreaterThan(20);
  });
});

describe("durations", () => {
  const distributions: Distribution[] = [
    { kind: "constant", us: 700 },
    { kind: "uniform", fromUs: 10, toUs: 20 },
    { kind: "uniform", fromUs: 0, toUs: 100_000 },
    { kind: "exponential", meanUs: 5000 },
    { kind: "exponential", meanUs: 5000, atLeastUs: 300 },
  ];

  test.each(distributions)("are whole microseconds with the promised mean: $kind", (distribution) => {
    const values = words(11, 4).map((word) => sample(distribution, word));
    const { mean, variance } = moments(values);
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(Math.abs(mean - meanOf(distribution))).toBeLessThanOrEqual(3.5 * Math.sqrt(variance / N));
  });

  test("a uniform one reaches both of its ends and nothing beyond", () => {
    const values = new Set(words(12, 4).map((word) => sample({ kind: "uniform", fromUs: 10, toUs: 20 }, word)));
    expect([...values].sort((one, other) => one - other)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect([below(0, 7), below(0xffffffff, 7)]).toEqual([0, 6]);
  });
});
