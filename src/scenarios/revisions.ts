import type { Scenario } from "../engine/scenario.ts";
import { findScenario } from "./index.ts";

/** Those that were opened: one object each, so that a further link of theirs is short again. */
const opened = new Map<string, Scenario>();

/** How often a published scenario was changed, beginning with 1. */
export function revisionOf({ revision = 1 }: Pick<Scenario, "revision">): number {
  return revision;
}

/**
 * The scenario as it was published under that revision, so that a link opens what its maker saw; undefined when there is none. A frozen
 * file is written once, by `FREEZE_SCENARIOS=1`, and never changed; it is loaded when a link asks for it.
 */
export async function publishedScenario(id: string, revision: number): Promise<Scenario | undefined> {
  const present = findScenario(id);
  if (present !== undefined && revisionOf(present) === revision) return present;
  const name = `${id}.${revision}`;
  const scenario = opened.get(name) ?? (await (await import("./frozen.ts")).FROZEN[`./frozen/${name}.json`]?.());
  if (scenario !== undefined) opened.set(name, scenario);
  return scenario;
}

/** Whether this very object is a published scenario, and not one that somebody changed. */
export function isPublished(scenario: Scenario): boolean {
  return findScenario(scenario.id) === scenario || opened.get(`${scenario.id}.${revisionOf(scenario)}`) === scenario;
}
