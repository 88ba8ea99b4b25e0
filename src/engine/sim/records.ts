import type { TimedCommand } from "./commands.ts";
import type { EventId } from "./history.ts";
import type { LibrarySpec } from "./library.ts";
import type { CloseReason, ConnectionId, Message, ProcessId } from "./process.ts";
import type { ProcessSpec } from "./process-spec.ts";
import type { Handle } from "./row-pool.ts";
import type { Micros } from "./time.ts";

/** Kinds of rows in the future event list (0 is taken by cancelled rows). */
export const ROW = { packet: 1, timer: 2, command: 3, retry: 4 } as const;

/** What owns a connection or a timer of a process: 0 the process itself, n its library n - 1. */
export type ModuleNumber = number;
export const OWN: ModuleNumber = 0;

/** What waits for a frozen process: the socket buffers and timers of a stopped program. */
export type Waiting =
  | { what: "message"; connection: ConnectionId; module: ModuleNumber; message: Message; cause: EventId }
  | { what: "opened" | "accepted"; connection: ConnectionId; module: ModuleNumber; cause: EventId }
  | { what: "closed"; connection: ConnectionId; module: ModuleNumber; reason: CloseReason; cause: EventId }
  | { what: "timer"; timer: number; data: unknown; cause: EventId; handle: Handle }
  | { what: "tell"; message: Message; cause: EventId };

export type ProcessStatus = "up" | "frozen" | "crashed" | "stopped";

export interface LibraryRecord {
  spec: LibrarySpec;
  address: string;
  nameHash: number;
  state: object;
}

export interface ProcessRecord {
  id: ProcessId;
  spec: ProcessSpec;
  name: string;
  address: string;
  nameHash: number;
  host: number;
  lane: number;
  status: ProcessStatus;
  incarnation: number;
  /** When the status changed last. */
  since: Micros;
  /** The event that took it down or froze it. */
  downBy: EventId;
  /** The event that ended its last life, also when it lives again. */
  lastEnd: EventId;
  /** The fault that hit it last, also when it is over; only explanations read it. */
  lastFault: EventId;
  state: object;
  libraries: LibraryRecord[];
  inbox: Waiting[];
  /** Numbers of the connections that it has an end of, in the order in which they were made. */
  connections: ConnectionId[];
  /** It was told to stop because it is taken away; until it is started again. */
  leaves: boolean;
  /** It was told to stop and has not yet: whether it is to start again, and with which order. */
  stopping: { again: boolean; order: Message | null } | null;
  /** The configuration that it is stopping for, to start anew with; null otherwise. */
  next: { config: object; libraries?: readonly LibrarySpec[]; awayUs: Micros | null } | null;
  /** Counts changes of the state, so that a frame can leave out what stayed the same. */
  revision: number;
}

export interface Host {
  name: string;
  up: boolean;
}

/** A command that waits for the n-th event of a kind. */
export interface Armed {
  kind: number;
  /** "" for any process, -1 for any lane. */
  process: string;
  /** `kafka/payment-`: any process called so and a number; "" for any. */
  group: string;
  lane: number;
  message: number;
  remaining: number;
  delayUs: Micros;
  command: TimedCommand;
}
