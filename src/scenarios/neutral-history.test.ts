import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Run, Scenario } from "../engine/scenario.ts";
import { runOf } from "./index.ts";
import { neutralLanes, neutralRecord } from "./neutral-history.test-util.ts";

/**
 * What happened to the messages of every published scenario and every report, lane by lane: the same events of the neutral history at the same
 * instants, the same verdicts, the same ledger. A change of shape leaves all of it as it is. A change of a rule changes it: look at the
 * difference (NEUTRAL_LINES=folder writes the lines of each lane, for a comparison with those of another commit), then write the record
 * anew with UPDATE_FINGERPRINTS=1.
 */
const FILE = new URL("../../test-data/neutral-histories.json", import.meta.url);
const REPORTS = new URL("../../test-data/reports/", import.meta.url);
const FROZEN = new URL("./frozen/", import.meta.url);

const read = <T>(name: string, folder: URL): T => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

const runs: [name: string, run: Run][] = [
  ...readdirSync(FROZEN).map((file): [string, Run] => [file.replace(".json", ""), runOf(read<Scenario>(file, FROZEN))]),
  ...readdirSync(REPORTS).map((file): [string, Run] => [file.replace(".json", ""), read<{ run: Run }>(file, REPORTS).run]),
];

test("what became of the messages is on record", () => {
  const now = Object.fromEntries(
    runs.map(([name, run]) => {
      const lanes = Object.entries(neutralLanes(run));
      const folder = process.env.NEUTRAL_LINES;
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true });
        for (const [id, { lines }] of lanes) writeFileSync(`${folder}/${name}.${id}.txt`, `${lines.join("\n")}\n`);
      }
      return [name, Object.fromEntries(lanes.map(([id, lane]) => [id, neutralRecord(lane)]))];
    }),
  );
  if (process.env.UPDATE_FINGERPRINTS === "1") writeFileSync(FILE, `${JSON.stringify(now, null, 1)}\n`);
  expect(now).toEqual(JSON.parse(readFileSync(FILE, "utf8")));
});
