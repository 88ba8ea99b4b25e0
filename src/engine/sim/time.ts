/** Virtual time and durations: integer microseconds since the start of the run. */
export type Micros = number;

export const MILLISECOND: Micros = 1_000;
export const SECOND: Micros = 1_000_000;

/** Milliseconds, as settings give them, to integer microseconds. */
export function fromMs(ms: number): Micros {
  return Math.round(ms * MILLISECOND);
}

/** Microseconds to milliseconds; may have a fraction. */
export function toMs(us: Micros): number {
  return us / MILLISECOND;
}
