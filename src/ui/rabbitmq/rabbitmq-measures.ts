import type { Density } from "../layout/lane-layout.ts";

/** Measures of a RabbitMQ lane in drawing units, the same at every density. */
export const EXCHANGE_RADIUS = 31;
export const EXCHANGE_GAP = 10;
export const SLOT = 27;

export interface RabbitmqMeasures {
  density: Density;
  top: number;
  publisher: { width: number; height: number };
  plate: { width: number; height: number };
  node: { width: number; height: number };
  /** Name and counts above a pipe. */
  head: number;
  pipe: number;
  wall: number;
  queueGap: number;
  consumer: { width: number; height: number };
  consumerGap: number;
  tape: number;
  tapeGap: number;
}

export const RABBITMQ_MEASURES: Record<Density, RabbitmqMeasures> = {
  roomy: {
    density: "roomy",
    top: 6,
    publisher: { width: 96, height: 58 },
    plate: { width: 78, height: 22 },
    node: { width: 96, height: 34 },
    head: 19,
    pipe: 36,
    wall: 5.5,
    queueGap: 11,
    consumer: { width: 196, height: 36 },
    consumerGap: 4,
    tape: 38,
    tapeGap: 8,
  },
  tight: {
    density: "tight",
    top: 2,
    publisher: { width: 96, height: 54 },
    plate: { width: 78, height: 20 },
    node: { width: 96, height: 20 },
    head: 16,
    pipe: 29,
    wall: 4,
    queueGap: 5,
    consumer: { width: 236, height: 28 },
    consumerGap: 3,
    tape: 32,
    tapeGap: 3,
  },
};
