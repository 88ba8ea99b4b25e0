import { expect, test } from "vitest";
import { durationText } from "./duration-text.ts";

test.each([
  [5_284_000, "5.28 s"],
  [1_000_000, "1.00 s"],
  [999_600, "1.00 s"],
  [166_900, "167 ms"],
  [99_960, "100 ms"],
  [90_400, "90.4 ms"],
  [50, "0.1 ms"],
])("%i microseconds are %s", (us, text) => {
  expect(durationText(us)).toBe(text);
});
