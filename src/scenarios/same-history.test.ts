import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromVersion1 } from "../document/from-version-1.ts";
import { randomRun } from "../engine/hunt/random-run.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import type { Run } from "../engine/scenario.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { decodeRun } from "./decode.ts";
import { runOf, SCENARIOS } from "./index.ts";
import { neutralLanes, neutralLanesOf } from "./neutral-history.test-util.ts";

/** A run of version 1, its lanes built as they always were and from its document: the same events at the same times, verdicts and rows. */
function expectSame(run: Run): void {
  const document = new DocumentRun(fromVersion1(run), { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS });
  const ids = run.scenario.lanes.map(({ id }) => id);
  const [before, after] = [neutralLanes(run), neutralLanesOf(document.finish(), document.facts(), ids)];
  for (const id of ids) {
    const line = before[id].lines.findIndex((text, i) => text !== after[id].lines[i]);
    if (line >= 0) expect({ id, line, text: after[id].lines[line] }).toEqual({ id, line, text: before[id].lines[line] });
    expect(after[id]).toEqual(before[id]);
  }
}

/**
 * What is otherwise on purpose: a setting of a cluster that was set at the database reached the cluster's controller, or restarted the
 * database. From a document it does nothing.
 */
function withoutFaultsOfThen(run: Run): Run {
  return { ...run, script: run.script.filter(({ action }) => action.do !== "set" || action.part !== "database") };
}

/** Every run that is kept as a file: what was published of each scenario, and what was reported. */
function runsOnFile(): [name: string, run: Run][] {
  const read = (folder: string) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file): [string, unknown] => [file, JSON.parse(readFileSync(`${folder}/${file}`, "utf8"))]);
  const frozen = read("src/scenarios/frozen").map(([file, scenario]): [string, unknown] => {
    const { seed, script } = scenario as Run["scenario"];
    return [file, { scenario, seed, script }];
  });
  const reported = read("test-data/reports").map(([file, report]): [string, unknown] => [file, (report as { run?: unknown }).run]);
  return [...frozen, ...reported].flatMap(([file, input]): [string, Run][] => {
    const decoded = decodeRun(input);
    return decoded.ok ? [[file, decoded.run]] : [];
  });
}

describe("what runs from a document is what ran before", () => {
  test.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))("%s, under several seeds", (_, scenario) => {
    for (const seed of [scenario.seed, 2, 3]) expectSame(runOf(scenario, seed));
  });
  test("every published scenario and every reported run", () => {
    const runs = runsOnFile();
    expect(runs.length).toBeGreaterThanOrEqual(33);
    for (const [, run] of runs) expectSame(withoutFaultsOfThen(run));
  });
  test.each(Array.from({ length: 5 }, (_, i) => 40_010 + i * 10))("random runs from seed %i on", (from) => {
    for (let seed = from; seed < from + 10; seed++)
      expectSame(withoutFaultsOfThen(randomRun(SCENARIOS, seed, { restMs: 30_000, commands: 10 })));
  });
});
