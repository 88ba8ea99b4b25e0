import type { TimedCommand, WorldCommand } from "./commands.ts";
import * as K from "./event-kinds.ts";
import { CAUSE, type EventId, NO_EVENT, NO_MESSAGE, NO_PROCESS } from "./history.ts";
import { dropWaiting, hear } from "./inbox.ts";
import { hasLibraries, replaceLibraries, surviveAll } from "./modules.ts";
import type { Crash, LibrarySpec, Message } from "./process.ts";
import { type ProcessRecord, ROW } from "./records.ts";
import type { Simulation } from "./simulation.ts";
import type { Micros } from "./time.ts";
import { abandonAll, closeAll, retryAll } from "./transport.ts";

/** Carries out one command of the script. A part that is already in the wanted condition is left alone. */
export function applyCommand(simulation: Simulation, command: WorldCommand, cause: EventId): void {
  switch (command.do) {
    case "crash":
      return withProcess(simulation, command.process, (record) => crash(simulation, record, "process", cause));
    case "restart":
      return withProcess(simulation, command.process, (record) => startAgain(simulation, record, command.order ?? null, cause));
    case "stop":
      return withProcess(simulation, command.process, (record) => stop(simulation, record, cause));
    case "freeze":
      return withProcess(simulation, command.process, (record) => freeze(simulation, record, cause));
    case "resume":
      return withProcess(simulation, command.process, (record) => resume(simulation, record, cause));
    case "powerLoss":
      return powerLoss(simulation, command.host, cause);
    case "powerOn":
      return powerOn(simulation, command.host, cause);
    case "split": {
      const event = traceFault(simulation, K.NetworkSplit, command.fault, cause);
      simulation.network.splits.push({ ...sides(simulation, command), fault: command.fault, oneWay: command.oneWay, event });
      return;
    }
    case "heal":
      simulation.network.splits = simulation.network.splits.filter((split) => split.fault !== command.fault);
      traceFault(simulation, K.NetworkHealed, command.fault, cause);
      return retryAll(simulation);
    case "slowLink": {
      const event = traceFault(simulation, K.LinkSlowed, command.fault, cause);
      const rule = { ...sides(simulation, command), fault: command.fault, oneWay: command.oneWay, event };
      simulation.network.slow.push({ ...rule, extra: command.extra });
      return;
    }
    case "restoreLink":
      simulation.network.slow = simulation.network.slow.filter((slow) => slow.fault !== command.fault);
      traceFault(simulation, K.LinkRestored, command.fault, cause);
      return;
    case "spawn":
      if (simulation.process(command.spec.name) === undefined) simulation.spawn(command.spec, cause);
      return;
    case "cutBefore": {
      const { fault, from, to, type, payload = NO_MESSAGE } = command;
      const end = (name: string | null) => (name === null ? NO_PROCESS : simulation.process(name)?.id);
      const [fromId, toId] = [end(from), end(to)];
      if (fromId !== undefined && toId !== undefined)
        simulation.network.cuts.push({ fault, from: fromId, to: toId, type, payload, event: cause });
      return;
    }
    case "configure":
      return withProcess(simulation, command.process, (record) => configure(simulation, record, command, cause));
    case "tell":
      return withProcess(simulation, command.process, (record) => tell(simulation, record, command.message, cause));
  }
}

function withProcess(simulation: Simulation, name: string, act: (record: ProcessRecord) => void): void {
  const record = simulation.process(name);
  if (record !== undefined) act(record);
}

function tell(simulation: Simulation, record: ProcessRecord, message: Message, cause: EventId): void {
  const waiting = { what: "tell", message, cause } as const;
  if (record.status === "up") simulation.receive(record, waiting);
  else if (record.status === "frozen") record.inbox.push(waiting);
}

/** The order to end in an orderly way, for the roles that can: after it they call `exit` in their own time. */
export const STOP = { type: "Stop" } as const;

type Configure = Extract<WorldCommand, { do: "configure" }>;

function configure(simulation: Simulation, record: ProcessRecord, { config, libraries, awayUs }: Configure, cause: EventId): void {
  const { definition } = record.spec;
  if (definition.configure === undefined) return;
  record.spec = { ...record.spec, config };
  const running = record.status === "up" || record.status === "frozen";
  const others = libraries !== undefined && !hasLibraries(record, libraries);
  if (!running || (awayUs === null && !others)) {
    takeOver(simulation, record, config, libraries);
    record.revision++;
    return;
  }
  record.next = { config, libraries, awayUs: awayUs ?? 0 };
  if (STOP.type in definition.on) tell(simulation, record, STOP, cause);
  else stopProcess(simulation, record, cause);
}

function takeOver(simulation: Simulation, record: ProcessRecord, config: object, libraries?: readonly LibrarySpec[]): void {
  record.spec.definition.configure?.(record.state, config);
  if (libraries === undefined) return;
  replaceLibraries(record, libraries);
  simulation.timers.forget(record);
}

/** A frozen process gets the order when it goes on. */
function stop(simulation: Simulation, record: ProcessRecord, cause: EventId): void {
  if ((record.status !== "up" && record.status !== "frozen") || record.stopping !== null) return;
  record.stopping = { again: false, order: null };
  // One that stops for another configuration has its order already, but is not to come back by itself any more.
  if (record.next !== null) record.next = { ...record.next, awayUs: null };
  else tell(simulation, record, STOP, cause);
}

/** What is about to stop starts as soon as it has. */
function startAgain(simulation: Simulation, record: ProcessRecord, order: Message | null, cause: EventId): void {
  if (record.status === "up" || record.status === "frozen") {
    if (record.stopping !== null) record.stopping = { again: true, order };
    return;
  }
  restart(simulation, record, cause);
  if (order !== null) tell(simulation, record, order, cause);
}

