import { describe, expect, test } from "vitest";
import { isCutOff, lineTrouble, type NetworkTrouble, signPlace } from "./network-trouble.ts";

const split = (from: string[], to: string[]): NetworkTrouble => ({ splits: [{ fault: "f", from, to, oneWay: false }], slow: [] });
const slow = (from: string[], to: string[], ...extras: number[]): NetworkTrouble => ({
  splits: [],
  slow: extras.map((extraUs) => ({ fault: "f", from, to, extraUs, oneWay: true })),
});
const line = (from: string, to: string) => ({ from, to });

describe("a line", () => {
  test("is cut where its ends do not reach each other, whichever way it is drawn", () => {
    const trouble = split(["b2"], ["b1", "b3"]);
    expect(lineTrouble(trouble, line("b1", "b2"))).toEqual({ kind: "cut" });
    expect(lineTrouble(trouble, line("b2", "b3"))).toEqual({ kind: "cut" });
    expect(lineTrouble(trouble, line("b1", "b3"))).toBeNull();
  });

  test("is slow by what all faults add", () => {
    expect(lineTrouble(slow(["b1"], ["b2"], 200_000, 50_000), line("b2", "b1"))).toEqual({ kind: "slow", addedUs: 250_000 });
    expect(lineTrouble(slow(["b1"], ["b2"], 200_000), line("b1", "b3"))).toBeNull();
  });

  test("that stands for several is in trouble only when all of them are", () => {
    const trouble = split(["b2"], ["b1", "c1"]);
    const both = { from: "bus", to: "x", ends: { from: ["b1", "b2"], to: ["c1"] } };
    expect(lineTrouble(trouble, both)).toBeNull();
    expect(lineTrouble(split(["c1"], ["b1", "b2"]), both)).toEqual({ kind: "cut" });
    expect(lineTrouble(slow(["b1"], ["c1"], 9), both)).toBeNull();
    expect(lineTrouble(slow(["b1", "b2"], ["c1"], 9), both)).toEqual({ kind: "slow", addedUs: 9 });
    expect(lineTrouble(trouble, { from: "bus", to: "x", ends: { from: [], to: [] } })).toBeNull();
  });
});

test("the smaller side of a split is cut off", () => {
  expect(isCutOff(split(["b2"], ["b1", "b3"]), "b2")).toBe(true);
  expect(isCutOff(split(["b1", "b3"], ["b2"]), "b1")).toBe(false);
  expect(isCutOff(slow(["b2"], ["b1"], 5), "b2")).toBe(false);
});

test("a sign stands in the middle of the longest stretch", () => {
  expect(
    signPlace([
      [0, 0],
      [10, 0],
      [10, 40],
      [20, 40],
    ]),
  ).toEqual({ at: [10, 20], along: [0, 1] });
});

test("a line of a part that is cut off is marked at that part, where there is room", () => {
  const points: [number, number][] = [
    [0, 0],
    [20, 0],
    [20, 90],
    [30, 90],
  ];
  expect(signPlace(points, "first")).toEqual({ at: [10, 0], along: [1, 0] });
  expect(signPlace(points, "last")).toBeNull();
  expect(signPlace([[0, 0]])).toBeNull();
});
