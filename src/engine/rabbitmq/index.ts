import type { SystemDefinition } from "../delivery/system.ts";
import { RABBITMQ_SETTINGS } from "./settings.ts";
import type { RabbitmqSettings } from "./settings-types.ts";
import { buildRabbitmq, rabbitmqConsumer, rabbitmqPublisher } from "./topology.ts";

export const rabbitmqSystem: SystemDefinition<RabbitmqSettings> = {
  name: "rabbitmq",
  title: "RabbitMQ",
  settings: RABBITMQ_SETTINGS,
  build: buildRabbitmq,
  consumer: rabbitmqConsumer,
  producer: rabbitmqPublisher,
  readers: (_setting, part) => [part],
};
