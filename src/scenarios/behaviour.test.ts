import { describe, expect, test } from "vitest";
import { digestLane } from "../engine/delivery/lane-digest.ts";
import type { ServiceSpec } from "../engine/delivery/services.ts";
import { factsOf, finishRun, startRun } from "../engine/run.ts";
import type { Command, LaneSpec, Run, Scenario } from "../engine/scenario.ts";
import { durationOf } from "../engine/scenario.ts";
import { eventKindInfo } from "../engine/sim/event-kinds.ts";
import type { ProcessRecord } from "../engine/sim/records.ts";
import type { Simulation } from "../engine/sim/simulation.ts";
import { checkRun } from "./check.ts";
import { kafkaLane, rabbitmqLane } from "./food-service.ts";

/** Rules of the two protocols as a class would see them: a small lane, one fault, and what came of it. */

const worker: ServiceSpec = {
  name: "work",
  consumers: 2,
  serviceTime: { kind: "constant", ms: 60 },
  effectAt: 0.5,
  table: "results",
  doing: "working",
  done: "worked",
  settle: "after",
};

interface Staging {
  lane: LaneSpec;
  script?: Command[];
  service?: Partial<ServiceSpec>;
  perSecond?: number;
  untilMs?: number;
  durationMs?: number;
  keys?: number;
  idempotent?: boolean;
  poison?: number[];
}

function stage({
  lane,
  script = [],
  service = {},
  perSecond = 20,
  untilMs = 9000,
  durationMs = 30_000,
  keys = 6,
  idempotent = false,
  poison = [],
}: Staging) {
  const scenario: Scenario = {
    id: "staged",
    title: "staged",
    summary: "",
    shows: [],
    durationMs,
    seed: 1,
    network: { latency: { kind: "uniform", fromMs: 1, toMs: 4 } },
    workload: {
      kind: "generated",
      arrivals: { kind: "steady", perSecond },
      fromMs: 1500,
      untilMs,
      keys: { kind: "uniform", count: keys },
      firstKey: 1,
      types: [{ name: "order.placed", weight: 1 }],
      sizes: { kind: "constant", bytes: 100 },
      poison,
    },
    producers: ["app"],
    services: [{ ...worker, ...service }],
    database: { idempotent },
    tape: "results",
    lanes: [lane],
    script,
    expect: [],
  };
  const run: Run = { scenario, seed: 1, script };
  expect(checkRun(run)).toEqual([]);
  const simulation = finishRun(run);
  expect(simulation.stopped).toBeNull();
  const [facts] = factsOf(run);
  const digest = digestLane(
    simulation.history,
    0,
    simulation.processes.map((process) => process.lane),
    facts,
  );
  const count = (kind: string) => digest.anomalies.filter((anomaly) => anomaly.kind === kind).length;
  return { run, simulation, digest, lost: count("lost"), duplicated: count("duplicated"), late: count("late"), all: facts.messages.length };
}

function events(simulation: Simulation, kind: string): number[] {
  const ids: number[] = [];
  for (let id = 0; id < simulation.history.length; id++) if (eventKindInfo(simulation.history.kind(id)).name === kind) ids.push(id);
  return ids;
}

const kafka = (
  producer: Record<string, string | number | boolean> = {},
  topic: Record<string, string | number | boolean> = { "min.insync.replicas": 2 },
  partitions = 1,
): LaneSpec =>
  kafkaLane({
    topics: [{ name: "orders", partitions, replicationFactor: 3, config: topic }],
    producer: { acks: "all", "linger.ms": 5, "request.timeout.ms": 1500, "delivery.timeout.ms": 20_000, ...producer },
  });
const rabbit = (
  changes: {
    publisher?: Record<string, string | number | boolean>;
    consumer?: Record<string, string | number | boolean>;
    durable?: boolean;
  } = {},
): LaneSpec =>
  rabbitmqLane([worker], {
    publisher: changes.publisher ?? {},
    consumer: changes.consumer ?? { prefetch: 3 },
    queues: [{ name: "work", durable: changes.durable ?? true, arguments: {} }],
  });
const at = (atMs: number, action: Command["action"], forMs?: number, id = `${action.do}-${atMs}`): Command => ({
  id,
  when: { atMs },
  action,
  ...(forMs === undefined ? {} : { forMs }),
});

