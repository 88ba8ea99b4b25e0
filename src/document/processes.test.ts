import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { madeAt } from "../engine/document/outputs.ts";
import { clientAddress, processesOfLane } from "../engine/document/processes.ts";
import type { Run, Scenario } from "../engine/document/scenario.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";

const read = (name: string): Scenario =>
  JSON.parse(readFileSync(new URL(`../../test-data/documents/${name}.json`, import.meta.url), "utf8"));
const runOf = (scenario: Scenario): Run => ({ scenario, seed: scenario.seed, script: scenario.script });
const names = (name: string, lane: number) => {
  const run = runOf(read(name));
  return processesOfLane(run, run.scenario.lanes[lane], SYSTEM_TABLES).map((process) => process.name);
};

test("a further cluster of a system has its name in front of its parts, the first has not", () => {
  expect(names("two-of-everything", 0)).toEqual([
    ...["controller", "broker-1", "broker-2", "broker-3"],
    ...["east/controller", "east/broker-1"],
    ...["shop-db", "mirror-1", "desk-1", "order-svc-1"],
  ]);
});

test("clusters start first, then databases, handlers and pure sources; who has no client and is not called does not run", () => {
  expect(names("dual-write", 0)).toEqual([
    "controller",
    "broker-1",
    "broker-2",
    "broker-3",
    "shop-db",
    "order-svc-1",
    "kitchen-1",
    "web-1",
  ]);
  expect(names("dual-write", 1)).toEqual([
    "controller",
    "broker-1",
    "broker-2",
    "broker-3",
    "shop-db",
    "order-svc-1",
    "relay-1",
    "kitchen-1",
    "web-1",
  ]);
});

test("the first client of an instance has its address, every further one its name behind it", () => {
  const [lane] = read("retry-topics").lanes;
  const addresses = lane.clients.map((client) => clientAddress(`${client.application}-1`, client, lane));
  expect(addresses).toEqual(["order-svc-1", "payment-1", "payment-1/after-5s", "payment-1/after-30s"]);
});

test("outputs with shares exclude each other, and each has its share", () => {
  const outputs = [{ type: "paid", share: 0.8 }, { type: "noted" }, { type: "declined", share: 0.15 }];
  const made = (drawn: number) => madeAt(outputs, drawn).map(({ type }) => type);
  expect([made(0), made(0.79), made(0.8), made(0.949), made(0.951), made(0.999)]).toEqual([
    ["paid", "noted"],
    ["paid", "noted"],
    ["noted", "declined"],
    ["noted", "declined"],
    ["noted"],
    ["noted"],
  ]);
});

test("a further output without a share changes nothing of what the others get", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ share: fc.option(fc.double({ min: 0, max: 0.3, noNaN: true }), { nil: undefined }) }), { maxLength: 4 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (outputs, drawn) => {
        const more = [{ share: undefined }, ...outputs];
        expect(madeAt(more, drawn).slice(1)).toEqual(madeAt(outputs, drawn));
      },
    ),
  );
});
