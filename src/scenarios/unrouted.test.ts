import { expect, test } from "vitest";
import { digestLane } from "../engine/delivery/lane-digest.ts";
import { factsOf, finishRun } from "../engine/run.ts";
import type { LaneSpec, Run } from "../engine/scenario.ts";
import { checkRun } from "./check.ts";
import { rabbitmqLane } from "./food-service.ts";
import { findScenario, runOf } from "./index.ts";
import { unroutedIn, withOpenBindings } from "./unrouted.ts";

const friday = findScenario("friday-rush");
if (friday === undefined) throw new Error("no such scenario");

function runWith(types: readonly string[], spec: LaneSpec): Run {
  const messages = types.map((type, i) => ({ atMs: 1500 + i * 50, key: "k", type }));
  return {
    ...runOf({
      ...(friday as NonNullable<typeof friday>),
      lanes: [spec],
      workload: { kind: "list", messages, poison: [] },
      durationMs: 6000,
    }),
    script: [],
  };
}

function dropped(run: Run): number {
  const { history, processes } = finishRun(run);
  const [facts] = factsOf(run);
  const { anomalies } = digestLane(
    history,
    0,
    processes.map(({ lane }) => lane),
    facts,
  );
  return new Set(anomalies.filter(({ kind }) => kind === "removed").map(({ message }) => message)).size;
}

const food = rabbitmqLane(friday.services);
const types = ["order.placed", "PLACED", "order.placed.late", "PLACED", "foo"];

test("R-CONF-03: what no binding takes is foreseen, as the run drops it, and nothing is after the bindings were opened", () => {
  const run = runWith(types, food);
  expect(unroutedIn(run, food)).toEqual({ types: ["PLACED", "order.placed.late", "foo"], count: 4 });
  expect(dropped(run)).toBe(4);
  const open = withOpenBindings(food);
  const again = runWith(types, open);
  expect(checkRun(again)).toEqual([]);
  expect(unroutedIn(again, open)).toBeNull();
  expect(dropped(again)).toBe(0);
});

test.each([
  ["direct", { types: ["order.placed", "PLACED", "order.placed.late", "foo"], count: 5 }],
  ["fanout", null],
] as const)("a %s exchange by its own rule", (type, expected) => {
  const spec = rabbitmqLane(friday.services, { exchanges: [{ name: "orders", type, durable: true }] });
  expect(unroutedIn(runWith(types, spec), spec)).toEqual(expected);
  expect(unroutedIn(runWith(types, spec), withOpenBindings(spec))).toBeNull();
});

test("an exchange without a binding reaches nobody", () => {
  const spec = rabbitmqLane(friday.services, { bindings: [] });
  expect(unroutedIn(runWith(["a"], spec), spec)).toEqual({ types: ["a"], count: 1 });
});

test("the catalogue loses nothing that way", () => {
  for (const id of ["friday-rush", "receiver-offline", "order-by-key", "latency"]) {
    const run = runOf(findScenario(id) as NonNullable<typeof friday>);
    for (const spec of run.scenario.lanes) expect(unroutedIn(run, spec)).toBeNull();
  }
});
