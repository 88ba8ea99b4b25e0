import { describe, expect, test } from "vitest";
import { defineEvent } from "./event-kinds.ts";
import type { AnyLibrary, Library, LibrarySpec } from "./library.ts";
import type { ConnectionId, Message, ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

/** A library that asks a server for what it is handed, and tells its program the answers. */
interface Ask extends Message {
  type: "Ask";
  number: number;
}
interface Told extends Message {
  type: "Told";
  number: number;
}
interface AskerTypes {
  config: { server: string; pauseUs: number };
  state: { server: string; pauseUs: number; connection: ConnectionId; open: boolean; asked: number; ticks: number };
  view: object;
  receives: Told;
  sends: Ask;
  replies: Record<never, Message>;
  timers: { tick: null };
  calls: { ask: number };
  tells: { what: "answer"; number: number } | { what: "open" };
}

const asker: Library<AskerTypes> = {
  role: "asker",
  initial: (config) => ({ ...config, connection: -1, open: false, asked: 0, ticks: 0 }),
  boot(state, ctx) {
    state.connection = ctx.connect(state.server);
    ctx.setTimer("tick", state.pauseUs, null);
  },
  survives: (state, crash) => ({ ...state, open: false, connection: -1, ticks: crash === "machine" ? 0 : state.ticks }),
  configure(state, config) {
    state.pauseUs = config.pauseUs;
  },
  on: {
    Told: (_state, { number }, ctx) => ctx.tell({ what: "answer", number }),
  },
  timers: {
    tick(state, _, ctx) {
      state.ticks++;
      ctx.setTimer("tick", state.pauseUs, null);
    },
  },
  connections: {
    opened(state, _connection, ctx) {
      state.open = true;
      ctx.tell({ what: "open" });
    },
    closed(state) {
      state.open = false;
    },
  },
  calls: {
    ask(state, number, ctx) {
      state.asked++;
      ctx.send(state.connection, { type: "Ask", number });
    },
  },
  view: (state) => state,
};

const Noted = defineEvent("TestNoted", "library");

interface ProgramTypes {
  config: { ordinal: number };
  state: { heard: string[]; ordinal: number; ticks: number };
  view: object;
  receives: { type: "Stop" };
  sends: never;
  replies: Record<never, Message>;
  timers: { tick: null };
}

const program: ProcessDefinition<ProgramTypes> = {
  role: "program",
  initial: ({ ordinal }) => ({ heard: [], ordinal, ticks: 0 }),
  boot(state, ctx) {
    state.heard.push("boot");
    ctx.setTimer("tick", 7000, null);
  },
  heard(state, library, told, ctx) {
    const { what } = told as AskerTypes["tells"];
    state.heard.push(`${library} ${what}`);
    ctx.trace(Noted, -1, library);
    if (what === "open") ctx.call(library, "ask", library + 1);
  },
  survives: (state) => ({ ...state, heard: [] }),
  configure(state, { ordinal }) {
    state.ordinal = ordinal;
  },
  on: { Stop: (_state, _message, ctx) => ctx.exit() },
  timers: {
    tick(state) {
      state.ticks++;
    },
  },
  view: (state) => state,
};

interface ServerTypes {
  config: object;
  state: { asked: number[]; from: string[] };
  view: object;
  receives: Ask;
  sends: Told;
  replies: { Ask: Told };
  timers: Record<never, never>;
}

const server: ProcessDefinition<ServerTypes> = {
  role: "server",
  initial: () => ({ asked: [], from: [] }),
  boot: () => {},
  survives: (state) => state,
  on: {
    Ask(state, { number }, ctx) {
      state.asked.push(number);
      state.from.push(ctx.peerAddress(ctx.connection));
      ctx.reply({ type: "Told", number });
    },
  },
  timers: {},
  view: (state) => state,
};

const left: LibrarySpec = { name: "left", library: asker, config: { server: "one", pauseUs: 2000 } };
const right: LibrarySpec = { name: "right", library: asker, config: { server: "two", pauseUs: 3000 }, address: "app/right" };

/** The server as a library. */
const answerer: AnyLibrary = { ...server, connections: { accepted() {} }, calls: {} };
const listening: LibrarySpec = { name: "listening", library: answerer, config: {}, address: "app/listening" };

function started(libraries: readonly LibrarySpec[]): Simulation {
  const simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: 1000 } });
  simulation.spawnAll([
    { name: "one", definition: server, config: {} },
    { name: "two", definition: server, config: {} },
    { name: "app", definition: program, config: { ordinal: 1 }, libraries },
  ]);
  return simulation;
}

