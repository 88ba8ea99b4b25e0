import type { Scenario } from "../engine/scenario.ts";
import { directLane, kafkaLane, payment, rabbitmqLane } from "./food-service.ts";

const quick = { ...payment, consumers: 2, serviceTime: { kind: "exponential", meanMs: 20 } } as const;

/** S13: what a broker in between costs, under a load that all three carry with ease. Latencies of a data centre, not of a lesson. */
export const latency: Scenario = {
  id: "latency",
  title: "What the broker costs",
  summary:
    "The same Poisson stream through all three lanes, with a network of half a millisecond. Look at the p99 and at Charts: the direct call is quickest, the brokers add their hops and their waiting for safety.",
  shows: ["S13"],
  durationMs: 20_000,
  seed: 3,
  network: { latency: { kind: "uniform", fromMs: 0.3, toMs: 0.7 } },
  workload: {
    kind: "generated",
    arrivals: { kind: "poisson", perSecond: 20 },
    fromMs: 1000,
    untilMs: 18_000,
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
    { lane: "kafka", checker: "C6", verdict: "not exercised" },
    { lane: "rabbitmq", checker: "C6", verdict: "not exercised" },
  ],
};
