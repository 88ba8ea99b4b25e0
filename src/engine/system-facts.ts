import type { SettingInfo } from "./delivery/settings.ts";
import type { SystemName } from "./delivery/system.ts";
import { DIRECT_SETTINGS } from "./direct/settings.ts";
import { kafkaReaders } from "./kafka/setting-readers.ts";
import { KAFKA_SETTINGS } from "./kafka/settings.ts";
import { RABBITMQ_SETTINGS } from "./rabbitmq/settings.ts";

interface SystemFacts {
  title: string;
  settings: readonly SettingInfo[];
  /** As `SystemDefinition.readers`. */
  readers(setting: SettingInfo, part: string, parts: readonly string[]): string[];
}

const itself = (_setting: SettingInfo, part: string): string[] => [part];

/** What can be said of a system without its machinery: the page needs no more, and stays small. */
export const systemFacts: Readonly<Record<SystemName, SystemFacts>> = {
  kafka: { title: "Kafka", settings: KAFKA_SETTINGS, readers: kafkaReaders },
  rabbitmq: { title: "RabbitMQ", settings: RABBITMQ_SETTINGS, readers: itself },
  direct: { title: "Direct call", settings: DIRECT_SETTINGS, readers: itself },
};
