import { countUpTo } from "../sim/sorted.ts";
import type { Micros } from "../sim/time.ts";
import type { Heading } from "./ledger-row.ts";

/** A count that holds from each instant to the next; before the first it is 0. */
export interface Series {
  readonly at: readonly Micros[];
  readonly count: readonly number[];
}

/** Series are parallel arrays in time order; times in microseconds. */
export interface LaneMeters {
  /** How many rows of the ledger stand under each heading. At any instant their sum is the number of rows of messages that were handed over. */
  readonly headings: Readonly<Record<Heading, Series>>;
  /** The heading `waiting`: rows that may still come to something. */
  readonly waiting: Series;
  /** First effects: when, and how long after the application had handed the message over. */
  readonly latency: { readonly at: readonly Micros[]; readonly us: readonly Micros[] };
  /** The latency that 99 % of those so far do not exceed, in µs, from each instant to the next. */
  readonly p99: { readonly at: readonly Micros[]; readonly us: readonly Micros[] };
  /** Effects on the tape's table, repeated ones too; on all tables when no tape is named. */
  readonly effects: { readonly at: readonly Micros[] };
  /** First attempts. */
  readonly sent: { readonly at: readonly Micros[] };
}

/** The value of a series at an instant. */
export function valueOfSeries({ at: times, count }: Series, at: Micros): number {
  return count[countUpTo(times, at) - 1] ?? 0;
}

/** The p99 of the latencies up to an instant; undefined while there is none. */
export function p99At({ p99 }: Pick<LaneMeters, "p99">, at: Micros): Micros | undefined {
  return p99.us[countUpTo(p99.at, at) - 1];
}

/** The value that `share` (0 to 1) of the values do not exceed, by nearest rank; 0 for no values. `percentile(us, 0.99)` is the p99. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}
