import { expect, test } from "vitest";
import { playable } from "../../document/playable.ts";
import { ledgerAt } from "../delivery/ledger.ts";
import { finish } from "../pieces.ts";
import type { Run } from "../scenario.ts";
import type { Simulation } from "../sim/simulation.ts";
import { runToRest } from "./rest.ts";
import { at, rabbit, stagedRun } from "./staged.test-util.ts";

const PROGRESS = { doing: "preventing", done: 0, of: 1 } as const;

function totalsOf(simulation: Simulation, run: Run) {
  const lanes = simulation.processes.map(({ lane }) => lane);
  return ledgerAt(simulation.history, 0, lanes, playable(run).facts()[0], simulation.now).totals;
}

function advisedOn(run: Run) {
  const played = playable(run);
  const simulation = played.start({ only: 0 });
  const { atRest } = finish(runToRest(simulation, played, 0, played.facts()[0], PROGRESS));
  return { simulation, atRest };
}

test("a lane that rests late, after a fault of minutes, rests for advice as it does in a run that goes on until rest", () => {
  const script = [at(2900, { do: "crash", part: "payment-1" }, 500_000)];
  const run: Run = { ...stagedRun({ lane: rabbit(), service: { consumers: 1 }, script }), untilRest: true };
  const ran = playable(run).finish();
  expect(ran.now - playable(run).pace().durationUs).toBeGreaterThan(400_000_000);
  expect(ran.now).toBeLessThan(playable(run).pace().mostUs);
  expect(totalsOf(ran, run)).toMatchObject({ once: 12 });
  const { simulation, atRest } = advisedOn({ ...run, untilRest: false });
  expect(atRest).toBe(true);
  expect(totalsOf(simulation, run)).toEqual(totalsOf(ran, run));
});

test("what is tried again for ever is waited for as long as such a run is", () => {
  const run = stagedRun({ lane: rabbit(), script: [], poison: [3] });
  const { simulation, atRest } = advisedOn(run);
  expect(atRest).toBe(false);
  expect(simulation.now).toBe(playable({ ...run, untilRest: true }).pace().mostUs);
});
