import type { SystemDefinition } from "../delivery/system.ts";
import { kafkaReaders } from "./setting-readers.ts";
import { KAFKA_SETTINGS } from "./settings.ts";
import type { KafkaSettings } from "./settings-types.ts";
import { buildKafka, kafkaService, kafkaSource } from "./topology.ts";

export const kafkaSystem: SystemDefinition<KafkaSettings> = {
  name: "kafka",
  title: "Kafka",
  settings: KAFKA_SETTINGS,
  build: buildKafka,
  consumer: kafkaService,
  producer: kafkaSource,
  readers: kafkaReaders,
};
