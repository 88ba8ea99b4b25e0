import { describe, expect, test } from "vitest";
import type { Command, Run } from "../../engine/scenario.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { replicaOf } from "../state/history.test-util.ts";
import { labelOf } from "./faults.ts";
import { instantsOf } from "./given.ts";

const friday = findScenario("friday-rush");
if (friday === undefined) throw new Error("no such scenario");
const whoever: Command = {
  id: "whoever",
  when: { after: "EffectConfirmed", part: "payment", message: 7, delayMs: 40 },
  action: { do: "crash", part: { of: "anchor" } },
};
const early: Command = { id: "early", when: { atMs: 2000 }, action: { do: "freeze", part: "broker-2" }, forMs: 500 };
const never: Command = {
  id: "never",
  when: { after: "MessageReturned", message: 999, delayMs: 0 },
  action: { do: "crash", part: "node-1" },
};
const run: Run = { ...runOf(friday), script: [whoever, early, never] };
const { history, roster } = replicaOf(run);
const at = (command: Command) => instantsOf(history, run.scenario.lanes, command);

describe("a command of the script in each lane", () => {
  test("one that waits happens in every lane at its own time, to the part whose event it was", () => {
    const instants = at(whoever);
    expect(instants.map(({ lane }) => lane)).toEqual([0, 1, 2]);
    for (const { startUs, anchor, lane } of instants) {
      const { name } = roster[anchor];
      expect(name).toMatch(/\/payment-\d$/);
      const crash = Array.from({ length: history.length }, (_, id) => id).find(
        (id) => history.kind(id) === "ProcessCrashed" && roster[history.process(id)].lane === lane,
      );
      expect([history.at(crash ?? -1), roster[history.process(crash ?? -1)].name]).toEqual([startUs, name]);
    }
    expect(new Set(instants.map(({ startUs }) => startUs)).size).toBe(3);
  });

  test("one at a time did not happen in a lane without such a part", () => {
    expect(at(early)).toEqual([
      { lane: 0, startUs: 2_000_000, anchor: -1 },
      { lane: 1, startUs: null, anchor: -1 },
      { lane: 2, startUs: null, anchor: -1 },
    ]);
  });

  test("one whose event never comes happens nowhere; one for some lanes says nothing of others", () => {
    expect(at(never).map(({ startUs }) => startUs)).toEqual([null, null, null]);
    expect(at({ ...early, lanes: ["rabbitmq"] })).toEqual([{ lane: 1, startUs: null, anchor: -1 }]);
  });
});

test("whoever it hits is told by what is waited for", () => {
  expect(labelOf(whoever)).toBe("whichever payment has #7 crashed");
  expect(labelOf({ ...whoever, when: { after: "BecameLeader", delayMs: 0 } })).toBe("whichever part it is crashed");
  expect(labelOf(early)).toBe("broker-2 frozen");
});
