import type { Box, Point } from "../layout/lane-layout.ts";

/** A binding between two places of the drawing; its key stands on a plate on its line. */
export interface PlacedBinding {
  id: string;
  exchange: string;
  queue: string;
  plate: Box;
}

/** Where the things of a RabbitMQ lane stand that lines and packets run between. */
export interface RabbitmqPlaces {
  node: string;
  /** Name of the effects database; empty without one. */
  database: string;
  publishers: ReadonlyMap<string, { box: Box; exchange: string; connected: boolean }>;
  exchanges: ReadonlyMap<string, Box>;
  bindings: readonly PlacedBinding[];
  /** Pipes by queue name, without the words above them. */
  pipes: ReadonlyMap<string, Box>;
  consumers: ReadonlyMap<string, { box: Box; queue: string; subscribed: boolean }>;
  effectBus: number;
  /** Where effects reach the tape. */
  tapeEnd: Point;
}
