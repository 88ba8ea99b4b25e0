import type { SystemDefinition, SystemName } from "./delivery/system.ts";
import { directSystem } from "./direct/index.ts";
import { kafkaSystem } from "./kafka/index.ts";
import { rabbitmqSystem } from "./rabbitmq/index.ts";

/** The only file that names all systems. A further broker family is one more line here. */
export const systems = { kafka: kafkaSystem, rabbitmq: rabbitmqSystem, direct: directSystem } as const;

/** The system of a lane, for code that treats all alike; the lane's settings are of the type that the system expects. */
export function systemOf(name: SystemName): SystemDefinition<object> {
  return systems[name] as SystemDefinition<object>;
}
