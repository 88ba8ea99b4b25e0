import fc from "fast-check";
import { expect, test } from "vitest";
import { percentile } from "./meters.ts";
import { RunningPercentile } from "./running-percentile.ts";

test("after each value it is the percentile of all values so far", () => {
  const values = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 260 });
  fc.assert(
    fc.property(values, fc.constantFrom(0, 0.25, 0.5, 0.9, 0.99, 1), (values, share) => {
      const running = new RunningPercentile(share);
      expect(running.value).toBe(0);
      values.forEach((value, i) => {
        running.add(value);
        expect(running.value).toBe(percentile(values.slice(0, i + 1), share));
      });
    }),
    { numRuns: 300 },
  );
});
