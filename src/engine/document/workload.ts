/** What the outside world asks of the system, the same in every lane. Times in milliseconds: this is what people write. */
export type Arrivals =
  | { kind: "steady"; perSecond: number }
  | { kind: "poisson"; perSecond: number }
  /** `perSecond`, but `burstPerSecond` between the two times. */
  | { kind: "burst"; perSecond: number; burstPerSecond: number; burstFromMs: number; burstToMs: number }
  /** From one rate to the other, linearly over the workload's time. */
  | { kind: "ramp"; fromPerSecond: number; toPerSecond: number };

export type Keys =
  | { kind: "uniform"; count: number }
  /** Key i (from 1) with weight 1 / i^exponent; the exponent is a multiple of 0.5. */
  | { kind: "zipf"; count: number; exponent: number }
  /** One key has this share (0 to 1), the others divide the rest. */
  | { kind: "hot"; count: number; share: number };

/** One real event of a list or a loaded file. */
export interface ListedMessage {
  atMs: number;
  key: string;
  type: string;
  sizeBytes?: number;
}

export type Sizes = { kind: "constant"; bytes: number } | { kind: "uniform"; fromBytes: number; toBytes: number };

/** The messages of one stream, in the order of their arrival. Which of them a handler fails at is said by the handler (`Throw`). */
export type Workload =
  | {
      kind: "generated";
      arrivals: Arrivals;
      fromMs: number;
      untilMs: number;
      keys: Keys;
      /** Keys are numbers from this one on: order 1041, 1042, … */
      firstKey: number;
      /** Types with their weights; chosen by chance. */
      types: readonly { name: string; weight: number }[];
      sizes: Sizes;
    }
  | { kind: "list"; messages: readonly ListedMessage[] };

/** Types that a workload's messages can have. */
export function typesOfWorkload(workload: Workload): string[] {
  return workload.kind === "generated" ? workload.types.map(({ name }) => name) : [...new Set(workload.messages.map(({ type }) => type))];
}
