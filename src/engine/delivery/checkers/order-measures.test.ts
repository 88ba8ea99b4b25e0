import fc from "fast-check";
import { expect, test } from "vitest";
import { measureOrder } from "./order-measures.ts";

test.each([
  [[1, 2, 3], { first: null, late: [], displaced: 0 }],
  [[2, 1, 3], { first: { early: 0, late: 1 }, late: [{ index: 1, after: 0 }], displaced: 1 }],
  // one straggler: one to move, although all others arrived before it
  [[2, 3, 4, 5, 1], { first: { early: 0, late: 4 }, late: [{ index: 4, after: 0 }], displaced: 1 }],
  // one early one: three are late, one to move
  [
    [4, 1, 2, 3],
    {
      first: { early: 0, late: 1 },
      late: [
        { index: 1, after: 0 },
        { index: 2, after: 0 },
        { index: 3, after: 0 },
      ],
      displaced: 1,
    },
  ],
  [[1, 3, 5, 4], { first: { early: 2, late: 3 }, late: [{ index: 3, after: 2 }], displaced: 1 }],
  [[2, 2, 1], { first: { early: 0, late: 2 }, late: [{ index: 2, after: 0 }], displaced: 1 }],
  [[], { first: null, late: [], displaced: 0 }],
])("order of %j", (ranks, expected) => {
  expect(measureOrder(ranks)).toEqual(expected);
});

/** Tries every subset. */
function naiveDisplaced(ranks: number[]): number {
  let longest = 0;
  for (let mask = 0; mask < 1 << ranks.length; mask++) {
    const kept = ranks.filter((_, i) => (mask >> i) & 1);
    if (kept.every((rank, i) => i === 0 || kept[i - 1] <= rank)) longest = Math.max(longest, kept.length);
  }
  return ranks.length - longest;
}

test("the measures agree with their definitions", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 9 }), (ranks) => {
      const { first, late, displaced } = measureOrder(ranks);
      const higherBefore = ranks.map((rank, i) => ranks.findIndex((other, j) => j < i && other > rank));
      expect(late).toEqual(higherBefore.flatMap((after, index) => (after < 0 ? [] : [{ index, after }])));
      const early = ranks.findIndex((rank, i) => ranks.some((other, j) => j > i && other < rank));
      expect(first).toEqual(early < 0 ? null : { early, late: ranks.findIndex((other, j) => j > early && other < ranks[early]) });
      expect(displaced).toBe(naiveDisplaced(ranks));
    }),
    { numRuns: 1_000 },
  );
});
