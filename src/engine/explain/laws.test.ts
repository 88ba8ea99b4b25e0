import fc from "fast-check";
import { expect, test } from "vitest";
import { ClaimChecker } from "../claims/check.ts";
import type { Action, Command, LaneSpec } from "../scenario.ts";
import { ask, direct, kafka, rabbit, stagedRun } from "./staged.test-util.ts";

const LANES: Readonly<Record<string, () => LaneSpec>> = {
  kafka: () => kafka({ acks: "1" }, { partitions: 2 }),
  "kafka without idempotence": () => kafka({ "enable.idempotence": false }),
  rabbitmq: () => rabbit({ broker: { heartbeat: 2 } }),
  "rabbitmq, transient": () => rabbit({ publisher: { delivery_mode: 1 } }),
  direct: () => direct({ "timeout.ms": 900 }),
};
const PARTS: Readonly<Record<LaneSpec["system"], readonly string[]>> = {
  kafka: ["broker-1", "broker-2", "broker-3", "payment-1", "payment-2", "order-svc"],
  rabbitmq: ["node-1", "payment-1", "payment-2", "order-svc"],
  direct: ["payment-1", "payment-2", "order-svc"],
};

function action(kind: number, part: string): Action {
  const others = { from: [part], to: [], oneWay: false };
  const actions: Action[] = [
    { do: "crash", part },
    { do: "freeze", part },
    { do: "powerLoss", part },
    { do: "split", ...others },
    { do: "slowLink", ...others, extra: { kind: "uniform", fromMs: 300, toMs: 1500 } },
  ];
  return actions[kind % actions.length];
}

const faults = fc.array(
  fc.record({ kind: fc.nat(4), part: fc.nat(11), atMs: fc.integer({ min: 2600, max: 6200 }), forMs: fc.integer({ min: 200, max: 7000 }) }),
  {
    minLength: 1,
    maxLength: 3,
  },
);

test.each(Object.keys(LANES))(
  "W7: whatever happens in a lane of %s, each case is told in at most seven whole sentences",
  { timeout: 120_000 },
  (name) => {
    let told = 0;
    fc.assert(
      fc.property(faults, fc.constantFrom("after", "before", "auto"), fc.integer({ min: 60, max: 700 }), (drawn, settle, ms) => {
        const lane = LANES[name]();
        const parts = PARTS[lane.system];
        const script = drawn.map(
          ({ kind, part, atMs, forMs }, i): Command => ({
            id: `fault-${i}`,
            when: { atMs },
            action: action(kind, parts[part % parts.length]),
            forMs,
          }),
        );
        const asked = ask(stagedRun({ lane, script, service: { settle: settle as "after", serviceTime: { kind: "constant", ms } } }));
        const cases = asked.anomalies.filter(({ kind }) => kind === "lost" || kind === "duplicated" || kind === "late");
        for (const { kind, message, destination } of cases.slice(0, 2)) {
          const card = asked.card({ kind: kind as "lost", lane: 0, message, destination });
          if (card === null) throw new Error(`no answer for ${kind} #${message}`);
          told++;
          expect(card.steps.length).toBeGreaterThan(0);
          expect(card.steps.length).toBeLessThanOrEqual(7);
          for (const { title, detail, at, events } of card.steps) {
            expect(title.split(" ").length).toBeLessThanOrEqual(6);
            for (const words of [title, `${detail} `]) expect(words).not.toMatch(/undefined|NaN|null|the network| {2}\w|\.\.|: \.|= \./);
            expect(detail).toMatch(/\.$/);
            expect(asked.record.simulation.history.at(events[0])).toBe(at);
          }
          const times = card.steps.map(({ at }) => at);
          expect(times).toEqual(times.toSorted((one, other) => one - other));
          const checker = new ClaimChecker(asked.record.simulation, asked.played, asked.facts, 0);
          const untrue = card.steps.flatMap(({ claims }) => claims).filter((claim) => !checker.holds(claim));
          expect(untrue).toEqual([]);
          expect(card.prevention.sentence).toMatch(/\.$/);
        }
      }),
      { numRuns: Number(process.env["WHY_RUNS"] ?? 10), seed: 7 },
    );
    expect(told).toBeGreaterThan(0);
  },
);