/** The end of a life that was to end: what was to come after it comes. */
function endStopping(simulation: Simulation, record: ProcessRecord, afterUs: Micros | null, event: EventId): void {
  const { stopping } = record;
  record.stopping = null;
  if (afterUs === null && stopping?.again !== true) return;
  const at = simulation.now + (afterUs ?? 0);
  const command: WorldCommand = { do: "restart", process: record.name, order: stopping?.order ?? undefined };
  const again: TimedCommand = { name: "started again", moment: { at }, command };
  simulation.list.push(at, ROW.command, NO_PROCESS, 0, 0, event, again);
}

function traceFault(simulation: Simulation, kind: K.EventKind, fault: string, cause: EventId): EventId {
  return simulation.trace(kind, NO_PROCESS, NO_MESSAGE, simulation.history.strings.intern(fault), 0, 0, CAUSE.fault, cause);
}

function sides(simulation: Simulation, command: { from: readonly string[]; to: readonly string[] }): { from: number[]; to: number[] } {
  return { from: command.from.map((name) => simulation.host(name)), to: command.to.map((name) => simulation.host(name)) };
}

function traceProcess(simulation: Simulation, kind: K.EventKind, record: ProcessRecord, a: number, cause: EventId): EventId {
  return simulation.trace(kind, record.id, NO_MESSAGE, a, 0, 0, CAUSE.fault, cause);
}

/** What is left of its state, and the word of what is not. */
function endLife(simulation: Simulation, record: ProcessRecord, loss: Crash, cause: EventId): void {
  surviveAll(record, loss);
  simulation.lastWords(record, cause);
}

function goDown(simulation: Simulation, record: ProcessRecord, loss: Crash, event: EventId): void {
  record.status = "crashed";
  record.since = simulation.now;
  record.downBy = event;
  record.lastEnd = event;
  record.lastFault = event;
  dropWaiting(simulation, record, event);
  endLife(simulation, record, loss, event);
  takeNext(simulation, record);
  endStopping(simulation, record, null, event);
  record.revision++;
  record.incarnation++; // timers and connections of the old one are void
}

function crash(simulation: Simulation, record: ProcessRecord, loss: Crash, cause: EventId): void {
  if (record.status === "crashed" || record.status === "stopped") return;
  const event = traceProcess(simulation, K.ProcessCrashed, record, record.incarnation, cause);
  closeAll(simulation, record, event);
  goDown(simulation, record, loss, event);
}

function restart(simulation: Simulation, record: ProcessRecord, cause: EventId): void {
  if ((record.status !== "crashed" && record.status !== "stopped") || !simulation.hosts[record.host].up) return;
  record.status = "up";
  record.since = simulation.now;
  record.downBy = NO_EVENT;
  simulation.boot(record, cause);
}

function freeze(simulation: Simulation, record: ProcessRecord, cause: EventId): void {
  if (record.status !== "up") return;
  record.status = "frozen";
  record.since = simulation.now;
  record.downBy = traceProcess(simulation, K.ProcessFrozen, record, 0, cause);
  record.lastFault = record.downBy;
}

function resume(simulation: Simulation, record: ProcessRecord, cause: EventId): void {
  if (record.status !== "frozen") return;
  record.status = "up";
  record.since = simulation.now;
  record.downBy = NO_EVENT;
  traceProcess(simulation, K.ProcessResumed, record, record.inbox.length, cause);
  // One by one, since each handler may cancel timers that wait behind it, or end the process.
  for (let item = record.inbox.shift(); item !== undefined; item = record.status === "up" ? record.inbox.shift() : undefined)
    hear(simulation, record, item);
}

function powerLoss(simulation: Simulation, name: string, cause: EventId): void {
  const host = simulation.hosts[simulation.host(name)];
  if (!host.up) return;
  host.up = false;
  for (const record of simulation.processes) {
    if (simulation.hosts[record.host] !== host || record.status === "stopped") continue;
    if (record.status === "crashed") {
      endLife(simulation, record, "machine", cause);
      continue;
    }
    const event = traceProcess(simulation, K.MachineLost, record, record.incarnation, cause);
    abandonAll(simulation, record, event);
    goDown(simulation, record, "machine", event);
  }
}

function powerOn(simulation: Simulation, name: string, cause: EventId): void {
  const host = simulation.hosts[simulation.host(name)];
  if (host.up) return;
  host.up = true;
  retryAll(simulation);
  for (const record of simulation.processes) if (simulation.hosts[record.host] === host) restart(simulation, record, cause);
}

/** A configuration that waited for the end of this life is the one of the next. Returns after how long that begins, or null. */
function takeNext(simulation: Simulation, record: ProcessRecord): Micros | null {
  const { next } = record;
  if (next === null) return null;
  record.next = null;
  takeOver(simulation, record, next.config, next.libraries);
  return next.awayUs;
}

/** An orderly end: asked for by the process itself, or by the operator of a role that has nothing to finish first. */
export function stopProcess(simulation: Simulation, record: ProcessRecord, cause: EventId): void {
  if (record.status !== "up" && record.status !== "frozen") return;
  const event = simulation.trace(K.ProcessStopped, record.id, NO_MESSAGE, record.incarnation, 0, 0, CAUSE.program, cause);
  closeAll(simulation, record, event);
  record.status = "stopped";
  record.since = simulation.now;
  record.downBy = event;
  record.lastEnd = event;
  dropWaiting(simulation, record, event);
  endLife(simulation, record, "process", event);
  record.incarnation++;
  record.revision++;
  endStopping(simulation, record, takeNext(simulation, record), event);
}
