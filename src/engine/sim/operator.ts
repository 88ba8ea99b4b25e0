import type { TimedCommand, WorldCommand } from "./commands.ts";
import * as K from "./event-kinds.ts";
import { CAUSE, type EventId, NO_EVENT, NO_MESSAGE, NO_PROCESS } from "./history.ts";
import { dropWaiting, hear } from "./inbox.ts";
import type { LibrarySpec } from "./library.ts";
import { hasLibraries, replaceLibraries, surviveAll } from "./modules.ts";
import type { Crash, Message } from "./process.ts";
import { type ProcessRecord, ROW } from "./records.ts";
import type { Micros } from "./time.ts";
import { abandonAll, closeAll, retryAll } from "./transport.ts";
import { traceUnderWay } from "./under-way.ts";
import type { World } from "./world.ts";

/** Carries out one command of the script. A part that is already in the wanted condition is left alone. */
export function applyCommand(world: World, command: WorldCommand, cause: EventId): void {
  switch (command.do) {
    case "crash":
      return withProcess(world, command.process, (record) => crash(world, record, "process", cause));
    case "restart":
      return withProcess(world, command.process, (record) => startAgain(world, record, command.order ?? null, cause));
    case "stop":
      return withProcess(world, command.process, (record) => stop(world, record, command.leave === true, cause));
    case "freeze":
      return withProcess(world, command.process, (record) => freeze(world, record, cause));
    case "resume":
      return withProcess(world, command.process, (record) => resume(world, record, cause));
    case "powerLoss":
      return powerLoss(world, command.host, cause);
    case "powerOn":
      return powerOn(world, command.host, cause);
    case "split": {
      const event = traceFault(world, K.NetworkSplit, command.fault, cause);
      world.network.splits.push({ ...sides(world, command), fault: command.fault, oneWay: command.oneWay, event });
      return;
    }
    case "heal":
      world.network.splits = world.network.splits.filter((split) => split.fault !== command.fault);
      traceFault(world, K.NetworkHealed, command.fault, cause);
      return retryAll(world);
    case "slowLink": {
      const event = traceFault(world, K.LinkSlowed, command.fault, cause);
      const rule = { ...sides(world, command), fault: command.fault, oneWay: command.oneWay, event };
      world.network.slow.push({ ...rule, extra: command.extra });
      return;
    }
    case "restoreLink":
      world.network.slow = world.network.slow.filter((slow) => slow.fault !== command.fault);
      traceFault(world, K.LinkRestored, command.fault, cause);
      return;
    case "spawn":
      if (world.process(command.spec.name) === undefined) world.spawn(command.spec, cause);
      return;
    case "cutBefore": {
      const { fault, from, to, type, payload = NO_MESSAGE } = command;
      const end = (name: string | null) => (name === null ? NO_PROCESS : world.process(name)?.id);
      const [fromId, toId] = [end(from), end(to)];
      if (fromId !== undefined && toId !== undefined)
        world.network.cuts.push({ fault, from: fromId, to: toId, type, payload, event: cause });
      return;
    }
    case "configure":
      return withProcess(world, command.process, (record) => configure(world, record, command, cause));
    case "tell":
      return withProcess(world, command.process, (record) => tell(world, record, command.message, cause));
  }
}

function withProcess(world: World, name: string, act: (record: ProcessRecord) => void): void {
  const record = world.process(name);
  if (record !== undefined) act(record);
}

function tell(world: World, record: ProcessRecord, message: Message, cause: EventId): void {
  const waiting = { what: "tell", message, cause } as const;
  if (record.status === "up") world.receive(record, waiting);
  else if (record.status === "frozen") record.inbox.push(waiting);
}

/** The order to end in an orderly way, for the roles that can: after it they call `exit` in their own time. */
export const STOP = { type: "Stop" } as const;

type Configure = Extract<WorldCommand, { do: "configure" }>;

function configure(world: World, record: ProcessRecord, { config, libraries, awayUs }: Configure, cause: EventId): void {
  const { definition } = record.spec;
  if (definition.configure === undefined) return;
  record.spec = { ...record.spec, config };
  const running = record.status === "up" || record.status === "frozen";
  const others = libraries !== undefined && !hasLibraries(record, libraries);
  if (!running || (awayUs === null && !others)) {
    if (record.next !== null) record.next = { ...record.next, config, libraries: libraries ?? record.next.libraries };
    takeOver(world, record, config, libraries);
    record.revision++;
    return;
  }
  // Who was told to stop does not come back for a configuration.
  record.next = { config, libraries, awayUs: record.stopping === null ? (awayUs ?? 0) : null };
  if (STOP.type in definition.on) tell(world, record, STOP, cause);
  else stopProcess(world, record, cause);
}

function takeOver(world: World, record: ProcessRecord, config: object, libraries?: readonly LibrarySpec[]): void {
  record.spec.definition.configure?.(record.state, config);
  if (libraries === undefined) return;
  replaceLibraries(record, libraries);
  world.timers.forget(record);
}

/** A frozen process gets the order when it goes on. */
function stop(world: World, record: ProcessRecord, leave: boolean, cause: EventId): void {
  if ((record.status !== "up" && record.status !== "frozen") || record.stopping !== null) return;
  record.leaves = leave;
  record.stopping = { again: false, order: null };
  // One that stops for another configuration has its order already, but is not to come back by itself any more.
  if (record.next !== null) record.next = { ...record.next, awayUs: null };
  else tell(world, record, STOP, cause);
}

