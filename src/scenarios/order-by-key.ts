import type { Scenario } from "../engine/scenario.ts";
import { kafkaLane, rabbitmqLane, restaurant } from "./food-service.ts";

const ledger = {
  ...restaurant,
  name: "ledger",
  consumers: 2,
  serviceTime: { kind: "uniform", fromMs: 40, toMs: 1200 },
  table: "entries",
  doing: "booking",
  done: "booked",
} as const;

/** S06: order holds within a partition, and is lost by a second consumer on a queue, with no fault at all. */
export const orderByKey: Scenario = {
  id: "order-by-key",
  revision: 2,
  title: "Order, and the second consumer",
  summary:
    "Two consumers share the work in both lanes. In Kafka all events of an order go to one partition and so to one consumer. On a queue they take turns, and the quicker one overtakes.",
  shows: ["S06", "S11"],
  durationMs: 36_000,
  untilRest: true,
  seed: 5,
  network: { latency: { kind: "uniform", fromMs: 10, toMs: 40 } },
  workload: {
    kind: "generated",
    arrivals: { kind: "steady", perSecond: 3 },
    fromMs: 1500,
    untilMs: 18_000,
    keys: { kind: "uniform", count: 2 },
    firstKey: 1042,
    types: [
      { name: "order.placed", weight: 1 },
      { name: "order.changed", weight: 2 },
    ],
    sizes: { kind: "constant", bytes: 200 },
    poison: [],
  },
  producers: ["order-svc"],
  services: [ledger],
  database: { idempotent: false },
  tape: "entries",
  lanes: [kafkaLane(), rabbitmqLane([ledger])],
  script: [],
  expect: [
    { lane: "kafka", checker: "O3", verdict: "held" },
    { lane: "rabbitmq", checker: "O3", verdict: "broken" },
  ],
};
