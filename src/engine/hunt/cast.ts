import { laneContext } from "../run.ts";
import type { LaneSpec, Scenario } from "../scenario.ts";
import { systemOf } from "../systems.ts";

/** Who plays in a lane: what a random script can be about. */
export interface Cast {
  lane: LaneSpec;
  /** Names relative to the lane. */
  parts: readonly string[];
  /** For each part the types of messages that it receives. */
  receives: ReadonlyMap<string, readonly string[]>;
}

export function castsOf(scenario: Scenario): Cast[] {
  const run = { scenario, seed: scenario.seed, script: [] };
  return scenario.lanes.map((lane, index) => {
    const context = laneContext(run, lane, index, []);
    const specs = systemOf(lane.system).build(context);
    const nameOf = (name: string) => name.slice(context.prefix.length);
    const receives = new Map(specs.map(({ name, definition }) => [nameOf(name), Object.keys(definition.on)]));
    return { lane, parts: specs.map(({ name }) => nameOf(name)), receives };
  });
}
