import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generateMessages } from "./workload.ts";
import type { Arrivals, BusinessMessage, Keys, WorkloadSpec } from "./workload-spec.ts";

type Generated = Extract<WorkloadSpec, { kind: "generated" }>;

function workload(changes: Partial<Generated> = {}): Generated {
  return {
    kind: "generated",
    arrivals: { kind: "steady", perSecond: 10 },
    fromMs: 0,
    untilMs: 10_000,
    keys: { kind: "uniform", count: 20 },
    firstKey: 1041,
    types: [{ name: "order.placed", weight: 1 }],
    sizes: { kind: "constant", bytes: 200 },
    poison: [],
    ...changes,
  };
}

const times = (messages: readonly BusinessMessage[]) => messages.map(({ atUs }) => atUs);

/** Whether a count is within 4 standard deviations of a binomial. */
function expectShare(count: number, of: number, share: number): void {
  expect(Math.abs(count - of * share)).toBeLessThan(4 * Math.sqrt(of * share * (1 - share)) + 1);
}

describe("arrivals", () => {
  test("steady: equal steps from the start, in whole microseconds", () => {
    expect(times(generateMessages(workload({ arrivals: { kind: "steady", perSecond: 4 }, fromMs: 500, untilMs: 1500 }), 1))).toEqual([
      500_000, 750_000, 1_000_000, 1_250_000,
    ]);
  });
  test("Poisson: the rate, the mean gap and its spread are those of an exponential", () => {
    const at = times(generateMessages(workload({ arrivals: { kind: "poisson", perSecond: 20 }, untilMs: 1_000_000 }), 7));
    expect(Math.abs(at.length - 20_000)).toBeLessThan(4 * Math.sqrt(20_000));
    const gaps = at.slice(1).map((time, i) => (time - at[i]) / 1e6);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.abs(mean - 0.05)).toBeLessThan((4 * 0.05) / Math.sqrt(gaps.length));
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
    expectShare(gaps.filter((gap) => gap > 0.05).length, gaps.length, Math.exp(-1));
  });
  test("burst: one rate, the other between the two times", () => {
    const at = times(
      generateMessages(
        workload({ arrivals: { kind: "burst", perSecond: 10, burstPerSecond: 100, burstFromMs: 3000, burstToMs: 5000 } }),
        1,
      ),
    );
    const between = (from: number, to: number) => at.filter((time) => time >= from * 1e6 && time < to * 1e6).length;
    expect(between(0, 3)).toBe(30);
    expect(between(3, 5)).toBe(200);
    expect(between(5, 10)).toBe(50);
  });
  test("ramp: the counts of the seconds follow the straight line, up and down", () => {
    for (const [fromPerSecond, toPerSecond] of [
      [0, 100],
      [100, 0],
      [20, 80],
    ]) {
      const at = times(generateMessages(workload({ arrivals: { kind: "ramp", fromPerSecond, toPerSecond } }), 1));
      expect(Math.abs(at.length - (fromPerSecond + toPerSecond) * 5)).toBeLessThanOrEqual(1);
      for (let second = 0; second < 10; second++) {
        const expected = fromPerSecond + ((toPerSecond - fromPerSecond) * (second + 0.5)) / 10;
        const count = at.filter((time) => time >= second * 1e6 && time < (second + 1) * 1e6).length;
        expect(Math.abs(count - expected)).toBeLessThanOrEqual(1.5);
      }
    }
  });
  test("a rate of nothing gives nothing after the first, and ends", () => {
    expect(generateMessages(workload({ arrivals: { kind: "poisson", perSecond: 0 } }), 1)).toEqual([]);
    expect(generateMessages(workload({ untilMs: 0 }), 1)).toEqual([]);
  });
});

