import type { ServiceSpec } from "./delivery/services.ts";
import type { BusinessOfVersion1, ChangeOfVersion1, LaneOfVersion1 } from "./delivery/version-1.ts";
import { directTable } from "./direct/document-table.ts";
import type { DirectTypes } from "./direct/document-types.ts";
import { directFromVersion1 } from "./direct/from-version-1.ts";
import type { Action } from "./document/script.ts";
import type { SystemTable } from "./document/system-table.ts";
import { kafkaTable } from "./kafka/document-table.ts";
import type { KafkaTypes } from "./kafka/document-types.ts";
import { kafkaChangeFromVersion1, kafkaFromVersion1 } from "./kafka/from-version-1.ts";
import { outboxTable } from "./outbox/document-table.ts";
import type { OutboxTypes } from "./outbox/document-types.ts";
import { rabbitmqTable } from "./rabbitmq/document-table.ts";
import type { RabbitmqTypes } from "./rabbitmq/document-types.ts";
import { rabbitmqChangeFromVersion1, rabbitmqFromVersion1 } from "./rabbitmq/from-version-1.ts";
import type { LaneSpec } from "./scenario.ts";

/** What each system says of its part of a document, without its machinery. A further system is a line in each of these two lists. */
export const SYSTEM_TABLES: readonly SystemTable[] = [kafkaTable, rabbitmqTable, directTable, outboxTable];

/** The types of a document that is written in code. */
export type KnownSystems = KafkaTypes | RabbitmqTypes | DirectTypes | OutboxTypes;

/** What a lane of version 1 has become, by its system. Version 1 had these three for ever. */
export function laneFromVersion1(lane: LaneSpec, business: BusinessOfVersion1): LaneOfVersion1 {
  switch (lane.system) {
    case "kafka":
      return kafkaFromVersion1(lane.settings, business);
    case "rabbitmq":
      return rabbitmqFromVersion1(lane.settings, business);
    case "direct":
      return directFromVersion1(lane.settings, business);
  }
}

/** What a changed setting has become where that is not the same setting; null otherwise. */
export function changeFromVersion1(change: ChangeOfVersion1, service: ServiceSpec | null): Action | null {
  return rabbitmqChangeFromVersion1(change, service) ?? kafkaChangeFromVersion1(change, service);
}
