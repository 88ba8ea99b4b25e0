import { type Distribution, draw, type Purpose, sample } from "./chance.ts";
import { bindAnchor, type TimedCommand } from "./commands.ts";
import { newConnectionTable } from "./connection-table.ts";
import { copyState } from "./copy.ts";
import * as K from "./event-kinds.ts";
import { FutureEventList } from "./future-event-list.ts";
import { hashText } from "./hash.ts";
import { CAUSE, type EventId, History, NO_EVENT, NO_MESSAGE, NO_PROCESS } from "./history.ts";
import { LIMITS, LimitError, type LimitName, limitWords } from "./limits.ts";
import { handlersOf, newLibraries, stateOf } from "./modules.ts";
import { copyNetwork, type NetworkState } from "./network.ts";
import { applyCommand, STOP, stopProcess } from "./operator.ts";
import { type ConnectionId, type Message, NO_CONNECTION, type ProcessId } from "./process.ts";
import { ProcessContext } from "./process-context.ts";
import type { ProcessSpec } from "./process-spec.ts";
import { type Armed, type Host, type ModuleNumber, OWN, type ProcessRecord, ROW, type Waiting } from "./records.ts";
import { type Route, Routes } from "./routes.ts";
import type { Row } from "./row-pool.ts";
import type { Micros } from "./time.ts";
import { TimerTables } from "./timer-tables.ts";
import { deliver, discardFirst, retry } from "./transport.ts";
import type { World } from "./world.ts";

export interface SimulationOptions {
  seed: number;
  latency: Distribution;
  recording?: boolean;
}

/** All of a simulation at one instant; the history before it is left with the simulation that recorded it. */
export interface Snapshot {
  at: Micros;
  handled: number;
  marks: ReturnType<History["marks"]>;
  restore(history: History): Simulation;
}

/**
 * The kernel: virtual time, processes, the network between them. It has never heard of brokers. Everything a run contains goes in
 * through `spawn` and `schedule`, everything that happens comes out through `history`. What its parts know of it is `World`.
 */
export class Simulation implements World {
  now: Micros = 0;
  /** Scheduled events handled so far. */
  handled = 0;
  readonly seed: number;
  list = new FutureEventList();
  history: History;
  processes: ProcessRecord[] = [];
  hosts: Host[] = [];
  network: NetworkState;
  armed: Armed[] = [];
  pairs: Record<string, number> = {};
  /** The scheduled event, by its number among those handled (from 1), that is left out of this run; 0: none. */
  omitted = 0;
  /** Set when a limit stopped the run. */
  stopped: LimitName | null = null;
  private instant: Micros = -1;
  private inInstant = 0;
  private byName = new Map<string, ProcessRecord>();
  /** The first process of each address in each lane. */
  private byAddress: Map<string, ProcessRecord>[] = [];
  private hostByName = new Map<string, number>();
  private readonly context: ProcessContext;
  readonly routes = new Routes();
  readonly timers = new TimerTables();
  /** Which kinds of events some armed command waits for. */
  armedKinds = new Uint8Array(0);

  constructor(options: SimulationOptions) {
    this.seed = options.seed >>> 0;
    this.history = new History(options.recording ?? true);
    this.network = { latency: options.latency, connections: newConnectionTable(), retrying: [], splits: [], slow: [], cuts: [] };
    this.context = new ProcessContext(this);
  }

  process(name: string): ProcessRecord | undefined {
    return this.byName.get(name);
  }

  peerIn(lane: number, address: string): ProcessRecord | undefined {
    return this.byAddress[lane]?.get(address);
  }

  private note(record: ProcessRecord): void {
    this.byName.set(record.name, record);
    let inLane = this.byAddress[record.lane];
    if (inLane === undefined) this.byAddress[record.lane] = inLane = new Map();
    if (!inLane.has(record.address)) inLane.set(record.address, record);
  }

  host(name: string): number {
    let host = this.hostByName.get(name);
    if (host === undefined) {
      host = this.hosts.length;
      this.hosts.push({ name, up: true });
      this.hostByName.set(name, host);
    }
    return host;
  }

  spawn(spec: ProcessSpec, cause: EventId = NO_EVENT): ProcessId {
    const record = this.register(spec);
    this.boot(record, cause);
    return record.id;
  }

  /** Starts several processes that know each other: all exist before the first one boots. */
  spawnAll(specs: readonly ProcessSpec[]): void {
    const records = specs.map((spec) => this.register(spec));
    for (const record of records) this.boot(record, NO_EVENT);
  }

