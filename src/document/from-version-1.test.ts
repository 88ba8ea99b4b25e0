import { expect, test } from "vitest";
import type { Command as Command1, Scenario as Scenario1 } from "../engine/scenario.ts";
import { fromVersion1 } from "./from-version-1.ts";

const when = { atMs: 5 };
const payment = {
  name: "payment",
  consumers: 2,
  types: ["order.placed"],
  serviceTime: { kind: "constant", ms: 100 },
  effectAt: 0.7,
  table: "charges",
  doing: "charging",
  done: "charged",
  settle: "after",
} as const;

/** A scenario of version 1 in which every field says something. */
const scenario: Scenario1 = {
  id: "all-fields",
  revision: 3,
  title: "All fields",
  summary: "Of version 1.",
  shows: ["S12"],
  durationMs: 9000,
  untilRest: true,
  seed: 7,
  network: { latency: { kind: "uniform", fromMs: 1, toMs: 2 } },
  workload: { kind: "list", messages: [{ atMs: 100, key: "a", type: "order.placed" }], poison: [1] },
  producers: ["order-svc", "second-app"],
  services: [payment, { ...payment, name: "mail", consumers: 1, types: undefined, table: "mails", settle: "auto" }],
  database: { idempotent: true },
  tape: "charges",
  lanes: [
    {
      id: "k",
      system: "kafka",
      settings: {
        brokers: 3,
        topics: [
          { name: "orders", partitions: 3, replicationFactor: 2, config: { "min.insync.replicas": 2 } },
          { name: "more", partitions: 1, replicationFactor: 1, config: {} },
        ],
        producer: { acks: "all" },
        consumer: { "max.poll.records": 1 },
        broker: { "broker.session.timeout.ms": 1500 },
      },
    },
    {
      id: "r",
      system: "rabbitmq",
      settings: {
        nodes: 1,
        exchanges: [
          { name: "orders", type: "topic", durable: true },
          { name: "others", type: "fanout", durable: false },
        ],
        queues: [
          { name: "payment", durable: true, arguments: {} },
          { name: "mail", durable: false, arguments: {} },
        ],
        bindings: [
          { exchange: "orders", queue: "payment", routingKey: "order.*" },
          { exchange: "others", queue: "mail", routingKey: "" },
        ],
        publisher: { mandatory: true, connectionTimeout: 1000 },
        consumer: { prefetch: 3, requeue: false, networkRecoveryInterval: 200 },
        broker: { heartbeat: 10 },
      },
    },
    { id: "d", system: "direct", settings: { client: { "timeout.ms": 500, retries: 1, concurrency: 4 }, service: {} } },
  ],
  script: [{ id: "own", when, action: { do: "restart", part: "node-1" } }],
  expect: [
    { lane: "k", checker: "C6", verdict: "held" },
    { lane: "k", message: 1, destination: "payment", outcome: "once" },
    { lane: "r", event: "EffectConfirmed", happens: true },
    { lane: "r", quickerThan: "k", share: 0.5 },
    { lane: "gone", checker: "C6", verdict: "held" },
    { lane: "k", message: 1, destination: "nobody", outcome: "once" },
  ],
};

const made = fromVersion1({ scenario, seed: 9, script: [], untilRest: false });

test("the business: sources keep their names, handlers are called like their services, poison is what a handler throws at", () => {
  const { lanes: _lanes, ...business } = made.scenario;
  expect(business).toEqual({
    version: 2,
    id: "all-fields",
    revision: 3,
    title: "All fields",
    summary: "Of version 1.",
    shows: ["S12"],
    durationMs: 9000,
    untilRest: true,
    seed: 7,
    network: { latency: { kind: "uniform", fromMs: 1, toMs: 2 } },
    streams: [{ name: "messages", workload: { kind: "list", messages: [{ atMs: 100, key: "a", type: "order.placed" }] } }],
    applications: [
      { name: "order-svc", instances: ["order-svc", "second-app"], emits: { stream: "messages" } },
      {
        name: "payment",
        instances: 2,
        handles: [
          {
            types: ["order.placed"],
            serviceTime: { kind: "constant", ms: 100 },
            effectAt: 0.7,
            effect: { database: "database", table: "charges" },
            doing: "charging",
            done: "charged",
            throws: [{ messages: [1], times: "always" }],
          },
        ],
      },
      {
        name: "mail",
        instances: 1,
        handles: [
          {
            serviceTime: { kind: "constant", ms: 100 },
            effectAt: 0.7,
            effect: { database: "database", table: "mails" },
            doing: "charging",
            done: "charged",
            throws: [{ messages: [1], times: "always" }],
          },
        ],
      },
    ],
    databases: [{ name: "database", idempotent: true }],
    tape: { database: "database", table: "charges" },
    script: [{ id: "own", when, action: { do: "restart", at: { part: "node-1" } } }],
    expect: [
      { lane: "k", checker: "C6", verdict: "held" },
      { lane: "k", message: 1, at: { handler: "payment" }, outcome: "once" },
      { lane: "r", event: "EffectConfirmed", happens: true },
      { lane: "r", quickerThan: "k", share: 0.5 },
    ],
  });
  expect([made.seed, made.untilRest, made.script]).toEqual([9, false, []]);
});

