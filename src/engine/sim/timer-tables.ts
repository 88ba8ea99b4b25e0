import type { AnyProcessDefinition } from "./process.ts";
import type { ProcessContext } from "./process-context.ts";
import type { ProcessRecord } from "./records.ts";

/** The timers of one role by their number, which is what their rows hold. */
export interface TimerTable {
  readonly names: readonly string[];
  readonly handlers: readonly ((state: object, data: unknown, ctx: ProcessContext) => void)[];
}

/** Looking a table up by the number of a process is what each timer does. */
export class TimerTables {
  private readonly byRole = new Map<AnyProcessDefinition, TimerTable>();
  private readonly byProcess: TimerTable[] = [];

  of(record: ProcessRecord): TimerTable {
    return this.byProcess[record.id] ?? this.make(record);
  }

  /** A role has a handful of timers: comparing their names one by one is faster than hashing. */
  numberOf(record: ProcessRecord, name: string): number {
    const { names } = this.of(record);
    for (let number = 0; number < names.length; number++) if (names[number] === name) return number;
    throw new Error(`${record.name} has no timer ${name}`);
  }

  private make(record: ProcessRecord): TimerTable {
    const { definition } = record.spec;
    let table = this.byRole.get(definition);
    if (table === undefined) {
      const names = Object.keys(definition.timers);
      table = { names, handlers: names.map((name) => definition.timers[name]) };
      this.byRole.set(definition, table);
    }
    this.byProcess[record.id] = table;
    return table;
  }
}
