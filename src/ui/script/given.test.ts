import { describe, expect, test } from "vitest";
import type { Command, Run } from "../../engine/scenario.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { waitWords } from "../palette/conditions.ts";
import { replicaOf } from "../state/history.test-util.ts";
import { instantsOf, lanesConcerned, toldOf } from "./given.ts";
import { labelOf } from "./told.ts";

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

  test("a lane without such a part is not asked what came of it there; of a part that is in none, every lane is", () => {
    const lanes = (command: Command) => lanesConcerned(at(command), command, roster).map(({ lane }) => lane);
    expect(lanes(early)).toEqual([0]);
    expect(lanes(whoever)).toEqual([0, 1, 2]);
    const split = { do: "split", from: ["node-1"], to: ["order-svc"], oneWay: false } as const;
    expect(lanes({ ...early, action: split })).toEqual([1]);
    expect(lanes({ ...early, action: { do: "crash", part: "payment-2" } })).toEqual([0, 1, 2]);
    expect(lanes({ ...early, action: { do: "crash", part: "nobody" } })).toEqual([0, 1, 2]);
  });

  test("one whose event never comes happens nowhere; one for some lanes says nothing of others", () => {
    expect(at(never).map(({ startUs }) => startUs)).toEqual([null, null, null]);
    expect(at({ ...early, lanes: ["rabbitmq"] })).toEqual([{ lane: 1, startUs: null, anchor: -1 }]);
  });
});

describe("what is told of a command by an instant", () => {
  const instants = at(whoever).map(({ startUs }) => startUs ?? -1);
  const [first, , last] = [...instants].sort((one, other) => one - other);
  const told = (command: Command, seenUs: number, atEnd = false, done = true) => {
    const { startUs, lanes, state } = toldOf(command, at(command), { untilUs: seenUs, done, atEnd });
    return [startUs, lanes.map((instant) => instant.startUs), state];
  };

  test("one that waits tells no instant before that has been seen, in any lane", () => {
    expect(told(whoever, first - 1)).toEqual([null, [null, null, null], "ahead"]);
    expect(told(whoever, first)).toEqual([first, instants.map((instant) => (instant === first ? first : null)), "happened"]);
    expect(told(whoever, last)).toEqual([first, instants, "happened"]);
  });

  test("that it never happens is told at the end, and not before", () => {
    expect(told(never, 27_000_000)).toEqual([null, [null, null, null], "ahead"]);
    expect(told(never, 28_000_000, true)).toEqual([null, [null, null, null], "never"]);
  });

  test("one at a time has its time from the start on; what came of it is told from then on", () => {
    expect(told(early, 0)).toEqual([2_000_000, [null, null, null], "ahead"]);
    expect(told(early, 2_000_000)).toEqual([2_000_000, [2_000_000, null, null], "happened"]);
    const nobody: Command = { ...early, id: "nobody", action: { do: "freeze", part: "nobody-1" } };
    expect(told(nobody, 1_999_999)[2]).toBe("ahead");
    expect(told(nobody, 2_000_000)[2]).toBe("never");
    expect(told(nobody, 2_000_000, false, false)[2]).toBe("ahead");
  });
});

test("what a command waits for, in the words of its service", () => {
  const { services } = friday;
  const words = (command: Command) => ("after" in command.when ? waitWords(command.when, services) : "");
  expect(words(whoever)).toBe("When any payment has charged #7, 40 ms later");
  expect(words(never)).toBe("When anybody took back #999");
  expect(words({ ...whoever, when: { after: "EffectConfirmed", part: "payment-2", nth: 3, delayMs: 0 } })).toBe(
    "When payment-2 has charged any message, occurrence 3",
  );
  expect(words({ ...whoever, when: { after: "BecameLeader", delayMs: 5 } })).toBe("When anybody became leader, 5 ms later");
});

test("whoever it hits is told by what is waited for", () => {
  expect(labelOf(whoever)).toBe("whichever payment has #7 crashed");
  expect(labelOf({ ...whoever, when: { after: "BecameLeader", delayMs: 0 } })).toBe("whichever part it is crashed");
  expect(labelOf(early)).toBe("broker-2 frozen");
});
