import type { Application } from "../../engine/document/application.ts";
import type { Scenario } from "../../engine/document/scenario.ts";
import type { KnownSystems } from "../../engine/system-tables.ts";
import { kafkaClient, kafkaCluster, rabbitmqClient, rabbitmqCluster, topic } from "./brokers.ts";

const SERVICES = ["email", "profile", "onboarding", "analytics"] as const;
const users = Array.from({ length: 20 }, (_, i) => ({ atMs: 2000 + i * 400, key: `${1041 + i}`, type: "user.registered" }));

function service(name: string, table: string, instances: number): Application {
  return {
    name,
    instances,
    handles: [
      { serviceTime: { kind: "uniform", fromMs: 100, toMs: 220 }, effect: { database: "crm", table }, doing: "working", done: "worked on" },
    ],
  };
}

/** S04, S09, S20: four services react to one event, and a fifth comes when half of them are over. Nobody touches who publishes. */
export const lateFifth: Scenario<KnownSystems> = {
  version: 2,
  id: "late-fifth",
  title: "The fifth subscriber",
  summary:
    "A user registers, and four services react. While they do, a fifth comes: fraud. Nobody touches signup. From the log fraud reads everything from the start; the queue that it declares in RabbitMQ gets what is published from then on.",
  shows: ["S04", "S09", "S20"],
  durationMs: 20_000,
  untilRest: true,
  seed: 7341,
  network: { latency: { kind: "uniform", fromMs: 5, toMs: 15 } },
  streams: [{ name: "users", workload: { kind: "list", messages: users } }],
  applications: [
    { name: "signup", instances: 1, emits: { stream: "users" } },
    service("email", "mails", 1),
    service("profile", "profiles", 1),
    service("onboarding", "tours", 1),
    service("analytics", "points", 1),
    service("fraud", "checks", 0),
  ],
  databases: [{ name: "crm", idempotent: false }],
  tape: { database: "crm", table: "checks" },
  lanes: [
    {
      id: "kafka",
      title: "Kafka",
      clusters: [kafkaCluster([topic("users", 3)])],
      clients: [kafkaClient("signup", { to: ["users"] }), ...[...SERVICES, "fraud"].map((name) => kafkaClient(name, { from: ["users"] }))],
    },
    {
      id: "rabbitmq",
      title: "RabbitMQ",
      clusters: [rabbitmqCluster({ users: SERVICES })],
      clients: [
        rabbitmqClient("signup", { to: "users" }),
        ...SERVICES.map((name) => rabbitmqClient(name, { from: name })),
        {
          ...rabbitmqClient("fraud", { from: "fraud" }),
          declares: {
            queues: [{ name: "fraud", durable: true, arguments: {} }],
            bindings: [{ exchange: "users", queue: "fraud", routingKey: "" }],
          },
        },
      ],
    },
  ],
  script: [
    {
      id: "fraud-joins",
      when: { after: "MessageAccepted", message: 10, delayMs: 150 },
      action: { do: "join", application: "fraud", instance: "fraud-1" },
    },
  ],
  expect: [
    { lane: "kafka", message: 1, at: { handler: "fraud" }, outcome: "once" },
    { lane: "kafka", message: 20, at: { handler: "fraud" }, outcome: "once" },
    { lane: "rabbitmq", message: 20, at: { handler: "fraud" }, outcome: "once" },
    { lane: "rabbitmq", event: "WorkBegun", message: 9, happens: true },
    ...["kafka", "rabbitmq"].flatMap((lane) =>
      SERVICES.flatMap((name) => [1, 20].map((message) => ({ lane, message, at: { handler: name }, outcome: "once" as const }))),
    ),
  ],
};
