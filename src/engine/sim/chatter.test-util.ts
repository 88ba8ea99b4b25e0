import fc from "fast-check";
import { type Distribution, definePurpose } from "./chance.ts";
import type { Moment, TimedCommand, WorldCommand } from "./commands.ts";
import { defineEvent } from "./event-kinds.ts";
import { hashText } from "./hash.ts";
import type { AnyLibrary, LibrarySpec } from "./library.ts";
import type { ConnectionId, Context, Message, ProcessDefinition, ReplyContext } from "./process.ts";
import { Simulation } from "./simulation.ts";

/** Processes that talk at random to random others, for laws that must hold whatever is said. */

/** `serial` counts what one end says on one connection from 1; the message column is a number that no other word has. */
export const Said = defineEvent("TestSaid", "serial", "streamText");
export const Heard = defineEvent("TestHeard", "serial", "streamText");

interface Word extends Message {
  readonly type: "Word" | "Answer";
  readonly serial: number;
  readonly stream: string;
  readonly carries: readonly number[];
}
type Ask = Word & { readonly type: "Word" };
type Answer = Word & { readonly type: "Answer" };
type Line = { open: boolean; peer: string };

interface ChatterTypes {
  config: { peers: readonly string[]; first: number };
  state: {
    peers: readonly string[];
    first: number;
    lines: Record<ConnectionId, Line>;
    serials: Record<string, number>;
    said: number;
    turns: number;
    heard: Record<string, number>;
  };
  view: object;
  receives: Ask | Answer;
  sends: Ask | Answer;
  replies: { Word: Answer };
  timers: { speak: null; dial: { peer: string } };
}
type State = ChatterTypes["state"];

const GAP = definePurpose("test gap");
const CHOICE = definePurpose("test choice");

function dial(state: State, peer: string, ctx: Context<ChatterTypes>): void {
  state.lines[ctx.connect(peer)] = { open: false, peer };
}

function word<T extends Word["type"]>(state: State, type: T, connection: ConnectionId, ctx: Context<ChatterTypes>) {
  const serial = (state.serials[connection] ?? 0) + 1;
  return { type, serial, stream: `${ctx.name}#${connection}`, carries: [state.first + state.said + 1] } as const;
}

/** Also what the kernel did not take any more, on a connection of whose end this process has not heard. */
function note(state: State, said: Word, connection: ConnectionId, ctx: Context<ChatterTypes>): void {
  state.said++;
  state.serials[connection] = said.serial;
  ctx.trace(Said, said.carries[0], said.serial, ctx.text(said.stream));
}

/** Whatever a handler is called for, it may ask who is at the other end. */
function askPeer(connection: ConnectionId, ctx: Context<ChatterTypes>): void {
  if (ctx.peerAddress(connection) === "") throw new Error(`${ctx.name} does not know who is at the other end of connection ${connection}`);
}

function hear(state: State, { serial, stream, carries }: Word, ctx: Context<ChatterTypes>): void {
  askPeer(ctx.connection, ctx);
  ctx.trace(Heard, carries[0], serial, ctx.text(stream));
  state.heard[stream] = serial;
}

