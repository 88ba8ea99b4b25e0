import { expect, test } from "vitest";
import { MOST_SEEDS, parseSeeds } from "./seeds-text.ts";

test("one seed, ranges, and lists of both, each seed once and in the order of the text", () => {
  expect(parseSeeds("7")).toEqual({ seeds: [7] });
  expect(parseSeeds("1..4")).toEqual({ seeds: [1, 2, 3, 4] });
  expect(parseSeeds("9, 1..3,2")).toEqual({ seeds: [9, 1, 2, 3] });
  expect(parseSeeds("0..4294967295")).toEqual({ problem: `0..4294967295 are more than ${MOST_SEEDS} seeds` });
});

test("what is no seed is named", () => {
  expect(parseSeeds("")).toEqual({ problem: '"" is neither a seed (7) nor a range of seeds (1..200)' });
  expect(parseSeeds("1..x")).toEqual({ problem: '"1..x" is neither a seed (7) nor a range of seeds (1..200)' });
  expect(parseSeeds("-1")).toEqual({ problem: '"-1" is neither a seed (7) nor a range of seeds (1..200)' });
  expect(parseSeeds("5..3")).toEqual({ problem: "the range 5..3 runs backwards" });
  expect(parseSeeds("4294967296")).toEqual({ problem: "a seed is at most 4294967295" });
  expect(parseSeeds("0..9999,20000")).toEqual({ problem: "10001 seeds are more than 10000" });
});
