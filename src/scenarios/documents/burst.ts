import type { Scenario } from "../../engine/document/scenario.ts";
import type { KnownSystems } from "../../engine/system-tables.ts";
import { kafkaClient, kafkaCluster, rabbitmqClient, rabbitmqCluster, topic } from "./brokers.ts";

/** S02: ten times the rush for three seconds, and one kitchen. A queue turns a burst into waiting; a call turns it into more calls. */
export const burst: Scenario<KnownSystems> = {
  version: 2,
  id: "burst",
  title: "Ten times the rush",
  summary:
    "Two orders a second, and for three seconds twenty; the kitchen cooks five a second. Behind a broker the rush becomes a backlog, which is worked off while it is quiet. A caller waits a second, asks again, and so cooks orders again that were cooked already.",
  shows: ["S02"],
  durationMs: 40_000,
  untilRest: true,
  seed: 7341,
  network: { latency: { kind: "uniform", fromMs: 4, toMs: 8 } },
  streams: [
    {
      name: "orders",
      workload: {
        kind: "generated",
        arrivals: { kind: "burst", perSecond: 2, burstPerSecond: 20, burstFromMs: 4000, burstToMs: 7000 },
        fromMs: 2000,
        untilMs: 16_000,
        keys: { kind: "uniform", count: 12 },
        firstKey: 1041,
        types: [{ name: "order.placed", weight: 1 }],
        sizes: { kind: "constant", bytes: 200 },
      },
    },
  ],
  applications: [
    { name: "order-svc", instances: 1, emits: { stream: "orders" } },
    {
      name: "kitchen",
      instances: 1,
      handles: [
        {
          serviceTime: { kind: "uniform", fromMs: 180, toMs: 220 },
          effect: { database: "shop-db", table: "meals" },
          doing: "cooking",
          done: "cooked",
        },
      ],
    },
  ],
  databases: [{ name: "shop-db", idempotent: false }],
  tape: { database: "shop-db", table: "meals" },
  lanes: [
    {
      id: "kafka",
      title: "Kafka",
      clusters: [kafkaCluster([topic("orders", 2)])],
      clients: [kafkaClient("order-svc", { to: ["orders"] }), kafkaClient("kitchen", { from: ["orders"] })],
    },
    {
      id: "rabbitmq",
      title: "RabbitMQ",
      clusters: [rabbitmqCluster({ orders: ["kitchen"] })],
      clients: [rabbitmqClient("order-svc", { to: "orders" }), rabbitmqClient("kitchen", { from: "kitchen" })],
    },
    {
      id: "direct",
      title: "Direct call",
      clusters: [],
      clients: [
        {
          system: "direct",
          application: "order-svc",
          settings: { concurrency: 100 },
          calls: [{ application: "kitchen", settings: { "timeout.ms": 1000, retries: 2 } }],
        },
      ],
    },
  ],
  script: [],
  expect: [
    ...["kafka", "rabbitmq"].flatMap((lane) => [
      { lane, message: 60, at: { handler: "kitchen" }, outcome: "once" as const },
      { lane, event: "EffectApplied", message: 40, happens: true },
      { lane, message: 40, at: { handler: "kitchen" }, outcome: "once" as const },
    ]),
    { lane: "direct", checker: "C6", verdict: "broken" },
  ],
};
