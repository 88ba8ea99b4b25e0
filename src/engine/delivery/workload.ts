import type { Workload } from "../document/workload.ts";
import { below, definePurpose, draw, standardExponential } from "../sim/chance.ts";
import { fromMs, SECOND } from "../sim/time.ts";
import type { Arrivals, BusinessMessage, Keys, WorkloadSpec } from "./workload-spec.ts";

const ARRIVAL = definePurpose("arrival");
const KEY = definePurpose("key");
const TYPE = definePurpose("type");
const SIZE = definePurpose("size");
/** Far above every limit on runs from outside; keeps a wrong rate from filling the memory. */
const MOST_MESSAGES = 200_000;

type GeneratedWorkload = Extract<Workload, { kind: "generated" }>;

/**
 * The business messages of a workload in the order of arrival, numbered from 1. Every property of message n is a draw of its own, so
 * another rate does not re-roll the keys. The list and its messages are frozen: all producers and snapshots share them.
 */
export function generateMessages(spec: WorkloadSpec, seed: number): readonly BusinessMessage[] {
  const poison = new Set(spec.poison);
  return Object.freeze(streamMessages(spec, seed).map((message) => Object.freeze({ ...message, poison: poison.has(message.number) })));
}

/** The same for one of several streams: `first` is the number of its first message, `entity` what its chance hangs on. */
export function streamMessages(spec: Workload, seed: number, first = 1, entity = 0): BusinessMessage[] {
  const messages = spec.kind === "list" ? listed(spec) : generated(spec, seed, entity);
  return messages.map((message, i) => ({ number: first + i, ...message, poison: false }));
}

type Unnumbered = Omit<BusinessMessage, "number" | "poison">;

function listed(spec: Extract<Workload, { kind: "list" }>): Unnumbered[] {
  return spec.messages
    .map(({ atMs, key, type, sizeBytes = 200 }, index) => ({ atUs: fromMs(atMs), key, type, sizeBytes, index }))
    .sort((one, other) => one.atUs - other.atUs || one.index - other.index)
    .map(({ index: _index, ...message }) => message);
}

function generated(spec: GeneratedWorkload, seed: number, entity: number): Unnumbered[] {
  const { sizes } = spec;
  const pickKey = keyPicker(spec.keys);
  return arrivalTimes(spec, seed, entity).map((atUs, i) => ({
    atUs,
    key: String(spec.firstKey + pickKey(draw(seed, KEY, entity, i))),
    type: pickType(spec.types, draw(seed, TYPE, entity, i)),
    sizeBytes:
      sizes.kind === "constant" ? sizes.bytes : sizes.fromBytes + below(draw(seed, SIZE, entity, i), sizes.toBytes - sizes.fromBytes + 1),
  }));
}

/** Instants in microseconds, by moving through the expected number of arrivals: equal steps for a steady rate, exponential ones for Poisson. */
function arrivalTimes({ arrivals, fromMs: from, untilMs }: GeneratedWorkload, seed: number, entity: number): number[] {
  const startUs = fromMs(from);
  const endUs = fromMs(untilMs);
  const times: number[] = [];
  let expected = 0;
  for (let i = 0; i < MOST_MESSAGES; i++) {
    expected += arrivals.kind === "poisson" ? standardExponential(draw(seed, ARRIVAL, entity, i)) : i === 0 ? 0 : 1;
    const at = Math.round(startUs + whenExpected(arrivals, expected, startUs, endUs));
    if (!(at < endUs)) break;
    times.push(at);
  }
  return times;
}

/** Microseconds after the start at which that many arrivals are expected; Infinity when never. */
function whenExpected(arrivals: Arrivals, expected: number, startUs: number, endUs: number): number {
  switch (arrivals.kind) {
    case "steady":
    case "poisson":
      return (expected / arrivals.perSecond) * SECOND;
    case "burst": {
      const { perSecond, burstPerSecond } = arrivals;
      const first = Math.max(0, fromMs(arrivals.burstFromMs) - startUs) / SECOND;
      const span = Math.max(0, fromMs(arrivals.burstToMs) - startUs) / SECOND - first;
      const before = first * perSecond;
      const during = span * burstPerSecond;
      if (expected < before) return (expected / perSecond) * SECOND;
      if (expected < before + during) return (first + (expected - before) / burstPerSecond) * SECOND;
      return (first + span + (expected - before - during) / perSecond) * SECOND;
    }
    case "ramp": {
      // The rate grows by `slope` per second: expected(t) = from·t + slope·t²/2, solved for t.
      const { fromPerSecond, toPerSecond } = arrivals;
      const span = (endUs - startUs) / SECOND;
      const slope = (toPerSecond - fromPerSecond) / span;
      if (slope === 0) return (expected / fromPerSecond) * SECOND;
      const root = fromPerSecond * fromPerSecond + 2 * slope * expected;
      return root < 0 ? Number.POSITIVE_INFINITY : ((Math.sqrt(root) - fromPerSecond) / slope) * SECOND;
    }
  }
}

function keyPicker(keys: Keys): (word: number) => number {
  switch (keys.kind) {
    case "uniform":
      return (word) => below(word, keys.count);
    case "hot": {
      const hotBelow = keys.share * 4294967296;
      return (word) => {
        if (word < hotBelow || keys.count === 1) return 0;
        return 1 + below(((word - hotBelow) / (4294967296 - hotBelow)) * 4294967296, keys.count - 1);
      };
    }
    case "zipf": {
      const cumulative: number[] = [];
      let total = 0;
      for (let rank = 1; rank <= keys.count; rank++) cumulative.push((total += 1 / halfPower(rank, keys.exponent)));
      return (word) => {
        const wanted = (word / 4294967296) * total;
        let low = 0;
        let high = keys.count - 1;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (cumulative[middle] <= wanted) low = middle + 1;
          else high = middle;
        }
        return low;
      };
    }
  }
}

/** base^exponent for multiples of 0.5, by products and a square root: `Math.pow` differs between engines. */
function halfPower(base: number, exponent: number): number {
  let power = exponent % 1 === 0.5 ? Math.sqrt(base) : 1;
  for (let i = 1; i <= exponent; i++) power *= base;
  return power;
}

function pickType(types: GeneratedWorkload["types"], word: number): string {
  const total = types.reduce((sum, { weight }) => sum + weight, 0);
  let left = (word / 4294967296) * total;
  for (const { name, weight } of types) {
    left -= weight;
    if (left < 0) return name;
  }
  return types[types.length - 1].name;
}
