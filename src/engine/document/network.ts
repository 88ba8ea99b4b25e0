import type { DurationSpec } from "./duration.ts";

/** The network between machines. */
export interface Network {
  /** One way, for every pair of parts that has no link of its own. */
  latency: DurationSpec;
  links?: readonly Link[];
}

/** Another latency between two parts, in every lane that has both. Processes by their names. */
export interface Link {
  from: string;
  to: string;
  latency: DurationSpec;
  /** Only from the first to the second; the way back has the default. */
  oneWay?: boolean;
}
