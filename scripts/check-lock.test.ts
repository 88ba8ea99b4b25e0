import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lockProblems } from "./check-lock.mjs";

const lock = () => JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));

test("the lock file is complete for every platform", () => {
  expect(lockProblems(lock())).toEqual([]);
});

test("a lock file without one platform package is found out", () => {
  const incomplete = lock();
  delete incomplete.packages["node_modules/@biomejs/cli-win32-x64"];
  expect(lockProblems(incomplete)).toEqual(["node_modules/@biomejs/biome needs @biomejs/cli-win32-x64, which the lock file lacks"]);
});

test("an entry without integrity is found out", () => {
  const incomplete = lock();
  delete incomplete.packages["node_modules/react"].integrity;
  expect(lockProblems(incomplete)).toEqual(["node_modules/react has no version or integrity"]);
});
