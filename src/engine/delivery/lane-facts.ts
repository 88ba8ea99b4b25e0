import type { ServiceSpec } from "./services.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/** What judges of a lane must be told, since no history holds it. */
export interface LaneFacts {
  /** The run's business messages, number n at index n - 1. */
  readonly messages: readonly BusinessMessage[];
  /** Which services the messages are for. Without any, each message is for whatever destination the history names. */
  readonly services: readonly ServiceSpec[];
  /** Prefix of the lane's names: `kafka/`. Left out, faults of the network are taken to be this lane's. */
  readonly prefix?: string;
  /**
   * Whom groups and queues read for, where that is another name than theirs: to what the history says of a reader, its handler is the
   * destination. The history must know the handlers' names from its beginning.
   */
  readonly readers?: Readonly<Record<string, string>>;
  /** The table whose effects the page draws as a tape. */
  readonly tape?: string;
}
