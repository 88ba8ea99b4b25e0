import type { AnyContext } from "./library.ts";
import { handlersOf } from "./modules.ts";
import type { AnyProcessDefinition } from "./process.ts";
import type { ModuleNumber, ProcessRecord } from "./records.ts";

/** The timers of one role and the libraries in it by their number, which is what their rows hold. */
export interface TimerTable {
  readonly names: readonly string[];
  /** Whose each one is. */
  readonly modules: readonly ModuleNumber[];
  readonly handlers: readonly ((state: object, data: unknown, ctx: AnyContext) => void)[];
}

/** Looking a table up by the number of a process is what each timer does. */
export class TimerTables {
  private readonly byRole = new Map<AnyProcessDefinition, TimerTable>();
  private readonly byProcess: TimerTable[] = [];

  of(record: ProcessRecord): TimerTable {
    return this.byProcess[record.id] ?? this.make(record);
  }

  /** A role has a handful of timers: comparing their names one by one is faster than hashing. */
  numberOf(record: ProcessRecord, module: ModuleNumber, name: string): number {
    const { names, modules } = this.of(record);
    for (let number = 0; number < names.length; number++) if (names[number] === name && modules[number] === module) return number;
    throw new Error(`${record.name} has no timer ${name}`);
  }

  /** The process has other libraries from now on. */
  forget(record: ProcessRecord): void {
    delete this.byProcess[record.id];
  }

  private make(record: ProcessRecord): TimerTable {
    const { definition } = record.spec;
    const alone = record.libraries.length === 0;
    let table = alone ? this.byRole.get(definition) : undefined;
    if (table === undefined) {
      table = newTable(record);
      if (alone) this.byRole.set(definition, table);
    }
    this.byProcess[record.id] = table;
    return table;
  }
}

function newTable(record: ProcessRecord): TimerTable {
  const table = { names: [] as string[], modules: [] as ModuleNumber[], handlers: [] as TimerTable["handlers"][number][] };
  for (let module = 0; module <= record.libraries.length; module++) {
    for (const [name, handler] of Object.entries(handlersOf(record, module).timers)) {
      table.names.push(name);
      table.modules.push(module);
      table.handlers.push(handler);
    }
  }
  return table;
}