  private register(spec: ProcessSpec): ProcessRecord {
    if (this.byName.has(spec.name)) throw new Error(`a process named ${spec.name} exists already`);
    if (this.processes.length >= LIMITS.processes) throw new LimitError("processes");
    const address = spec.address ?? spec.name;
    const record: ProcessRecord = {
      id: this.processes.length,
      spec,
      name: spec.name,
      address,
      nameHash: hashText(address),
      host: this.host(spec.host ?? spec.name),
      lane: spec.lane ?? 0,
      status: "up",
      incarnation: 0,
      since: this.now,
      downBy: NO_EVENT,
      lastEnd: NO_EVENT,
      lastFault: NO_EVENT,
      state: spec.definition.initial(spec.config),
      libraries: newLibraries(spec.libraries, address),
      inbox: [],
      connections: [],
      leaves: false,
      stopping: null,
      next: null,
      revision: 0,
    };
    this.processes.push(record);
    this.note(record);
    return record;
  }

  boot(record: ProcessRecord, cause: EventId): void {
    const kind = cause === NO_EVENT ? CAUSE.none : CAUSE.fault;
    const event = this.trace(K.ProcessStarted, record.id, NO_MESSAGE, record.incarnation, 0, 0, kind, cause);
    for (let module = OWN; module <= record.libraries.length; module++) this.begin(record, module, event);
  }

  private begin(record: ProcessRecord, module: ModuleNumber, event: EventId): void {
    this.context.enter(record, module, NO_CONNECTION, CAUSE.program, event);
    handlersOf(record, module).boot(stateOf(record, module), this.context);
    this.context.leave();
  }

  /** Adds a command to the script, from now on. Times before now happen now. */
  schedule(command: TimedCommand): void {
    const { moment } = command;
    if ("at" in moment) {
      this.list.push(Math.max(this.now, moment.at), ROW.command, NO_PROCESS, 0, 0, NO_EVENT, command);
      return;
    }
    const kind = K.findEventKind(moment.after.event);
    if (kind === undefined) throw new Error(`no kind of event is named ${moment.after.event}`);
    this.armed.push({
      kind,
      process: moment.after.process ?? "",
      group: moment.after.group === undefined ? "" : `${moment.after.group}-`,
      lane: moment.after.lane ?? -1,
      message: moment.after.message ?? NO_MESSAGE,
      remaining: moment.after.nth ?? 1,
      delayUs: moment.delayUs,
      command,
    });
    this.rearm();
  }

  /** The one way into the history: also wakes the commands that wait for such an event. */
  trace(kind: number, process: ProcessId, message: number, a: number, b: number, c: number, causeKind: number, cause: EventId): EventId {
    const event = this.history.append(this.now, kind, process, message, a, b, c, causeKind, cause);
    if (this.armedKinds[kind] === 1) this.wakeArmed(kind, process, message, event);
    return event;
  }

  private wakeArmed(kind: number, process: ProcessId, message: number, event: EventId): void {
    let spent = false;
    const record: ProcessRecord | undefined = this.processes[process];
    for (const armed of this.armed) {
      if (armed.kind !== kind || (armed.message !== NO_MESSAGE && armed.message !== message)) continue;
      if (armed.process !== "" && record?.name !== armed.process) continue;
      if (armed.group !== "" && !isMember(record?.name ?? "", armed.group)) continue;
      if (armed.lane >= 0 && record?.lane !== armed.lane) continue;
      if (--armed.remaining > 0) continue;
      spent = true;
      const command = record === undefined ? armed.command : bindAnchor(armed.command, record.name, this.hosts[record.host].name);
      this.list.push(this.now + armed.delayUs, ROW.command, NO_PROCESS, 0, 0, event, command);
    }
    if (!spent) return;
    this.armed = this.armed.filter((armed) => armed.remaining > 0);
    this.rearm();
  }

  private rearm(): void {
    this.armedKinds = new Uint8Array(K.eventKindCount());
    for (const armed of this.armed) this.armedKinds[armed.kind] = 1;
  }

  /** Time of the next thing to happen, or Infinity. */
  nextAt(): Micros {
    return this.stopped === null ? this.list.nextAt() : Number.POSITIVE_INFINITY;
  }

  /** Handles the next scheduled event. False when there is none. */
  step(): boolean {
    const at = this.nextAt();
    if (at === Number.POSITIVE_INFINITY) return false;
    try {
      this.handleNext(at);
    } catch (error) {
      this.stopAt(error);
    }
    return true;
  }

