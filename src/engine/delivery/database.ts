import { hashText } from "../sim/hash.ts";
import type { ProcessDefinition } from "../sim/process.ts";
import { EffectApplied, EffectSkipped } from "./events.ts";
import type { DatabaseSpec, ServiceSpec } from "./services.ts";
import type { DatabaseView, EffectEntry } from "./views.ts";

/** A consumer asks for the effect of one message. */
export interface Apply {
  readonly type: "Apply";
  readonly service: string;
  readonly message: number;
  readonly carries: readonly number[];
}

/** The effect is in; `first` is false when the same effect was there before, applied again or skipped. */
export interface Applied {
  readonly type: "Applied";
  readonly service: string;
  readonly message: number;
  readonly first: boolean;
  readonly carries: readonly number[];
}

interface Table {
  table: string;
  service: string;
  /** How often the effect of a message happened, by its number; grows with them. */
  counts: Uint32Array;
  skipped: number;
  total: number;
  /** What was asked for last: effects, and repeats that changed nothing. */
  recent: EffectEntry[];
}

interface DatabaseState {
  idempotent: boolean;
  tables: Table[];
}

interface DatabaseTypes {
  config: { database: DatabaseSpec; services: readonly ServiceSpec[] };
  state: DatabaseState;
  view: DatabaseView;
  receives: Apply;
  sends: Applied;
  replies: { Apply: Applied };
  timers: Record<never, never>;
}

const RECENT = 64;

/**
 * The outside world that consumers change: one table per service, committed to disk before the answer. A plain one applies whatever it
 * is asked; an idempotent one keeps the number of each message and applies it once.
 */
export const databaseProcess: ProcessDefinition<DatabaseTypes> = {
  role: "database",
  initial: ({ database, services }) => ({
    idempotent: database.idempotent,
    tables: services.map(({ name, table }) => ({ table, service: name, counts: new Uint32Array(64), skipped: 0, total: 0, recent: [] })),
  }),
  boot() {},
  survives: (state) => state,
  on: {
    Apply(state, { service, message, carries }, ctx) {
      const table = state.tables.find((candidate) => candidate.service === service);
      if (table === undefined) return;
      const before = table.counts[message] ?? 0;
      if (before > 0 && state.idempotent) {
        table.skipped++;
        remember(table, { message, at: ctx.now, count: before + 1, ignored: true });
        ctx.rule("idempotent database: this message id is known", message, before);
        ctx.trace(EffectSkipped, message, ctx.text(service));
      } else {
        count(table, message, before + 1);
        table.total++;
        remember(table, { message, at: ctx.now, count: before + 1 });
        ctx.trace(EffectApplied, message, ctx.text(service), before + 1);
      }
      ctx.reply({ type: "Applied", service, message, first: before === 0, carries });
    },
  },
  timers: {},
  view: ({ idempotent, tables }) => ({
    idempotent,
    tables: tables.map(({ table, service, skipped, total, recent }) => ({ table, service, total, skipped, effects: recent.slice() })),
  }),
};

function remember({ recent }: Table, entry: EffectEntry): void {
  recent.push(entry);
  if (recent.length > RECENT) recent.shift();
}

function count(table: Table, message: number, times: number): void {
  if (message >= table.counts.length) {
    const wider = new Uint32Array(Math.max(message + 1, table.counts.length * 2));
    wider.set(table.counts);
    table.counts = wider;
  }
  table.counts[message] = times;
}

/** Chance knows a service by this number in every lane. */
export function serviceEntity(service: string): number {
  return hashText(service);
}
