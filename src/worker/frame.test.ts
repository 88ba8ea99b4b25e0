import { expect, test } from "vitest";
import { startRun } from "../engine/run.ts";
import type { Command, Run } from "../engine/scenario.ts";
import { findScenario, runOf } from "../scenarios/index.ts";
import { takeFrame } from "./frame.ts";

const at = (atMs: number, action: Command["action"]): Command => ({ id: `${action.do}-${atMs}`, when: { atMs }, action });

/** The Friday rush in Kafka alone, with these changes and no others. */
function rush(...script: Command[]): Run {
  const scenario = findScenario("friday-rush");
  if (scenario === undefined) throw new Error("no such scenario");
  return { ...runOf(scenario), script };
}

test("a part that was stopped stays in the picture, one that was taken away leaves it, until it is started again", () => {
  const away = [at(8000, { do: "stop", part: "restaurant-1" }), at(8000, { do: "remove", part: "delivery-1" })];
  const simulation = startRun(rush(...away, at(15_000, { do: "restart", part: "delivery-1" })), { only: 0 });
  const look = () => takeFrame(simulation, 1, new Map()).processes;
  const of = (name: string) => look().find(({ part }) => part === name);
  simulation.runUntil(14_000_000);
  expect(of("restaurant-1")).toMatchObject({ status: "stopped" });
  expect(of("restaurant-1")?.left).toBeUndefined();
  expect(of("delivery-1")).toMatchObject({ status: "stopped", left: true });
  simulation.runUntil(16_000_000);
  expect(of("delivery-1")).toMatchObject({ status: "up" });
  expect(of("delivery-1")?.left).toBeUndefined();
});
