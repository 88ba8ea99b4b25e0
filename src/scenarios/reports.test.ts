import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeRun } from "./decode.ts";
import { problemOf, type Report } from "./report.test-util.ts";

const FOLDER = new URL("../../test-data/reports/", import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

test("every report that a run can express is here", () => {
  expect(files.length).toBe(21);
});

describe.each(files)("%s", (name) => {
  const report: Report = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));

  test("is a run that can be opened", () => {
    expect(decodeRun(report.run)).toEqual({ ok: true, run: report.run });
    expect(report.conditions.length).toBeGreaterThan(0);
  });

  test.each(report.conditions.map((condition) => [condition.says, condition] as const))("%s", (_says, condition) => {
    const problem = problemOf(report, condition);
    if (condition.pending === undefined) expect(problem).toBeNull();
    // What is missing came: take the mark away, so that it cannot be lost again.
    else expect(problem, `pending (${condition.pending}), and it holds`).not.toBeNull();
  });
});
