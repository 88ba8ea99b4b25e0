import type { WorldCommand } from "./commands.ts";
import * as K from "./event-kinds.ts";
import { CAUSE, type EventId, NO_EVENT, NO_MESSAGE, NO_PROCESS } from "./history.ts";
import type { Crash } from "./process.ts";
import type { ProcessRecord } from "./records.ts";
import type { Simulation } from "./simulation.ts";
import { abandonAll, closeAll, releaseHeld } from "./transport.ts";

/** Carries out one command of the script. A part that is already in the wanted condition is left alone. */
export function applyCommand(simulation: Simulation, command: WorldCommand, cause: EventId): void {
  switch (command.do) {
    case "crash":
      return withProcess(simulation, command.process, (record) => crash(simulation, record, "process", cause));
    case "restart":
      return withProcess(simulation, command.process, (record) => restart(simulation, record, cause));
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
      return releaseHeld(simulation);
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
    case "tell":
      return withProcess(simulation, command.process, (record) => {
        const waiting = { what: "tell", message: command.message, cause } as const;
        if (record.status === "up") simulation.receive(record, waiting);
        else if (record.status === "frozen") record.inbox.push(waiting);
      });
  }
}

function withProcess(simulation: Simulation, name: string, act: (record: ProcessRecord) => void): void {
  const record = simulation.process(name);
  if (record !== undefined) act(record);
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

function goDown(simulation: Simulation, record: ProcessRecord, loss: Crash, event: EventId): void {
  record.status = "crashed";
  record.since = simulation.now;
  record.downBy = event;
  record.lastFault = event;
  record.inbox = [];
  record.state = record.spec.definition.survives(record.state, loss);
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
  for (let item = record.inbox.shift(); item !== undefined && record.status === "up"; item = record.inbox.shift())
    simulation.receive(record, item);
  record.inbox = [];
}

function powerLoss(simulation: Simulation, name: string, cause: EventId): void {
  const host = simulation.hosts[simulation.host(name)];
  if (!host.up) return;
  host.up = false;
  for (const record of simulation.processes) {
    if (simulation.hosts[record.host] !== host || record.status === "stopped") continue;
    if (record.status === "crashed") {
      record.state = record.spec.definition.survives(record.state, "machine");
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
  for (const record of simulation.processes) if (simulation.hosts[record.host] === host) restart(simulation, record, cause);
}

/** An orderly end, asked for by the process itself. */
export function stopProcess(simulation: Simulation, record: ProcessRecord, cause: EventId): void {
  if (record.status !== "up") return;
  const event = simulation.trace(K.ProcessStopped, record.id, NO_MESSAGE, record.incarnation, 0, 0, CAUSE.program, cause);
  closeAll(simulation, record, event);
  record.status = "stopped";
  record.since = simulation.now;
  record.downBy = event;
  record.incarnation++;
  record.revision++;
}
