import { deflateRawSync } from "node:zlib";
import type { LaneSpec, Run } from "../src/engine/scenario.ts";
import { findScenario, runOf } from "../src/scenarios/index.ts";

/** A scenario's run, changed, as an address that the page opens. */
export function addressOf(scenario: string, change: (run: Run) => Run, seconds: number): string {
  const found = findScenario(scenario);
  if (found === undefined) throw new Error(`there is no scenario ${scenario}`);
  const packed = deflateRawSync(Buffer.from(JSON.stringify({ v: 1, run: change(runOf(found)) }))).toString("base64url");
  return `#r=${packed}&t=${seconds}`;
}

/** The same with each lane changed. */
export function withLanes(change: (lane: LaneSpec) => LaneSpec): (run: Run) => Run {
  return (run) => ({ ...run, scenario: { ...run.scenario, lanes: run.scenario.lanes.map(change) } });
}
