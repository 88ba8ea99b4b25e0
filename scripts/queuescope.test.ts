import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const LATE_FIFTH = "test-data/documents/late-fifth.json";

function queuescope(args: string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/queuescope.mjs", ...args], { input, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("the built command line: from a file or from standard input, one JSON document on standard output, and nothing else there", () => {
  const fromFile = queuescope(["run", LATE_FIFTH, "--json"]);
  expect([fromFile.status, JSON.parse(fromFile.stdout).document.id]).toEqual([0, "late-fifth"]);
  const fromInput = queuescope(["run", "-", "--json"], readFileSync(LATE_FIFTH, "utf8"));
  expect(fromInput.stdout).toBe(fromFile.stdout);
  const unreadable = queuescope(["run", "nowhere.json"]);
  expect([unreadable.status, unreadable.stdout]).toEqual([2, ""]);
  expect(unreadable.stderr).toContain("nowhere.json: ENOENT");
  for (const args of [[], ["walk"], ["run"], ["run", LATE_FIFTH, "--sedes", "1"]]) {
    const { status, stderr } = queuescope(args);
    expect([args, status]).toEqual([args, 2]);
    expect(stderr).toContain("usage: queuescope run DOCUMENT");
  }
});