export const chatter: ProcessDefinition<ChatterTypes> = {
  role: "chatter",
  initial: ({ peers, first }) => ({ peers, first, lines: {}, serials: {}, said: 0, turns: 0, heard: {} }),
  boot(state, ctx) {
    for (const peer of state.peers) dial(state, peer, ctx);
    ctx.setTimer("speak", 500, null);
  },
  // What was said is kept also by a machine that loses power, so that no number is used twice.
  survives: ({ peers, first, said, turns, heard }, crash) => ({
    ...chatter.initial({ peers, first }),
    said,
    turns,
    heard: crash === "process" ? heard : {},
  }),
  on: {
    Word(state, message, ctx: ReplyContext<ChatterTypes, "Word">) {
      hear(state, message, ctx);
      if (message.serial % 3 !== 0) return;
      const answer = word(state, "Answer", ctx.connection, ctx);
      ctx.reply(answer);
      note(state, answer, ctx.connection, ctx);
    },
    Answer: hear,
  },
  timers: {
    speak(state, _, ctx) {
      state.turns++;
      for (const id of Object.keys(state.lines)) askPeer(Number(id), ctx);
      const entity = hashText(ctx.address);
      const meanUs = ctx.now < BUSY_US ? 1500 : 60_000;
      ctx.setTimer("speak", ctx.sample({ kind: "exponential", meanUs, atLeastUs: 1 }, GAP, entity, state.turns), null);
      const open = Object.keys(state.lines).filter((id) => state.lines[Number(id)].open);
      if (open.length === 0) return;
      const line = Number(open[ctx.draw(CHOICE, entity, state.turns) % open.length]);
      const said = word(state, "Word", line, ctx);
      ctx.send(line, said);
      note(state, said, line, ctx);
    },
    dial: (state, { peer }, ctx) => dial(state, peer, ctx),
  },
  connections: {
    opened(state, connection, ctx) {
      askPeer(connection, ctx);
      state.lines[connection].open = true;
    },
    accepted: (_state, connection, ctx) => askPeer(connection, ctx),
    closed(state, connection, _reason, ctx) {
      askPeer(connection, ctx);
      const line = state.lines[connection];
      if (line === undefined) return;
      delete state.lines[connection];
      ctx.setTimer("dial", 2000, { peer: line.peer });
    },
  },
  view: (state) => state,
};

/** The same inside a process. */
const talker: AnyLibrary = { ...chatter, calls: {} };

/** A process that only holds libraries. */
export const shell: ProcessDefinition<ShellTypes> = {
  role: "shell",
  initial: () => ({}),
  boot: () => {},
  survives: (state) => state,
  on: {},
  timers: {},
  view: (state) => state,
};

interface ShellTypes {
  config: object;
  state: object;
  view: object;
  receives: never;
  sends: never;
  replies: Record<never, Message>;
  timers: Record<never, never>;
}

/** A fault and its end a while later; null: it has none in the run. */
export interface Trouble {
  moment: Moment;
  command: WorldCommand;
  then: { delayUs: number; command: WorldCommand } | null;
}

export interface World {
  seed: number;
  latency: Distribution;
  /** The machine of each process. */
  hosts: readonly string[];
  links: readonly (readonly [number, number])[];
  /** Who talks is a library inside a process that does nothing itself. */
  inside: boolean;
  troubles: readonly Trouble[];
}

/** Long enough for TCP to send again what a fault held up. */
export const RUN_US = 700_000;
/** Until then everybody talks and the faults happen; afterwards little is said. */
const BUSY_US = 80_000;

const latencies: fc.Arbitrary<Distribution> = fc.constantFrom(
  { kind: "exponential", meanUs: 2000, atLeastUs: 50 },
  { kind: "uniform", fromUs: 1, toUs: 6000 },
  { kind: "constant", us: 1000 }, // much at one instant
  { kind: "constant", us: 0 },
);

function troubles(processes: number, hosts: readonly string[]): fc.Arbitrary<Trouble> {
  const name = fc.integer({ min: 0, max: processes - 1 }).map((n) => `p${n}`);
  const host = fc.constantFrom(...new Set(hosts));
  const fault = fc.constantFrom("one", "two");
  const sides = fc.record({
    fault,
    from: fc.array(host, { minLength: 1, maxLength: 2 }),
    to: fc.array(host, { minLength: 1, maxLength: 2 }),
  });
  const pairs: fc.Arbitrary<[WorldCommand, WorldCommand]> = fc.oneof(
    name.map((process): [WorldCommand, WorldCommand] => [
      { do: "crash", process },
      { do: "restart", process },
    ]),
    host.map((h): [WorldCommand, WorldCommand] => [
      { do: "powerLoss", host: h },
      { do: "powerOn", host: h },
    ]),
    name.map((process): [WorldCommand, WorldCommand] => [
      { do: "freeze", process },
      { do: "resume", process },
    ]),
    fc.tuple(sides, fc.boolean()).map(([side, oneWay]): [WorldCommand, WorldCommand] => [
      { do: "split", ...side, oneWay },
      { do: "heal", fault: side.fault },
    ]),
    fc.tuple(sides, fc.boolean()).map(([side, oneWay]): [WorldCommand, WorldCommand] => [
      { do: "slowLink", ...side, oneWay, extra: { kind: "uniform", fromUs: 0, toUs: 9000 } },
      { do: "restoreLink", fault: side.fault },
    ]),
    fc
      .tuple(fault, fc.option(name), fc.option(name), fc.constantFrom("Word", "Answer"))
      .map(([f, from, to, type]): [WorldCommand, WorldCommand] => [
        { do: "cutBefore", fault: f, from, to, type },
        { do: "heal", fault: f },
      ]),
  );
  const moment: fc.Arbitrary<Moment> = fc.oneof(
    { weight: 3, arbitrary: fc.nat(50_000).map((at) => ({ at })) },
    {
      weight: 1,
      arbitrary: fc.record({
        after: fc.record({ event: fc.constantFrom("TestHeard", "ConnectionOpened"), nth: fc.integer({ min: 1, max: 9 }) }),
        delayUs: fc.nat(3000),
      }),
    },
  );
  return fc
    .tuple(moment, pairs, fc.option(fc.nat(20_000), { freq: 4 }))
    .map(([when, [command, end], delayUs]) => ({ moment: when, command, then: delayUs === null ? null : { delayUs, command: end } }));
}

