import type { WorldCommand } from "../sim/commands.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import type { HistoryEvent } from "../sim/history.ts";
import type { ConnectionId, Context, Message, ProcessDefinition } from "../sim/process.ts";
import type { ProcessSpec } from "../sim/process-spec.ts";
import type { ProcessRecord } from "../sim/records.ts";
import { Simulation } from "../sim/simulation.ts";

/**
 * A stage for one real process of Kafka among scripted peers: the test says what the peers send, and reads what they received.
 * Every message takes `LATENCY_MS`, so that a question is answered after twice that unless the other side makes it wait.
 */
export const LATENCY_MS = 1;

export interface Noted {
  atMs: number;
  from: string;
  connection: ConnectionId;
  message: Message & { readonly correlation?: number };
}

type Answer = (message: never) => Message | null;

interface Order {
  readonly type: "Order";
  readonly connection: ConnectionId;
  readonly message: Message | null;
}

interface PeerState {
  connectTo: readonly string[];
  /** The newest connection by the address of the other end, and all that are open. */
  connections: Record<string, ConnectionId>;
  open: Record<ConnectionId, string>;
  noted: Noted[];
  closed: { from: string; atMs: number; reason: string }[];
}

interface PeerTypes {
  config: { connectTo: readonly string[] };
  state: PeerState;
  view: object;
  receives: Message;
  sends: Message;
  replies: Record<never, never>;
  timers: Record<never, never>;
}

const TYPES =
  "Produce Fetch Metadata InitProducerId ListOffsets FindCoordinator JoinGroup SyncGroup Heartbeat LeaveGroup OffsetCommit OffsetFetch " +
  "BrokerRegistration BrokerHeartbeat AlterPartition MetadataUpdate Apply Applied";
const ALL_TYPES = TYPES.split(" ").flatMap((type) => [type, `${type}Response`]);

