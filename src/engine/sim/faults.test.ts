import { describe, expect, test } from "vitest";
import { caller, LATENCY, upTo, type Word, world } from "./caller.test-util.ts";
import type { WorldCommand } from "./commands.ts";
import { eventKindInfo, LimitReached } from "./event-kinds.ts";
import type { ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

describe("faults", () => {
  test("without any, everything arrives in order after the link's latency", () => {
    const { numbers, lost, a } = world().run(20_400);
    expect(numbers).toEqual(upTo(a.said));
    expect(lost).toEqual([]);
  });

  test("a killed process is noticed by its peer: a reset, a link's latency later", () => {
    const { a } = world([5500, { do: "crash", process: "b" }]).run(20_000);
    expect(a.closed).toEqual([{ at: 5500 + LATENCY, reason: "reset" }]);
  });

  test("a machine without power is noticed by nobody; what is sent to it is lost", () => {
    const { a, lost } = world([5500, { do: "powerLoss", host: "b" }]).run(20_000);
    expect(a.closed).toEqual([]);
    expect(lost.length).toBeGreaterThan(10);
  });

  test("a frozen process gets later all that came meanwhile", () => {
    const { numbers, lost, b, a } = world([5500, { do: "freeze", process: "b" }], [12_500, { do: "resume", process: "b" }]).run(20_400);
    expect(numbers).toEqual(upTo(a.said));
    expect(lost).toEqual([]);
    expect(b.heard.filter(({ at }) => at > 5500 && at < 12_500)).toEqual([]);
  });

  test("a process that is killed while frozen loses what waited for it", () => {
    const { numbers } = world(
      [5500, { do: "freeze", process: "b" }],
      [8500, { do: "crash", process: "b" }],
      [9000, { do: "restart", process: "b" }],
    ).run(20_000);
    expect(numbers).toEqual(upTo(5));
  });

  test("a one-way split lets the other direction through", () => {
    const split: WorldCommand = { do: "split", fault: "s", from: ["b"], to: ["a"], oneWay: true };
    const { numbers, a } = world([5500, split], [8500, { do: "crash", process: "b" }]).run(20_000);
    expect(numbers.length).toBeGreaterThan(6); // a still reaches b …
    expect(a.closed).toEqual([]); // … but never hears that it has died
  });

  test("what a machine had waiting at a split is gone when it loses power", () => {
    const split: WorldCommand = { do: "split", fault: "s", from: ["a"], to: ["b"], oneWay: false };
    const { numbers, lost } = world([5500, split], [8500, { do: "powerLoss", host: "a" }], [12_500, { do: "heal", fault: "s" }]).run(
      20_000,
    );
    expect(numbers).toEqual(upTo(5));
    expect(lost.length).toBeGreaterThan(2);
  });

  test("a slow link delays, keeps the order, and is quick again afterwards", () => {
    const slow: WorldCommand = { do: "slowLink", fault: "s", from: ["a"], to: ["b"], extra: { kind: "constant", us: 5000 }, oneWay: false };
    const { numbers, b, a } = world([5500, slow], [10_500, { do: "restoreLink", fault: "s" }]).run(30_400);
    expect(numbers).toEqual(upTo(a.said));
    const delay = b.heard.map(({ at }, i) => at - b.heard[0].at - i * 1000);
    expect(Math.max(...delay)).toBe(5000);
    expect(delay.at(-1)).toBe(0);
  });

  test("a connection is cut before exactly the chosen message, which is lost with it", () => {
    const cut: WorldCommand = { do: "cutBefore", fault: "s", from: "a", to: null, type: "Word", payload: 7 };
    const { numbers, lost, a, b } = world([2500, cut]).run(20_000);
    expect(numbers).toEqual(upTo(6));
    expect(lost).toContain(7);
    expect(a.closed.length).toBe(1);
    expect(b.closed).toBe(1);
  });

  test("a caller that dies while its handshake is under way leaves no half-open connection behind", () => {
    const { b } = world([LATENCY + 100, { do: "crash", process: "a" }]).run(20_000);
    expect(b.accepted).toBe(1);
    expect(b.closed).toBe(1);
  });

  test("nobody listens: refused. Nobody is there: tried seven times, then given up", () => {
    const refused = world([0, { do: "crash", process: "b" }]).run(5000);
    expect(refused.a.closed).toEqual([{ at: 2 * LATENCY, reason: "refused" }]);
    const silent = world([0, { do: "powerLoss", host: "b" }]).run(200_000_000);
    expect(silent.a.closed.length).toBe(1);
    expect(silent.a.closed[0].reason).toBe("timeout");
    expect(silent.a.closed[0].at).toBeGreaterThan(60e6);
  });

  test("a command can wait for the n-th event of a kind, and its end follows it", () => {
    const { simulation, run } = world();
    simulation.schedule({
      name: "later",
      moment: { after: { event: "PacketDelivered", process: "b", nth: 5 }, delayUs: 200 },
      command: { do: "freeze", process: "b" },
      then: { delayUs: 3000, command: { do: "resume", process: "b" }, name: "later" },
    });
    run(20_000);
    const story: [string, number][] = [];
    for (let id = 0; id < simulation.history.length; id++) {
      const { name } = eventKindInfo(simulation.history.kind(id));
      if (name === "ProcessFrozen" || name === "ProcessResumed") story.push([name, simulation.history.at(id)]);
    }
    expect(story[0][0]).toBe("ProcessFrozen");
    expect(story[1]).toEqual(["ProcessResumed", story[0][1] + 3000]);
  });
});

test("two processes that call each other without delay end the run with LimitReached, not with a hang", () => {
  interface LoopTypes {
    config: object;
    state: object;
    view: object;
    receives: never;
    sends: never;
    replies: Record<never, never>;
    timers: { again: null };
  }
  const loop: ProcessDefinition<LoopTypes> = {
    role: "loop",
    initial: () => ({}),
    boot: (_state, ctx) => void ctx.setTimer("again", 0, null),
    survives: (state) => state,
    on: {} as never,
    timers: { again: (_state, _, ctx) => void ctx.setTimer("again", 0, null) },
    view: (state) => state,
  };
  const simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: 1 } });
  simulation.spawn({ name: "loop", definition: loop, config: {} });
  simulation.runUntil(1_000_000);
  expect(simulation.stopped).toBe("eventsPerInstant");
  const { history } = simulation;
  expect(history.kind(history.length - 1)).toBe(LimitReached);
  expect(history.strings.text(history.a(history.length - 1))).toBe("200,000 events in one instant");
});