/** Two to four processes, most on machines of their own, with at least one link and up to five faults. */
export const worlds: fc.Arbitrary<World> = fc
  .integer({ min: 2, max: 4 })
  .chain((processes) =>
    fc.record({
      seed: fc.nat(1_000_000),
      latency: latencies,
      hosts: fc.tuple(...Array.from({ length: processes }, (_, n) => fc.constantFrom(`m${n}`, `m${n}`, "m0"))),
      links: fc.array(
        fc
          .tuple(fc.nat(processes - 1), fc.integer({ min: 1, max: processes - 1 }))
          .map(([from, step]) => [from, (from + step) % processes] as const),
        { minLength: 1, maxLength: 5 },
      ),
      inside: fc.boolean(),
    }),
  )
  .chain((world) => fc.array(troubles(world.hosts.length, world.hosts), { maxLength: 5 }).map((all) => ({ ...world, troubles: all })));

export interface Strangers {
  /**
   * One process more that talks to itself through a second one, started before or after everybody else; `inside`: before, and a second library
   * of the first process talks to them too.
   */
  when: "before" | "after" | "inside";
  /** Whether their machine loses power in the middle of the run. */
  struck: boolean;
}

/** `t0`, `t1` … name the commands of the world's troubles. */
export function build({ seed, latency, hosts, links, inside, troubles: all }: World, strangers?: Strangers): Simulation {
  const simulation = new Simulation({ seed, latency });
  const strange = () =>
    simulation.spawnAll([
      { name: "stranger-0", host: "elsewhere", definition: chatter, config: { peers: ["stranger-1"], first: 8_000_000 } },
      { name: "stranger-1", definition: chatter, config: { peers: ["stranger-0"], first: 9_000_000 } },
    ]);
  if (strangers !== undefined && strangers.when !== "after") strange();
  simulation.spawnAll(
    hosts.map((host, n) => {
      const name = `p${n}`;
      const config = { peers: [...new Set(links.filter(([from]) => from === n).map(([, to]) => `p${to}`))], first: n * 1_000_000 };
      if (!inside) return { name, host, definition: chatter, config };
      const libraries: LibrarySpec[] = [{ name: "chatter", library: talker, config }];
      if (strangers?.when === "inside" && n === 0) {
        const second = { peers: ["stranger-1"], first: 7_000_000 };
        libraries.push({ name: "second", library: talker, config: second, address: `${name}/second` });
      }
      return { name, host, definition: shell, config: {}, libraries };
    }),
  );
  if (strangers?.when === "after") strange();
  all.forEach(({ moment, command, then }, i) => {
    const name = `t${i}`;
    simulation.schedule({ name, moment, command, ...(then === null ? {} : { then: { ...then, name } }) } satisfies TimedCommand);
  });
  if (strangers?.struck) simulation.schedule({ name: "s", moment: { at: 20_000 }, command: { do: "powerLoss", host: "elsewhere" } });
  return simulation;
}
