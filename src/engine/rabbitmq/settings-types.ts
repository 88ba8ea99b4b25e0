import type { SettingValues } from "../delivery/settings.ts";

export type ExchangeType = "direct" | "fanout" | "topic";

/** A RabbitMQ lane as a scenario gives it. Names are AMQP 0-9-1's and RabbitMQ's own. */
export interface RabbitmqSettings {
  nodes: 1;
  exchanges: readonly { name: string; type: ExchangeType; durable: boolean }[];
  queues: readonly { name: string; durable: boolean; arguments: SettingValues }[];
  bindings: readonly { exchange: string; queue: string; routingKey: string }[];
  publisher: SettingValues & { readonly exchange?: string };
  consumer: SettingValues;
  broker: SettingValues;
}
