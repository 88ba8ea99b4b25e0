import type { Position } from "../document/application.ts";
import type { Client } from "../document/lane.ts";

/**
 * A table of messages to send, filled in the transaction of an effect. Without `reads` the application writes its children there instead
 * of sending them; with it, the application is the relay that reads them in order and hands each to its handlers.
 */
export interface OutboxClient extends Client {
  system: "outbox";
  database: string;
  /** Which children are written there; all when left out. */
  types?: readonly string[];
  /** The outbox, or the changes of another table of the database. */
  reads?: "outbox" | { table: string };
  position?: Position;
}

export interface OutboxTypes {
  cluster: never;
  client: OutboxClient;
  act: never;
}
