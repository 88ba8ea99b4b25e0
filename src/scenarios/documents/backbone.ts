import type { Application } from "../../engine/document/application.ts";
import type { Scenario } from "../../engine/document/scenario.ts";
import type { KnownSystems } from "../../engine/system-tables.ts";
import { kafkaClient, kafkaCluster, rabbitmqClient, rabbitmqCluster, topic } from "./brokers.ts";

function service(name: string, table: string, types: readonly string[], ms: number, emits?: string): Application {
  return {
    name,
    instances: 1,
    handles: [
      {
        types,
        serviceTime: { kind: "uniform", fromMs: 0.7 * ms, toMs: 1.3 * ms },
        effect: { database: "shop-db", table },
        doing: "working",
        done: "worked on",
        ...(emits === undefined ? {} : { emits: [{ type: emits, when: "after the effect" as const }] }),
      },
    ],
  };
}

const PLACED = "order.placed";
const PAID = "order.paid";
const FIRST = ["payment", "kitchen", "analytics"] as const;
const SECOND = ["invoice", "loyalty"] as const;

/** S20: one stream of events, five services in two hops, and one of them dies for a while: nobody else waits for it. */
export const backbone: Scenario<KnownSystems> = {
  version: 2,
  id: "backbone",
  title: "The event backbone",
  summary:
    "Three services read the orders, two more what payment says of them. The kitchen dies for six seconds: the others go on as if nothing were, and the kitchen makes up for it when it is back.",
  shows: ["S20", "S12"],
  durationMs: 24_000,
  untilRest: true,
  seed: 7341,
  network: { latency: { kind: "uniform", fromMs: 5, toMs: 15 } },
  streams: [
    {
      name: "orders",
      workload: {
        kind: "generated",
        arrivals: { kind: "steady", perSecond: 3 },
        fromMs: 2500,
        untilMs: 12_000,
        keys: { kind: "uniform", count: 8 },
        firstKey: 1041,
        types: [{ name: PLACED, weight: 1 }],
        sizes: { kind: "constant", bytes: 200 },
      },
    },
  ],
  applications: [
    { name: "order-svc", instances: 1, emits: { stream: "orders" } },
    service("payment", "charges", [PLACED], 120, PAID),
    service("kitchen", "meals", [PLACED], 180),
    service("analytics", "points", [PLACED], 30),
    service("invoice", "invoices", [PAID], 90),
    service("loyalty", "bonus", [PAID], 40),
  ],
  databases: [{ name: "shop-db", idempotent: false }],
  tape: { database: "shop-db", table: "meals" },
  lanes: [
    {
      id: "kafka",
      title: "Kafka",
      clusters: [kafkaCluster([topic("orders", 2), topic("payments", 2)])],
      clients: [
        kafkaClient("order-svc", { to: ["orders"] }),
        kafkaClient("payment", { from: ["orders"], to: ["payments"] }),
        kafkaClient("kitchen", { from: ["orders"] }),
        kafkaClient("analytics", { from: ["orders"] }),
        ...SECOND.map((name) => kafkaClient(name, { from: ["payments"] })),
      ],
    },
    {
      id: "rabbitmq",
      title: "RabbitMQ",
      clusters: [rabbitmqCluster({ orders: FIRST, payments: SECOND })],
      clients: [
        rabbitmqClient("order-svc", { to: "orders" }),
        rabbitmqClient("payment", { from: "payment", to: "payments" }),
        rabbitmqClient("kitchen", { from: "kitchen" }),
        rabbitmqClient("analytics", { from: "analytics" }),
        ...SECOND.map((name) => rabbitmqClient(name, { from: name })),
      ],
    },
  ],
  script: [{ id: "kitchen-dies", when: { atMs: 5000 }, action: { do: "crash", at: { part: "kitchen-1" } }, forMs: 6000 }],
  expect: ["kafka", "rabbitmq"].flatMap((lane) => [
    { lane, checker: "C2", verdict: "held" as const },
    { lane, event: "ProcessCrashed", happens: true },
    ...[...FIRST].map((handler) => ({ lane, message: 1, at: { handler }, outcome: "once" as const })),
    { lane, message: 15, at: { handler: "kitchen" }, outcome: "once" as const },
  ]),
};
