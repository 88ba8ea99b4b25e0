import fc from "fast-check";
import { expect, test } from "vitest";
import { findScenario, runOf } from "../scenarios/index.ts";
import { digestLane } from "./delivery/lane-digest.ts";
import { ledgerAt } from "./delivery/ledger.ts";
import { HEADING_OF, HEADINGS } from "./delivery/ledger-row.ts";
import { valueOfSeries } from "./delivery/meters.ts";
import { factsOf, finishRun, messagesOf } from "./run.ts";
import type { Action, Command, Run } from "./scenario.ts";

const friday = runOf(findScenario("friday-rush") as NonNullable<ReturnType<typeof findScenario>>);

const part = fc.constantFrom(
  "payment-1",
  "payment-2",
  "restaurant-1",
  "delivery-1",
  "broker-1",
  "broker-2",
  "broker-3",
  "node-1",
  "order-svc",
  "controller",
  "database",
);
const action: fc.Arbitrary<Action> = fc.oneof(
  part.map((name): Action => ({ do: "crash", part: name })),
  part.map((name): Action => ({ do: "powerLoss", part: name })),
  part.map((name): Action => ({ do: "freeze", part: name })),
  part.map((name): Action => ({ do: "split", from: [name], to: [], oneWay: false })),
);
const command = fc.record({
  when: fc.record({ atMs: fc.integer({ min: 500, max: 20_000 }) }),
  action,
  forMs: fc.option(fc.integer({ min: 100, max: 6_000 }), { nil: undefined }),
});
const randomRun: fc.Arbitrary<Run> = fc
  .record({ seed: fc.integer({ min: 0, max: 1_000_000 }), commands: fc.array(command, { maxLength: 5, size: "max" }) })
  .map(({ seed, commands }) => ({ ...friday, seed, script: commands.map((given, i): Command => ({ id: `fault-${i}`, ...given })) }));

test("in random runs every message ends in exactly one row per destination, the totals add up, and the ledger agrees with the chips", () => {
  fc.assert(
    fc.property(randomRun, (run) => {
      const simulation = finishRun(run);
      const { history } = simulation;
      const processLanes = simulation.processes.map(({ lane }) => lane);
      const messages = messagesOf(run);
      const { services, tape } = run.scenario;
      const needed = messages.length * services.length;
      factsOf(run, messages).forEach((facts, lane) => {
        for (const until of [0, 3_000_000, 9_000_000, simulation.now]) {
          const { rows, totals } = ledgerAt(history, lane, processLanes, facts, until);
          const keys = new Set(rows.map(({ message, destination }) => `${message} ${destination}`));
          expect(keys.size).toBe(rows.length);
          expect(rows.length).toBe(needed);
          expect(Object.values(totals).reduce((sum, count) => sum + count, 0)).toBe(needed);
        }
        const { anomalies, effects, headings } = digestLane(history, lane, processLanes, facts);
        const { rows, totals } = ledgerAt(history, lane, processLanes, facts, simulation.now);
        const count = (kind: string) => anomalies.filter((anomaly) => anomaly.kind === kind).length;
        expect(count("lost")).toBe(totals.lost ?? 0);
        expect(count("skipped")).toBe(totals.skipped ?? 0);
        // A message that came while no producer was there left no event, so no finding points at it; the header counts it all the same.
        const heard = new Set<number>();
        for (let id = 0; id < history.length; id++) if (processLanes[history.process(id)] === lane) heard.add(history.message(id));
        const unheardOf = rows.filter(({ message, outcome }) => outcome === "never sent" && !heard.has(message)).length;
        expect(valueOfSeries(headings.failed, simulation.now)).toBe(count("failed") + unheardOf);
        const headed = HEADINGS.reduce((total, heading) => total + valueOfSeries(headings[heading], simulation.now), 0);
        expect(headed).toBe(rows.length);
        for (const until of [3_000_000, 9_000_000, simulation.now]) {
          // What nothing has happened to yet stands in the ledger alone.
          const shown = ledgerAt(history, lane, processLanes, facts, until).rows.filter((row) => row.outcome !== "not sent yet");
          const unheard = shown.filter((row) => row.outcome === "never sent" && row.note === "its producer was down").length;
          const sum = HEADINGS.reduce((total, heading) => total + valueOfSeries(headings[heading], until), 0);
          expect(sum).toBeGreaterThanOrEqual(shown.length - unheard);
          expect(sum).toBeLessThanOrEqual(shown.length);
          for (const heading of HEADINGS) {
            if (heading === "failed" || heading === "future") continue;
            expect(valueOfSeries(headings[heading], until)).toBe(shown.filter(({ outcome }) => HEADING_OF[outcome] === heading).length);
          }
        }
        expect(count("duplicated")).toBe(rows.reduce((sum, row) => sum + Math.max(0, row.effects - 1), 0));
        expect(count("stuck")).toBeLessThanOrEqual(rows.filter(({ outcome }) => HEADING_OF[outcome] === "waiting").length);
        const taped = services.find(({ table }) => table === tape)?.name;
        expect(effects.at.length).toBe(rows.filter(({ destination }) => destination === taped).reduce((sum, row) => sum + row.effects, 0));
      });
    }),
    { numRuns: 120 },
  );
});
