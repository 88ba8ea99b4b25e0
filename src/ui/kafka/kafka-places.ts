import type { KafkaConsumerView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { Box, Point } from "../layout/lane-layout.ts";
import type { RowFacts } from "./kafka-facts.ts";
import type { KafkaMeasures } from "./kafka-measures.ts";

export interface PlacedMember {
  box: Box;
  view: KafkaConsumerView;
  crashed: boolean;
}

/** Where the things of a Kafka lane stand that lines and packets run between. */
export interface KafkaPlaces {
  measures: KafkaMeasures;
  rows: readonly RowFacts[];
  /** The topic that producers write to. */
  topic: string;
  brokers: readonly FrameProcess[];
  /** Name of the effects database; empty without one. */
  database: string;
  /** The left edge of the frame in which a broker's strips stand; the same for all where a partition has one strip only. */
  brokerX: ReadonlyMap<string, number>;
  brokerWidth: number;
  cell: number;
  /** The middles of the brokers' columns where they are columns of squares; null where they are frames with strips. */
  columnX: ReadonlyMap<string, number> | null;
  producers: ReadonlyMap<string, Box>;
  members: ReadonlyMap<string, PlacedMember>;
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
