import { describe, expect, test } from "vitest";
import { findScenario, runOf } from "../scenarios/index.ts";
import { finishRun } from "./run.ts";
import type { Command } from "./scenario.ts";
import { eventKindInfo } from "./sim/event-kinds.ts";
import type { Simulation } from "./sim/simulation.ts";

const friday = findScenario("friday-rush");
if (friday === undefined) throw new Error("no such scenario");

function play(...script: Command[]): Simulation {
  return finishRun({ ...runOf(friday as NonNullable<typeof friday>), script });
}

/** Events of a kind: time in ms, name of the process. */
function told({ history, processes }: Simulation, kind: string): { at: number; by: string; id: number }[] {
  const found = [];
  for (let id = 0; id < history.length; id++) {
    if (eventKindInfo(history.kind(id)).name !== kind) continue;
    found.push({ at: history.at(id) / 1000, by: processes[history.process(id)]?.name ?? "", id });
  }
  return found;
}

const by = (events: readonly { by: string }[]) => events.map((event) => event.by);

describe("a command that hits whoever did what it waited for", () => {
  test.each([2, 7, 9])("#%i: the same consumer crashes in each lane that had it, and comes back itself", (message) => {
    const run = play({
      id: "c",
      when: { after: "EffectConfirmed", part: "payment", message, delayMs: 40 },
      action: { do: "crash", part: { of: "anchor" } },
      forMs: 700,
    });
    const crashes = told(run, "ProcessCrashed");
    expect(crashes.length).toBe(3);
    for (const lane of ["kafka", "rabbitmq", "direct"]) {
      const [done] = told(run, "EffectConfirmed").filter(
        ({ by: name, id }) => name.startsWith(`${lane}/payment-`) && run.history.message(id) === message,
      );
      const crash = crashes.find(({ by: name }) => name === done.by);
      expect(crash?.at).toBeCloseTo(done.at + 40, 3);
      const [, again] = told(run, "ProcessStarted").filter(({ by: name }) => name === done.by);
      expect(again.at).toBeCloseTo(done.at + 740, 3);
    }
  });

  test("without a part in the condition it is anybody, of any role", () => {
    const run = play({
      id: "f",
      when: { after: "MessageStored", nth: 3, delayMs: 0 },
      action: { do: "freeze", part: { of: "anchor" } },
      forMs: 100,
    });
    const frozen = told(run, "ProcessFrozen");
    expect(by(frozen)).toEqual(expect.arrayContaining([expect.stringMatching(/^kafka\/broker-\d$/), "rabbitmq/node-1"]));
    expect(by(told(run, "ProcessResumed")).sort()).toEqual(by(frozen).sort());
  });

  test("a power loss takes the machine of that part", () => {
    const run = play({
      id: "p",
      when: { after: "WorkBegun", part: "restaurant", nth: 2, delayMs: 5 },
      action: { do: "powerLoss", part: { of: "anchor" } },
      forMs: 500,
    });
    expect(by(told(run, "MachineLost")).sort()).toEqual(["direct/restaurant-1", "kafka/restaurant-1", "rabbitmq/restaurant-1"]);
    expect(told(run, "ProcessStarted").filter(({ by: name }) => name === "kafka/restaurant-1").length).toBe(2);
  });
});

test("a service in a condition is any of its consumers, and nobody whose name only begins like it", () => {
  const services = [...friday.services, { ...friday.services[0], name: "payment-audit", table: "audits" }];
  const run = finishRun({
    scenario: { ...friday, services },
    seed: 3,
    script: [{ id: "n", when: { after: "WorkBegun", part: "payment", nth: 6, delayMs: 0 }, action: { do: "freeze", part: "order-svc" } }],
  });
  for (const [lane, { id }] of friday.lanes.entries()) {
    const began = told(run, "WorkBegun").filter(({ by: name }) => new RegExp(`^${id}/payment-\\d+$`).test(name));
    const given = told(run, "CommandGiven").find((command) => run.history.b(command.id) === lane);
    expect(given?.at).toBe(began[5].at);
  }
});

test("CommandGiven tells the lane, at the start and at the end of a fault", () => {
  const run = play({ id: "c", when: { atMs: 3000 }, lanes: ["rabbitmq"], action: { do: "crash", part: "node-1" }, forMs: 500 });
  expect(told(run, "CommandGiven").map(({ at, id }) => [at, run.history.b(id)])).toEqual([
    [3000, 1],
    [3500, 1],
  ]);
});
