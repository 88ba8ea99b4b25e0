import fc from "fast-check";
import { expect, test } from "vitest";
import { randomHistory } from "./checkers/random-history.test-util.ts";
import { type HistoryScript, history, testService } from "./history-script.test-util.ts";
import { digestLane } from "./lane-digest.ts";
import { LATENCY_SHARES, type LatencyShare, latencyAt, percentile, shareFor, valueOfSeries } from "./meters.ts";

const NAMES = Object.keys(LATENCY_SHARES) as LatencyShare[];

function digest(script: HistoryScript, tape?: string) {
  return digestLane(script.history, 0, script.processLanes, { ...script.facts, tape });
}

test("waiting goes up when a message is sent, once for each service, and down with its effect", () => {
  const script = history().sent(1).sent(2).effect(1).effect(1, { destination: "e" }).effect(2);
  script.services = [testService("d"), testService("e")];
  // sent at 1 and 2 ms; each effect is an event after its request: 4, 6 and 8 ms
  expect(digest(script).waiting).toEqual({ at: [1000, 2000, 4000, 6000, 8000], count: [2, 4, 3, 2, 1] });
});

test("latency is from the first attempt to the first effect", () => {
  const script = history().sent(1).wait(10).sent(1, { attempt: 2 }).effect(1).wait(5).effect(1);
  script.services = [testService("d")];
  const { latency, effects, sent } = digest(script);
  expect(latency).toEqual({ at: [14_000], us: [13_000] });
  expect(effects.at).toEqual([14_000, 21_000]);
  expect(sent.at).toEqual([1000]);
});

test("a share of any instant is that of the latencies up to it, and is not said of too few", () => {
  fc.assert(
    fc.property(randomHistory, (script) => {
      script.services = [testService("d"), testService("e")];
      const meters = digest(script);
      for (let event = 0; event < script.history.length; event += 3) {
        const at = script.history.at(event);
        const until = meters.latency.us.filter((_, i) => meters.latency.at[i] <= at);
        for (const name of NAMES) {
          const { share, least } = LATENCY_SHARES[name];
          const { at: times, us } = meters.shares[name];
          expect(us.findLast((_, i) => times[i] <= at)).toBe(until.length === 0 ? undefined : percentile(until, share));
          expect(latencyAt(meters, name, at)).toEqual({
            of: until.length,
            us: until.length < least ? undefined : percentile(until, share),
          });
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("a share is said where at least three lie above it", () => {
  for (const { share, least } of Object.values(LATENCY_SHARES)) {
    const above = (count: number) => count - Math.ceil(Math.round(share * count * 100) / 100);
    expect([share, above(least), above(least - 1)]).toEqual([share, 3, 2]);
  }
  expect([5, 6, 29, 30, 299, 300].map(shareFor)).toEqual(["median", "median", "median", "p90", "p90", "p99"]);
});

test("the tape shows one table", () => {
  const script = history().sent(1).effect(1).effect(1, { destination: "e" });
  script.services = [testService("d", "charges"), testService("e", "tickets")];
  expect(digest(script, "tickets").effects.at).toEqual([5000]);
});

test("what was refused, lost or removed is not waited for", () => {
  const script = history().sent(1).refused(1).published(2).erased(2).published(3, 1).dropped(3);
  script.services = [testService("d")];
  expect(digest(script).waiting.count.at(-1)).toBe(0);
});

test("waiting is never negative, and a digest is final only after the end", () => {
  fc.assert(
    fc.property(randomHistory, (script) => {
      script.services = [testService("d"), testService("e")];
      const { waiting, latency, final, anomalies, verdicts } = digest(script);
      expect(Math.min(0, ...waiting.count)).toBe(0);
      expect(waiting.at).toEqual([...new Set(waiting.at)].sort((one, other) => one - other));
      expect(latency.at.length).toBe(latency.us.length);
      expect(anomalies.map(({ at }) => at)).toEqual(anomalies.map(({ at }) => at).toSorted((one, other) => one - other));
      if (!final) for (const { verdict } of verdicts) expect(["open", "broken"]).toContain(verdict);
    }),
    { numRuns: 1_000 },
  );
});

test("percentile by nearest rank", () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i);
  expect(percentile(values, 0.99)).toBe(198);
  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile(values, 1)).toBe(200);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([], 0.99)).toBe(0);
  expect(percentile([4, 1, 2, 3], 0.5)).toBe(2);
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
});

test("a series has its value from each instant on, and none before the first", () => {
  const series = { at: [1, 5], count: [2, 7] };
  expect([0, 1, 4, 5, 9].map((at) => valueOfSeries(series, at))).toEqual([0, 2, 2, 7, 7]);
});
