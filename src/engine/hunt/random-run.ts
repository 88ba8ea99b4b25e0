import type { ServiceSpec } from "../delivery/services.ts";
import type { WorkloadSpec } from "../delivery/workload-spec.ts";
import type { Run, Scenario } from "../scenario.ts";
import { Luck } from "./luck.ts";
import { randomScript } from "./random-script.ts";
import { withRandomSettings } from "./random-settings.ts";

export interface HuntOptions {
  /** Commands in a script at most. */
  commands?: number;
  /** Virtual time after the last fault has healed, in which everything is to come to rest. */
  restMs?: number;
}

/**
 * A run that only its seed decides: one of the scenarios with other circumstances (latency, consumers, settling, poison, settings), a
 * random script, and time to come to rest after the last fault.
 */
export function randomRun(scenarios: readonly Scenario[], seed: number, { commands = 8, restMs = 180_000 }: HuntOptions = {}): Run {
  const luck = new Luck(seed);
  const scenario = variation(luck, luck.pick(scenarios));
  const healedByMs = scenario.durationMs;
  const script = randomScript(luck, scenario, { healedByMs }, commands);
  return { scenario: { ...scenario, durationMs: healedByMs + restMs, script: [], expect: [] }, seed: luck.below(2 ** 31), script };
}

function variation(luck: Luck, scenario: Scenario): Scenario {
  const latency = luck.pick([
    scenario.network.latency,
    // Without any, a message that is handed back for ever comes back at the same instant, until a limit ends the run.
    { kind: "constant", ms: luck.between(1, 20) % 20 },
    { kind: "uniform", fromMs: 1, toMs: luck.between(1, 150) },
    { kind: "exponential", meanMs: luck.between(1, 30) },
  ] as const);
  return {
    ...scenario,
    network: { latency },
    workload: withPoison(luck, scenario.workload),
    producers: luck.percent(80) ? scenario.producers : [...scenario.producers, "second-app"],
    services: scenario.services.map((service) => otherService(luck, service)),
    database: { idempotent: luck.percent(30) },
    lanes: scenario.lanes.map((lane) => withRandomSettings(luck, lane, luck.pick([0, 0, 1, 2, 4]))),
  };
}

function otherService(luck: Luck, service: ServiceSpec): ServiceSpec {
  return {
    ...service,
    consumers: luck.percent(70) ? service.consumers : luck.between(1, 3),
    settle: luck.percent(60) ? service.settle : luck.pick(["after", "before", "auto"]),
    effectAt: luck.pick([service.effectAt, 0, 1]),
  };
}

function withPoison(luck: Luck, workload: WorkloadSpec): WorkloadSpec {
  return luck.percent(85) ? workload : { ...workload, poison: [luck.between(1, 20)] };
}
