import { expect, test } from "vitest";
import { clampHeight, dockRange, heightAfterKey } from "./dock-size.ts";

test("the dock never takes the lanes away, whatever the window", () => {
  for (const height of [400, 600, 768, 900, 1080, 2000]) {
    const { least, most, usual } = dockRange(height);
    expect(least).toBeLessThanOrEqual(usual);
    expect(usual).toBeLessThanOrEqual(most);
    expect(most).toBeLessThanOrEqual(Math.max(least, height - 300));
  }
  expect(dockRange(900).usual).toBe(202);
  expect(dockRange(1080).usual).toBe(228);
});

test("keys pull it by rows and to its ends; other keys do nothing", () => {
  const range = dockRange(900);
  expect(heightAfterKey("ArrowUp", 202, range)).toBe(226);
  expect(heightAfterKey("ArrowDown", 202, range)).toBe(178);
  expect(heightAfterKey("ArrowDown", range.least + 5, range)).toBe(range.least);
  expect(heightAfterKey("Home", 202, range)).toBe(range.least);
  expect(heightAfterKey("End", 202, range)).toBe(range.most);
  expect(heightAfterKey("Enter", 202, range)).toBeUndefined();
  expect(clampHeight(9999, range)).toBe(range.most);
});
