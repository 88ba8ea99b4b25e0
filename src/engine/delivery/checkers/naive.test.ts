import fc from "fast-check";
import { expect, test } from "vitest";
import { DeliveryIndex } from "../delivery-index.ts";
import type { HistoryScript } from "../history-script.test-util.ts";
import { CHECKERS, evidenceOf } from "./index.ts";
import { naiveCases, naiveStanding } from "./naive.test-util.ts";
import { randomHistory } from "./random-history.test-util.ts";

const RUNS = 3_000;

function quickCases(script: HistoryScript): Record<string, string[]> {
  const index = new DeliveryIndex(script.history, 0, script.processLanes).read();
  const evidence = evidenceOf(index, script.facts);
  const cases: Record<string, string[]> = {};
  for (const check of CHECKERS) {
    const { verdict, cases: found } = check(evidence);
    if (verdict.checker.startsWith("effectively-once") || found.length === 0) continue;
    cases[verdict.checker] = found.map(({ message, event }) => `${message}@${event}`).sort();
  }
  return cases;
}

test(`every checker finds the same cases as its quadratic twin in ${RUNS} random histories`, () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(randomHistory, (script) => {
      const expected = naiveCases(script);
      expect(quickCases(script)).toEqual(expected);
      for (const [checker, list] of Object.entries(expected)) seen.set(checker, (seen.get(checker) ?? 0) + list.length);
    }),
    { numRuns: RUNS },
  );
  // Agreement says nothing about what never came up.
  for (const checker of ["L1", "L2", "L3", "L5", "L9", "O1", "O3", "O4", "C1", "C2", "C4", "C5", "C6", "C7", "C9"]) {
    expect(seen.get(checker) ?? 0, checker).toBeGreaterThan(12);
  }
});

test("at rest no promise about what becomes of a message is held while somebody has one of these in hand", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(randomHistory, (script) => {
      const { verdicts } = script.judge();
      for (const [checker, count] of Object.entries(naiveStanding(script))) {
        if (count === 0) continue;
        seen.set(checker, (seen.get(checker) ?? 0) + 1);
        const verdict = verdicts.find((candidate) => candidate.checker === checker)?.verdict;
        expect(["open", "broken"], checker).toContain(verdict);
      }
    }),
    { numRuns: 2_500 },
  );
  for (const checker of ["L1", "L2", "L3", "C2", "C9"]) expect(seen.get(checker) ?? 0, checker).toBeGreaterThan(3);
});

test("effectively once is the sum of too many, missing, and what should not be", () => {
  fc.assert(
    fc.property(randomHistory, (script) => {
      const { verdicts } = script.judge();
      const verdictOf = (checker: string) => verdicts.find((verdict) => verdict.checker === checker)?.verdict;
      for (const scope of ["log", "deliveries", "effects"]) {
        const broken = verdictOf(`at-most-once: ${scope}`) === "broken" || verdictOf(`at-least-once: ${scope}`) === "broken";
        if (broken) expect(verdictOf(`effectively-once: ${scope}`)).toBe("broken");
      }
    }),
    { numRuns: 1_000 },
  );
});

test("reading the history in two parts gives the same verdicts as reading it at once", () => {
  fc.assert(
    fc.property(randomHistory, fc.double({ min: 0, max: 1, noNaN: true }), (script, share) => {
      const whole = new DeliveryIndex(script.history, 0, script.processLanes).read();
      const parts = new DeliveryIndex(script.history, 0, script.processLanes).read(Math.floor(script.history.length * share)).read();
      for (const check of CHECKERS) expect(check(evidenceOf(parts, script.facts))).toEqual(check(evidenceOf(whole, script.facts)));
    }),
    { numRuns: 500 },
  );
});
