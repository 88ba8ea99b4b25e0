import { expect, test } from "vitest";
import { playable } from "../../document/playable.ts";
import { SCENARIOS } from "../../scenarios/index.ts";
import { spoil } from "../claims/spoil.test-util.ts";
import { explained } from "./explained.ts";
import { randomRun } from "./random-run.ts";

const FIRST = 5000;
const RUNS = 12;

const corpus = Array.from({ length: RUNS }, (_, i) => {
  const run = playable(randomRun(SCENARIOS, FIRST + i, { restMs: 8_000 }));
  return [...explained(run, 3)].map((found) => ({ seed: FIRST + i, ...found }));
}).flat();
const named = (found: (typeof corpus)[number]) => `${found.seed}: ${JSON.stringify(found.question)}`;

test("every question that a random run gives occasion for is answered, in at most seven whole sentences", () => {
  expect(corpus.length).toBeGreaterThan(40);
  expect(new Set(corpus.map(({ system }) => system)).size).toBe(3);
  expect(new Set(corpus.map(({ question }) => question.kind)).size).toBeGreaterThan(6);
  expect(corpus.filter(({ answered }) => !answered).map(named)).toEqual([]);
  expect(corpus.filter(({ bad }) => bad.length > 0).map((found) => [named(found), found.bad])).toEqual([]);
});

test("W1: the shown faults alone bring it about, and it does not happen without any one of them", () => {
  const whole = corpus.filter(({ cut }) => !cut);
  expect(whole.length).toBeGreaterThan(0.8 * corpus.length);
  expect(whole.filter(({ enough }) => !enough).map(named)).toEqual([]);
  expect(whole.filter(({ commands, needed }) => needed < commands).map(named)).toEqual([]);
  expect(whole.reduce((sum, { commands }) => sum + commands, 0)).toBeGreaterThan(5);
});

test("W7: no claim is contradicted by the history", () => {
  expect(corpus.filter(({ untrue }) => untrue.length > 0).map((found) => [named(found), found.untrue])).toEqual([]);
  expect(corpus.reduce((sum, { claims }) => sum + claims.length, 0)).toBeGreaterThan(200);
});

test("a claim with any of its fields changed is contradicted, but for what is true of others as well", () => {
  const total = new Map<string, { rejected: number; of: number }>();
  for (const { claims, holds } of corpus) {
    for (const claim of claims) {
      for (const { field, spoiled } of spoil(claim)) {
        if (field === "until") continue; // a microsecond later it is still so
        const name = `${claim.says}.${field}`;
        const count = total.get(name) ?? { rejected: 0, of: 0 };
        total.set(name, { rejected: count.rejected + Number(!holds(spoiled)), of: count.of + 1 });
      }
    }
  }
  const never = [...total].filter(([, { rejected, of }]) => rejected === 0 && of > 2).map(([name]) => name);
  // What was on a broken part was not there alone; that something stands still holds for each instant since.
  expect(never.filter((name) => !/^(wasOnIt|asOrdered|beganToSend)\./.test(name))).toEqual([]);
  const all = [...total.values()].reduce((sum, { rejected, of }) => ({ rejected: sum.rejected + rejected, of: sum.of + of }));
  expect(all.rejected / all.of).toBeGreaterThan(0.97);
});
