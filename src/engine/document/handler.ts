import type { DurationSpec } from "./duration.ts";
import type { MessageRef } from "./message-ref.ts";

/** What an application does with a message, the same in every lane; the destination that owes its effect. Read by the application's process and by the judges. */
export interface Handler {
  /** Unique in its application. Its only handler may go without, and is then called like the application; others are `application.name`. */
  name?: string;
  /** Which types of message it is for; whatever its wires bring when left out. */
  types?: readonly string[];
  serviceTime: ServiceTime;
  /** How much of the service time passes before the effect is asked for: 0 to 1. 0.5 when left out. */
  effectAt?: number;
  /** What it changes in the outside world. Without one, what it owes is the end of its work. */
  effect?: Effect;
  /** What it does, for captions: "charging", "charged". */
  doing?: string;
  done?: string;
  /** At which messages it fails; the first entry that takes a message decides. */
  throws?: readonly Throw[];
  emits?: readonly Output[];
  aggregate?: Aggregate;
  /** Type of the answer that goes back to whoever asked. */
  replies?: string;
  /** The message itself goes out again, under its own number: a relay, a bridge, a mirror. */
  passesOn?: boolean;
}

/** One table of a database of the scenario. */
export interface Effect {
  database: string;
  table: string;
}

/** How long the work takes: for every message alike, or by message, then by type, else as it is otherwise. */
export type ServiceTime = DurationSpec | ChosenTime;

export interface ChosenTime {
  kind: "chosen";
  messages?: readonly { message: MessageRef; time: DurationSpec }[];
  types?: Readonly<Record<string, DurationSpec>>;
  otherwise: DurationSpec;
}

/** Messages at which a handler throws: those that are named, of these types, and within the share. Nothing left out means all. */
export interface Throw {
  messages?: readonly MessageRef[];
  types?: readonly string[];
  /** 0 to 1 of the messages, by one draw for handler and message: the same ones in every lane and at every attempt. */
  share?: number;
  /** How often at each of them; `always` is a poison message. */
  times: number | "always";
}

/** A child of the message, with a number of its own that is planned before the run. */
export interface Output {
  type: string;
  /** The message's own key, or its type as the key. The message's own when left out. */
  key?: OutputKey;
  /** For which share of the messages (0 to 1) it is made; all when left out. Shares of one handler divide one draw: 0.8 and 0.2 exclude each other. */
  share?: number;
  when: "before the effect" | "after the effect" | "at the end";
  /** What the handler waits for before it goes on; nothing when left out. */
  awaits?: Awaits;
  /** Bytes; as large as the message when left out. */
  sizeBytes?: number;
}

export type OutputKey = "same" | "type";

/** `confirm`: the library's word that it is stored. An answer is waited for so long, and asked for again so often. */
export type Awaits = "nothing" | "confirm" | { answerWithinMs: number; again: number };

/** Many messages make one. */
export interface Aggregate {
  /** What is put together: messages of one key, of one type, or all. */
  by: "key" | "type" | "all";
  over: Span;
  emits: AggregateOutput;
}

/** Its key is the value of `by`; nothing for all. */
export interface AggregateOutput {
  type: string;
  awaits?: Awaits;
  sizeBytes?: number;
}

export type Span =
  /** Of equal length from time 0 on; goes out once, at its end plus `graceMs` (0 when left out), and is closed to later members. */
  | { kind: "window"; lengthMs: number; time: "event" | "arrival"; graceMs?: number }
  /** Closed by the member that makes it full. */
  | { kind: "count"; count: number }
  /** One message of each of these types, all made of the same root. */
  | { kind: "one of each type"; types: readonly string[] };