test("a Kafka lane: producers publish to the first topic, each service is a group that reads all, tries ten times and skips", () => {
  const tries = [{ do: "again", pauseMs: 1000, times: 9 }, { do: "skip" }];
  const reads = { settings: { "max.poll.records": 1 }, topics: ["orders", "more"], onFailure: tries };
  expect(made.scenario.lanes[0]).toEqual({
    id: "k",
    clusters: [
      {
        name: "kafka",
        system: "kafka",
        brokers: 3,
        settings: { "broker.session.timeout.ms": 1500 },
        topics: [
          { name: "orders", partitions: 3, replicationFactor: 2, settings: { "min.insync.replicas": 2 } },
          { name: "more", partitions: 1, replicationFactor: 1, settings: {} },
        ],
      },
    ],
    clients: [
      {
        system: "kafka",
        application: "order-svc",
        cluster: "kafka",
        producer: { settings: { acks: "all" }, publishes: [{ topic: "orders" }] },
      },
      { system: "kafka", application: "payment", cluster: "kafka", consumer: { ...reads, group: "payment", settle: "after" } },
      { system: "kafka", application: "mail", cluster: "kafka", consumer: { ...reads, group: "mail", settle: "auto" } },
    ],
  });
});

test("a RabbitMQ lane: the first exchange with the type as key, the queue of the service's name, all declared; requeue is a step", () => {
  const lane = scenario.lanes[1];
  if (lane.system !== "rabbitmq") throw new Error("another lane");
  const { exchanges, queues, bindings } = lane.settings;
  const common = { system: "rabbitmq", cluster: "rabbitmq" };
  const connection = { networkRecoveryInterval: 200 };
  expect(made.scenario.lanes[1]).toEqual({
    id: "r",
    clusters: [{ name: "rabbitmq", system: "rabbitmq", nodes: 1, settings: { heartbeat: 10 }, exchanges, queues, bindings }],
    clients: [
      {
        ...common,
        application: "order-svc",
        connection: { connectionTimeout: 1000 },
        declares: { exchanges: [exchanges[0]] },
        publisher: { settings: { mandatory: true }, publishes: [{ exchange: "orders", routingKey: "{type}" }] },
      },
      {
        ...common,
        application: "payment",
        connection,
        declares: { exchanges: [exchanges[0]], queues: [queues[0]], bindings: [bindings[0]] },
        consumers: [{ queue: "payment", settings: { prefetch: 3 }, settle: "after", onFailure: [{ do: "reject" }] }],
      },
      {
        ...common,
        application: "mail",
        connection,
        declares: { exchanges: [exchanges[1]], queues: [queues[1]], bindings: [bindings[1]] },
        consumers: [{ queue: "mail", settings: { prefetch: 3 }, settle: "auto" }],
      },
    ],
  });
});

test("a direct lane: one caller of every service in turn; how many at a time is its own, all else belongs to a call", () => {
  const settings = { "timeout.ms": 500, retries: 1 };
  expect(made.scenario.lanes[2]).toEqual({
    id: "d",
    clusters: [],
    clients: [
      {
        system: "direct",
        application: "order-svc",
        settings: { concurrency: 4 },
        calls: [
          { application: "payment", types: ["order.placed"], settings },
          { application: "mail", settings },
        ],
      },
    ],
  });
});

