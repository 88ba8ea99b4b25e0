import type { Density } from "../stage/lane-layout.ts";

/** Measures of a Kafka lane in drawing units, the same at every density. */
export const CELL = 24;
export const CELLS = 8;
export const STRIP_PADDING = 6;
export const BROKER_WIDTH = CELLS * CELL + 2 * STRIP_PADDING;
export const BROKER_GAP = 6;
export const ROW_HEADER = 66;
/** Rows that are drawn in full; further ones stand in the inspector. */
export const MOST_ROWS = 3;

export interface KafkaMeasures {
  density: Density;
  /** Room above the brokers. */
  top: number;
  producer: { width: number; height: number };
  /** From a broker's upper edge to its first strip. */
  head: number;
  pitch: number;
  strip: number;
  /** How far a row's rail runs above its strip. */
  rail: number;
  groupHead: number;
  groupWidth: number;
  groupGap: number;
  member: number;
  memberGap: number;
  tape: number;
  tapeGap: number;
}

export const KAFKA_MEASURES: Record<Density, KafkaMeasures> = {
  roomy: {
    density: "roomy",
    top: 12,
    producer: { width: 96, height: 58 },
    head: 44,
    pitch: 50,
    strip: 25,
    rail: 7,
    groupHead: 19,
    groupWidth: 156,
    groupGap: 5,
    member: 30,
    memberGap: 3,
    tape: 38,
    tapeGap: 8,
  },
  tight: {
    density: "tight",
    top: 6,
    producer: { width: 96, height: 54 },
    head: 27,
    pitch: 41,
    strip: 23,
    rail: 5,
    groupHead: 17,
    groupWidth: 232,
    groupGap: 3,
    member: 24,
    memberGap: 2,
    tape: 32,
    tapeGap: 4,
  },
};