/** What is about to stop starts as soon as it has. */
function startAgain(world: World, record: ProcessRecord, order: Message | null, cause: EventId): void {
  if (record.status === "up" || record.status === "frozen") {
    if (record.stopping !== null) record.stopping = { again: true, order };
    return;
  }
  restart(world, record, cause);
  if (order !== null) tell(world, record, order, cause);
}

/** The end of a life that was to end: what was to come after it comes. */
function endStopping(world: World, record: ProcessRecord, afterUs: Micros | null, event: EventId): void {
  const { stopping } = record;
  record.stopping = null;
  if (afterUs === null && stopping?.again !== true) return;
  const at = world.now + (afterUs ?? 0);
  const command: WorldCommand = { do: "restart", process: record.name, order: stopping?.order ?? undefined };
  const again: TimedCommand = { name: "started again", moment: { at }, command };
  world.list.push(at, ROW.command, NO_PROCESS, 0, 0, event, again);
}

function traceFault(world: World, kind: K.EventKind, fault: string, cause: EventId): EventId {
  return world.trace(kind, NO_PROCESS, NO_MESSAGE, world.history.strings.intern(fault), 0, 0, CAUSE.fault, cause);
}

function sides(world: World, command: { from: readonly string[]; to: readonly string[] }): { from: number[]; to: number[] } {
  return { from: command.from.map((name) => world.host(name)), to: command.to.map((name) => world.host(name)) };
}

function traceProcess(world: World, kind: K.EventKind, record: ProcessRecord, a: number, cause: EventId): EventId {
  return world.trace(kind, record.id, NO_MESSAGE, a, 0, 0, CAUSE.fault, cause);
}

/** What is left of its state, and the word of what is not. */
function endLife(world: World, record: ProcessRecord, loss: Crash, cause: EventId): void {
  surviveAll(record, loss);
  world.lastWords(record, cause);
}

function goDown(world: World, record: ProcessRecord, loss: Crash, event: EventId): void {
  record.status = "crashed";
  record.since = world.now;
  record.downBy = event;
  record.lastEnd = event;
  record.lastFault = event;
  dropWaiting(world, record, event);
  endLife(world, record, loss, event);
  takeNext(world, record);
  endStopping(world, record, null, event);
  record.revision++;
  record.incarnation++; // timers and connections of the old one are void
}

function crash(world: World, record: ProcessRecord, loss: Crash, cause: EventId): void {
  if (record.status === "crashed" || record.status === "stopped") return;
  const event = traceProcess(world, K.ProcessCrashed, record, record.incarnation, cause);
  traceUnderWay(world, record, event);
  closeAll(world, record, event);
  goDown(world, record, loss, event);
}

function restart(world: World, record: ProcessRecord, cause: EventId): void {
  if ((record.status !== "crashed" && record.status !== "stopped") || !world.hosts[record.host].up) return;
  record.leaves = false;
  record.status = "up";
  record.since = world.now;
  record.downBy = NO_EVENT;
  world.boot(record, cause);
}

function freeze(world: World, record: ProcessRecord, cause: EventId): void {
  if (record.status !== "up") return;
  record.status = "frozen";
  record.since = world.now;
  record.downBy = traceProcess(world, K.ProcessFrozen, record, 0, cause);
  record.lastFault = record.downBy;
}

function resume(world: World, record: ProcessRecord, cause: EventId): void {
  if (record.status !== "frozen") return;
  record.status = "up";
  record.since = world.now;
  record.downBy = NO_EVENT;
  traceProcess(world, K.ProcessResumed, record, record.inbox.length, cause);
  // One by one, since each handler may cancel timers that wait behind it, or end the process.
  for (let item = record.inbox.shift(); item !== undefined; item = record.status === "up" ? record.inbox.shift() : undefined)
    hear(world, record, item);
}

function powerLoss(world: World, name: string, cause: EventId): void {
  const host = world.hosts[world.host(name)];
  if (!host.up) return;
  host.up = false;
  for (const record of world.processes) {
    if (world.hosts[record.host] !== host || record.status === "stopped") continue;
    if (record.status === "crashed") {
      endLife(world, record, "machine", cause);
      continue;
    }
    const event = traceProcess(world, K.MachineLost, record, record.incarnation, cause);
    traceUnderWay(world, record, event);
    abandonAll(world, record, event);
    goDown(world, record, "machine", event);
  }
}

function powerOn(world: World, name: string, cause: EventId): void {
  const host = world.hosts[world.host(name)];
  if (host.up) return;
  host.up = true;
  retryAll(world);
  for (const record of world.processes) if (world.hosts[record.host] === host) restart(world, record, cause);
}

/** A configuration that waited for the end of this life is the one of the next. Returns after how long that begins, or null. */
function takeNext(world: World, record: ProcessRecord): Micros | null {
  const { next } = record;
  if (next === null) return null;
  record.next = null;
  takeOver(world, record, next.config, next.libraries);
  return next.awayUs;
}

/** An orderly end: asked for by the process itself, or by the operator of a role that has nothing to finish first. */
export function stopProcess(world: World, record: ProcessRecord, cause: EventId): void {
  if (record.status !== "up" && record.status !== "frozen") return;
  const event = world.trace(K.ProcessStopped, record.id, NO_MESSAGE, record.incarnation, 0, 0, CAUSE.program, cause);
  traceUnderWay(world, record, event);
  closeAll(world, record, event);
  record.status = "stopped";
  record.since = world.now;
  record.downBy = event;
  record.lastEnd = event;
  dropWaiting(world, record, event);
  endLife(world, record, "process", event);
  record.incarnation++;
  record.revision++;
  endStopping(world, record, takeNext(world, record), event);
}
