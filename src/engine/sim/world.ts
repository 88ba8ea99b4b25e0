import type { Distribution, Purpose } from "./chance.ts";
import type { FutureEventList } from "./future-event-list.ts";
import type { EventId, History } from "./history.ts";
import type { NetworkState } from "./network.ts";
import type { ConnectionId, Message, ProcessId } from "./process.ts";
import type { ProcessSpec } from "./process-spec.ts";
import type { Host, ModuleNumber, ProcessRecord, Waiting } from "./records.ts";
import type { Route, Routes } from "./routes.ts";
import type { Micros } from "./time.ts";
import type { TimerTables } from "./timer-tables.ts";

/**
 * The simulated world as its parts see it: what the transport, the operator, a process's inbox and the context of its handlers read,
 * change and ask for. `Simulation` is the world, and makes these parts act; none of them knows it.
 */
export interface World {
  readonly seed: number;
  readonly now: Micros;
  readonly list: FutureEventList;
  readonly history: History;
  readonly processes: readonly ProcessRecord[];
  readonly hosts: readonly Host[];
  readonly network: NetworkState;
  /** Connections that a pair of processes had, by "from>to": their ordinal is part of their address in chance. */
  readonly pairs: Record<string, number>;
  readonly routes: Routes;
  readonly timers: TimerTables;
  process(name: string): ProcessRecord | undefined;
  /** The process that has this address in a lane. */
  peerIn(lane: number, address: string): ProcessRecord | undefined;
  /** Number of the machine; one that nobody has named before is up. */
  host(name: string): number;
  /** Starts a process now. Throws when the name is taken. */
  spawn(spec: ProcessSpec, cause: EventId): ProcessId;
  /** Runs the boot handler of a process that has just been started or restarted. */
  boot(record: ProcessRecord, cause: EventId): void;
  /** The one way into the history. */
  trace(kind: number, process: ProcessId, message: number, a: number, b: number, c: number, causeKind: number, cause: EventId): EventId;
  /** The way of nearly everything: a message for a process that is up. */
  receiveMessage(
    record: ProcessRecord,
    module: ModuleNumber,
    connection: ConnectionId,
    message: Message,
    route: Route,
    cause: EventId,
  ): void;
  /** Hands a process what came for it, or what has waited for it while it was frozen. */
  receive(record: ProcessRecord, waiting: Waiting): void;
  /** A process that has just gone down tells what that took. */
  lastWords(record: ProcessRecord, cause: EventId): void;
  draw(purpose: Purpose, entity: number, count: number): number;
  sample(distribution: Distribution, purpose: Purpose, entity: number, count: number): Micros;
}
