import type { ConnectionId, TimerId } from "../sim/process.ts";
import type { ClientResponse } from "./protocol.ts";

/** What a coordinator keeps for one partition of its topic that this broker leads, beside what the records say. */
export interface Shard {
  status: "loading" | "active";
  loadTimer: TimerId;
  /** What waits for the high watermark, in the order of offsets. */
  deferred: Deferred[];
  nextDeferred: number;
}

export interface Deferred {
  number: number;
  endOffset: number;
  timer: TimerId;
  completion: Completion;
}

/** What is done when records are safe, or when it is known that nobody will say so. */
export type Completion =
  | { readonly do: "respond"; readonly connection: ConnectionId; readonly response: ClientResponse }
  /** K-GRP-07: the stored assignment is handed out. */
  | {
      readonly do: "assign";
      readonly group: string;
      readonly generation: number;
      readonly assignments: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly do: "nothing" };
