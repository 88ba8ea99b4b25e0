import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fridayRush } from "../scenarios/friday-rush.ts";
import { runOf } from "../scenarios/index.ts";
import { FieldLines, stepsOf } from "./field-lines.ts";
import { readDocument } from "./read-document.ts";

const pretty = (value: unknown) => JSON.stringify(value, null, 1);
const NOT_YET = /cannot be run yet: the engine does not know them$/;
const problemsOf = (text: string) => {
  const read = readDocument(text);
  return read.ok ? [] : read.problems;
};
/** Line, from 1, of the only line that contains a text. */
function lineOf(text: string, part: string): number {
  const found = text.split("\n").flatMap((line, i) => (line.includes(part) ? [i + 1] : []));
  expect(found).toHaveLength(1);
  return found[0];
}

describe("what can be opened", () => {
  test("a scenario and a whole run of version 1, and of every document of version 2 at least nothing else is said than what cannot be run yet", () => {
    for (const value of [fridayRush, runOf(fridayRush)]) {
      const read = readDocument(pretty(value));
      expect(read.ok && [read.version, read.run.scenario.id]).toEqual([1, "friday-rush"]);
    }
    const folder = "test-data/documents";
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThanOrEqual(8);
    for (const file of files) {
      for (const { message } of problemsOf(readFileSync(`${folder}/${file}`, "utf8")))
        expect([file, message]).toEqual([file, expect.stringMatching(NOT_YET)]);
    }
  });

  test("a byte order mark before the text is no part of it", () => {
    expect(readDocument(`\uFEFF${pretty(fridayRush)}`).ok).toBe(true);
  });
});

describe("what cannot", () => {
  test("a text that is no JSON says where it stops to be", () => {
    expect(problemsOf("")).toEqual([{ line: 1, field: "", message: "is not JSON: a value is missing here (column 1)" }]);
    expect(problemsOf('{\n "id": "a"\n "title": "b"\n}')).toEqual([
      { line: 3, field: "", message: "is not JSON: a comma is missing (column 2)" },
    ]);
    expect(problemsOf("{\n // no\n}")[0]).toEqual({ line: 2, field: "", message: "is not JSON: comments are not JSON (column 2)" });
    expect(problemsOf('{\n "id": 1,\n}')[0].line).toBe(3);
  });

  test("a field that is wrong is named with its line, in a run and in a scenario that stands alone", () => {
    for (const [value, path] of [
      [runOf({ ...fridayRush, durationMs: -1 }), "scenario.durationMs"],
      [{ ...fridayRush, durationMs: -1 }, "scenario.durationMs"],
    ] as const) {
      const text = pretty(value);
      expect(problemsOf(text)).toEqual([{ line: lineOf(text, '"durationMs": -1'), field: path, message: "must be more than 0" }]);
    }
  });

  test("a field that is missing points at what it is missing from", () => {
    const { title: _, ...untitled } = fridayRush;
    const [problem] = problemsOf(pretty(untitled));
    expect([problem.line, problem.field]).toEqual([1, "scenario.title"]);
  });

  test("a document of version 2 by its own fields", () => {
    const document = JSON.parse(readFileSync("test-data/documents/saga.json", "utf8"));
    const broken = "scenario" in document ? document.scenario : document;
    broken.applications[0].name = "";
    const text = pretty(document);
    const [problem] = problemsOf(text);
    expect(problem.field).toMatch(/applications\[0\]\.name$/);
    expect(problem.line).toBe(lineOf(text, '"name": ""'));
  });
});

test("paths of findings are read in their steps", () => {
  expect(stepsOf('scenario.lanes[0].clients[12].settings["linger.ms"]')).toEqual([
    "scenario",
    "lanes",
    0,
    "clients",
    12,
    "settings",
    "linger.ms",
  ]);
  expect(stepsOf("")).toEqual([]);
});

test("a path that is nowhere stands on the first line", () => {
  expect(new FieldLines('{\n "a": 1\n}').of("b.c")).toBe(1);
  expect(new FieldLines("").of("a")).toBe(1);
});
