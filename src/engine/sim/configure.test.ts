import { describe, expect, test } from "vitest";
import type { WorldCommand } from "./commands.ts";
import { ProcessStarted, ProcessStopped } from "./event-kinds.ts";
import type { Message, ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

/** A server that takes its time to stop, and one that just ends; each notes under which configuration it started. */
interface ServerTypes {
  config: { size: number };
  state: { size: number; startedWith: number[]; finishing: boolean };
  view: object;
  receives: Message & { readonly type: "Stop" };
  sends: never;
  replies: Record<never, never>;
  timers: { finished: null };
}

const patient: ProcessDefinition<ServerTypes> = {
  role: "patient server",
  initial: ({ size }) => ({ size, startedWith: [], finishing: false }),
  boot: (state) => void state.startedWith.push(state.size),
  survives: (state) => ({ ...state, finishing: false }),
  configure(state, { size }) {
    state.size = size;
  },
  on: {
    Stop(state, _message, ctx) {
      state.finishing = true;
      ctx.setTimer("finished", 5000, null);
    },
  },
  timers: { finished: (_state, _, ctx) => ctx.exit() },
  view: (state) => state,
};
const blunt: ProcessDefinition<ServerTypes> = { ...patient, role: "blunt server", on: {} as never };

function begin(definition: ProcessDefinition<ServerTypes> = patient) {
  const simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: 100 } });
  simulation.spawnAll([{ name: "server", definition, config: { size: 1 } }]);
  return simulation;
}

function configure(simulation: Simulation, at: number, size: number, awayUs: number | null): void {
  simulation.schedule({ name: "c", moment: { at }, command: { do: "configure", process: "server", config: { size }, awayUs } });
}

function server(simulation: Simulation) {
  const record = simulation.process("server");
  if (record === undefined) throw new Error("no server");
  return { status: record.status, ...(record.state as ServerTypes["state"]) };
}

function times(simulation: Simulation, kind: number): number[] {
  const { history } = simulation;
  return Array.from({ length: history.length }, (_, id) => id)
    .filter((id) => history.kind(id) === kind)
    .map((id) => history.at(id));
}

describe("another configuration", () => {
  test("is taken over in place when nothing must restart", () => {
    const simulation = begin();
    configure(simulation, 1000, 2, null);
    simulation.runUntil(50_000);
    expect(server(simulation)).toMatchObject({ status: "up", size: 2, startedWith: [1] });
    expect(times(simulation, ProcessStopped)).toEqual([]);
  });

  test("waits for the orderly stop, and the process is back the stated time after it", () => {
    const simulation = begin();
    configure(simulation, 1000, 2, 3000);
    simulation.runUntil(5999);
    expect(server(simulation)).toMatchObject({ status: "up", size: 1, finishing: true });
    simulation.runUntil(50_000);
    expect(times(simulation, ProcessStopped)).toEqual([6000]);
    expect(times(simulation, ProcessStarted)).toEqual([0, 9000]);
    expect(server(simulation)).toMatchObject({ status: "up", size: 2, startedWith: [1, 2] });
  });

  test("ends a role at once that has nothing to finish, also a frozen one", () => {
    for (const frozen of [false, true]) {
      const simulation = begin(blunt);
      if (frozen) simulation.schedule({ name: "f", moment: { at: 500 }, command: { do: "freeze", process: "server" } });
      configure(simulation, 1000, 2, 3000);
      simulation.runUntil(50_000);
      expect(times(simulation, ProcessStopped)).toEqual([1000]);
      expect(times(simulation, ProcessStarted)).toEqual([0, 4000]);
      expect(server(simulation)).toMatchObject({ status: "up", startedWith: [1, 2] });
    }
  });

  test("a frozen process stops when it runs again", () => {
    const simulation = begin();
    const freeze = { do: "freeze", process: "server" } as const;
    simulation.schedule({
      name: "f",
      moment: { at: 500 },
      command: freeze,
      then: { delayUs: 9500, command: { do: "resume", process: "server" }, name: "f" },
    });
    configure(simulation, 1000, 2, 3000);
    simulation.runUntil(50_000);
    expect(times(simulation, ProcessStopped)).toEqual([15_000]);
    expect(times(simulation, ProcessStarted)).toEqual([0, 18_000]);
  });

  test("of a process that is down counts from its next start; it is not started for it", () => {
    const simulation = begin();
    simulation.schedule({ name: "x", moment: { at: 500 }, command: { do: "crash", process: "server" } });
    configure(simulation, 1000, 2, 3000);
    simulation.schedule({ name: "y", moment: { at: 20_000 }, command: { do: "restart", process: "server" } });
    simulation.runUntil(19_000);
    expect(server(simulation)).toMatchObject({ status: "crashed", size: 2 });
    simulation.runUntil(50_000);
    expect(server(simulation).startedWith).toEqual([1, 2]);
    expect(times(simulation, ProcessStarted)).toEqual([0, 20_000]);
  });

  test("a crash during the orderly stop leaves it down, with the new configuration for its next start", () => {
    const simulation = begin();
    configure(simulation, 1000, 2, 3000);
    simulation.schedule({ name: "x", moment: { at: 2000 }, command: { do: "crash", process: "server" } });
    simulation.runUntil(40_000);
    expect(server(simulation)).toMatchObject({ status: "crashed", size: 2 });
    simulation.schedule({ name: "y", moment: { at: 41_000 }, command: { do: "restart", process: "server" } });
    simulation.runUntil(50_000);
    expect(server(simulation)).toMatchObject({ status: "up", startedWith: [1, 2] });
  });

  test("that comes while it stops for another one counts at once and in the next life", () => {
    const simulation = begin();
    configure(simulation, 1000, 2, 3000);
    configure(simulation, 2000, 3, null);
    simulation.runUntil(5000);
    expect(server(simulation)).toMatchObject({ size: 3, finishing: true });
    simulation.runUntil(50_000);
    expect(times(simulation, ProcessStarted)).toEqual([0, 9000]);
    expect(server(simulation)).toMatchObject({ size: 3, startedWith: [1, 3] });
  });

  test("the machine that loses power meanwhile starts it when it is on again", () => {
    const simulation = begin(blunt);
    configure(simulation, 1000, 2, 3000);
    simulation.schedule({
      name: "p",
      moment: { at: 2000 },
      command: { do: "powerLoss", host: "server" },
      then: { delayUs: 8000, command: { do: "powerOn", host: "server" }, name: "p" },
    });
    simulation.runUntil(50_000);
    expect(times(simulation, ProcessStarted)).toEqual([0, 10_000]);
    expect(server(simulation).startedWith).toEqual([1, 2]);
  });

  test("a role that cannot be configured keeps what it has", () => {
    const { configure: _, ...fixed } = patient;
    const simulation = begin(fixed);
    configure(simulation, 1000, 2, 3000);
    simulation.runUntil(50_000);
    expect(server(simulation)).toMatchObject({ status: "up", size: 1, startedWith: [1] });
  });
});

