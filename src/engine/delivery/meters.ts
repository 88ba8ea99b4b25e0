import { countUpTo } from "../sim/sorted.ts";
import type { Micros } from "../sim/time.ts";
import type { Heading } from "./ledger-row.ts";

/** A count that holds from each instant to the next; before the first it is 0. */
export interface Series {
  readonly at: readonly Micros[];
  readonly count: readonly number[];
}

/**
 * What is said of latencies: the share of messages that were not slower, and of how many at least it is said. At least three lie above it
 * then, so that the first messages of two or three connections, which wait for these to open, do not decide it.
 */
export const LATENCY_SHARES = {
  median: { share: 0.5, least: 6 },
  p90: { share: 0.9, least: 30 },
  p99: { share: 0.99, least: 300 },
} as const;
export type LatencyShare = keyof typeof LATENCY_SHARES;

/** Series are parallel arrays in time order; times in microseconds. */
export interface LaneMeters {
  /** How many rows of the ledger stand under each heading. At any instant their sum is the number of rows of messages that were handed over. */
  readonly headings: Readonly<Record<Heading, Series>>;
  /** The heading `waiting`: rows that may still come to something. */
  readonly waiting: Series;
  /** First effects: when, and how long after the source had handed the message over, or the one that it was made of in the end. */
  readonly latency: { readonly at: readonly Micros[]; readonly us: readonly Micros[] };
  /** The latency that a share of those so far do not exceed, in µs, from each instant to the next. */
  readonly shares: Readonly<Record<LatencyShare, { readonly at: readonly Micros[]; readonly us: readonly Micros[] }>>;
  /** Effects on the tape's table, repeated ones too; on all tables when no tape is named. */
  readonly effects: { readonly at: readonly Micros[] };
  /** First attempts. */
  readonly sent: { readonly at: readonly Micros[] };
}

/** The value of a series at an instant. */
export function valueOfSeries({ at: times, count }: Series, at: Micros): number {
  return count[countUpTo(times, at) - 1] ?? 0;
}

/** The largest share that is said of so many messages in all; the median when even that is said of more. */
export function shareFor(messages: number): LatencyShare {
  return messages >= LATENCY_SHARES.p99.least ? "p99" : messages >= LATENCY_SHARES.p90.least ? "p90" : "median";
}

/** Of how many messages up to an instant the latency is known, and the share's latency; undefined while they are too few. */
export function latencyAt(
  { latency, shares }: Pick<LaneMeters, "latency" | "shares">,
  name: LatencyShare,
  at: Micros,
): { of: number; us: Micros | undefined } {
  const of = countUpTo(latency.at, at);
  const { at: times, us } = shares[name];
  return { of, us: of < LATENCY_SHARES[name].least ? undefined : us[countUpTo(times, at) - 1] };
}

/** The value that `share` (0 to 1) of the values do not exceed, by nearest rank; 0 for no values. `percentile(us, 0.99)` is the p99. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}
