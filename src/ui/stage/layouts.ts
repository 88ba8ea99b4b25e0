import type { SystemName } from "../../engine/delivery/system.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { layoutDirect } from "../direct/direct-layout.ts";
import { layoutDirectPhone } from "../direct/direct-phone-layout.ts";
import { layoutKafka } from "../kafka/kafka-layout.ts";
import { layoutKafkaPhone } from "../kafka/kafka-phone-layout.ts";
import { layoutRabbitmq } from "../rabbitmq/rabbitmq-layout.ts";
import { layoutRabbitmqPhone } from "../rabbitmq/rabbitmq-phone-layout.ts";
import type { Density, LaneLayout } from "./lane-layout.ts";

/** Below this width in pixels a lane stands upright. */
export const NARROW_PX = 520;

export const PHONE_LAYOUTS: Record<SystemName, (processes: readonly FrameProcess[]) => LaneLayout> = {
  kafka: layoutKafkaPhone,
  rabbitmq: layoutRabbitmqPhone,
  direct: layoutDirectPhone,
};

export const LAYOUTS: Record<SystemName, (processes: readonly FrameProcess[], width: number, density: Density) => LaneLayout> = {
  kafka: layoutKafka,
  rabbitmq: layoutRabbitmq,
  direct: layoutDirect,
};