describe("a frozen process with a deadline", () => {
  interface PatientTypes {
    config: object;
    state: { deadline: number; expired: number[]; heard: number };
    view: object;
    receives: Word;
    sends: never;
    replies: Record<never, never>;
    timers: { expire: null };
  }
  const DEADLINE = 2500;
  /** Each word puts the deadline off, as a heartbeat does for a session. */
  const patient: ProcessDefinition<PatientTypes> = {
    role: "patient",
    initial: () => ({ deadline: -1, expired: [], heard: 0 }),
    boot(state, ctx) {
      state.deadline = ctx.setTimer("expire", DEADLINE, null);
    },
    survives: (state) => state,
    on: {
      Word(state, _, ctx) {
        state.heard++;
        ctx.cancelTimer(state.deadline);
        state.deadline = ctx.setTimer("expire", DEADLINE, null);
      },
    },
    timers: { expire: (state, _, ctx) => void state.expired.push(ctx.now) },
    view: (state) => state,
  };

  function expired(...commands: [at: number, command: WorldCommand][]): number[] {
    const simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: LATENCY } });
    simulation.spawnAll([
      { name: "a", definition: caller, config: { peer: "b" } },
      { name: "b", definition: patient, config: {} },
    ]);
    commands.forEach(([at, command], i) => simulation.schedule({ name: `c${i}`, moment: { at }, command }));
    simulation.runUntil(20_000);
    return ((simulation.process("b") as { state: object }).state as PatientTypes["state"]).expired;
  }

  test("keeps it when what waits for it puts it off: a timer cancelled before its turn does not fire", () => {
    expect(expired()).toEqual([]);
    // Words arrive at 6300, 7300 … while the timer set at 5300 runs out at 7800.
    expect(expired([5500, { do: "freeze", process: "b" }], [9500, { do: "resume", process: "b" }])).toEqual([]);
  });

  test("misses it when nothing came before it ran out", () => {
    const split: WorldCommand = { do: "split", fault: "s", from: ["a"], to: ["b"], oneWay: false };
    const story: [number, WorldCommand][] = [
      [5500, { do: "freeze", process: "b" }],
      [5600, split],
      [8000, { do: "heal", fault: "s" }],
      [9500, { do: "resume", process: "b" }],
    ];
    expect(expired(...story)).toEqual([9500]);
  });
});