const app = (simulation: Simulation) => simulation.process("app") as NonNullable<ReturnType<Simulation["process"]>>;
const appState = (simulation: Simulation) => app(simulation).state as ProgramTypes["state"];
const states = (simulation: Simulation) => app(simulation).libraries.map(({ state }) => state as AskerTypes["state"]);

describe("libraries inside a process", () => {
  test("each has its own connections and timers, and its messages come to it", () => {
    const simulation = started([left, right]);
    simulation.runUntil(9_500);
    expect(appState(simulation).heard).toEqual(["boot", "0 open", "1 open", "0 answer", "1 answer"]);
    expect(["one", "two"].map((name) => simulation.process(name)?.state)).toEqual([
      { asked: [1], from: ["app"] },
      { asked: [2], from: ["app"] },
    ]);
    // Every timer is called tick.
    expect([appState(simulation).ticks, ...states(simulation).map(({ ticks }) => ticks)]).toEqual([1, 4, 3]);
  });

  test("what a library tells is heard in its turn, so its cause is the program", () => {
    const { history } = (() => {
      const simulation = started([left]);
      simulation.runUntil(9_500);
      return simulation;
    })();
    const noted = Array.from({ length: history.length }, (_, id) => id).filter((id) => history.kind(id) === Noted);
    expect(noted.map((id) => history.at(id))).toEqual([2000, 4000]);
    expect(noted.map((id) => history.at(history.cause(id)))).toEqual([2000, 4000]);
  });

  test("a crash takes all of them, and what survives it is said by each", () => {
    const simulation = started([left, right]);
    simulation.schedule({ name: "c", moment: { at: 9_500 }, command: { do: "crash", process: "app" } });
    simulation.runUntil(9_600);
    expect(states(simulation).map(({ open, ticks }) => ({ open, ticks }))).toEqual([
      { open: false, ticks: 4 },
      { open: false, ticks: 3 },
    ]);
    simulation.schedule({ name: "p", moment: { at: 9_700 }, command: { do: "powerLoss", host: "app" } });
    simulation.runUntil(9_800);
    expect(states(simulation).map(({ ticks }) => ticks)).toEqual([0, 0]);
    simulation.schedule({ name: "on", moment: { at: 10_000 }, command: { do: "powerOn", host: "app" } });
    simulation.runUntil(20_000);
    expect(states(simulation).map(({ open, asked }) => ({ open, asked }))).toEqual([
      { open: true, asked: 2 },
      { open: true, asked: 2 },
    ]);
  });

  test("the end of a connection comes to the library that asked for it, a time-out too", () => {
    const simulation = started([left, right]);
    simulation.schedule({ name: "c", moment: { at: 5_000 }, command: { do: "crash", process: "one" } });
    simulation.runUntil(9_500);
    expect(states(simulation).map(({ open }) => open)).toEqual([false, true]);

    // What it sends on opening meets a machine without power; TCP gives up after about 15 minutes.
    const silent = started([left, right]);
    silent.schedule({ name: "p", moment: { at: 2_500 }, command: { do: "powerLoss", host: "two" } });
    silent.runUntil(1_000_000_000);
    expect(states(silent).map(({ open }) => open)).toEqual([true, false]);
  });

  test("what comes for a library of a frozen process waits for it, its timers too", () => {
    const simulation = started([left, right]);
    simulation.schedule({ name: "f", moment: { at: 1_500 }, command: { do: "freeze", process: "app" } });
    simulation.schedule({ name: "r", moment: { at: 8_000 }, command: { do: "resume", process: "app" } });
    simulation.runUntil(7_999);
    expect(states(simulation).map(({ open, ticks }) => ({ open, ticks }))).toEqual([
      { open: false, ticks: 0 },
      { open: false, ticks: 0 },
    ]);
    simulation.runUntil(8_000);
    expect(states(simulation).map(({ open, ticks }) => ({ open, ticks }))).toEqual([
      { open: true, ticks: 1 },
      { open: true, ticks: 1 },
    ]);
    expect(appState(simulation).ticks).toBe(1);
  });

  test("one comes and one goes with another configuration, and the one that stays keeps what it knows", () => {
    const simulation = started([left]);
    simulation.runUntil(9_500);
    const slower = { ...left, config: { server: "one", pauseUs: 5000 } };
    const command = { do: "configure", process: "app", config: { ordinal: 2 }, libraries: [slower, right], awayUs: null } as const;
    simulation.schedule({ name: "c", moment: { at: 10_000 }, command });
    simulation.runUntil(20_500);
    expect(app(simulation).incarnation).toBe(1);
    expect(appState(simulation)).toMatchObject({ ordinal: 2, heard: ["boot", "0 open", "1 open", "0 answer", "1 answer"] });
    // Four or five ticks before it stopped, two since; the other one is new.
    expect(states(simulation).map(({ ticks, pauseUs, asked }) => ({ ticks, pauseUs, asked }))).toEqual([
      { ticks: 7, pauseUs: 5000, asked: 2 },
      { ticks: 3, pauseUs: 3000, asked: 1 },
    ]);
  });

  test("a handshake under way comes to whoever listens when it arrives, in a process that has other libraries by then", () => {
    const simulation = started([left, listening]);
    const command = { do: "configure", process: "app", config: { ordinal: 2 }, libraries: [listening], awayUs: 0 } as const;
    simulation.schedule({ name: "c", moment: { at: 10_500 }, command });
    simulation.runUntil(10_000);
    const libraries = [{ ...left, config: { server: "app", pauseUs: 2000 } }];
    simulation.spawn({ name: "dialler", definition: program, config: { ordinal: 3 }, libraries });
    simulation.runUntil(20_000);
    expect(app(simulation).incarnation).toBe(1);
    expect(simulation.process("dialler")?.state).toMatchObject({ heard: ["boot", "0 open", "0 answer"] });
    expect(app(simulation).libraries.map(({ state }) => state)).toEqual([{ asked: [1], from: ["dialler"] }]);
  });

  test("another setting of the same libraries is taken over while it runs", () => {
    const simulation = started([left, right]);
    const faster = { ...right, config: { server: "two", pauseUs: 1000 } };
    const command = { do: "configure", process: "app", config: { ordinal: 2 }, libraries: [left, faster], awayUs: null } as const;
    simulation.schedule({ name: "c", moment: { at: 4_000 }, command });
    simulation.runUntil(9_500);
    expect(app(simulation).incarnation).toBe(0);
    expect(states(simulation).map(({ ticks }) => ticks)).toEqual([4, 5]);
  });

  test("the first one stands in chance under the process's address, a further one under its own", () => {
    const simulation = started([left, right]);
    expect(app(simulation).libraries.map(({ address }) => address)).toEqual(["app", "app/right"]);
  });

  test("what is still done in the turn in which the process ends reaches nobody of its next life", () => {
    const restless: Library<AskerTypes> = {
      ...asker,
      timers: {
        tick(state, _, ctx) {
          ctx.tell({ what: "answer", number: 0 });
          ctx.tell({ what: "answer", number: 1 });
          expect([ctx.connect("one"), ctx.setTimer("tick", 1, null), ctx.address]).toEqual([-1, -1, "app"]);
          ctx.send(state.connection, { type: "Ask", number: 2 });
        },
      },
    };
    const quitter: ProcessDefinition<ProgramTypes> = {
      ...program,
      heard(state, _library, told, ctx) {
        if ((told as AskerTypes["tells"]).what !== "answer") return;
        state.heard.push("answer");
        ctx.exit();
        ctx.call(1, "ask", 9);
        ctx.setTimer("tick", 1, null);
      },
    };
    const simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: 1000 } });
    const libraries = [{ ...left, address: "app/left" }, right].map((spec) => ({ ...spec, library: restless }));
    simulation.spawnAll([
      { name: "one", definition: server, config: {} },
      { name: "two", definition: server, config: {} },
      { name: "app", definition: quitter, config: { ordinal: 1 }, libraries },
    ]);
    simulation.runUntil(2_000);
    expect(app(simulation).status).toBe("stopped");
    expect(simulation.network.connections.made).toBe(2);
    simulation.schedule({ name: "again", moment: { at: 2_000 }, command: { do: "restart", process: "app" } });
    simulation.runUntil(3_900);
    expect(appState(simulation)).toMatchObject({ heard: ["boot"], ticks: 0 });
    expect(states(simulation).map(({ asked, ticks }) => [asked, ticks])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test("two that cannot be told apart are refused, at the start and later", () => {
    const refusal = "app: two libraries of one name or address";
    for (const twin of [
      { ...right, name: "left" },
      { ...right, address: undefined },
    ]) {
      expect(() => started([left, twin])).toThrow(refusal);
      const simulation = started([left]);
      const command = { do: "configure", process: "app", config: { ordinal: 2 }, libraries: [left, twin], awayUs: null } as const;
      simulation.schedule({ name: "c", moment: { at: 10_000 }, command });
      expect(() => simulation.runUntil(20_000)).toThrow(refusal);
    }
  });

  test("a library cannot call another one", () => {
    const simulation = started([left]);
    const bad: Library<AskerTypes> = { ...asker, boot: (_state, ctx) => ctx.call(0, "ask", 1) };
    expect(() =>
      simulation.spawn({ name: "bad", definition: program, config: { ordinal: 1 }, libraries: [{ ...left, library: bad }] }),
    ).toThrow("a library knows no other");
  });
});
