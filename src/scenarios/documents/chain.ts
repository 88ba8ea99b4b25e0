import type { Scenario } from "../../engine/document/scenario.ts";
import type { KnownSystems } from "../../engine/system-tables.ts";

const PLACED = "order.placed";
const PAID = "order.paid";
const INVOICED = "invoice.written";

/** One order every 350 ms from the third second on, of five customers in turn. */
const orders = Array.from({ length: 16 }, (_, i) => ({ atMs: 3000 + i * 350, key: `${1041 + (i % 5)}`, type: PLACED }));

/** A member that has died is given up after three seconds, so that the lesson is short. */
const quickly = { "auto.offset.reset": "earliest", "session.timeout.ms": 3000, "heartbeat.interval.ms": 1000, "max.poll.records": 1 };
const publishing = (exchange: string) => ({ settings: {}, publishes: [{ exchange, routingKey: "{type}" }] });
const consuming = (queue: string) => [{ queue, settings: { prefetch: 1 }, settle: "after" as const }];
const exchange = (name: string) => ({ name, type: "topic" as const, durable: true });
const queue = (name: string) => ({ name, durable: true, arguments: {} });

/**
 * Order, payment, invoice and notification in both brokers. The payment worker dies between its effect and its commit or acknowledgement: it has
 * told of the payment already, and tells of it again, so that one repeat is felt two hops later.
 */
export const chain: Scenario<KnownSystems> = {
  version: 2,
  id: "chain",
  title: "Order, payment, invoice, mail",
  summary:
    "Each order is paid, each payment invoiced, each invoice mailed. The worker that has just charged order #5, and told of it, dies before it can say so to its broker: the order is charged again, and what follows from it happens again two hops later.",
  shows: ["S20", "S12"],
  durationMs: 20_000,
  untilRest: true,
  seed: 7341,
  network: { latency: { kind: "uniform", fromMs: 10, toMs: 40 } },
  streams: [{ name: "orders", workload: { kind: "list", messages: orders } }],
  applications: [
    { name: "order-svc", instances: 1, emits: { stream: "orders" } },
    {
      name: "payment",
      instances: 2,
      handles: [
        {
          types: [PLACED],
          serviceTime: { kind: "constant", ms: 420 },
          effect: { database: "shop-db", table: "charges" },
          doing: "charging",
          done: "charged",
          emits: [{ type: PAID, when: "after the effect" }],
        },
      ],
    },
    {
      name: "invoice",
      instances: 1,
      handles: [
        {
          types: [PAID],
          serviceTime: { kind: "constant", ms: 160 },
          effect: { database: "shop-db", table: "invoices" },
          doing: "writing",
          done: "invoiced",
          emits: [{ type: INVOICED, when: "at the end" }],
        },
      ],
    },
    {
      name: "mail",
      instances: 1,
      handles: [
        {
          types: [INVOICED],
          serviceTime: { kind: "constant", ms: 90 },
          effect: { database: "shop-db", table: "mails" },
          doing: "mailing",
          done: "mailed",
        },
      ],
    },
  ],
  databases: [{ name: "shop-db", idempotent: false }],
  tape: { database: "shop-db", table: "mails" },
  lanes: [
    {
      id: "kafka",
      title: "Kafka",
      clusters: [
        {
          name: "kafka",
          system: "kafka",
          brokers: 3,
          settings: { "group.initial.rebalance.delay.ms": 500, "group.min.session.timeout.ms": 1000 },
          topics: [
            { name: "orders", partitions: 2, replicationFactor: 3, settings: { "min.insync.replicas": 2 } },
            { name: "payments", partitions: 2, replicationFactor: 3, settings: { "min.insync.replicas": 2 } },
            { name: "invoices", partitions: 1, replicationFactor: 3, settings: { "min.insync.replicas": 2 } },
          ],
        },
      ],
      clients: [
        { system: "kafka", application: "order-svc", cluster: "kafka", producer: { settings: {}, publishes: [{ topic: "orders" }] } },
        {
          system: "kafka",
          application: "payment",
          cluster: "kafka",
          consumer: { settings: quickly, topics: ["orders"], group: "payment", settle: "after" },
          producer: { settings: {}, publishes: [{ topic: "payments" }] },
        },
        {
          system: "kafka",
          application: "invoice",
          cluster: "kafka",
          consumer: { settings: quickly, topics: ["payments"], group: "invoice", settle: "after" },
          producer: { settings: {}, publishes: [{ topic: "invoices" }] },
        },
        {
          system: "kafka",
          application: "mail",
          cluster: "kafka",
          consumer: { settings: quickly, topics: ["invoices"], group: "mail", settle: "after" },
        },
      ],
    },
    {
      id: "rabbitmq",
      title: "RabbitMQ",
      clusters: [
        {
          name: "rabbitmq",
          system: "rabbitmq",
          nodes: 1,
          settings: {},
          exchanges: [exchange("orders"), exchange("payments"), exchange("invoices")],
          queues: [queue("to-pay"), queue("to-invoice"), queue("to-mail")],
          bindings: [
            { exchange: "orders", queue: "to-pay", routingKey: "order.#" },
            { exchange: "payments", queue: "to-invoice", routingKey: "order.#" },
            { exchange: "invoices", queue: "to-mail", routingKey: "invoice.#" },
          ],
        },
      ],
      clients: [
        { system: "rabbitmq", application: "order-svc", cluster: "rabbitmq", publisher: publishing("orders") },
        {
          system: "rabbitmq",
          application: "payment",
          cluster: "rabbitmq",
          consumers: consuming("to-pay"),
          publisher: publishing("payments"),
        },
        {
          system: "rabbitmq",
          application: "invoice",
          cluster: "rabbitmq",
          consumers: consuming("to-invoice"),
          publisher: publishing("invoices"),
        },
        { system: "rabbitmq", application: "mail", cluster: "rabbitmq", consumers: consuming("to-mail") },
      ],
    },
  ],
  script: [
    {
      id: "crash",
      when: { after: "EffectConfirmed", by: { application: "payment" }, message: 5, delayMs: 60 },
      action: { do: "crash", at: { of: "anchor" } },
      forMs: 2500,
    },
  ],
  expect: ["kafka", "rabbitmq"].flatMap((lane) => [
    { lane, message: 5, at: { handler: "payment" }, outcome: "twice" as const },
    { lane, message: { n: 5, via: ["payment:order.paid"] }, at: { handler: "invoice" }, outcome: "twice" as const },
    { lane, message: { n: 5, via: ["payment:order.paid", "invoice:invoice.written"] }, at: { handler: "mail" }, outcome: "twice" as const },
    { lane, message: 6, at: { handler: "payment" }, outcome: "once" as const },
  ]),
};
