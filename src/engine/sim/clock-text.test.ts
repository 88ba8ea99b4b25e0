import { expect, test } from "vitest";
import { clockFace, clockText, instantText, lengthText, secondsOf, spokenInstant } from "./clock-text.ts";

test.each([
  [0, "0.000", "0.000 s"],
  [14_802_000, "14.802", "14.802 s"],
  [59_999_400, "59.999", "59.999 s"],
  // Rounded before it is cut: never "60.000".
  [59_999_600, "1:00.000", "1:00.000"],
  [65_400_000, "1:05.400", "1:05.400"],
  [600_000_000, "10:00.000", "10:00.000"],
  [3_599_999_800, "1:00:00.000", "1:00:00.000"],
  [3_725_864_000, "1:02:05.864", "1:02:05.864"],
])("%i microseconds are %s", (us, bare, withUnit) => {
  expect(clockText(us)).toBe(bare);
  expect(instantText(us)).toBe(withUnit);
});

test.each([
  [0, "00:00.000"],
  [14_802_000, "00:14.802"],
  [125_864_000, "02:05.864"],
  [3_725_864_000, "1:02:05.864"],
])("at %i microseconds the clock shows %s", (us, text) => {
  expect(clockFace(us)).toBe(text);
});

test.each([
  ["125.5", 125.5],
  [" 2:05.5 ", 125.5],
  ["1:02:05", 3725],
  [".5", 0.5],
  ["2:5", 125],
  ["2:65", Number.NaN],
  ["1:61:00", Number.NaN],
  ["2:", Number.NaN],
  ["", Number.NaN],
  [".", Number.NaN],
  ["-1", Number.NaN],
  ["soon", Number.NaN],
])("%j is read as %d seconds", (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

test("what is written is read again", () => {
  for (const us of [0, 59_999_000, 60_000_000, 125_864_000, 3_725_864_000]) expect(secondsOf(clockText(us)) * 1e6).toBeCloseTo(us, 0);
});

test("for the ear minutes are words", () => {
  expect(spokenInstant(5_000_000, 1)).toBe("5.0 seconds");
  expect(spokenInstant(65_864_000)).toBe("1 minute 5.864 seconds");
  expect(spokenInstant(3_725_864_000, 1)).toBe("1 hour 2 minutes 5.9 seconds");
});

test("fewer digits round", () => {
  expect(clockText(125_864_000, 1)).toBe("2:05.9");
  expect(clockText(119_960_000, 1)).toBe("2:00.0");
  expect(clockText(125_864_000, 0)).toBe("2:06");
  expect(clockText(7_400_000, 0)).toBe("7");
});

test.each([
  [32_000_000, "32 s"],
  [60_000_000, "1 min"],
  [90_000_000, "1 min 30 s"],
  [600_000_000, "10 min"],
  [0, "0 s"],
  [7_200_000_000, "2 h"],
  [3_605_000_000, "1 h 5 s"],
  [19_975_620_000, "5 h 32 min 56 s"],
])("a run of %i microseconds is %s long", (us, text) => {
  expect(lengthText(us)).toBe(text);
});