describe("keys, types and sizes", () => {
  const many = { arrivals: { kind: "steady", perSecond: 2000 } } as const;
  const counts = (keys: Keys) => {
    const byKey = new Map<string, number>();
    for (const { key } of generateMessages(workload({ ...many, keys }), 5)) byKey.set(key, (byKey.get(key) ?? 0) + 1);
    return byKey;
  };
  test("uniform", () => {
    const byKey = counts({ kind: "uniform", count: 4 });
    expect([...byKey.keys()].sort()).toEqual(["1041", "1042", "1043", "1044"]);
    for (const count of byKey.values()) expectShare(count, 20_000, 0.25);
  });
  test("zipf", () => {
    for (const exponent of [0.5, 1, 1.5]) {
      const byKey = counts({ kind: "zipf", count: 50, exponent });
      const total = Array.from({ length: 50 }, (_, i) => (i + 1) ** -exponent).reduce((sum, weight) => sum + weight, 0);
      for (let rank = 1; rank <= 50; rank++) expectShare(byKey.get(String(1040 + rank)) ?? 0, 20_000, rank ** -exponent / total);
    }
  });
  test("one hot key has its share, the others divide the rest", () => {
    const byKey = counts({ kind: "hot", count: 11, share: 0.7 });
    expectShare(byKey.get("1041") ?? 0, 20_000, 0.7);
    for (let i = 1; i < 11; i++) expectShare(byKey.get(String(1041 + i)) ?? 0, 20_000, 0.03);
    expect(counts({ kind: "hot", count: 1, share: 0.2 })).toEqual(new Map([["1041", 20_000]]));
  });
  test("types by weight, sizes over their whole range, poison by number", () => {
    const types = [
      { name: "order.placed", weight: 6 },
      { name: "order.changed", weight: 3 },
      { name: "order.closed", weight: 1 },
    ];
    const messages = generateMessages(
      workload({ ...many, types, sizes: { kind: "uniform", fromBytes: 10, toBytes: 13 }, poison: [7, 9] }),
      3,
    );
    for (const { name, weight } of types) expectShare(messages.filter(({ type }) => type === name).length, messages.length, weight / 10);
    for (const size of [10, 11, 12, 13]) expectShare(messages.filter(({ sizeBytes }) => sizeBytes === size).length, messages.length, 0.25);
    expect(messages.filter(({ poison }) => poison).map(({ number }) => number)).toEqual([7, 9]);
  });
});

test("a list is put in the order of time, equal times in the order of the list", () => {
  const messages = generateMessages(
    {
      kind: "list",
      poison: [2],
      messages: [
        { atMs: 5, key: "b", type: "x" },
        { atMs: 1.5, key: "a", type: "y", sizeBytes: 9 },
        { atMs: 5, key: "c", type: "z" },
      ],
    },
    1,
  );
  expect(messages).toEqual([
    { number: 1, atUs: 1500, key: "a", type: "y", sizeBytes: 9, poison: false },
    { number: 2, atUs: 5000, key: "b", type: "x", sizeBytes: 200, poison: true },
    { number: 3, atUs: 5000, key: "c", type: "z", sizeBytes: 200, poison: false },
  ]);
});

const anyArrivals: fc.Arbitrary<Arrivals> = fc.oneof(
  fc.record({ kind: fc.constant("steady" as const), perSecond: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant("poisson" as const), perSecond: fc.integer({ min: 1, max: 300 }) }),
  fc.record({
    kind: fc.constant("burst" as const),
    perSecond: fc.integer({ min: 1, max: 50 }),
    burstPerSecond: fc.integer({ min: 1, max: 300 }),
    burstFromMs: fc.integer({ min: 0, max: 5000 }),
    burstToMs: fc.integer({ min: 5000, max: 10_000 }),
  }),
  fc.record({
    kind: fc.constant("ramp" as const),
    fromPerSecond: fc.integer({ min: 0, max: 100 }),
    toPerSecond: fc.integer({ min: 1, max: 100 }),
  }),
);

test("numbers from 1, whole microseconds that never fall and stay within the workload's time, frozen, equal for equal seeds", () => {
  fc.assert(
    fc.property(anyArrivals, fc.integer({ min: 0, max: 4_294_967_295 }), (arrivals, seed) => {
      const spec = workload({ arrivals, fromMs: 200, untilMs: 4000 });
      const messages = generateMessages(spec, seed);
      messages.forEach((message, i) => {
        expect(message.number).toBe(i + 1);
        expect(Number.isInteger(message.atUs)).toBe(true);
        expect(message.atUs).toBeGreaterThanOrEqual(i === 0 ? 200_000 : messages[i - 1].atUs);
        expect(message.atUs).toBeLessThan(4_000_000);
      });
      expect(Object.isFrozen(messages) && messages.every((message) => Object.isFrozen(message))).toBe(true);
      expect(generateMessages(spec, seed)).toEqual(messages);
    }),
    { numRuns: 100 },
  );
});

test("another seed gives other luck; another rate does not re-roll the keys of messages", () => {
  const keysOf = (perSecond: number, seed: number) =>
    generateMessages(workload({ arrivals: { kind: "poisson", perSecond } }), seed).map(({ key }) => key);
  const slow = keysOf(5, 9);
  expect(keysOf(50, 9).slice(0, slow.length)).toEqual(slow);
  expect(keysOf(5, 10).slice(0, 20)).not.toEqual(slow.slice(0, 20));
});
