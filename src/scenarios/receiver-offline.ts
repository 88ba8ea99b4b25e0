import type { Scenario } from "../engine/scenario.ts";
import { delivery, directLane, kafkaLane, rabbitmqLane } from "./food-service.ts";
import { fridayMessages } from "./friday-rush.ts";

const kitchen = { ...delivery, name: "kitchen", table: "dishes", doing: "cooking", done: "cooked" };

/** S01: the receiver is away for a while. Both brokers keep what is for it; a direct call has nobody to keep anything. */
export const receiverOffline: Scenario = {
  id: "receiver-offline",
  revision: 2,
  title: "The receiver is offline",
  summary:
    "The kitchen goes down with order #4 in its hands and is away for eight seconds, while orders keep coming. Two lanes hold them until it is back. In the third, the caller runs out of tries.",
  shows: ["S01"],
  durationMs: 30_000,
  seed: 11,
  network: { latency: { kind: "uniform", fromMs: 20, toMs: 60 } },
  workload: { kind: "list", messages: fridayMessages, poison: [] },
  producers: ["order-svc"],
  services: [kitchen],
  database: { idempotent: false },
  tape: "dishes",
  lanes: [kafkaLane(), rabbitmqLane([kitchen]), directLane({ client: { retries: 1 } })],
  script: [
    {
      id: "kitchen-away",
      when: { after: "WorkBegun", part: "kitchen", message: 4, delayMs: 20 },
      action: { do: "crash", part: "kitchen-1" },
      forMs: 8000,
    },
  ],
  expect: [
    { lane: "kafka", checker: "at-least-once: effects", verdict: "held" },
    { lane: "rabbitmq", checker: "at-least-once: effects", verdict: "held" },
    { lane: "direct", message: 8, destination: "kitchen", outcome: "refused" },
    { lane: "kafka", checker: "C6", verdict: "held" },
    { lane: "rabbitmq", checker: "C6", verdict: "held" },
    { lane: "kafka", checker: "C9", verdict: "held" },
    { lane: "rabbitmq", checker: "C9", verdict: "held" },
  ],
};
