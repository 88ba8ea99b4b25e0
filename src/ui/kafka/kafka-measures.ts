import type { Density } from "../layout/lane-layout.ts";

/** Measures of a Kafka lane in drawing units, the same at every density. */
export const CELL = 24;
export const CELLS = 8;
export const STRIP_PADDING = 6;
export const BROKER_WIDTH = CELLS * CELL + 2 * STRIP_PADDING;
export const BROKER_GAP = 6;
export const ROW_HEADER = 66;
/** Cells grow with the paper up to this width. */
export const WIDEST_CELL = 38;
/** With more brokers than this each is a column of squares, and a partition has one strip: its leader's. */
export const MOST_FULL_BROKERS = 3;
export const COLUMN_WIDTH = 52;
export const COLUMN_GAP = 3;
/** From the columns to the strips. */
export const COLUMNS_TO_STRIPS = 26;
export const SQUARE = 16;
export const COMPACT_PITCH = 50;
export const WIDEST_ROW_HEADER = 130;

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
    head: 30,
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