describe("Kafka", () => {
  test("K-BRK-02, K-PROD-14: without faults every message is worked on once, in order", () => {
    const { lost, duplicated, late, digest, all } = stage({ lane: kafka() });
    expect([lost, duplicated, late]).toEqual([0, 0, 0]);
    expect(digest.latency.us.length).toBe(all);
  });

  test("K-CTL-01, K-CTL-04: a crashed leader is fenced, the first in-sync replica leads, and with acks=all nothing confirmed is lost", () => {
    const { simulation, lost, duplicated } = stage({ lane: kafka(), script: [at(4000, { do: "crash", part: "broker-1" })] });
    expect(events(simulation, "BrokerFenced").length).toBe(1);
    const elected = events(simulation, "LeaderElected").map((id) => simulation.history.b(id));
    expect(elected).toContain(2);
    expect(lost).toBe(0);
    expect(duplicated).toBe(0);
  });

  test("K-PROD-14, K-BRK-35: cut off from the others, a leader goes on confirming with acks=1, and what it confirmed is cut off its log", () => {
    const script = [at(4000, { do: "split", from: ["broker-1"], to: ["broker-2", "broker-3", "controller"], oneWay: false }, 6000)];
    const one = stage({ lane: kafka({ acks: "1" }), script });
    expect(one.lost).toBeGreaterThan(0);
    expect(events(one.simulation, "LogCut").length).toBeGreaterThan(0);
    // It serves on when others have long been elected, since nobody can tell it.
    const { history, processes } = one.simulation;
    const elected = events(one.simulation, "LeaderElected").find((id) => history.at(id) > 4e6) ?? history.length;
    const alone = events(one.simulation, "MessageStored").filter(
      (id) => id > elected && history.at(id) < 10e6 && processes[history.process(id)].address === "broker-1",
    );
    expect(alone.length).toBeGreaterThan(0);
    expect(stage({ lane: kafka({ acks: "all" }), script }).lost).toBe(0);
  });

  test("K-PROD-43, K-PROD-44: the answer to a produce request is lost; with idempotence the retry is recognised, without it stored twice", () => {
    const script: Command[] = [at(3000, { do: "cutBefore", from: "*", to: "app", type: "ProduceResponse" })];
    const safe = stage({ lane: kafka(), script });
    expect(events(safe.simulation, "DuplicateSequence").length).toBe(1);
    expect(safe.duplicated).toBe(0);
    const unsafe = stage({ lane: kafka({ "enable.idempotence": false }), script });
    expect(unsafe.duplicated).toBeGreaterThan(0);
  });

  test("K-BRK-12: below min.insync.replicas acks=all is refused before the append, acks=1 is not", () => {
    const script = [at(3000, { do: "crash", part: "broker-2" }), at(3000, { do: "crash", part: "broker-3" }, undefined, "third")];
    const all = stage({ lane: kafka(), script });
    const confirmedAfter = (simulation: Simulation) =>
      events(simulation, "MessageConfirmed").filter((id) => simulation.history.at(id) > 7e6).length;
    expect(confirmedAfter(all.simulation)).toBe(0);
    expect(confirmedAfter(stage({ lane: kafka({ acks: "1" }), script }).simulation)).toBeGreaterThan(0);
  });

  test("K-BRK-51, K-BRK-52: a killed broker keeps its log, one that lost power does not, and the others bring it back into the ISR", () => {
    const killed = stage({ lane: kafka(), script: [at(4000, { do: "crash", part: "broker-3" }, 4000)] });
    expect(events(killed.simulation, "LogCut")).toEqual([]);
    const powerless = stage({ lane: kafka(), script: [at(4000, { do: "powerLoss", part: "broker-3" }, 4000)] });
    expect(events(powerless.simulation, "LogCut").length).toBeGreaterThan(0);
    for (const { simulation, lost } of [killed, powerless]) {
      expect(lost).toBe(0);
      expect(events(simulation, "IsrExpanded").some((id) => simulation.history.b(id) === 3)).toBe(true);
    }
  });

  test("K-GRP-08, K-CON-22: a consumer that crashes between effect and commit is replaced after session.timeout.ms, and its record done again", () => {
    const script: Command[] = [
      { id: "crash", when: { after: "EffectConfirmed", part: "work-1", nth: 5, delayMs: 5 }, action: { do: "crash", part: "work-1" } },
    ];
    const plain = stage({ lane: kafka({}, { "min.insync.replicas": 2 }, 3), script });
    expect(plain.duplicated).toBe(1);
    const [expired] = events(plain.simulation, "MemberExpired");
    expect(plain.simulation.history.c(expired)).toBe(3000);
    expect(stage({ lane: kafka({}, { "min.insync.replicas": 2 }, 3), script, idempotent: true }).duplicated).toBe(0);
  });

  test("K-CON-22: commit before processing loses what was being worked on, and never does anything twice", () => {
    const script: Command[] = [
      { id: "crash", when: { after: "WorkBegun", part: "work-1", nth: 5, delayMs: 5 }, action: { do: "crash", part: "work-1" } },
    ];
    const { lost, duplicated } = stage({ lane: kafka({}, { "min.insync.replicas": 2 }, 3), script, service: { settle: "before" } });
    expect(lost).toBe(1);
    expect(duplicated).toBe(0);
  });

  test("K-GRP-16, K-ANOM-16: a frozen member is fenced; when it goes on, its work happens and its commit is refused", () => {
    const script: Command[] = [
      {
        id: "pause",
        when: { after: "WorkBegun", part: "work-1", nth: 5, delayMs: 5 },
        action: { do: "freeze", part: "work-1" },
        forMs: 7000,
      },
    ];
    const { simulation, duplicated } = stage({ lane: kafka({}, { "min.insync.replicas": 2 }, 3), script });
    expect(events(simulation, "CommitFailed").length).toBeGreaterThan(0);
    expect(duplicated).toBe(1);
  });

  test("K-GRP-05, K-GRP-18: a member that joins starts a rebalance; more members than partitions stay idle", () => {
    const { simulation, lost } = stage({
      lane: kafka({}, { "min.insync.replicas": 2 }, 2),
      script: [at(4000, { do: "addConsumer", service: "work", name: "work-3" })],
    });
    const generations = events(simulation, "GenerationStarted").map((id) => simulation.history.b(id));
    expect(Math.max(...generations)).toBeGreaterThan(1);
    const late = simulation.process("kafka/work-3")?.id;
    expect(events(simulation, "WorkBegun").filter((id) => simulation.history.process(id) === late)).toEqual([]);
    expect(lost).toBe(0);
  });

  test("a producer added while the run goes on takes its share, and keeps each message to one producer", () => {
    const { simulation, all, duplicated } = stage({ lane: kafka(), script: [at(4000, { do: "addProducer", name: "app-2" })] });
    const second = simulation.process("kafka/app-2")?.id;
    const sent = events(simulation, "MessageSent");
    expect(sent.filter((id) => simulation.history.process(id) === second).length).toBeGreaterThan(10);
    expect(sent.length).toBe(all);
    expect(duplicated).toBe(0);
  });

  test("a poison message is tried ten times and skipped; what is behind it waits and is worked on", () => {
    const { simulation, digest, all } = stage({ lane: kafka(), poison: [5], perSecond: 5, durationMs: 40_000 });
    expect(events(simulation, "WorkFailed").length).toBe(10);
    expect(digest.latency.us.length).toBe(all - 1);
  });
});

