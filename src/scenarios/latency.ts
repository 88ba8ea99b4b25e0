import type { Scenario } from "../engine/scenario.ts";
import { directLane, kafkaLane, payment, rabbitmqLane } from "./food-service.ts";

const quick = { ...payment, consumers: 2, serviceTime: { kind: "constant", ms: 20 }, effectAt: 0.5 } as const;

/** S13: what a broker in between costs. The load is so light that nothing queues: what is left is the way. */
export const latency: Scenario = {
  id: "latency",
  revision: 2,
  title: "What the broker costs",
  summary:
    "Ten orders a second, and hardly ever two at a time: nothing queues. A call makes one hop to its effect. RabbitMQ adds the stop at its node. Kafka waits up to linger.ms for company, and hands an order out only when its copies are made. Step through one order, then compare the latencies in Charts.",
  shows: ["S13"],
  durationMs: 28_000,
  seed: 3,
  network: { latency: { kind: "uniform", fromMs: 4, toMs: 6 } },
  workload: {
    kind: "generated",
    arrivals: { kind: "steady", perSecond: 10 },
    fromMs: 1000,
    untilMs: 25_000,
    keys: { kind: "uniform", count: 24 },
    firstKey: 1000,
    types: [{ name: "order.placed", weight: 1 }],
    sizes: { kind: "constant", bytes: 200 },
    poison: [],
  },
  producers: ["order-svc"],
  services: [quick],
  database: { idempotent: false },
  tape: "charges",
  lanes: [kafkaLane(), rabbitmqLane([quick]), directLane()],
  script: [],
  expect: [
    { lane: "direct", quickerThan: "rabbitmq", share: 0.5 },
    { lane: "rabbitmq", quickerThan: "kafka", share: 0.5 },
    { lane: "direct", quickerThan: "rabbitmq", share: 0.9 },
    { lane: "rabbitmq", quickerThan: "kafka", share: 0.9 },
    { lane: "kafka", checker: "C6", verdict: "not exercised" },
    { lane: "rabbitmq", checker: "C6", verdict: "not exercised" },
  ],
};
