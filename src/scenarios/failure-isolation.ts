import type { Scenario } from "../engine/scenario.ts";
import { delivery, directLane, kafkaLane, payment, rabbitmqLane, restaurant } from "./food-service.ts";
import { fridayMessages } from "./friday-rush.ts";

const quickPayment = { ...payment, serviceTime: { kind: "uniform", fromMs: 150, toMs: 300 } } as const;
const services = [quickPayment, restaurant, delivery];

/** S10: one service is down. The direct chain fails as a whole; behind a broker only the backlog of that service grows. */
export const failureIsolation: Scenario = {
  id: "failure-isolation",
  revision: 2,
  title: "One service down",
  summary:
    "The restaurant's printer dies over order #5 and is away for ten seconds. Payment and delivery go on behind both brokers. In the direct chain nothing after the restaurant happens at all.",
  shows: ["S10", "S03"],
  durationMs: 32_000,
  seed: 21,
  network: { latency: { kind: "uniform", fromMs: 20, toMs: 60 } },
  workload: { kind: "list", messages: fridayMessages, poison: [] },
  producers: ["order-svc"],
  services,
  database: { idempotent: false },
  tape: "assignments",
  lanes: [kafkaLane(), rabbitmqLane(services), directLane({ client: { retries: 1 } })],
  script: [
    {
      id: "restaurant-down",
      when: { after: "WorkBegun", part: "restaurant", message: 5, delayMs: 20 },
      action: { do: "crash", part: "restaurant-1" },
      forMs: 10_000,
    },
  ],
  expect: [
    { lane: "direct", message: 8, destination: "payment", outcome: "once" },
    { lane: "direct", message: 8, destination: "delivery", outcome: "failed" },
    { lane: "kafka", message: 8, destination: "delivery", outcome: "once" },
    { lane: "rabbitmq", message: 8, destination: "delivery", outcome: "once" },
    { lane: "kafka", checker: "C6", verdict: "held" },
    { lane: "rabbitmq", checker: "C6", verdict: "held" },
    { lane: "kafka", checker: "at-least-once: effects", verdict: "held" },
    { lane: "rabbitmq", checker: "at-least-once: effects", verdict: "held" },
  ],
};
