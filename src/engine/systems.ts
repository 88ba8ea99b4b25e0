import type { SystemDefinition, SystemName } from "./delivery/system.ts";
import type { SystemParts } from "./delivery/system-parts.ts";
import { directParts } from "./direct/document-parts.ts";
import { directSystem } from "./direct/index.ts";
import { kafkaParts } from "./kafka/document-parts.ts";
import { kafkaSystem } from "./kafka/index.ts";
import { rabbitmqParts } from "./rabbitmq/document-parts.ts";
import { rabbitmqSystem } from "./rabbitmq/index.ts";

/**
 * The systems with their machinery. A further one is a line here, one in `system-facts.ts` (what the page says of it), a kind of lane in
 * `scenario.ts` and its settings' places in `lane-settings.ts`.
 */
/** Their machinery for lanes of documents. A further system is a line here and one in `system-tables.ts`. */
export const SYSTEM_PARTS: readonly SystemParts[] = [kafkaParts, rabbitmqParts, directParts];

export const systems = { kafka: kafkaSystem, rabbitmq: rabbitmqSystem, direct: directSystem } as const;

/** The system of a lane, for code that treats all alike; the lane's settings are of the type that the system expects. */
export function systemOf(name: SystemName): SystemDefinition<object> {
  return systems[name] as SystemDefinition<object>;
}
