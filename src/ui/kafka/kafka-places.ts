import type { FrameProcess } from "../../worker/protocol.ts";
import type { Box, Point } from "../stage/lane-layout.ts";
import type { RowFacts } from "./kafka-facts.ts";
import type { KafkaMeasures } from "./kafka-measures.ts";

/** Where the things of a Kafka lane stand that lines and packets run between. */
export interface KafkaPlaces {
  measures: KafkaMeasures;
  rows: readonly RowFacts[];
  /** Number of partitions of the topic whose rows are drawn, also of those that are not. */
  partitions: number;
  brokers: readonly FrameProcess[];
  /** Name of the effects database; empty without one. */
  database: string;
  brokerX: ReadonlyMap<string, number>;
  producers: ReadonlyMap<string, Box>;
  members: ReadonlyMap<string, Box>;
  producerBus: number;
  groupBus: number;
  effectBus: number;
  /** Where effects reach the tape. */
  tapeEnd: Point;
}

/** The upper edge of a row of logs. */
export function stripTop({ top, head, pitch }: KafkaMeasures, row: number): number {
  return top + head + row * pitch;
}
