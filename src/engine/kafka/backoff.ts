import type { Micros } from "../sim/time.ts";

/** A fifth either way, as all of Kafka's backoffs have it. */
const JITTER = 0.2;

/** KIP-580: doubles from `firstUs` with each failure, with jitter by a drawn word, and never exceeds `mostUs`. */
export function backoff(firstUs: Micros, mostUs: Micros, failures: number, word: number): Micros {
  const nominal = Math.min(mostUs, firstUs * 2 ** Math.min(failures, 30));
  return Math.min(mostUs, Math.round(nominal * (1 - JITTER + (2 * JITTER * word) / 4294967296)));
}
