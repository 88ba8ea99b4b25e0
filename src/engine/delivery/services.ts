import type { DurationSpec } from "../document/duration.ts";

export type { DurationSpec };

/** When a consumer settles relative to its work: after it, before it, or in the background (Kafka's auto-commit, RabbitMQ's automatic ack). */
export type SettleMode = "after" | "before" | "auto";

/** One business service that reacts to messages: a consumer group, a queue with consumers, a called service. */
export interface ServiceSpec {
  /** Also the name of the group, the queue, the destination. Its consumers are `name-1`, `name-2`, … */
  name: string;
  consumers: number;
  /** Which types of message it is for; all when left out. */
  types?: readonly string[];
  serviceTime: DurationSpec;
  /** How much of the service time passes before the effect is asked for: 0 to 1. */
  effectAt: number;
  /** Table of the effects database that it writes to: `charges`. */
  table: string;
  /** What it does, for captions: "charging", "charged". */
  doing: string;
  done: string;
  settle: SettleMode;
}

export interface DatabaseSpec {
  /** Applies an effect once per service and message, however often it is asked. */
  idempotent: boolean;
}
