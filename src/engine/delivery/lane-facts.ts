import { countUpTo } from "../sim/sorted.ts";
import type { ServiceSpec } from "./services.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/** Whether a handler makes the message: it is expected nowhere before it was made, nor by anybody who does not take it. */
export function isMade({ fromOutside }: LaneFacts, number: number): boolean {
  return fromOutside !== undefined && number > fromOutside;
}

/** Whose effects are to come in the order of their numbers: those of one key, within one stream or output. */
export function keyFor({ messages, blocks }: LaneFacts, number: number): string {
  const key = messages[number - 1]?.key ?? "";
  return blocks === undefined ? key : `${key} ${countUpTo(blocks, number)}`;
}

/** What judges of a lane must be told, since no history holds it. */
export interface LaneFacts {
  /** The run's business messages, number n at index n - 1. */
  readonly messages: readonly BusinessMessage[];
  /** How many of them come from outside; the others are made by handlers, and have no row before they were. All, when left out. */
  readonly fromOutside?: number;
  /** Which message from outside each goes back to, at index n - 1: latency runs from its hand-over. Left out, each is its own. */
  readonly roots?: readonly number[];
  /** The first number of each stream and of each output's messages, in order: only within one of these do numbers stand for an order. */
  readonly blocks?: readonly number[];
  /** Which services the messages are for. Without any, each message is for whatever destination the history names. */
  readonly services: readonly ServiceSpec[];
  /** Prefix of the lane's names: `kafka/`. Left out, faults of the network are taken to be this lane's. */
  readonly prefix?: string;
  /**
   * Whom groups and queues read for, where that is another name than theirs, or several: to what the history says of a reader, its
   * handlers are the destinations, each of the messages that it takes. The history must know the handlers' names from its beginning.
   */
  readonly readers?: Readonly<Record<string, readonly string[]>>;
  /** Destinations that change nothing outside: what they owe is the end of their work. */
  readonly effectless?: readonly string[];
  /** How many messages one process works on at a time for a destination, where that is more than one. */
  readonly workers?: Readonly<Record<string, number>>;
  /** The table whose effects the page draws as a tape. */
  readonly tape?: string;
}
