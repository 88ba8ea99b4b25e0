/** A duration as people write it, in milliseconds. */
export type DurationSpec =
  | { kind: "constant"; ms: number }
  | { kind: "uniform"; fromMs: number; toMs: number }
  | { kind: "exponential"; meanMs: number };
