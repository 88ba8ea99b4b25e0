import type { Scenario } from "../engine/scenario.ts";
import { delivery, directLane, kafkaLane, rabbitmqLane } from "./food-service.ts";
import { fridayMessages } from "./friday-rush.ts";

const kitchen = { ...delivery, name: "kitchen", table: "dishes", doing: "cooking", done: "cooked" };

/** S01: the receiver is away for a while. Both brokers keep what is for it; a direct call has nobody to keep anything. */
export const receiverOffline: Scenario = {
  id: "receiver-offline",
  title: "The receiver is offline",
  summary:
    "The kitchen is down from 4 to 12 seconds while orders keep coming. Two lanes hold them until it is back. In the third, the caller runs out of tries.",
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
  script: [{ id: "kitchen-away", when: { atMs: 4000 }, action: { do: "crash", part: "kitchen-1" }, forMs: 8000 }],
  expect: [
    { lane: "kafka", checker: "at-least-once: effects", verdict: "held" },
    { lane: "rabbitmq", checker: "at-least-once: effects", verdict: "held" },
    { lane: "kafka", checker: "C9", verdict: "held" },
    { lane: "rabbitmq", checker: "C9", verdict: "held" },
  ],
};
