import { expect, test } from "vitest";
import { countBelow, countUpTo } from "./sorted.ts";

test("numbers below a bound, and those up to it, are counted, equal ones together", () => {
  const ascending = [2, 2, 2, 5, 9];
  const bounds = [1, 2, 3, 5, 9, 10];
  expect(bounds.map((bound) => countBelow(ascending, bound))).toEqual(bounds.map((bound) => ascending.filter((one) => one < bound).length));
  expect(bounds.map((bound) => countUpTo(ascending, bound))).toEqual([0, 3, 3, 4, 5, 5]);
  expect([countBelow([], 1), countUpTo([], 1)]).toEqual([0, 0]);
});
