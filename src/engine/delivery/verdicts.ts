import type { VerdictValue } from "../document/outcomes.ts";
import type { EventId } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";

export type { VerdictValue };

/** One case against a promise, found at an instant. */
export interface Witness {
  /** The checker that found it: `C6`. */
  readonly checker: string;
  readonly lane: number;
  readonly at: Micros;
  readonly message: number;
  readonly destination: string;
  /** The event that made it so. */
  readonly event: EventId;
  /** Events that show it, in time order; `event` is among them. */
  readonly witnesses: readonly EventId[];
  /** For order: the message that came before it although it was sent after it. */
  readonly other?: number;
}

export interface Verdict {
  /** `L1`, `C6`, `at-most-once: effects`. */
  readonly checker: string;
  readonly title: string;
  readonly verdict: VerdictValue;
  /** One sentence. */
  readonly sentence: string;
  readonly count: number;
  /** The first few cases, in time order. */
  readonly witnesses: readonly Witness[];
}

export type AnomalyKind = "lost" | "skipped" | "duplicated" | "late" | "failed" | "stuck" | "removed";

/** Something that went wrong at an instant, for chips, marks and questions. */
export interface Anomaly extends Witness {
  readonly kind: AnomalyKind;
}