describe("RabbitMQ", () => {
  test("R-CONF-02: without faults every message is confirmed and worked on once", () => {
    const { lost, duplicated, simulation, all, digest } = stage({ lane: rabbit() });
    expect([lost, duplicated]).toEqual([0, 0]);
    expect(events(simulation, "MessageConfirmed").length).toBe(all);
    expect(digest.latency.us.length).toBe(all);
  });

  test("R-REQ-03, R-REQ-04: a crashed consumer's unacked messages go back, are marked as redelivered and done again", () => {
    const script: Command[] = [
      { id: "crash", when: { after: "EffectConfirmed", part: "work-1", nth: 5, delayMs: 5 }, action: { do: "crash", part: "work-1" } },
    ];
    const { simulation, duplicated } = stage({ lane: rabbit(), script });
    expect(duplicated).toBe(1);
    const returned = events(simulation, "MessageReturned");
    expect(returned.length).toBeGreaterThan(0);
    expect(returned.length).toBeLessThanOrEqual(3);
    const flagged = events(simulation, "MessageDelivered").filter((id) => simulation.history.c(id) === 1);
    expect(flagged.length).toBe(returned.length);
  });

  test("R-CONS-06: with automatic acknowledgement the queue forgets what a crashed consumer held", () => {
    const script: Command[] = [at(4000, { do: "crash", part: "work-1" })];
    const { lost, duplicated } = stage({ lane: rabbit(), script, service: { settle: "auto" }, perSecond: 40 });
    expect(lost).toBeGreaterThan(0);
    expect(duplicated).toBe(0);
  });

  test("R-DUR-02, R-DUR-04, R-CONF-04: a killed node comes back with all that was confirmed, when messages are persistent", () => {
    const script = [at(4000, { do: "crash", part: "node-1" }, 2000)];
    expect(stage({ lane: rabbit(), script }).lost).toBe(0);
    const transient = stage({
      lane: rabbit({ publisher: { delivery_mode: 1 } }),
      script,
      service: { serviceTime: { kind: "constant", ms: 300 } },
    });
    expect(transient.lost).toBeGreaterThan(0);
    expect(events(transient.simulation, "MessageErased").length).toBeGreaterThan(0);
  });

  test("R-CONN-06, R-DUR-02: a node that is stopped in good order tells its clients, keeps what is persistent, and all is worked on after its start", () => {
    const script = [at(4000, { do: "stop", part: "node-1" }, 2000)];
    const slow = { serviceTime: { kind: "constant", ms: 300 } } as const;
    const { simulation, lost, duplicated, all } = stage({ lane: rabbit(), script, service: slow, durationMs: 90_000 });
    const { history } = simulation;
    const heard = events(simulation, "PacketDelivered").filter((id) => history.strings.text(history.c(id)) === "connection.close");
    expect(heard.length).toBe(3); // a publisher and two consumers
    expect(events(simulation, "PeerDeclaredDead")).toEqual([]);
    expect(events(simulation, "MessageErased")).toEqual([]);
    expect(lost).toBe(0);
    // What each of the two had in hand is done once more by whoever gets it after the start.
    expect(duplicated).toBeGreaterThanOrEqual(1);
    expect(duplicated).toBeLessThanOrEqual(2);
    expect(new Set(events(simulation, "WorkDone").map((id) => history.message(id))).size).toBe(all);
    const transient = stage({ lane: rabbit({ publisher: { delivery_mode: 1 } }), script, service: slow, durationMs: 90_000 });
    expect(events(transient.simulation, "MessageErased").length).toBeGreaterThan(0);
  });

  test("R-CONN-07: a frozen consumer keeps its messages until two to three heartbeats have passed", () => {
    const lane = rabbit();
    if (lane.system !== "rabbitmq") throw new Error("not a RabbitMQ lane");
    const quick: LaneSpec = { ...lane, settings: { ...lane.settings, broker: { heartbeat: 2 } } };
    const { simulation } = stage({ lane: quick, script: [at(4000, { do: "freeze", part: "work-1" })], untilMs: 4500 });
    const [dead] = events(simulation, "PeerDeclaredDead");
    const silent = simulation.history.at(dead) - 4e6;
    expect(silent).toBeGreaterThanOrEqual(3.9e6);
    expect(silent).toBeLessThanOrEqual(6.1e6);
  });

  test("R-CONS-02, R-CONS-04: prefetch bounds what a consumer holds; consumers with room take turns", () => {
    const { run } = stage({ lane: rabbit({ consumer: { prefetch: 2 } }), perSecond: 60 });
    const simulation = startRun(run);
    const most = { held: 0 };
    while (simulation.nextAt() < durationOf(run)) {
      simulation.step();
      for (const name of ["rabbitmq/work-1", "rabbitmq/work-2"]) {
        const { slots } = (simulation.process(name) as ProcessRecord).libraries[0].state as { slots: { items: unknown[]; head: number } };
        most.held = Math.max(most.held, slots.items.length - slots.head);
      }
    }
    expect(most.held).toBe(2);
  });

  test("R-PUB-01, R-CONF-03: a message that no queue is bound for is confirmed all the same, and dropped", () => {
    const lane = rabbit();
    if (lane.system !== "rabbitmq") throw new Error("not a RabbitMQ lane");
    const unbound: LaneSpec = {
      ...lane,
      settings: { ...lane.settings, bindings: [{ exchange: "orders", queue: "work", routingKey: "invoice.*" }] },
    };
    const { simulation, all } = stage({ lane: unbound });
    expect(events(simulation, "MessageConfirmed").length).toBe(all);
    expect(events(simulation, "MessageDropped").length).toBe(all);
    expect(events(simulation, "MessageStored")).toEqual([]);
  });

  test("a lost confirm makes the publisher send again, and the queue holds the message twice", () => {
    const { duplicated } = stage({ lane: rabbit(), script: [at(3000, { do: "cutBefore", from: "*", to: "app", type: "confirm.ack" })] });
    expect(duplicated).toBeGreaterThan(0);
  });
});

describe("both", () => {
  test.each([
    ["kafka", kafka({}, { "min.insync.replicas": 2 }, 3)],
    ["rabbitmq", rabbit()],
  ] as const)("%s: the lane resumes from a snapshot at any instant with the same history", (_name, lane) => {
    const script = [
      at(3000, { do: "crash", part: "work-1" }, 2000),
      at(4000, { do: "slowLink", from: ["app"], to: [], extra: { kind: "constant", ms: 80 }, oneWay: false }, 1500),
    ];
    const { run, simulation } = stage({ lane, script });
    for (const stop of [0, 2_999_999, 3_000_000, 3_500_000, 4_700_000, 9_000_000]) {
      const first = startRun(run);
      first.runUntil(stop);
      const snapshot = first.snapshot();
      const second = snapshot.restore(first.history.resumeAt(snapshot.marks, true));
      second.runUntil(durationOf(run));
      second.end(true);
      expect(second.history.fingerprint()).toBe(simulation.history.fingerprint());
    }
  });
});
