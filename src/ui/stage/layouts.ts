import type { SystemName } from "../../engine/delivery/system.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { layoutDirect } from "../direct/direct-layout.ts";
import { layoutKafka } from "../kafka/kafka-layout.ts";
import { layoutRabbitmq } from "../rabbitmq/rabbitmq-layout.ts";
import type { LaneLayout } from "./lane-layout.ts";

export const LAYOUTS: Record<SystemName, (processes: readonly FrameProcess[], width: number) => LaneLayout> = {
  kafka: layoutKafka,
  rabbitmq: layoutRabbitmq,
  direct: layoutDirect,
};
