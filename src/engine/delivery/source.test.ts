import { expect, test } from "vitest";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { factsOf, finishRun, messagesOf } from "../run.ts";
import type { Command, Run } from "../scenario.ts";
import { findEventKind } from "../sim/event-kinds.ts";
import type { Simulation } from "../sim/simulation.ts";
import { ledgerAt } from "./ledger.ts";

const friday = runOf(findScenario("friday-rush") as NonNullable<ReturnType<typeof findScenario>>);
const scripted = (script: readonly Command[]): Run => ({ ...friday, script });

/** Messages of the events of a kind in a lane, in order. */
function told({ history, processes }: Simulation, kind: string, lane: number): number[] {
  const code = findEventKind(kind);
  const ids = Array.from({ length: history.length }, (_, id) => id);
  return ids.filter((id) => history.kind(id) === code && processes[history.process(id)]?.lane === lane).map((id) => history.message(id));
}

test("when the work is divided anew, no message is handed over twice and none is forgotten", () => {
  const run = scripted([
    { id: "second", when: { atMs: 4500 }, action: { do: "addProducer", name: "order-svc-2" } },
    { id: "first alone", when: { atMs: 8500 }, action: { do: "remove", part: "order-svc-2" } },
  ]);
  const simulation = finishRun(run);
  for (const lane of [0, 1, 2]) {
    expect(told(simulation, "MessageAccepted", lane)).toEqual(messagesOf(run).map(({ number }) => number));
    expect(told(simulation, "MessageMissed", lane)).toEqual([]);
  }
});

test("what was due while the application was down is told when it is back, and stands in the ledger as never sent", () => {
  const run = scripted([{ id: "away", when: { atMs: 4500 }, action: { do: "crash", part: "order-svc" }, forMs: 3000 }]);
  const due = messagesOf(run).filter(({ atUs }) => atUs >= 4_500_000 && atUs < 7_500_000);
  expect(due.length).toBeGreaterThan(2);
  const simulation = finishRun(run);
  const lanes = simulation.processes.map(({ lane }) => lane);
  for (const [lane, facts] of factsOf(run, messagesOf(run)).entries()) {
    expect(told(simulation, "MessageMissed", lane)).toEqual(due.map(({ number }) => number));
    const { rows } = ledgerAt(simulation.history, lane, lanes, facts, simulation.now);
    for (const { number } of due)
      expect(rows.filter(({ message }) => message === number).map(({ outcome }) => outcome)).toEqual([
        "never sent",
        "never sent",
        "never sent",
      ]);
  }
});