  private handleNext(at: Micros): void {
    this.now = at;
    this.countStep(at);
    const row = this.list.pop();
    if (this.handled === this.omitted) this.omit(row);
    else this.handle(row);
  }

  /** Handles everything up to and including `until`, but no more than `budget` events. True when it got there. */
  runUntil(until: Micros, budget = Number.POSITIVE_INFINITY): boolean {
    let left = budget;
    try {
      for (; left > 0; left--) {
        const at = this.nextAt();
        if (at > until || at === Number.POSITIVE_INFINITY) return this.arrive(until);
        this.handleNext(at);
      }
    } catch (error) {
      this.stopAt(error);
      return left > 1 && this.arrive(until);
    }
    return false;
  }

  /** Nothing more happens up to `until`. Without an end there is no instant to arrive at, and time stays where it is; so it does at a limit. */
  private arrive(until: Micros): true {
    if (until < Number.POSITIVE_INFINITY && this.stopped === null) this.now = Math.max(this.now, until);
    return true;
  }

  /** Records the end of the run; verdicts are final when everything had come to rest. */
  end(atRest: boolean): void {
    this.trace(K.RunEnded, NO_PROCESS, NO_MESSAGE, atRest ? 1 : 0, 0, 0, CAUSE.none, NO_EVENT);
  }

  private countStep(at: Micros): void {
    if (++this.handled > LIMITS.handledEvents) throw new LimitError("handledEvents");
    if (at !== this.instant) {
      this.instant = at;
      this.inInstant = 0;
    } else if (++this.inInstant > LIMITS.eventsPerInstant) {
      throw new LimitError("eventsPerInstant");
    }
  }

  private stopAt(error: unknown): void {
    if (!(error instanceof LimitError)) throw error;
    this.stopped = error.limit;
    this.trace(K.LimitReached, NO_PROCESS, NO_MESSAGE, this.history.strings.intern(limitWords(error.limit)), 0, 0, CAUSE.none, NO_EVENT);
  }

  /** For the question "what if this had not happened": the scheduled event is taken off and nobody hears of it. */
  private omit(row: Row): void {
    if (this.list.kind[row] === ROW.packet) discardFirst(this, row);
    else this.list.release(row);
  }

  private handle(row: Row): void {
    const { list } = this;
    switch (list.kind[row]) {
      case ROW.packet:
        deliver(this, row);
        return;
      case ROW.timer: {
        const record = this.processes[list.subject[row]];
        if (record.incarnation === list.n[row] && record.status === "up") this.fire(record, row);
        else if (record.incarnation === list.n[row] && record.status === "frozen") this.putOff(record, row);
        else list.release(row);
        return;
      }
      case ROW.retry:
        retry(this, row);
        return;
      default: {
        const cause = list.cause[row];
        const data = list.data[row] as TimedCommand;
        list.release(row);
        this.command(data, cause);
      }
    }
  }

  private fire(record: ProcessRecord, row: Row): void {
    const { list } = this;
    const timer = list.x[row];
    const data = list.data[row];
    this.history.mix(record.id ^ (timer << 16), this.now);
    const { handlers, modules } = this.timers.of(record);
    const module = modules[timer];
    this.context.enter(record, module, NO_CONNECTION, CAUSE.timer, list.cause[row]);
    list.release(row); // from here on the timer cannot be cancelled any more
    handlers[timer](stateOf(record, module), data, this.context);
    this.context.leave();
  }

  /** A timer that runs out while its process is frozen waits there. */
  private putOff(record: ProcessRecord, row: Row): void {
    const { list } = this;
    record.inbox.push({ what: "timer", timer: list.x[row], data: list.data[row], cause: list.cause[row], handle: list.handle(row) });
    list.release(row);
  }

  private command(timed: TimedCommand, trigger: EventId): void {
    const kind = trigger === NO_EVENT ? CAUSE.none : CAUSE.program;
    const text = this.history.strings.intern(timed.name);
    const event = this.trace(K.CommandGiven, NO_PROCESS, NO_MESSAGE, text, timed.lane ?? -1, 0, kind, trigger);
    applyCommand(this, timed.command, event);
    if (timed.then !== undefined) {
      const { delayUs, command, name } = timed.then;
      const next: TimedCommand = { name, lane: timed.lane, moment: { at: this.now + delayUs }, command };
      this.list.push(this.now + delayUs, ROW.command, NO_PROCESS, 0, 0, event, next);
    }
  }

