import fc from "fast-check";
import { definePurpose } from "./chance.ts";
import type { TimedCommand, WorldCommand } from "./commands.ts";
import { defineEvent } from "./event-kinds.ts";
import { hashText } from "./hash.ts";
import { NO_MESSAGE } from "./history.ts";
import type { ConnectionId, ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

/** Processes that talk at random to random others, for laws that must hold whatever is said. */

export const Said = defineEvent("TestSaid", "number", "toText");
export const Heard = defineEvent("TestHeard", "number", "fromText");

type Word = { readonly type: "Word"; readonly number: number; readonly from: string; readonly stream: string };

interface ChatterTypes {
  config: { peers: readonly string[] };
  state: {
    peers: readonly string[];
    lines: Record<string, { id: ConnectionId; open: boolean; uses: number }>;
    said: number;
    turns: number;
    heard: Record<string, number>;
  };
  view: object;
  receives: Word;
  sends: Word;
  replies: Record<never, never>;
  timers: { speak: null; dial: { peer: string } };
}

const GAP = definePurpose("test gap");
const CHOICE = definePurpose("test choice");

export const chatter: ProcessDefinition<ChatterTypes> = {
  role: "chatter",
  initial: ({ peers }) => ({ peers, lines: {}, said: 0, turns: 0, heard: {} }),
  boot(state, ctx) {
    for (const peer of state.peers) state.lines[peer] = { id: ctx.connect(peer), open: false, uses: 0 };
    ctx.setTimer("speak", 500, null);
  },
  survives: ({ peers, said, turns }, crash) => ({ ...chatter.initial({ peers }), said: crash === "process" ? said : 0, turns }),
  on: {
    Word(state, { number, from, stream }, ctx) {
      ctx.trace(Heard, NO_MESSAGE, number, ctx.text(stream));
      state.heard[stream] = number;
      if (number % 3 === 0)
        ctx.reply({ type: "Word", number, from: ctx.name, stream: `${from}<${ctx.name}.${ctx.connection}.${ctx.incarnation}` } as never);
    },
  },
  timers: {
    speak(state, _, ctx) {
      state.turns++;
      const entity = hashText(ctx.address);
      ctx.setTimer("speak", ctx.sample({ kind: "exponential", meanUs: 3000, atLeastUs: 1 }, GAP, entity, state.turns), null);
      if (state.peers.length === 0) return;
      const peer = state.peers[ctx.draw(CHOICE, entity, state.turns) % state.peers.length];
      const line = state.lines[peer];
      if (!line.open) return;
      state.said++;
      line.uses++;
      const stream = `${ctx.name}>${peer}.${line.id}`;
      ctx.trace(Said, NO_MESSAGE, line.uses, ctx.text(stream));
      ctx.send(line.id, { type: "Word", number: line.uses, from: ctx.name, stream });
    },
    dial(state, { peer }, ctx) {
      state.lines[peer] = { id: ctx.connect(peer), open: false, uses: 0 };
    },
  },
  connections: {
    opened(state, connection) {
      for (const line of Object.values(state.lines)) if (line.id === connection) line.open = true;
    },
    closed(state, connection, _reason, ctx) {
      for (const [peer, line] of Object.entries(state.lines)) {
        if (line.id !== connection) continue;
        line.open = false;
        ctx.setTimer("dial", 2000, { peer });
      }
    },
  },
  view: (state) => state,
};

export interface World {
  seed: number;
  processes: number;
  links: readonly (readonly [number, number])[];
  commands: readonly { atUs: number; command: WorldCommand }[];
}

const process = (n: number) => `p${n}`;

export const worlds: fc.Arbitrary<World> = fc
  .record({
    seed: fc.nat(1_000_000),
    processes: fc.integer({ min: 2, max: 4 }),
    links: fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 5 }),
    faults: fc.array(fc.tuple(fc.nat(7), fc.nat(3), fc.nat(3), fc.integer({ min: 0, max: 60_000 })), { maxLength: 5 }),
  })
  .map(({ seed, processes, links, faults }) => ({
    seed,
    processes,
    links: links.map(([from, to]) => [from % processes, to % processes] as const).filter(([from, to]) => from !== to),
    commands: faults.map(([kind, one, other, atUs], i) => ({
      atUs,
      command: faultOf(kind, process(one % processes), process(other % processes), `fault-${i}`),
    })),
  }));

function faultOf(kind: number, one: string, other: string, fault: string): WorldCommand {
  switch (kind) {
    case 0:
      return { do: "crash", process: one };
    case 1:
      return { do: "restart", process: one };
    case 2:
      return { do: "powerLoss", host: one };
    case 3:
      return { do: "powerOn", host: one };
    case 4:
      return { do: "freeze", process: one };
    case 5:
      return { do: "resume", process: one };
    case 6:
      return { do: "split", fault: "cut", from: [one], to: [other], oneWay: fault.endsWith("1") };
    default:
      return { do: "heal", fault: "cut" };
  }
}

export function build({ seed, processes, links, commands }: World, options: { strangers?: number } = {}): Simulation {
  const simulation = new Simulation({ seed, latency: { kind: "exponential", meanUs: 2000, atLeastUs: 50 } });
  const names = Array.from({ length: processes }, (_, n) => process(n));
  simulation.spawnAll(
    names.map((name, n) => ({
      name,
      definition: chatter,
      config: { peers: [...new Set(links.filter(([from]) => from === n).map(([, to]) => process(to)))] },
    })),
  );
  for (let i = 0; i < (options.strangers ?? 0); i++)
    simulation.spawn({ name: `stranger-${i}`, definition: chatter, config: { peers: i === 0 ? [] : ["stranger-0"] } });
  commands.forEach(({ atUs, command }, i) => simulation.schedule({ name: `c${i}`, moment: { at: atUs }, command } satisfies TimedCommand));
  return simulation;
}

export const RUN_US = 80_000;
