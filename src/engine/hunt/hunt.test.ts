import { describe, expect, test } from "vitest";
import { checkRun } from "../../scenarios/check.ts";
import { SCENARIOS } from "../../scenarios/index.ts";
import { parseRunShape } from "../../scenarios/schema.ts";
import { startRun } from "../run.ts";
import { type Action, type Command, durationOf } from "../scenario.ts";
import { huntRun } from "./hunt-run.ts";
import { randomRun } from "./random-run.ts";

const FIRST = 1000;
const RUNS = 320;
const BLOCK = 40;
const runs = Array.from({ length: RUNS }, (_, i) => randomRun(SCENARIOS, FIRST + i, { restMs: 150_000 }));

test("random runs are runs that the page would open", () => {
  for (const run of runs) {
    expect(checkRun(run)).toEqual([]);
    expect(parseRunShape(JSON.parse(JSON.stringify(run)))).toEqual({ run: JSON.parse(JSON.stringify(run)) });
  }
});

test("random runs cover every scenario and every action, and one seed makes one run", () => {
  const actions = new Set(runs.flatMap(({ script }) => script.map(({ action }) => action.do)));
  const all: Record<Action["do"], true> = {
    crash: true,
    powerLoss: true,
    freeze: true,
    restart: true,
    stop: true,
    split: true,
    slowLink: true,
    cutBefore: true,
    addProducer: true,
    addConsumer: true,
    remove: true,
    set: true,
  };
  expect([...actions].sort()).toEqual(Object.keys(all).sort());
  expect(new Set(runs.map(({ scenario }) => scenario.id))).toEqual(new Set(SCENARIOS.map(({ id }) => id)));
  expect(randomRun(SCENARIOS, FIRST, { restMs: 150_000 })).toEqual(runs[0]);
});

describe("no random run throws, lets its timers run away, or leaves a message standing for ever without a reason", () => {
  test.each(Array.from({ length: RUNS / BLOCK }, (_, i) => i * BLOCK))("seeds from %i on", (first) => {
    const broken = runs.slice(first, first + BLOCK).flatMap((run, i) => {
      const { findings } = huntRun(run);
      return findings.map((finding) => ({ seed: FIRST + first + i, ...finding }));
    });
    expect(broken).toEqual([]);
  });
});

test("a random run that is taken up from a snapshot, of its beginning or of its middle, ends as it would have", () => {
  const setting = runs.filter(({ script }) => script.some(({ action }) => action.do === "set")).slice(0, 12);
  for (const run of [...runs.filter((_, i) => i % 20 === 0), ...setting]) {
    const straight = startRun(run);
    straight.runUntil(durationOf(run));
    const first = startRun(run);
    first.runUntil(durationOf(run), Math.floor(straight.handled / 3));
    const { history } = first;
    const snapshot = first.snapshot();
    first.runUntil(durationOf(run));
    const again = snapshot.restore(history.resumeAt(snapshot.marks, false));
    again.runUntil(durationOf(run));
    const beginning = startRun(run).snapshot();
    const anew = beginning.restore(startRun(run).history);
    anew.runUntil(durationOf(run));
    for (const { history } of [first, again, anew]) expect(history.fingerprint()).toBe(straight.history.fingerprint());
  }
});

describe("a consumer that comes and goes, or crashes twice, while the broker is frozen", () => {
  const at = (atMs: number) => ({ atMs });
  test.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))("%s", (_, scenario) => {
    const { id, system } = scenario.lanes.find(({ system }) => system !== "direct") ?? scenario.lanes[0];
    const part = system === "kafka" ? "broker-1" : "node-1";
    const [{ name: service }] = scenario.services;
    const script: Command[] = [
      { id: "freeze", when: at(2_000), action: { do: "freeze", part }, forMs: 6_000 },
      { id: "add", when: at(3_000), action: { do: "addConsumer", service, name: "guest" } },
      { id: "remove", when: at(4_000), action: { do: "remove", part: "guest" } },
      { id: "crash", when: at(4_500), action: { do: "crash", part: `${service}-1` }, forMs: 300 },
      { id: "again", when: at(5_500), action: { do: "crash", part: `${service}-1` }, forMs: 300 },
      { id: "split", when: at(10_000), action: { do: "split", from: [part], to: [`${service}-1`], oneWay: false }, forMs: 9_000 },
      { id: "frozen", when: at(10_500), action: { do: "freeze", part: `${service}-1` }, forMs: 9_000 },
    ];
    for (const lanes of [[id], undefined]) {
      const run = { scenario, seed: scenario.seed, script: script.map((command) => ({ ...command, lanes })) };
      expect(huntRun(run).findings.filter(({ law }) => law === "no run throws")).toEqual([]);
    }
  });
});
