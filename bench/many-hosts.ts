import type { Client } from "../src/engine/document/lane.ts";
import type { Run } from "../src/engine/document/scenario.ts";
import type { KafkaClient, KafkaCluster } from "../src/engine/kafka/document-types.ts";
import { DocumentRun } from "../src/engine/lanes/run-document.ts";
import type { RabbitmqClient, RabbitmqCluster } from "../src/engine/rabbitmq/document-types.ts";
import { SYSTEM_TABLES } from "../src/engine/system-tables.ts";
import { SYSTEM_PARTS } from "../src/engine/systems.ts";

/**
 * A document whose lanes have so many machines in all: half of them in Kafka's lane, half in RabbitMQ's, most of them instances of one
 * service that share the same stream.
 */
export function manyHosts(hosts: number): DocumentRun {
  const instances = Math.max(1, hosts / 2 - 5);
  const kafka: KafkaCluster = {
    name: "kafka",
    system: "kafka",
    brokers: 2,
    settings: { "offsets.topic.num.partitions": 2, "group.initial.rebalance.delay.ms": 0 },
    topics: [{ name: "orders", partitions: Math.min(64, instances), replicationFactor: 2, settings: {} }],
  };
  const rabbitmq: RabbitmqCluster = {
    name: "rabbitmq",
    system: "rabbitmq",
    nodes: 1,
    settings: {},
    exchanges: [],
    queues: [{ name: "work", durable: true, arguments: {} }],
    bindings: [],
  };
  const kafkaClients: KafkaClient[] = [
    { system: "kafka", application: "app", cluster: "kafka", producer: { settings: {}, publishes: [{ topic: "orders" }] } },
    {
      system: "kafka",
      application: "work",
      cluster: "kafka",
      consumer: { settings: { "auto.offset.reset": "earliest" }, topics: ["orders"], group: "work", settle: "after" },
    },
  ];
  const rabbitmqClients: RabbitmqClient[] = [
    {
      system: "rabbitmq",
      application: "app",
      cluster: "rabbitmq",
      publisher: { settings: {}, publishes: [{ exchange: "", routingKey: "work" }] },
    },
    { system: "rabbitmq", application: "work", cluster: "rabbitmq", consumers: [{ queue: "work", settings: {}, settle: "after" }] },
  ];
  const run: Run = {
    seed: 1,
    script: [],
    scenario: {
      version: 2,
      id: "many-hosts",
      title: "",
      summary: "",
      shows: [],
      durationMs: 60_000,
      seed: 1,
      network: { latency: { kind: "uniform", fromMs: 0.5, toMs: 2 } },
      streams: [
        {
          name: "orders",
          workload: {
            kind: "generated",
            arrivals: { kind: "steady", perSecond: 300 },
            fromMs: 3_000,
            untilMs: 55_000,
            keys: { kind: "uniform", count: 500 },
            firstKey: 1,
            types: [{ name: "order", weight: 1 }],
            sizes: { kind: "constant", bytes: 200 },
          },
        },
      ],
      applications: [
        { name: "app", instances: 1, emits: { stream: "orders" } },
        {
          name: "work",
          instances,
          handles: [{ serviceTime: { kind: "constant", ms: 2 }, effect: { database: "db", table: "results" } }],
        },
      ],
      databases: [{ name: "db", idempotent: false }],
      lanes: [
        { id: "kafka", clusters: [kafka], clients: kafkaClients as Client[] },
        { id: "rabbitmq", clusters: [rabbitmq], clients: rabbitmqClients as Client[] },
      ],
      script: [],
      expect: [],
    },
  };
  return new DocumentRun(run, { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS });
}
