import type { Distribution } from "../sim/chance.ts";
import { fromMs } from "../sim/time.ts";
import type { DurationSpec } from "./services.ts";

/** A duration in the units of the engine. */
export function toDistribution(spec: DurationSpec): Distribution {
  switch (spec.kind) {
    case "constant":
      return { kind: "constant", us: fromMs(spec.ms) };
    case "uniform":
      return { kind: "uniform", fromUs: fromMs(spec.fromMs), toUs: fromMs(spec.toMs) };
    case "exponential":
      return { kind: "exponential", meanUs: fromMs(spec.meanMs) };
  }
}
