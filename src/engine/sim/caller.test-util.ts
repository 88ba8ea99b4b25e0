import type { WorldCommand } from "./commands.ts";
import { PacketLost } from "./event-kinds.ts";
import type { CloseReason, ConnectionId, ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

/** A caller that says 1, 2, 3, … every millisecond to one listener; what each fault does to that. */
export type Word = { readonly type: "Word"; readonly number: number; readonly carries: readonly number[] };
interface CallerTypes {
  config: { peer: string };
  state: { peer: string; line: ConnectionId; open: boolean; said: number; closed: { at: number; reason: CloseReason }[] };
  view: object;
  receives: never;
  sends: Word;
  replies: Record<never, never>;
  timers: { speak: null };
}
export const caller: ProcessDefinition<CallerTypes> = {
  role: "caller",
  initial: ({ peer }) => ({ peer, line: -1, open: false, said: 0, closed: [] }),
  boot(state, ctx) {
    state.line = ctx.connect(state.peer);
    ctx.setTimer("speak", 1000, null);
  },
  survives: (state) => ({ ...state, open: false }),
  on: {} as never,
  timers: {
    speak(state, _, ctx) {
      ctx.setTimer("speak", 1000, null);
      if (state.open) ctx.send(state.line, { type: "Word", number: ++state.said, carries: [state.said] });
    },
  },
  connections: {
    opened(state) {
      state.open = true;
    },
    closed(state, _connection, reason, ctx) {
      state.open = false;
      state.closed.push({ at: ctx.now, reason });
    },
  },
  view: (state) => state,
};
interface ListenerTypes {
  config: object;
  state: { heard: { at: number; number: number }[]; accepted: number; closed: number };
  view: object;
  receives: Word;
  sends: never;
  replies: Record<never, never>;
  timers: Record<never, never>;
}
const listener: ProcessDefinition<ListenerTypes> = {
  role: "listener",
  initial: () => ({ heard: [], accepted: 0, closed: 0 }),
  boot() {},
  survives: (state) => state,
  on: {
    Word(state, { number }, ctx) {
      state.heard.push({ at: ctx.now, number });
    },
  },
  timers: {},
  connections: {
    accepted(state) {
      state.accepted++;
    },
    closed(state) {
      state.closed++;
    },
  },
  view: (state) => state,
};

export const LATENCY = 300;

export function world(...commands: [at: number, command: WorldCommand][]) {
  const simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: LATENCY } });
  simulation.spawnAll([
    { name: "a", definition: caller, config: { peer: "b" } },
    { name: "b", definition: listener, config: {} },
  ]);
  commands.forEach(([at, command], i) => simulation.schedule({ name: `c${i}`, moment: { at }, command }));
  const run = (until: number) => {
    simulation.runUntil(until);
    const a = (simulation.process("a") as { state: object }).state as CallerTypes["state"];
    const b = (simulation.process("b") as { state: object }).state as ListenerTypes["state"];
    const lost: number[] = [];
    for (let id = 0; id < simulation.history.length; id++)
      if (simulation.history.kind(id) === PacketLost) lost.push(simulation.history.message(id));
    return { simulation, a, b, lost, numbers: b.heard.map(({ number }) => number) };
  };
  return { simulation, run };
}

export const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
