import type { Distribution, Purpose } from "./chance.ts";
import type { EventKind } from "./event-kinds.ts";
import type { CauseName, EventId } from "./history.ts";
import type { Micros } from "./time.ts";

/** Number of a process, in the order of their first start. */
export type ProcessId = number;
export type ConnectionId = number;
export const NO_CONNECTION: ConnectionId = -1;
/** Names a timer that was set; cancelling one that fired is harmless. */
export type TimerId = number;
export const NO_TIMER: TimerId = -1;

/**
 * What one process sends another. Never changed after `send`. `carries` lists the business messages inside, so that the history and the
 * page can follow them without knowing the protocol.
 */
export interface Message {
  readonly type: string;
  readonly carries?: readonly number[];
}

/** Loss of a process (its memory is gone) or of the machine (what was not flushed to disk is gone as well). */
export type Crash = "process" | "machine";
/** `refused`: nobody listens there. `reset`: the peer died or closed. `timeout`: the handshake was never answered. */
export type CloseReason = "refused" | "reset" | "timeout";

/** The types of one role, gathered so that a definition can be checked against them. */
export interface ProcessTypes {
  config: object;
  state: object;
  view: object;
  receives: Message;
  sends: Message;
  /** For each received type that is answered on its connection: the answer. */
  replies: { readonly [type: string]: Message };
  timers: { readonly [name: string]: unknown };
}

/** How a handler speaks to the world. One object per simulation, pointed at the process whose handler runs: do not keep it. */
export interface Context<P extends ProcessTypes> {
  readonly self: ProcessId;
  readonly name: string;
  /** The name without its lane, under which chance knows this process: equal parts of two lanes share their luck. */
  readonly address: string;
  readonly now: Micros;
  /** How often the process was started before. */
  readonly incarnation: number;
  /** The connection that brought the message, or NO_CONNECTION. */
  readonly connection: ConnectionId;
  /** Address of the process at the other end, until this process closes the connection or has heard of its end; "" after that. */
  peerAddress(connection: ConnectionId): string;
  /** Begins the handshake with a process by name; `connections.opened` or `connections.closed` tells how it went. */
  connect(peer: string): ConnectionId;
  /** Ends a connection; what was sent before still arrives. */
  close(connection: ConnectionId): void;
  /** False when this side of the connection is not open; the message is then gone. */
  send(connection: ConnectionId, message: P["sends"]): boolean;
  setTimer<K extends keyof P["timers"] & string>(name: K, delayUs: Micros, data: P["timers"][K]): TimerId;
  cancelTimer(timer: TimerId): void;
  /** Records that something happened. `message` is the number of the business message or NO_MESSAGE. */
  trace(kind: EventKind, message: number, a?: number, b?: number, c?: number): EventId;
  /** Adds a cause to the next event traced. */
  because(cause: CauseName, event: EventId): void;
  /**
   * Adds to the next event traced the fault that kept a silent peer away, if there was one. Known to the kernel alone: it goes into the
   * history for explanations and must never decide anything. `peer` is the part's address.
   */
  absence(peer: string): void;
  /** Notes which rule or setting chose this branch, with the values compared, on the next event traced. */
  rule(rule: string, left?: number, right?: number): void;
  /** Number of a text in the history's string table. */
  text(text: string): number;
  draw(purpose: Purpose, entity: number, count: number): number;
  sample(distribution: Distribution, purpose: Purpose, entity: number, count: number): Micros;
  /** Ends this process in an orderly way; its connections are closed. What the handler still does moves nothing: no timer, connection, call. */
  exit(): void;
  /**
   * Calls a library inside this process, in this turn: `call` is one of its `calls`, and `library` counts from 0. What it connects, sends and
   * sets timers for meanwhile is its own, under its address.
   */
  call(library: number, call: string, argument: unknown): void;
}

/** All that a process can still do when it has gone down. */
export type LastWords = Pick<Context<ProcessTypes>, "trace" | "text">;

export interface ReplyContext<P extends ProcessTypes, K extends string> extends Context<P> {
  /** Answers on the connection that brought the message. */
  reply(message: K extends keyof P["replies"] ? P["replies"][K] : never): boolean;
}

/** Plain state, and one handler for each message under the protocol's own name; `C` is what the handlers may do. */
export interface Handlers<P extends ProcessTypes, C extends Context<P>> {
  readonly role: string;
  initial(config: P["config"]): P["state"];
  /** At the first start and after each restart. */
  boot(state: P["state"], ctx: C): void;
  /** What is left after a crash: durability in one expression. May change and return the state that it is given. */
  survives(state: P["state"], crash: Crash): P["state"];
  /** Right after `survives`: traces what this end took, for what is gone is gone now and not when it is missed. It can do nothing else any more. */
  ended?(state: P["state"], ctx: LastWords): void;
  /** Takes over another configuration, while it runs or between two lives. A role without it keeps the one it began with. */
  configure?(state: P["state"], config: P["config"]): void;
  readonly on: {
    readonly [K in P["receives"]["type"]]: (
      state: P["state"],
      message: Extract<P["receives"], { type: K }>,
      ctx: C & ReplyContext<P, K>,
    ) => void;
  };
  readonly timers: {
    readonly [K in keyof P["timers"] & string]: (state: P["state"], data: P["timers"][K], ctx: C) => void;
  };
  readonly connections?: {
    /** This process asked for the connection and may now send. */
    opened?(state: P["state"], connection: ConnectionId, ctx: C): void;
    /** A peer has connected. Of a process with libraries, the first that has this handler listens. */
    accepted?(state: P["state"], connection: ConnectionId, ctx: C): void;
    closed?(state: P["state"], connection: ConnectionId, reason: CloseReason, ctx: C): void;
  };
  /** The small picture that the page needs; never the whole state. */
  view(state: P["state"]): P["view"];
}

/** A role. */
export interface ProcessDefinition<P extends ProcessTypes> extends Handlers<P, Context<P>> {
  /** What a library inside this process tells it, in the same turn; `library` counts from 0. */
  heard?(state: P["state"], library: number, told: object, ctx: Context<P>): void;
}

/** A definition of any role, as the kernel keeps it. */
// biome-ignore lint/suspicious/noExplicitAny: the kernel holds roles of every type side by side
export type AnyProcessDefinition = ProcessDefinition<any>;
