import { absentTitle } from "./absent-titles.ts";
import type { LaneReader } from "./lane-reader.ts";
import type { WhyKind, WhyQuestion } from "./why-card.ts";

const QUESTIONS: Readonly<Record<WhyKind, (message: string) => string>> = {
  duplicated: (message) => `Why was ${message} processed twice?`,
  lost: (message) => `Why was ${message} lost?`,
  late: (message) => `Why was ${message} late?`,
  "stored twice": (message) => `Why is ${message} stored twice?`,
  "handed over again": (message) => `Why was ${message} handed over again?`,
  stale: (message) => `Why was ${message} done by a former owner?`,
  "log order": (message) => `Why is ${message} in the wrong place?`,
  "queue order": (message) => `Why was ${message} handed over late?`,
  skipped: (message) => `Why was ${message} skipped?`,
  returned: (message) => `Why did ${message} come back?`,
  failed: (message) => `Why did ${message} fail?`,
  "never sent": (message) => `Why was ${message} never sent?`,
  failing: (message) => `Why does ${message} fail again and again?`,
  buffered: (message) => `Why has ${message} not left its sender?`,
  removed: (message) => `Why was ${message} removed?`,
  refused: (message) => `Why was ${message} refused?`,
  unresolved: (message) => `Why does nobody know about ${message}?`,
  "in flight": (message) => `Why is ${message} still under way?`,
  "not readable yet": (message) => `Why can nobody read ${message}?`,
  waiting: (message) => `Why is ${message} waiting?`,
  "being processed": (message) => `Why is ${message} not done?`,
  "not sent yet": (message) => `Why is ${message} not sent?`,
};

/**
 * The question as it stands on the card. `other`: the message that came before although it was sent later. `times`: how often it had its
 * effect, where that is known.
 */
export function titleOf(question: WhyQuestion, other?: number, times = 2): string {
  if (question.notAsIn !== undefined) return absentTitle(question);
  const { kind, message } = question;
  if (other !== undefined && kind === "late") return `Why was #${message} processed after #${other}?`;
  if (kind === "duplicated" && times > 2) return `Why was #${message} processed ${times} times?`;
  return QUESTIONS[kind](`#${message}`);
}

const DESTINATIONS = { kafka: "Kafka, group", rabbitmq: "RabbitMQ, queue", direct: "Direct call, service" } as const;

/** Which message, and where: "Order 1045, placed. Kafka, group payment." */
export function subtitleOf({ message, destination }: WhyQuestion, { facts, system }: LaneReader): string {
  const { key, type } = facts.messages[message - 1];
  return `Order ${key}, ${type.replace(/^order\./, "")}. ${DESTINATIONS[system]} ${destination}.`;
}
