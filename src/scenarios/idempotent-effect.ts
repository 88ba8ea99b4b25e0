import type { Scenario } from "../engine/scenario.ts";
import { fridayRush } from "./friday-rush.ts";

/** S12, the cure: the same crash at the same instant, and a database that knows which messages it has applied. */
export const idempotentEffect: Scenario = {
  ...fridayRush,
  id: "idempotent-effect",
  title: "The same crash, cured",
  summary:
    "Order #7 is delivered twice, exactly as in the Friday rush. But the database remembers the id of every message it has applied, so the second request changes nothing: it stands struck out on the tape, and is counted there.",
  shows: ["S12"],
  database: { idempotent: true },
  expect: [
    { lane: "kafka", event: "EffectSkipped", message: 7, happens: true },
    { lane: "rabbitmq", event: "EffectSkipped", message: 7, happens: true },
    { lane: "kafka", message: 7, destination: "payment", outcome: "once" },
    { lane: "rabbitmq", message: 7, destination: "payment", outcome: "once" },
    { lane: "kafka", checker: "C6", verdict: "held" },
    { lane: "rabbitmq", checker: "C6", verdict: "held" },
    { lane: "kafka", checker: "effectively-once: effects", verdict: "held" },
    { lane: "rabbitmq", checker: "effectively-once: effects", verdict: "held" },
  ],
};
