import type { Run, Scenario } from "../engine/scenario.ts";
import { failureIsolation } from "./failure-isolation.ts";
import { fridayRush } from "./friday-rush.ts";
import { idempotentEffect } from "./idempotent-effect.ts";
import { latency } from "./latency.ts";
import { orderByKey } from "./order-by-key.ts";
import { receiverOffline } from "./receiver-offline.ts";

/** The catalogue, in the order of the menu. The first one is open when the page opens. */
export const SCENARIOS: readonly Scenario[] = [fridayRush, idempotentEffect, receiverOffline, failureIsolation, orderByKey, latency];

export function findScenario(id: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}

/** The scenario's own run: its seed and its script. */
export function runOf(scenario: Scenario, seed = scenario.seed): Run {
  return { scenario, seed, script: scenario.script };
}