  receiveMessage(
    record: ProcessRecord,
    module: ModuleNumber,
    connection: ConnectionId,
    message: Message,
    route: Route,
    cause: EventId,
  ): void {
    this.context.enter(record, module, connection, CAUSE.program, cause);
    route.handler(stateOf(record, module), message, this.context);
    this.context.leave();
  }

  receive(record: ProcessRecord, waiting: Waiting): void {
    const { context } = this;
    if (waiting.what === "tell") {
      context.enter(record, OWN, NO_CONNECTION, CAUSE.fault, waiting.cause);
      this.obey(record, waiting.message, waiting.cause);
    } else if (waiting.what === "timer") {
      const { handlers, modules } = this.timers.of(record);
      const module = modules[waiting.timer];
      context.enter(record, module, NO_CONNECTION, CAUSE.timer, waiting.cause);
      handlers[waiting.timer](stateOf(record, module), waiting.data, context);
    } else {
      const { module, connection } = waiting;
      const { on, connections } = handlersOf(record, module);
      const state = stateOf(record, module);
      context.enter(record, module, connection, CAUSE.program, waiting.cause);
      if (waiting.what === "message") on[waiting.message.type](state, waiting.message, context);
      else if (waiting.what === "closed") connections?.closed?.(state, connection, waiting.reason, context);
      else connections?.[waiting.what]?.(state, connection, context);
    }
    context.leave();
  }

  lastWords(record: ProcessRecord, cause: EventId): void {
    for (let module = OWN; module <= record.libraries.length; module++) {
      const { ended } = handlersOf(record, module);
      if (ended === undefined) continue;
      this.context.enter(record, module, NO_CONNECTION, CAUSE.fault, cause);
      ended(stateOf(record, module), this.context);
      this.context.leave();
    }
  }

  /** An order of the operator. Whoever has nothing to finish stops at once. */
  private obey(record: ProcessRecord, order: Message, cause: EventId): void {
    const { on } = record.spec.definition;
    if (order.type in on) on[order.type](record.state, order, this.context);
    else if (order.type === STOP.type) stopProcess(this, record, cause);
  }

  draw(purpose: Purpose, entity: number, count: number): number {
    return draw(this.seed, purpose, entity, count);
  }

  sample(distribution: Distribution, purpose: Purpose, entity: number, count: number): Micros {
    return distribution.kind === "constant" ? distribution.us : sample(distribution, draw(this.seed, purpose, entity, count));
  }

  /** A copy of everything but the history's rows. Cost is in the states and packets; frozen parts of states are shared. */
  snapshot(): Snapshot {
    const held = this.twin();
    const marks = this.history.marks();
    return {
      at: this.now,
      handled: this.handled,
      marks,
      restore: (history) => {
        const simulation = held.twin();
        simulation.history = history;
        return simulation;
      },
    };
  }

  private twin(): Simulation {
    const twin = new Simulation({ seed: this.seed, latency: this.network.latency, recording: false });
    twin.now = this.now;
    twin.handled = this.handled;
    twin.list = this.list.copy(copyRowData);
    twin.processes = this.processes.map(copyRecord);
    twin.hosts = this.hosts.map((host) => ({ ...host }));
    twin.network = copyNetwork(this.network);
    twin.armed = this.armed.map((armed) => ({ ...armed }));
    twin.armedKinds = this.armedKinds;
    twin.pairs = { ...this.pairs };
    twin.stopped = this.stopped;
    twin.instant = this.instant;
    twin.inInstant = this.inInstant;
    for (const record of twin.processes) twin.note(record);
    twin.hosts.forEach((host, i) => {
      twin.hostByName.set(host.name, i);
    });
    return twin;
  }
}

/** Whether a name is the group's with a number after it. */
function isMember(name: string, group: string): boolean {
  return name.startsWith(group) && /^\d+$/.test(name.slice(group.length));
}

function copyRecord(record: ProcessRecord): ProcessRecord {
  return {
    ...record,
    state: copyState(record.state),
    libraries: record.libraries.map((library) => ({ ...library, state: copyState(library.state) })),
    inbox: record.inbox.map(copyWaiting),
    connections: record.connections.slice(),
    stopping: record.stopping && { ...record.stopping },
  };
}

function copyWaiting(waiting: Waiting): Waiting {
  return waiting.what === "timer" ? { ...waiting, data: copyState(waiting.data) } : waiting;
}

/**
 * What a process gave a timer is copied as its state is. Messages and commands are never changed, and are shared: what a command brings
 * (libraries) must stay the same object, by which it is known.
 */
function copyRowData(data: unknown, kind: number): unknown {
  return kind === ROW.timer ? copyState(data) : data;
}