describe("an orderly stop", () => {
  const at = (simulation: Simulation, time: number, command: WorldCommand) =>
    simulation.schedule({ name: "c", moment: { at: time }, command });
  const stop: WorldCommand = { do: "stop", process: "server" };
  const restart: WorldCommand = { do: "restart", process: "server" };

  test("is waited for by who has something to finish, and at once for any other", () => {
    const stoppedAt = [patient, blunt].map((definition) => {
      const simulation = begin(definition);
      at(simulation, 1000, stop);
      simulation.runUntil(20_000);
      expect(server(simulation).status).toBe("stopped");
      return times(simulation, ProcessStopped);
    });
    expect(stoppedAt).toEqual([[6000], [1000]]);
  });

  test("reaches a frozen process when it goes on", () => {
    for (const [definition, stoppedAt] of [[patient, 14_000] as const, [blunt, 9000] as const]) {
      const simulation = begin(definition);
      at(simulation, 500, { do: "freeze", process: "server" });
      at(simulation, 1000, stop);
      at(simulation, 9000, { do: "resume", process: "server" });
      simulation.runUntil(20_000);
      expect(times(simulation, ProcessStopped)).toEqual([stoppedAt]);
    }
  });

  test("is followed by a start when one is asked for, as soon as it has stopped and not before", () => {
    const early = begin();
    at(early, 1000, stop);
    at(early, 2000, restart);
    early.runUntil(20_000);
    expect([times(early, ProcessStopped), times(early, ProcessStarted)]).toEqual([[6000], [0, 6000]]);
    const late = begin();
    at(late, 1000, stop);
    at(late, 8000, restart);
    late.runUntil(20_000);
    expect(times(late, ProcessStarted)).toEqual([0, 8000]);
  });

  test("that a crash cuts short still lets the start follow", () => {
    const simulation = begin();
    at(simulation, 1000, stop);
    at(simulation, 2000, restart);
    at(simulation, 3000, { do: "crash", process: "server" });
    simulation.runUntil(20_000);
    expect(times(simulation, ProcessStopped)).toEqual([]);
    expect(times(simulation, ProcessStarted)).toEqual([0, 3000]);
  });

  test("is not undone by another configuration that comes meanwhile", () => {
    const simulation = begin();
    at(simulation, 1000, stop);
    configure(simulation, 2000, 2, 500);
    simulation.runUntil(20_000);
    expect(times(simulation, ProcessStarted)).toEqual([0]);
    expect(server(simulation)).toMatchObject({ status: "stopped", size: 2 });
  });

  test("takes the start away from one that stops for another configuration", () => {
    const simulation = begin();
    configure(simulation, 1000, 2, 500);
    at(simulation, 2000, stop);
    simulation.runUntil(20_000);
    expect(times(simulation, ProcessStarted)).toEqual([0]);
    at(simulation, 21_000, restart);
    simulation.runUntil(22_000);
    expect(server(simulation)).toMatchObject({ status: "up", size: 2, startedWith: [1, 2] });
  });

  test("of who is down already does nothing, and a start of who is up does nothing", () => {
    const simulation = begin();
    at(simulation, 500, restart);
    at(simulation, 1000, { do: "crash", process: "server" });
    at(simulation, 2000, stop);
    at(simulation, 3000, restart);
    simulation.runUntil(20_000);
    expect([times(simulation, ProcessStopped), times(simulation, ProcessStarted)]).toEqual([[], [0, 3000]]);
  });
});