/** Every action of version 1, and what it became. */
test.each<[Command1["action"], object]>([
  [
    { do: "crash", part: "payment-1" },
    { do: "crash", at: { part: "payment-1" } },
  ],
  [
    { do: "crash", part: { of: "anchor" } },
    { do: "crash", at: { of: "anchor" } },
  ],
  [
    { do: "powerLoss", part: "broker-2" },
    { do: "powerLoss", at: { part: "broker-2" } },
  ],
  [
    { do: "freeze", part: "database" },
    { do: "freeze", at: { part: "database" } },
  ],
  [
    { do: "stop", part: "order-svc" },
    { do: "stop", at: { part: "order-svc" } },
  ],
  [
    { do: "restart", part: "broker-2" },
    { do: "restart", at: { part: "broker-2" } },
  ],
  [
    { do: "split", from: ["payment", "broker-1"], to: ["broker", "nobody"], oneWay: true },
    {
      do: "split",
      from: [{ application: "payment" }, { part: "broker-1" }],
      to: [{ part: "broker-1" }, { part: "broker-2" }, { part: "broker-3" }, { part: "nobody" }],
      oneWay: true,
    },
  ],
  [
    { do: "slowLink", from: ["order-svc"], to: [], extra: { kind: "constant", ms: 5 }, oneWay: false },
    { do: "slowLink", from: [{ part: "order-svc" }], to: [], extra: { kind: "constant", ms: 5 }, oneWay: false },
  ],
  [
    { do: "cutBefore", from: "*", to: "broker-1", type: "Produce", message: 1 },
    { do: "cutBefore", from: "*", to: "broker-1", type: "Produce", message: 1 },
  ],
  [
    { do: "addProducer", name: "third-app" },
    { do: "join", application: "order-svc", instance: "third-app" },
  ],
  [
    { do: "addConsumer", service: "payment", name: "payment-3" },
    { do: "join", application: "payment", instance: "payment-3" },
  ],
  [
    { do: "remove", part: "payment-2" },
    { do: "leave", part: "payment-2" },
  ],
  [
    { do: "set", part: "payment", setting: "prefetch", value: 5 },
    { do: "set", at: { application: "payment" }, setting: "prefetch", value: 5 },
  ],
  [
    { do: "set", part: "order-svc", setting: "linger.ms", value: 5 },
    { do: "set", at: { part: "order-svc" }, setting: "linger.ms", value: 5 },
  ],
  [
    { do: "set", part: "broker-2", setting: "replica.lag.time.max.ms", value: 5 },
    { do: "set", at: { part: "broker-2" }, setting: "replica.lag.time.max.ms", value: 5 },
  ],
  [
    { do: "set", part: "broker-2", setting: "min.insync.replicas", value: 1 },
    { do: "set", at: { cluster: "kafka" }, setting: "min.insync.replicas", value: 1 },
  ],
  [
    { do: "set", part: "payment-1", setting: "requeue", value: true },
    { do: "setOnFailure", at: { part: "payment-1" }, client: "rabbitmq", steps: [{ do: "give back" }] },
  ],
  [
    { do: "set", part: "mail", setting: "requeue", value: true },
    { do: "setOnFailure", at: { application: "mail" }, client: "rabbitmq", steps: [] },
  ],
])("the action %j", (action, expected) => {
  const { script } = fromVersion1({ scenario, seed: 7, script: [{ id: "c", when, lanes: ["k"], action, forMs: 100 }] });
  expect(script).toEqual([{ id: "c", when, lanes: ["k"], action: expected, forMs: 100 }]);
});

test.each<[Command1["when"], object]>([
  [{ atMs: 5 }, { atMs: 5 }],
  [
    { after: "WorkBegun", delayMs: 1 },
    { after: "WorkBegun", delayMs: 1 },
  ],
  [
    { after: "WorkBegun", part: "payment", message: 1, nth: 2, delayMs: 1 },
    { after: "WorkBegun", by: { application: "payment" }, message: 1, nth: 2, delayMs: 1 },
  ],
  [
    { after: "WorkBegun", part: "payment-1", delayMs: 1 },
    { after: "WorkBegun", by: { part: "payment-1" }, delayMs: 1 },
  ],
])("the moment %j", (moment, expected) => {
  const command: Command1 = { id: "c", when: moment, action: { do: "restart", part: "node-1" } };
  expect(fromVersion1({ scenario, seed: 7, script: [command] }).script[0].when).toEqual(expected);
});

test("a source that is called like a service gets another name, and keeps that of its process", () => {
  const [source, service] = fromVersion1({ scenario: { ...scenario, producers: ["payment"] }, seed: 1, script: [] }).scenario.applications;
  expect([source.name, source.instances, service.name]).toEqual(["payment-source", ["payment"], "payment"]);
});

test("of two topics, exchanges or queues of one name the first stays", () => {
  const [kafka] = scenario.lanes;
  if (kafka.system !== "kafka") throw new Error("another lane");
  const [topic] = kafka.settings.topics;
  const twice = { ...kafka, settings: { ...kafka.settings, topics: [topic, { ...topic, partitions: 9 }] } };
  const [lane] = fromVersion1({ scenario: { ...scenario, lanes: [twice] }, seed: 1, script: [] }).scenario.lanes;
  expect(lane.clusters).toEqual([expect.objectContaining({ topics: [expect.objectContaining({ name: "orders", partitions: 3 })] })]);
});
