import type { Box, Point } from "../stage/lane-layout.ts";

/** Where the things of a RabbitMQ lane stand that lines and packets run between. */
export interface RabbitmqPlaces {
  node: string;
  /** Name of the effects database; empty without one. */
  database: string;
  publishers: ReadonlyMap<string, Box>;
  exchange: Box;
  /** Pipes by queue name, without the words above them. */
  pipes: ReadonlyMap<string, Box>;
  /** The left end of the plates on the bindings. */
  plateX: number;
  consumers: ReadonlyMap<string, { box: Box; queue: string }>;
  effectBus: number;
  /** Where effects reach the tape. */
  tapeEnd: Point;
}
