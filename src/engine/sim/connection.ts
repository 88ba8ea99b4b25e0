import type { EventId } from "./history.ts";
import type { ConnectionId, ProcessId } from "./process.ts";
import type { ModuleNumber } from "./records.ts";
import type { Route } from "./routes.ts";
import type { Handle, Row } from "./row-pool.ts";
import type { Micros } from "./time.ts";

/** Nothing of the sender is left, not even what its machine would have sent again. */
export const NO_INCARNATION = -1;

/** What a direction waits for while it is not acknowledged. */
export interface Retry {
  /** When the first packet was sent that found no way, and how long TCP waits before the first attempt. */
  sinceUs: Micros;
  timeoutUs: Micros;
  giveUpUs: Micros;
  /** What kept the packet from arriving, and what had made its sender send it. */
  fault: EventId;
  cause: EventId;
  /** The scheduled event: the next attempt that can succeed, or the end of all attempts. */
  handle: Handle;
}

/**
 * One half of a connection: what flows from one end to the other, first in, first out. Its packets are rows of the future event list,
 * linked by `next`; only the first one is scheduled.
 */
export interface Direction {
  connection: ConnectionId;
  /** 1 for the half that leads back to the process that asked for the connection. */
  back: 0 | 1;
  from: ProcessId;
  to: ProcessId;
  /** Whose the two ends are inside their processes. */
  fromModule: ModuleNumber;
  toModule: ModuleNumber;
  /** Whether the end that sends, and the one that receives, still use the connection. */
  fromOpen: boolean;
  toOpen: boolean;
  /** The end that receives has closed the connection itself: it reads nothing more of it. */
  deaf: boolean;
  /** The event after which the end that receives was gone, for whatever reason; NO_EVENT while it reads. */
  endedBy: EventId;
  /** Incarnations of the ends when the connection was made: a restarted process knows nothing of it. The sender's is NO_INCARNATION when its machine is gone. */
  fromIncarnation: number;
  toIncarnation: number;
  first: Row;
  last: Row;
  lastArrival: Micros;
  /** The first packet is in the future event list. */
  scheduled: boolean;
  /** The first packet has met a split: it and all behind it wait to be sent again. */
  held: boolean;
  /** What was sent found no way, or nobody at its end, and TCP goes on trying; null otherwise. */
  retry: Retry | null;
  /** The dead end's host has answered a packet with a reset, which is on its way. */
  resetSent: boolean;
  /** Both ends are on one machine. */
  local: boolean;
  sent: number;
  /** Its address in chance, and what all its draws of latency share. */
  entity: number;
  latencyAddress: number;
  /** How the message that came last was handled: the next one is most often of the same type. Not part of a snapshot. */
  route: Route | null;
}

export interface Connection {
  id: ConnectionId;
  /** From the process that asked for it to the other, and back. */
  there: Direction;
  back: Direction;
  /** How much of what came on it still waits for a frozen end, which takes the connection for open until it has heard of its end. */
  unheard: number;
}
