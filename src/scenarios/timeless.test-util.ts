import type { Run, Scenario } from "../engine/scenario.ts";
import { findScenario, runOf } from "./index.ts";

/** Nothing takes any time, and the third message throws whenever it is tried. */
export function timelessRun(): Run {
  const run = runOf(findScenario("friday-rush") as Scenario);
  const { scenario } = run;
  return {
    ...run,
    script: [],
    scenario: {
      ...scenario,
      network: { latency: { kind: "constant", ms: 0 } },
      workload: { ...scenario.workload, poison: [3] },
      services: scenario.services.map((service) => ({ ...service, serviceTime: { kind: "constant", ms: 0 } })),
      lanes: scenario.lanes.filter(({ system }) => system === "rabbitmq"),
    },
  };
}
