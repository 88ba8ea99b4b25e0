import type { ListedMessage } from "../engine/delivery/workload-spec.ts";
import type { Scenario } from "../engine/scenario.ts";
import { delivery, directLane, kafkaLane, payment, rabbitmqLane, restaurant } from "./food-service.ts";

/** Six orders of a Friday evening, a few events each: time in ms, order, what happened. */
const events: [atMs: number, key: string, type: string][] = [
  [1600, "1041", "order.placed"],
  [2400, "1042", "order.placed"],
  [3100, "1043", "order.placed"],
  [3900, "1041", "order.changed"],
  [4500, "1044", "order.placed"],
  [5100, "1043", "order.changed"],
  [5600, "1045", "order.placed"],
  [6500, "1042", "order.changed"],
  [7300, "1044", "order.changed"],
  [8000, "1045", "order.changed"],
  [8700, "1046", "order.placed"],
  [9500, "1041", "order.ready"],
  [10200, "1042", "order.ready"],
  [10900, "1046", "order.changed"],
  [11600, "1045", "order.ready"],
  [12300, "1044", "order.ready"],
  [13000, "1043", "order.ready"],
  [13700, "1042", "order.closed"],
  [14300, "1045", "order.closed"],
];

export const fridayMessages: ListedMessage[] = events.map(([atMs, key, type]) => ({ atMs, key, type }));

export const fridayRush: Scenario = {
  id: "friday-rush",
  revision: 2,
  title: "Friday rush: order #7 charged twice",
  summary:
    "Every order goes to payment, restaurant and delivery. Once a payment worker has charged order #7, it crashes before it can say so. Watch who notices, who takes over, and what is charged again.",
  shows: ["S03", "S12"],
  durationMs: 32_000,
  seed: 7341,
  network: { latency: { kind: "uniform", fromMs: 60, toMs: 120 } },
  workload: { kind: "list", messages: fridayMessages, poison: [] },
  producers: ["order-svc"],
  services: [payment, restaurant, delivery],
  database: { idempotent: false },
  tape: "charges",
  lanes: [kafkaLane(), rabbitmqLane([payment, restaurant, delivery]), directLane()],
  script: [
    {
      id: "crash-payment",
      when: { after: "EffectConfirmed", part: "payment", message: 7, delayMs: 40 },
      action: { do: "crash", part: { of: "anchor" } },
    },
  ],
  expect: [
    { lane: "kafka", message: 7, destination: "payment", outcome: "twice" },
    { lane: "rabbitmq", message: 7, destination: "payment", outcome: "twice" },
    { lane: "kafka", checker: "C6", verdict: "broken" },
    { lane: "rabbitmq", checker: "C6", verdict: "broken" },
    { lane: "kafka", checker: "L1", verdict: "held" },
    { lane: "rabbitmq", checker: "L1", verdict: "held" },
  ],
};
