import type { SystemName } from "../../engine/delivery/system.ts";
import { DIRECT_DRAWING } from "../direct/direct-drawing.ts";
import { KAFKA_DRAWING } from "../kafka/kafka-drawing.ts";
import type { SystemDrawing } from "../parts/system-drawing.ts";
import { RABBITMQ_DRAWING } from "../rabbitmq/rabbitmq-drawing.ts";

/** How each system's lanes are drawn and spoken. The stage knows systems by this table alone. */
export const SYSTEM_DRAWINGS: { readonly [System in SystemName]: SystemDrawing<System> } = {
  kafka: KAFKA_DRAWING,
  rabbitmq: RABBITMQ_DRAWING,
  direct: DIRECT_DRAWING,
};

export const DRAWINGS: readonly Omit<SystemDrawing, "chips">[] = Object.values(SYSTEM_DRAWINGS);
