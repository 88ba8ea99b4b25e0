import { describe, expect, test } from "vitest";
import { caller, LATENCY, upTo, type Word } from "./caller.test-util.ts";
import type { WorldCommand } from "./commands.ts";
import { defineEvent, eventKindInfo, PacketLost, PacketUnread } from "./event-kinds.ts";
import { type HistoryEvent, NO_EVENT, NO_MESSAGE } from "./history.ts";
import type { ConnectionId, ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

const Enough = defineEvent("TestEnough");

interface ListenerTypes {
  config: { enough: number };
  state: { enough: number; heard: number[] };
  view: object;
  receives: Word;
  sends: never;
  replies: Record<never, never>;
  timers: Record<never, never>;
}
/** Closes the connection on the word that is enough. */
const listener: ProcessDefinition<ListenerTypes> = {
  role: "listener",
  initial: ({ enough }) => ({ enough, heard: [] }),
  boot() {},
  survives: (state) => state,
  on: {
    Word(state, { number }, ctx) {
      state.heard.push(number);
      if (number !== state.enough) return;
      ctx.trace(Enough, NO_MESSAGE);
      ctx.close(ctx.connection);
    },
  },
  timers: {},
  view: (state) => state,
};

/** A caller says a word every millisecond; each takes 0.3 ms to the listener. */
function world(enough: number, until: number, ...commands: [at: number, command: WorldCommand][]) {
  const simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: LATENCY } });
  simulation.spawnAll([
    { name: "a", definition: caller, config: { peer: "b" } },
    { name: "b", definition: listener, config: { enough } },
  ]);
  commands.forEach(([at, command], i) => simulation.schedule({ name: `c${i}`, moment: { at }, command }));
  simulation.runUntil(until);
  const { history } = simulation;
  const told: HistoryEvent[] = [];
  for (let id = 0; id < history.length; id++)
    if ([PacketLost, PacketUnread].some((kind) => kind === history.kind(id))) told.push(history.event(id));
  const [a, b] = simulation.processes.map(
    ({ state }) => state as { said: number; heard: number[]; line: ConnectionId; closed: { at: number; reason: string }[] },
  );
  return {
    said: a.said,
    heard: b.heard,
    closed: a.closed,
    told: told.map((event) => [eventKindInfo(event.kind).name, event.message, why(event)]),
  };

  function why({ cause }: HistoryEvent): string {
    return cause === NO_EVENT ? "" : `${eventKindInfo(history.kind(cause)).name} at ${history.at(cause)}`;
  }
}

describe("whatever is handed over and never read is told when that is certain, and why", () => {
  const freeze: [number, WorldCommand] = [5500, { do: "freeze", process: "b" }];
  const resume: [number, WorldCommand] = [8500, { do: "resume", process: "b" }];

  test("what waited for a frozen process that is killed, and what was still under way to it", () => {
    const { heard, told } = world(0, 9000, freeze, [8100, { do: "crash", process: "b" }]);
    expect(heard).toEqual(upTo(5));
    expect(told).toEqual([
      ["PacketUnread", 6, "ProcessCrashed at 8100"],
      ["PacketUnread", 7, "ProcessCrashed at 8100"],
      ["PacketLost", 8, "ProcessCrashed at 8100"],
    ]);
  });

  test("the same when its machine loses power, and when it goes on only to end", () => {
    const power = world(0, 8000, freeze, [7500, { do: "powerLoss", host: "b" }]);
    expect(power.told).toEqual([
      ["PacketUnread", 6, "MachineLost at 7500"],
      ["PacketUnread", 7, "MachineLost at 7500"],
    ]);
    const stop: [number, WorldCommand] = [5600, { do: "stop", process: "b" }];
    const stopped = world(0, 8550, freeze, stop, resume);
    expect(stopped.told).toEqual([6, 7, 8].map((word) => ["PacketUnread", word, "ProcessStopped at 8500"]));
  });

  test("what waited for a process that closes the connection when it goes on", () => {
    const { heard, told } = world(6, 8700, freeze, resume);
    expect(heard).toEqual(upTo(6));
    expect(told).toEqual([7, 8].map((word) => ["PacketUnread", word, "TestEnough at 8500"]));
  });

  test("what was under way when the other end closed: by that, and not by an old crash of it", () => {
    const old: [number, WorldCommand][] = [
      [100, { do: "crash", process: "b" }],
      [200, { do: "restart", process: "b" }],
    ];
    const slow: WorldCommand = { do: "slowLink", fault: "s", from: ["a"], to: ["b"], oneWay: true, extra: { kind: "constant", us: 1500 } };
    const { heard, told } = world(3, 7000, ...old, [2500, slow]);
    expect(heard).toEqual(upTo(3));
    expect(told.map(([, word]) => word)).toEqual([4, 5]);
    for (const [kind, , why] of told) expect([kind, why]).toEqual(["PacketLost", "TestEnough at 4800"]);
  });

  test("what is said on a connection of whose end the speaker has not heard never leaves", () => {
    // It goes on at 9500: what it wanted to say meanwhile comes before the news of the end in its inbox.
    const { told } = world(
      0,
      9600,
      [5500, { do: "freeze", process: "a" }],
      [6500, { do: "crash", process: "b" }],
      [9500, { do: "resume", process: "a" }],
    );
    expect(told).toEqual([["PacketLost", 6, "ProcessCrashed at 6500"]]);
  });

  test("what was on the wire when its sender's machine lost power is not sent again past a split", () => {
    const split: WorldCommand = { do: "split", fault: "s", from: ["a"], to: ["b"], oneWay: false };
    const { heard, told } = world(0, 3_000_000, [5100, { do: "powerLoss", host: "a" }], [5200, split], [9000, { do: "heal", fault: "s" }]);
    expect(heard).toEqual(upTo(4));
    expect(told).toEqual([["PacketLost", 5, "NetworkSplit at 5200"]]);
  });

  test("but the reset by which it answers when it is back waits at the split", () => {
    const { closed } = world(
      0,
      3_000_000,
      [5100, { do: "powerLoss", host: "b" }],
      [5200, { do: "split", fault: "s", from: ["b"], to: ["a"], oneWay: true }],
      [9000, { do: "powerOn", host: "b" }],
      [1_000_000, { do: "heal", fault: "s" }],
    );
    expect(closed.map(({ reason }) => reason)).toEqual(["reset"]);
    expect(closed[0].at).toBeGreaterThan(1_000_000);
  });

  test("what a killed process had said is sent again past a split: its machine lives", () => {
    const split: WorldCommand = { do: "split", fault: "s", from: ["a"], to: ["b"], oneWay: false };
    const { heard, told } = world(0, 3_000_000, [5100, { do: "crash", process: "a" }], [5200, split], [9000, { do: "heal", fault: "s" }]);
    expect(heard).toEqual(upTo(5));
    expect(told).toEqual([]);
  });
});

test("a process that was started again while it was being called hears what is said to it, also after a pause", () => {
  const { heard, said, told } = world(
    0,
    9900,
    [100, { do: "crash", process: "b" }],
    [200, { do: "restart", process: "b" }],
    [5500, { do: "freeze", process: "b" }],
    [8500, { do: "resume", process: "b" }],
  );
  expect(heard).toEqual(upTo(said));
  expect(told).toEqual([]);
});
