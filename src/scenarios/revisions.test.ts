import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeRun } from "./decode.ts";
import { findScenario, runOf, SCENARIOS } from "./index.ts";
import { isPublished, publishedScenario, revisionOf } from "./revisions.ts";

const FOLDER = new URL("./frozen/", import.meta.url);
const FIRST = ["failure-isolation", "friday-rush", "idempotent-effect", "latency", "order-by-key", "receiver-offline"];

/** A scenario that changes takes the next revision; with FREEZE_SCENARIOS=1 this test writes the file of that revision, once. */
test.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))(
  "%s is the one that its present revision froze",
  (id, scenario) => {
    const file = new URL(`${id}.${revisionOf(scenario)}.json`, FOLDER);
    if (process.env.FREEZE_SCENARIOS === "1" && !existsSync(file)) writeFileSync(file, `${JSON.stringify(scenario, null, 1)}\n`);
    expect(scenario).toEqual(JSON.parse(readFileSync(file, "utf8")));
  },
);

test("each of the first six can be opened in its first revision, and in every one since", async () => {
  const names = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ""));
  expect(names).toEqual(expect.arrayContaining(FIRST.map((id) => `${id}.1`)));
  for (const name of names) {
    const [id, revision] = name.split(".");
    const scenario = await publishedScenario(id, Number(revision));
    if (scenario === undefined) throw new Error(`${name} is not found`);
    expect([scenario.id, revisionOf(scenario)]).toEqual([id, Number(revision)]);
    expect(isPublished(scenario)).toBe(true);
    const run = runOf(scenario);
    expect(decodeRun(JSON.parse(JSON.stringify(run)))).toEqual({ ok: true, run });
  }
});

describe("a revision", () => {
  test("of the present is the very object of the catalogue, and an older one stays the same object", async () => {
    const present = findScenario("latency");
    if (present === undefined) throw new Error("no such scenario");
    expect(await publishedScenario("latency", revisionOf(present))).toBe(present);
    expect(await publishedScenario("friday-rush", 1)).toBe(await publishedScenario("friday-rush", 1));
  });

  test("that never was is not found", async () => {
    expect(await publishedScenario("friday-rush", 999)).toBeUndefined();
    expect(await publishedScenario("nowhere", 1)).toBeUndefined();
    expect(await publishedScenario("../index", 1)).toBeUndefined();
  });

  test("of a scenario that somebody changed is not a published one", () => {
    expect(isPublished({ ...SCENARIOS[0], title: "mine" })).toBe(false);
  });
});
