import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { Run } from "../scenario.ts";
import type { WhyQuestion } from "./why-card.ts";

/** The question as it stands on the card. `other`: the message that came before although it was sent later. */
export function titleOf({ kind, message }: WhyQuestion, other: number | undefined): string {
  switch (kind) {
    case "duplicated":
      return `Why was #${message} processed twice?`;
    case "lost":
      return `Why was #${message} lost?`;
    case "late":
      return other === undefined ? `Why was #${message} late?` : `Why was #${message} processed after #${other}?`;
  }
}

const DESTINATIONS = { kafka: "Kafka, group", rabbitmq: "RabbitMQ, queue", direct: "Direct call, service" } as const;

/** Which message, and where: "Order 1045, placed. Kafka, group payment." */
export function subtitleOf({ lane, message, destination }: WhyQuestion, run: Run, { messages }: LaneFacts): string {
  const { key, type } = messages[message - 1];
  return `Order ${key}, ${type.replace(/^order\./, "")}. ${DESTINATIONS[run.scenario.lanes[lane].system]} ${destination}.`;
}
