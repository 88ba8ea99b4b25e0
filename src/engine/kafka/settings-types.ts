import type { SettingValues } from "../delivery/settings.ts";

/** A Kafka lane as a scenario gives it. Names and units of the settings are Kafka's own. */
export interface KafkaSettings {
  brokers: number;
  topics: readonly KafkaTopicSpec[];
  producer: SettingValues;
  consumer: SettingValues;
  broker: SettingValues;
}

export interface KafkaTopicSpec {
  name: string;
  partitions: number;
  replicationFactor: number;
  /** Topic-level settings, such as min.insync.replicas. */
  config: SettingValues;
}
