import type { Run } from "../src/engine/scenario.ts";

const MESSAGES = 100_000;
/** Ten a millisecond. */
const PUBLISHED_MS = MESSAGES / 10;

/**
 * A classic queue whose only consumer is away until a hundred thousand messages are ready; then it is handed all of them at once, as
 * without a prefetch (R-ANOM-16), and acks them one by one.
 */
export function rabbitmqBacklog(): Run {
  const scenario: Run["scenario"] = {
    id: "backlog",
    title: "Backlog",
    summary: "",
    shows: [],
    durationMs: 1000 + PUBLISHED_MS + 180_000,
    seed: 1,
    network: { latency: { kind: "constant", ms: 1 } },
    workload: {
      kind: "list",
      messages: Array.from({ length: MESSAGES }, (_, i) => ({ atMs: 1000 + i / 10, key: "k", type: "order.placed" })),
      poison: [],
    },
    producers: ["order-svc"],
    services: [
      {
        name: "work",
        consumers: 1,
        serviceTime: { kind: "constant", ms: 0 },
        effectAt: 0.5,
        table: "results",
        doing: "working",
        done: "worked",
        settle: "after",
      },
    ],
    database: { idempotent: false },
    tape: "results",
    lanes: [
      {
        id: "rabbitmq",
        system: "rabbitmq",
        settings: {
          nodes: 1,
          exchanges: [{ name: "orders", type: "topic", durable: true }],
          queues: [{ name: "work", durable: true, arguments: {} }],
          bindings: [{ exchange: "orders", queue: "work", routingKey: "#" }],
          publisher: {},
          consumer: { prefetch: 0 },
          broker: {},
        },
      },
    ],
    script: [{ id: "away", when: { atMs: 900 }, action: { do: "crash", part: "work-1" }, forMs: 600 + PUBLISHED_MS }],
    expect: [],
  };
  return { scenario, seed: 1, script: scenario.script };
}
