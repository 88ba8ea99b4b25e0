import { expect, test } from "vitest";
import { seedProblem } from "./seed.ts";

test.each(["0", "7341", " 12 ", "4294967295"])("%s is a seed", (text) => {
  expect(seedProblem(text)).toBeNull();
});

test.each(["", "-1", "1.5", "4294967296", "1e3", "seven"])('"%s" is none, and the message names the field', (text) => {
  expect(seedProblem(text)).toBe(`Seed must be a whole number from 0 to 4294967295, not "${text}".`);
});
