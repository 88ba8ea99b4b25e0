import type { Awaits, Handler } from "./handler.ts";

/**
 * A program of the business, the same in every lane: one process for each instance. In a lane in which it has no client and is called by
 * nobody it does not run.
 */
export interface Application {
  name: string;
  /**
   * How many there are when the run begins: `name-1`, `name-2`, … None means that the script brings them. Or their names, which is how
   * the producers of version 1 keep theirs, and with them their luck.
   */
  instances: number | readonly string[];
  /** A source: it hands over the messages of a stream when they arrive. Its instances divide them. */
  emits?: Source;
  /** How many messages one instance works on at a time; 1 when left out. */
  workers?: number;
  handles?: readonly Handler[];
}

export interface Source {
  stream: string;
  /** How far it came is stored so often, and it goes on behind what was stored. Without it, what comes while it is down is missed. */
  position?: StoredEvery;
  /** What it waits for before it hands over its next message; nothing when left out. */
  awaits?: Awaits;
}

export interface StoredEvery {
  everyMs: number;
}

/** Kept by the program itself, beside or instead of what its library keeps: in the transaction of the effect, or now and then. */
export type Position = "with the effect" | StoredEvery;
