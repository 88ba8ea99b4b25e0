import type { SystemName } from "../../engine/delivery/system.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { layoutDirect } from "../direct/direct-layout.ts";
import { layoutDirectPhone } from "../direct/direct-phone-layout.ts";
import { layoutKafka } from "../kafka/kafka-layout.ts";
import { layoutKafkaPhone } from "../kafka/kafka-phone-layout.ts";
import type { Density, LaneLayout } from "../layout/lane-layout.ts";
import { layoutRabbitmq } from "../rabbitmq/rabbitmq-layout.ts";
import { layoutRabbitmqPhone } from "../rabbitmq/rabbitmq-phone-layout.ts";
import { LEAST_WIDTH } from "./lane-room.ts";

/** Whether a lane stands upright in a place of this size in px: where it is narrow, or rather narrow and high. */
export function isUpright({ width, height }: { width: number; height: number }): boolean {
  return width > 0 && (width < 520 || (width < LEAST_WIDTH && height > 480));
}

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
