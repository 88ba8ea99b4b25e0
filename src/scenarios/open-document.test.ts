import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeDocument } from "../document/decode.ts";
import { fromVersion1 } from "../document/from-version-1.ts";
import { handlerName } from "../engine/document/names.ts";
import { processesOfLane } from "../engine/document/processes.ts";
import { randomRun } from "../engine/hunt/random-run.ts";
import { laneContext, messagesOf } from "../engine/run.ts";
import type { Run, Scenario } from "../engine/scenario.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { systemOf } from "../engine/systems.ts";
import { runOf, SCENARIOS } from "./index.ts";
import { openDocument } from "./open-document.ts";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const files = (folder: string) => readdirSync(new URL(folder, import.meta.url)).map((name) => [name, read(`${folder}${name}`)] as const);

const frozen = files("./frozen/").map(([name, scenario]) => [name, runOf(scenario as Scenario)] as const);
const reports = files("../../test-data/reports/").map(([name, report]) => [name, (report as { run: Run }).run] as const);
const links = (read("../../test-data/links/version-1.json") as { name: string; opens: Run & { scenario: Scenario | string } }[]).map(
  ({ name, opens }): [string, Run] => {
    const scenario = typeof opens.scenario === "string" ? read(`./frozen/${opens.scenario}.1.json`) : opens.scenario;
    return [`link: ${name}`, { ...opens, scenario }];
  },
);
const present = SCENARIOS.map((scenario) => [`present ${scenario.id}`, runOf(scenario)] as const);
const all = [...frozen, ...reports, ...links, ...present];

test("there is something to open of every kind", () => {
  expect([frozen.length, reports.length, links.length, present.length].every((count) => count > 5)).toBe(true);
});

describe.each(all)("version 1: %s", (_name, run) => {
  test("opens as a valid document of version 2, which opens again as itself", () => {
    const opened = openDocument(JSON.parse(JSON.stringify(run)));
    if (!opened.ok) throw new Error(JSON.stringify(opened.errors));
    expect(opened.version).toBe(1);
    expect(decodeDocument(JSON.parse(JSON.stringify(opened.run)))).toEqual({ ok: true, run: opened.run });
  });

  test("has the processes of each lane under their names, in the order in which they started", () => {
    const converted = fromVersion1(run);
    const messages = messagesOf(run);
    run.scenario.lanes.forEach((spec, i) => {
      const built = systemOf(spec.system).build(laneContext(run, spec, i, messages));
      const names = processesOfLane(converted, converted.scenario.lanes[i], SYSTEM_TABLES).map(({ name }) => `${spec.id}/${name}`);
      expect(names).toEqual(built.map(({ name }) => name));
    });
  });

  test("keeps what makes the run: messages, instances, handlers, tables, lanes, times", () => {
    const { scenario, seed, script } = fromVersion1(run);
    const { workload, services, producers, lanes } = run.scenario;
    const { poison, ...messages } = workload;
    expect([scenario.seed, seed, scenario.durationMs]).toEqual([run.scenario.seed, run.seed, run.scenario.durationMs]);
    expect(scenario.network).toEqual(run.scenario.network);
    expect(scenario.streams.map((stream) => stream.workload)).toEqual([messages]);
    const [source, ...applications] = scenario.applications;
    expect(source.instances).toEqual(producers);
    expect(applications.map(({ name, instances }) => [name, instances])).toEqual(services.map(({ name, consumers }) => [name, consumers]));
    expect(applications.map((application) => handlerName(application, application.handles?.[0] ?? {}))).toEqual(
      services.map(({ name }) => name),
    );
    for (const [i, { handles = [] }] of applications.entries()) {
      const { serviceTime, effectAt, table, doing, done } = services[i];
      expect(handles).toEqual([expect.objectContaining({ serviceTime, effectAt, effect: { database: "database", table }, doing, done })]);
      expect(handles[0].throws).toEqual(poison.length === 0 ? undefined : [{ messages: poison, times: "always" }]);
    }
    expect(scenario.databases).toEqual([{ name: "database", idempotent: run.scenario.database.idempotent }]);
    expect(scenario.lanes.map(({ id }) => id)).toEqual(lanes.map(({ id }) => id));
    expect(script.map(({ id, lanes: only, forMs }) => [id, only, forMs])).toEqual(
      run.script.map(({ id, lanes: only, forMs }) => [id, only, forMs]),
    );
  });
});

test("random runs of version 1 open as valid documents", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const opened = openDocument(randomRun(SCENARIOS, seed));
    expect([seed, opened.ok ? [] : opened.errors]).toEqual([seed, []]);
  }
});
