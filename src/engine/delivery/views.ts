import type { Micros } from "../sim/time.ts";

/** What the page is told about a part; small and plain. Numbers in lists are business messages unless said otherwise. */

export interface ProducerView {
  sent: number;
  confirmed: number;
  refused: number;
  unresolved: number;
  /** Sent and not yet answered, oldest first. */
  waiting: readonly number[];
  /** Accepted from the application, not yet sent (batches, reconnecting). */
  buffered: readonly number[];
}

export type WorkPhase = "idle" | "working" | "effect" | "finishing";

/** A consumer's application. */
export interface WorkerView {
  phase: WorkPhase;
  /** The message at work, or -1. */
  message: number;
  beganAt: Micros;
  /** How often this process has tried the message. */
  attempt: number;
  done: number;
  failed: number;
}

export interface EffectEntry {
  message: number;
  at: Micros;
  /** 1 the first time, 2 when it happened again, or was asked for again, … */
  count: number;
  /** The database knew the message already and changed nothing. */
  ignored?: boolean;
}

export interface DatabaseView {
  idempotent: boolean;
  tables: readonly {
    table: string;
    service: string;
    total: number;
    skipped: number /** newest last, at most 64 */;
    effects: readonly EffectEntry[];
  }[];
}
