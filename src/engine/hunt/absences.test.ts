import { expect, test } from "vitest";
import { playable } from "../../document/playable.ts";
import { SCENARIOS } from "../../scenarios/index.ts";
import { spoil } from "../claims/spoil.test-util.ts";
import { explainedAbsences } from "./absences.ts";
import { randomRun } from "./random-run.ts";

/** Runs whose lanes fare differently. */
const SEEDS = [5010, 5013, 5016, 5022];

const corpus = SEEDS.flatMap((seed) =>
  [...explainedAbsences(playable(randomRun(SCENARIOS, seed, { restMs: 8_000 })), 1)].map((found) => ({ seed, ...found })),
);
const named = (found: (typeof corpus)[number]) => `${found.seed}: ${JSON.stringify(found.question)}`;

test("what did not happen in one lane and did in another is answered, in at most seven whole sentences", () => {
  expect(corpus.length).toBeGreaterThan(12);
  expect(new Set(corpus.map(({ system }) => system)).size).toBe(3);
  expect(corpus.filter(({ answered }) => !answered).map(named)).toEqual([]);
  expect(corpus.filter(({ bad }) => bad.length > 0).map((found) => [named(found), found.bad])).toEqual([]);
});

test("every fault that brings it about there is told of here, as it struck or that it did not", () => {
  expect(corpus.filter(({ told, faults }) => told < faults).map(named)).toEqual([]);
  expect(corpus.reduce((sum, { faults }) => sum + faults, 0)).toBeGreaterThan(5);
});

test("with that otherwise which is said to keep it away, it happens here as well", () => {
  expect(corpus.filter(({ kept, borneOut }) => borneOut < kept).map(named)).toEqual([]);
  expect(corpus.filter(({ kept }) => kept > 0).length).toBeGreaterThan(5);
  expect(corpus.filter(({ needless }) => needless > 0).map(named)).toEqual([]);
});

test("no claim is contradicted by the history", () => {
  expect(corpus.filter(({ untrue }) => untrue.length > 0).map((found) => [named(found), found.untrue])).toEqual([]);
  expect(corpus.reduce((sum, { claims }) => sum + claims.length, 0)).toBeGreaterThan(100);
});

test("a claim with any of its fields changed is contradicted, but for what is true of others as well", () => {
  const total = new Map<string, { rejected: number; of: number }>();
  for (const { claims, holds } of corpus) {
    for (const claim of claims) {
      for (const { field, spoiled } of spoil(claim)) {
        const name = `${claim.says}.${field}`;
        const count = total.get(name) ?? { rejected: 0, of: 0 };
        total.set(name, { rejected: count.rejected + Number(!holds(spoiled)), of: count.of + 1 });
      }
    }
  }
  const never = [...total].filter(([, { rejected, of }]) => rejected === 0 && of > 2).map(([name]) => name);
  // Where one message had not been sent yet, the next had not either.
  expect(never.filter((name) => name !== "notYetSent.message")).toEqual([]);
});
