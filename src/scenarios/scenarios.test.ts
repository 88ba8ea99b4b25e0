import { describe, expect, test } from "vitest";
import { digestLane } from "../engine/delivery/lane-digest.ts";
import { LATENCY_SHARES, type LatencyShare, latencyAt, percentile } from "../engine/delivery/meters.ts";
import type { DatabaseView } from "../engine/delivery/views.ts";
import { factsOf, finishRun, messagesOf } from "../engine/run.ts";
import { decodeRun } from "./decode.ts";
import { findScenario, runOf, SCENARIOS } from "./index.ts";
import { unmet } from "./outcome.ts";
import { ASKED, failuresOf } from "./seeds.ts";

function digestsOf(id: string, seed?: number) {
  const run = runOf(findScenario(id) as (typeof SCENARIOS)[number], seed);
  const simulation = finishRun(run);
  const lanes = simulation.processes.map(({ lane }) => lane);
  const digests = factsOf(run).map((facts, lane) => digestLane(simulation.history, lane, lanes, facts));
  return { run, simulation, digests, lane: (name: string) => digests[run.scenario.lanes.findIndex((spec) => spec.id === name)] };
}

describe.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))("%s", (_id, scenario) => {
  test("is valid and survives writing and reading", () => {
    const run = runOf(scenario);
    expect(decodeRun(JSON.parse(JSON.stringify(run)))).toEqual({ ok: true, run });
  });

  test("comes out as it states, for its own seed", () => {
    expect(unmet(runOf(scenario))).toEqual([]);
  });

  // `npm run seeds` asks the same of 200 seeds.
  test.each(ASKED)("under eight seeds: %s", (asked) => {
    for (let seed = 1; seed <= 8; seed++) expect([seed, ...failuresOf(scenario, asked, seed)]).toEqual([seed]);
  });

  test("has the same fingerprint when it is run again", () => {
    const run = runOf(scenario);
    expect(finishRun(run).history.fingerprint()).toBe(finishRun(run).history.fingerprint());
  });
});

test.each([1, 2, 3])("S13: what is said of latencies contradicts the statement at no instant, seed %d", (seed) => {
  const { digests, lane } = digestsOf("latency", seed);
  const [direct, rabbitmq, kafka] = ["direct", "rabbitmq", "kafka"].map(lane);
  let said = 0;
  for (const at of digests.flatMap(({ latency }) => latency.at)) {
    for (const name of Object.keys(LATENCY_SHARES) as LatencyShare[]) {
      const [quick, slower, slowest] = [direct, rabbitmq, kafka].map((digest) => latencyAt(digest, name, at).us);
      if (quick !== undefined && slower !== undefined) expect([at, name, quick < slower]).toEqual([at, name, true]);
      if (slower !== undefined && slowest !== undefined) expect([at, name, slower < slowest]).toEqual([at, name, true]);
      if (quick !== undefined && slowest !== undefined) said++;
    }
  }
  expect(said).toBeGreaterThan(800);
});

test("S12: order #7 is charged twice in both lanes, and once where the database is idempotent", () => {
  const twice = (id: string, name: string) =>
    digestsOf(id)
      .lane(name)
      .anomalies.filter(({ kind, message, destination }) => kind === "duplicated" && message === 7 && destination === "payment").length;
  expect(twice("friday-rush", "kafka")).toBe(1);
  expect(twice("friday-rush", "rabbitmq")).toBe(1);
  expect(twice("idempotent-effect", "kafka")).toBe(0);
  expect(twice("idempotent-effect", "rabbitmq")).toBe(0);
});

test("S12: the cure is on the tape: the second request for #7 stands there once, as ignored, and is counted", () => {
  const { simulation } = digestsOf("idempotent-effect");
  for (const name of ["kafka/database", "rabbitmq/database"]) {
    const record = simulation.process(name);
    const view = record?.spec.definition.view(record.state) as DatabaseView;
    const charges = view.tables.find(({ table }) => table === "charges");
    expect(charges?.skipped).toBe(1);
    const seventh = (charges?.effects ?? []).filter(({ message }) => message === 7);
    expect(seventh.map(({ count, ignored }) => [count, ignored ?? false])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(seventh[1].at).toBeGreaterThan(seventh[0].at);
  }
});

test("S03: every order event has its effect at all three services behind both brokers, each service by itself", () => {
  const { lane, run } = digestsOf("friday-rush");
  const all = messagesOf(run).length;
  for (const name of ["kafka", "rabbitmq"]) {
    const { anomalies } = lane(name);
    expect(anomalies.filter(({ kind }) => kind === "lost" || kind === "stuck")).toEqual([]);
    expect(anomalies.filter(({ kind }) => kind === "duplicated").map(({ destination }) => destination)).toEqual(["payment"]);
    expect(lane(name).latency.us.length).toBe(3 * all);
  }
});

test("S01: what came while the receiver was away is delivered later by both brokers, and the direct caller gives some of it up", () => {
  const { lane, run } = digestsOf("receiver-offline");
  const all = messagesOf(run).length;
  expect(new Set(lane("kafka").latency.at).size).toBeGreaterThan(0);
  expect(lane("kafka").latency.us.length).toBe(all);
  expect(lane("rabbitmq").latency.us.length).toBe(all);
  expect(lane("direct").latency.us.length).toBeLessThan(all);
});

test("S10: with the restaurant down, deliveries go on behind the brokers and stop in the direct chain", () => {
  const { simulation, run, digests } = digestsOf("failure-isolation");
  expect(simulation.stopped).toBeNull();
  const during = (name: string) => {
    const index = run.scenario.lanes.findIndex(({ id }) => id === name);
    return digests[index].effects.at.filter((at) => at > 8e6 && at < 15e6).length;
  };
  expect(during("kafka")).toBeGreaterThan(3);
  expect(during("rabbitmq")).toBeGreaterThan(3);
  expect(during("direct")).toBe(0);
});

test("S06: on a queue with two consumers an order's events overtake each other, in Kafka they do not, for other seeds too", () => {
  for (const seed of [1, 2, 3]) {
    const { lane } = digestsOf("order-by-key", seed);
    expect(lane("kafka").anomalies.filter(({ kind }) => kind === "late")).toEqual([]);
    expect(lane("rabbitmq").anomalies.filter(({ kind }) => kind === "late").length).toBeGreaterThan(0);
  }
});

test("S13: the median latency of the direct call is below that of both brokers, and all are far below a second", () => {
  const { lane } = digestsOf("latency");
  const median = (name: string) => percentile(lane(name).latency.us, 0.5);
  expect(median("direct")).toBeLessThan(median("rabbitmq"));
  expect(median("rabbitmq")).toBeLessThan(median("kafka"));
  expect(median("kafka")).toBeLessThan(500_000);
});
