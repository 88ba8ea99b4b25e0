import type { Scenario } from "../../engine/document/scenario.ts";
import type { KnownSystems } from "../../engine/system-tables.ts";
import { kafkaClient, kafkaCluster, rabbitmqClient, rabbitmqCluster, topic } from "./brokers.ts";

const COPY = { n: 4, via: ["bridge:reading.copied"] };

/** A program reads a RabbitMQ queue and writes a Kafka topic. Nothing joins the two: it dies between, and the log has a reading twice. */
export const bridge: Scenario<KnownSystems> = {
  version: 2,
  id: "bridge",
  title: "A bridge between two brokers",
  summary:
    "Machines publish their readings to RabbitMQ; a bridge copies each to Kafka, where two services read. The bridge dies when #4 is in the log and not yet acknowledged in the queue: it copies it again, and both services have it twice.",
  shows: ["S12", "S20"],
  durationMs: 16_000,
  untilRest: true,
  seed: 7341,
  network: { latency: { kind: "uniform", fromMs: 5, toMs: 15 } },
  streams: [
    {
      name: "readings",
      workload: {
        kind: "generated",
        arrivals: { kind: "steady", perSecond: 2 },
        fromMs: 3000,
        untilMs: 9000,
        keys: { kind: "uniform", count: 4 },
        firstKey: 1,
        types: [{ name: "reading", weight: 1 }],
        sizes: { kind: "constant", bytes: 100 },
      },
    },
  ],
  applications: [
    { name: "machines", instances: 1, emits: { stream: "readings" } },
    {
      name: "bridge",
      instances: 1,
      handles: [
        {
          types: ["reading"],
          serviceTime: { kind: "constant", ms: 150 },
          effectAt: 0.1,
          doing: "copying",
          done: "copied",
          emits: [{ type: "reading.copied", when: "after the effect" }],
        },
      ],
    },
    ...[
      ["dashboard", "points"],
      ["alarm", "alarms"],
    ].map(([name, table]) => ({
      name,
      instances: 1,
      handles: [
        {
          types: ["reading.copied"],
          serviceTime: { kind: "constant" as const, ms: 60 },
          effect: { database: "plant-db", table },
          doing: "working",
          done: "worked on",
        },
      ],
    })),
  ],
  databases: [{ name: "plant-db", idempotent: false }],
  tape: { database: "plant-db", table: "alarms" },
  lanes: [
    {
      id: "bridged",
      title: "RabbitMQ, then Kafka",
      clusters: [rabbitmqCluster({ plant: ["to-bridge"] }), kafkaCluster([topic("readings", 2)])],
      clients: [
        rabbitmqClient("machines", { to: "plant" }),
        rabbitmqClient("bridge", { from: "to-bridge" }),
        kafkaClient("bridge", { to: ["readings"] }),
        kafkaClient("dashboard", { from: ["readings"] }),
        kafkaClient("alarm", { from: ["readings"] }),
      ],
    },
  ],
  script: [
    {
      id: "bridge-dies",
      when: { after: "MessageStored", message: COPY, delayMs: 0 },
      action: { do: "crash", at: { part: "bridge-1" } },
      forMs: 1000,
    },
  ],
  expect: [
    { lane: "bridged", checker: "L5", verdict: "broken" },
    { lane: "bridged", message: 4, at: { handler: "bridge" }, outcome: "once" },
    { lane: "bridged", message: COPY, at: { handler: "dashboard" }, outcome: "twice" },
    { lane: "bridged", message: COPY, at: { handler: "alarm" }, outcome: "twice" },
  ],
};
