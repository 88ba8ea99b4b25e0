import { describe, expect, test } from "vitest";
import { findScenario, runOf } from "../scenarios/index.ts";
import { digestLane } from "./delivery/lane-digest.ts";
import { factsOf, finishRun, messagesOf } from "./run.ts";
import { type Command, durationOf, mostOf, type Run } from "./scenario.ts";
import type { Simulation } from "./sim/simulation.ts";

const friday = runOf(findScenario("friday-rush") as NonNullable<ReturnType<typeof findScenario>>);

function shortened(durationMs: number, change: Partial<Run> = {}): Run {
  return { ...friday, ...change, scenario: { ...friday.scenario, durationMs } };
}

function verdictsOf(simulation: Simulation, run: Run, lane: number) {
  const processLanes = simulation.processes.map((process) => process.lane);
  return digestLane(simulation.history, lane, processLanes, factsOf(run, messagesOf(run))[lane]);
}

const crash = (forMs?: number): Command => ({
  id: "gone",
  when: { atMs: 4000 },
  action: { do: "crash", part: "payment-1" },
  ...(forMs === undefined ? {} : { forMs }),
});

describe("a run that ends in the middle of its work", () => {
  const run = shortened(6000);
  const simulation = finishRun(run);

  test("is open for what may still come, and broken for nothing that only waits", () => {
    for (const lane of [0, 1, 2]) {
      const { final, verdicts } = verdictsOf(simulation, run, lane);
      expect(final).toBe(false);
      for (const { checker, verdict } of verdicts) expect(["open", "broken"], checker).toContain(verdict);
      expect(verdicts.find(({ checker }) => checker === "C9")?.verdict).toBe("open");
    }
  });

  test("goes on when it is told to: everything has come to rest, and verdicts are final", () => {
    const on = shortened(6000, { untilRest: true });
    const rested = finishRun(on);
    expect(rested.now).toBeGreaterThan(durationOf(on));
    expect(rested.now).toBeLessThan(mostOf(on));
    for (const lane of [0, 1, 2]) {
      const { final, verdicts, waiting } = verdictsOf(rested, on, lane);
      expect(final).toBe(true);
      expect(waiting.count.at(-1)).toBe(0);
      expect(verdicts.map(({ verdict }) => verdict)).not.toContain("open");
    }
    // What happened up to the shorter end is the same.
    const { length } = simulation.history;
    for (let event = 0; event < length - 1; event += 97) expect(rested.history.event(event)).toEqual(simulation.history.event(event));
  });
});

test("a fault that will end keeps a run from rest, one that will not does not", () => {
  const ends = finishRun({ ...friday, untilRest: true, script: [crash(60_000)] });
  expect(ends.now).toBeGreaterThanOrEqual(64_000_000);
  const lasts = finishRun({ ...friday, untilRest: true, script: [crash()] });
  expect(lasts.now).toBeLessThan(64_000_000);
  expect(verdictsOf(lasts, friday, 0).final).toBe(true);
});

test("a message that is tried again for ever never rests: the run ends at its limit, and its verdicts stay open", () => {
  const { scenario } = friday;
  const rabbitmq = scenario.lanes.filter(({ system }) => system === "rabbitmq");
  const workload = { ...scenario.workload, poison: [5] };
  const run: Run = { ...friday, untilRest: true, script: [], scenario: { ...scenario, lanes: rabbitmq, workload } };
  const simulation = finishRun(run);
  expect(simulation.now).toBe(mostOf(run));
  const { final, verdicts } = verdictsOf(simulation, run, 0);
  expect(final).toBe(false);
  expect(verdicts.find(({ checker }) => checker === "C9")?.verdict).toBe("open");
});