export class Stage {
  readonly simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: LATENCY_MS * 1000 } });
  private readonly answers: Record<string, Record<string, Answer>> = {};
  private nextCorrelation = 1_000_000;

  /** A process that notes what it receives, connects where it is told to, and answers what `answer` gave it an answer for. */
  peer(name: string, connectTo: readonly string[] = []): ProcessSpec {
    this.answers[name] = {};
    const answers = this.answers[name];
    const note = (state: PeerState, message: Message, ctx: Context<PeerTypes>) => {
      state.noted.push({ atMs: ctx.now / 1000, from: ctx.peerAddress(ctx.connection), connection: ctx.connection, message });
      const answer = answers[message.type]?.(message as never) ?? null;
      if (answer !== null) ctx.send(ctx.connection, answer);
    };
    const opened = (state: PeerState, connection: ConnectionId, ctx: Context<PeerTypes>) => {
      const address = ctx.peerAddress(connection);
      state.connections[address] = connection;
      state.open[connection] = address;
    };
    const definition: ProcessDefinition<PeerTypes> = {
      role: "scripted peer",
      initial: (config) => ({ connectTo: config.connectTo, connections: {}, open: {}, noted: [], closed: [] }),
      boot(state, ctx) {
        for (const other of state.connectTo) ctx.connect(other);
      },
      survives: (state) => ({ ...state, connections: {}, open: {} }),
      on: {
        ...Object.fromEntries(ALL_TYPES.map((type) => [type, note])),
        Order(_state: PeerState, { connection, message }: Order, ctx: Context<PeerTypes>) {
          if (message === null) ctx.close(connection);
          else ctx.send(connection, message);
        },
      } as unknown as ProcessDefinition<PeerTypes>["on"],
      timers: {},
      connections: {
        opened,
        accepted: opened,
        closed(state, connection, reason, ctx) {
          const from = state.open[connection] ?? "";
          delete state.open[connection];
          if (state.connections[from] === connection) {
            delete state.connections[from];
            for (const [other, address] of Object.entries(state.open)) if (address === from) state.connections[from] = Number(other);
          }
          state.closed.push({ from, atMs: ctx.now / 1000, reason });
        },
      },
      view: () => ({}),
    };
    return { name, definition, config: { connectTo } };
  }

  start(...specs: ProcessSpec[]): this {
    this.simulation.spawnAll(specs);
    this.runMs(5);
    return this;
  }

  get nowMs(): number {
    return this.simulation.now / 1000;
  }

  runMs(ms: number): void {
    this.simulation.runUntil(this.simulation.now + Math.round(ms * 1000));
    if (this.simulation.stopped !== null) throw new Error(`the run was stopped by the limit ${this.simulation.stopped}`);
  }

  /** Runs until the clock shows `ms`. */
  runToMs(ms: number): void {
    this.runMs(ms - this.nowMs);
  }

  do(command: WorldCommand): void {
    this.simulation.schedule({ name: "test", moment: { at: this.simulation.now }, command });
    this.simulation.runUntil(this.simulation.now);
  }

  /** From now on the peer answers such messages so; null is no answer. */
  answer<M extends Message>(peer: string, type: M["type"], answer: (message: M) => Message | null): void {
    this.answers[peer][type] = answer as Answer;
  }

  private peerState(peer: string): PeerState {
    return this.state<PeerState>(peer);
  }

  connection(peer: string, to: string): ConnectionId {
    const connection = this.peerState(peer).connections[to];
    if (connection === undefined) throw new Error(`${peer} has no connection to ${to}`);
    return connection;
  }

  send(peer: string, to: string | ConnectionId, message: Message): void {
    const connection = typeof to === "number" ? to : this.connection(peer, to);
    this.do({ do: "tell", process: peer, message: { type: "Order", connection, message } as Order });
  }

  /** The peer ends its connection. */
  hangUp(peer: string, to: string | ConnectionId): void {
    const connection = typeof to === "number" ? to : this.connection(peer, to);
    this.do({ do: "tell", process: peer, message: { type: "Order", connection, message: null } as Order });
  }

  /** Sends a request and runs until its answer is there; null when it is not within the time. */
  ask<R extends Message>(
    peer: string,
    to: string,
    request: Record<string, unknown> & { type: string },
    withinMs = 2 * LATENCY_MS,
  ): R | null {
    const correlation = this.nextCorrelation++;
    this.send(peer, to, { ...request, correlation } as Message);
    this.runMs(withinMs);
    return this.answerTo<R>(peer, correlation);
  }

  /** Sends a request without waiting; `answerTo` finds what came of it. */
  post(peer: string, to: string, request: Record<string, unknown> & { type: string }): number {
    const correlation = this.nextCorrelation++;
    this.send(peer, to, { ...request, correlation } as Message);
    return correlation;
  }

  answerTo<R extends Message>(peer: string, correlation: number): R | null {
    return (this.peerState(peer).noted.find(({ message }) => message.correlation === correlation)?.message as unknown as R) ?? null;
  }

  noted(peer: string): Noted[] {
    return this.peerState(peer).noted;
  }

  /** What a peer received of one type, oldest first. */
  received<M extends Message>(peer: string, type: M["type"]): M[] {
    return this.noted(peer)
      .filter(({ message }) => message.type === type)
      .map(({ message }) => message as unknown as M);
  }

  closed(peer: string): PeerState["closed"] {
    return this.peerState(peer).closed;
  }

  process(name: string): ProcessRecord {
    const record = this.simulation.process(name);
    if (record === undefined) throw new Error(`no process ${name}`);
    return record;
  }

  state<S>(process: string): S {
    const record = this.process(process);
    // Of an application with a client library in it, that of the library.
    return (record.libraries[0]?.state ?? record.state) as S;
  }

  status(process: string): string | undefined {
    return this.simulation.process(process)?.status;
  }

  events(kind: string): HistoryEvent[] {
    const { history } = this.simulation;
    const found: HistoryEvent[] = [];
    for (let id = 0; id < history.length; id++) if (eventKindInfo(history.kind(id)).name === kind) found.push(history.event(id));
    return found;
  }

  text(number: number): string {
    return this.simulation.history.strings.slice(0, this.simulation.history.strings.size)[number];
  }
}
