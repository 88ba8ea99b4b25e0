import { describe, expect, test } from "vitest";
import { decodeRunnable } from "../document/decode-runnable.ts";
import { playable } from "../document/playable.ts";
import { warningsOf } from "../document/warnings.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { documentFailures, documentRun } from "./document-seeds.ts";
import { DOCUMENTS } from "./documents/index.ts";
import { SCENARIOS } from "./index.ts";
import { ASKED } from "./seeds.ts";

test("no two scenarios of the catalogue share a name", () => {
  const ids = [...SCENARIOS, ...DOCUMENTS].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

/** What a lesson is about is said beforehand. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  "more-hands-log": ["group eight has 8 members for 4 partitions: 4 of them have nothing to do"],
};

describe.each(DOCUMENTS.map((scenario) => [scenario.id, scenario] as const))("%s", (_id, scenario) => {
  test("is valid, draws no warning but what it is about, and survives writing and reading", () => {
    const run = documentRun(scenario);
    expect(decodeRunnable(JSON.parse(JSON.stringify(run)))).toEqual({ ok: true, run });
    expect(warningsOf(run, SYSTEM_TABLES).map(({ message }) => message)).toEqual(MEANT[scenario.id] ?? []);
  });

  // `npm run seeds` asks the same of 200 seeds.
  test.each(ASKED)("under eight seeds: %s", (asked) => {
    for (let seed = 1; seed <= 8; seed++) expect([seed, ...documentFailures(scenario, asked, seed)]).toEqual([seed]);
  });

  test("comes out as it states for its own seed, with the same fingerprint when it is run again", () => {
    expect(documentFailures(scenario, "as it is", scenario.seed)).toEqual([]);
    const run = documentRun(scenario);
    expect(playable(run).finish().history.fingerprint()).toBe(playable(run).finish().history.fingerprint());
  });
});
