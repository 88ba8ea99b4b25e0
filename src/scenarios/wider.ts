import type { DurationSpec, ServiceSpec } from "../engine/delivery/services.ts";
import type { ListedMessage } from "../engine/delivery/workload-spec.ts";
import type { Workload } from "../engine/document/workload.ts";
import type { Run } from "../engine/scenario.ts";
import { definePurpose, draw, type Purpose } from "../engine/sim/chance.ts";

const GAP = definePurpose("wider: gap between arrivals");
const PACE = definePurpose("wider: pace");

/**
 * The same run in a rougher world: arrivals, service times and latencies come from ranges twice as wide about the same middle. What a
 * scenario states must not hang on its figures.
 */
export function widened(run: Run): Run {
  const { scenario, seed } = run;
  return {
    ...run,
    scenario: {
      ...scenario,
      network: { latency: widerDuration(scenario.network.latency, seed, 0) },
      services: scenario.services.map(
        (service, i): ServiceSpec => ({ ...service, serviceTime: widerDuration(service.serviceTime, seed, i + 1) }),
      ),
      workload: widerWorkload(scenario.workload, seed),
    },
  };
}

/** A range keeps its middle and doubles, not below a tenth of the middle; one value, or a mean, becomes a range of half to one and a half of it. */
export function widerDuration(duration: DurationSpec, seed: number, entity: number): DurationSpec {
  switch (duration.kind) {
    case "constant":
      return { kind: "uniform", fromMs: duration.ms * 0.5, toMs: duration.ms * 1.5 };
    case "exponential":
      return { kind: "exponential", meanMs: duration.meanMs * between(0.5, 1.5, seed, PACE, entity) };
    case "uniform": {
      const middle = (duration.fromMs + duration.toMs) / 2;
      const half = duration.toMs - duration.fromMs;
      return { kind: "uniform", fromMs: Math.max(middle * 0.1, middle - half), toMs: middle + half };
    }
  }
}

export function widerWorkload<W extends Workload>(workload: W, seed: number): W {
  if (workload.kind === "list") return { ...workload, messages: widerArrivals(workload.messages, seed) };
  const { arrivals } = workload;
  if (arrivals.kind === "steady") return { ...workload, arrivals: { kind: "poisson", perSecond: arrivals.perSecond } };
  if (arrivals.kind === "poisson")
    return { ...workload, arrivals: { kind: "poisson", perSecond: arrivals.perSecond * between(0.5, 1.5, seed, PACE, -1) } };
  return workload;
}

/** Each gap becomes something between nothing and twice itself, so the order stays. */
function widerArrivals(messages: readonly ListedMessage[], seed: number): ListedMessage[] {
  let before = 0;
  let at = 0;
  return messages.map((message, i) => {
    at += i === 0 ? message.atMs : (message.atMs - before) * between(0, 2, seed, GAP, i);
    before = message.atMs;
    return { ...message, atMs: Math.round(at * 1000) / 1000 };
  });
}

function between(from: number, to: number, seed: number, purpose: Purpose, entity: number): number {
  return from + ((to - from) * draw(seed, purpose, entity, 0)) / 4294967296;
}
