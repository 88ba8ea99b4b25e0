import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { playable } from "../document/playable.ts";
import { runOf, SCENARIOS } from "./index.ts";

/**
 * The fingerprints of the catalogue, as Node computes them. The browser tests hold Chromium and Firefox to the same file. A change of the
 * engine's behaviour changes it: look at the difference, then write it anew with UPDATE_FINGERPRINTS=1.
 */
const FILE = new URL("../../test-data/fingerprints.json", import.meta.url);

test("every scenario has the fingerprint on record", () => {
  const now = Object.fromEntries(SCENARIOS.map((scenario) => [scenario.id, playable(runOf(scenario)).finish().history.fingerprint()]));
  if (process.env.UPDATE_FINGERPRINTS === "1") writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
  expect(now).toEqual(JSON.parse(readFileSync(FILE, "utf8")));
});
