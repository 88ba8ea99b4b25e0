import { expect, test } from "vitest";
import type { Run, Scenario } from "../../engine/document/scenario.ts";
import { bridge } from "../../scenarios/documents/bridge.ts";
import { burst } from "../../scenarios/documents/burst.ts";
import { lateFifth } from "../../scenarios/documents/late-fifth.ts";
import { saidOf } from "./client-rows.ts";

const runOf = (scenario: Scenario): Run => ({ scenario, seed: 1, script: scenario.script });
const said = (scenario: unknown, lane: number, part: string) => saidOf(runOf(scenario as Scenario), lane, part);

test("each client of an application is told, with where it reads and publishes and what is set", () => {
  expect(said(bridge, 0, "bridge-1")).toEqual([
    {
      heading: "rabbitmq consumer",
      rows: [
        ["queue", "to-bridge"],
        ["settle", "after"],
        ["prefetch", "1"],
      ],
    },
    { heading: "kafka producer", rows: [["publishes to", "readings"]] },
  ]);
});

test("a caller, one that joins, a machine of a cluster, and a part that has none", () => {
  expect(said(burst, 2, "order-svc-1")).toEqual([
    {
      heading: "direct caller",
      rows: [
        ["application", "kitchen"],
        ["timeout.ms", "1000"],
        ["retries", "2"],
      ],
    },
  ]);
  expect(said(lateFifth, 1, "fraud-1")[0].rows[0]).toEqual(["queue", "fraud"]);
  expect(said(bridge, 0, "broker-2")[0]).toMatchObject({ heading: "kafka cluster kafka" });
  expect(said(bridge, 0, "node-1")[0].heading).toBe("rabbitmq cluster rabbitmq");
  expect(said(bridge, 0, "plant-db")).toEqual([]);
});

test("an instance that only the run's script brings is told as those of its application, in the lanes that the command is for", () => {
  const scenario = bridge as unknown as Scenario;
  const run = runOf(scenario);
  const action = { do: "join", application: "bridge", instance: "extra-1" } as const;
  const joined: Run = { ...run, script: [...run.script, { id: "more", when: { atMs: 5000 }, action }] };
  expect(saidOf(run, 0, "extra-1")).toEqual([]);
  expect(saidOf(joined, 0, "extra-1")).toEqual(saidOf(run, 0, "bridge-1"));
});
