import type { DurationSpec } from "./duration.ts";
import type { SystemTypes } from "./lane.ts";
import type { MessageRef } from "./message-ref.ts";
import type { Step } from "./reading.ts";
import type { SettingValue } from "./setting.ts";

/** A part, or several; each says which kind it means. Names are those of the lane. */
export type Target =
  /** A process: `payment-1`, `broker-2`, `east/broker-2`. */
  | { part: string }
  /** All instances of it. */
  | { application: string }
  | { host: string }
  | { rack: string };

/** Whoever did what the command waited for, in each lane another part perhaps. */
export interface AnchorTarget {
  of: "anchor";
}

/** Whichever part has the message in hand at that instant. */
export interface HolderTarget {
  has: MessageRef;
}

export type Hit = Target | AnchorTarget | HolderTarget;

/** A topic, an exchange or a queue of a cluster. */
export interface PlaceTarget {
  place: string;
  cluster: string;
}

/** Whom an event that is waited for must concern: a part, an application, a consumer group, a place. */
export type About = { part: string } | { application: string } | { group: string } | PlaceTarget;

/** A time in milliseconds, or a delay after the n-th event of a kind (1 when left out). */
export type When = { atMs: number } | { after: string; by?: About; message?: MessageRef; nth?: number; delayMs: number };

/** In `cutBefore`: whichever process is at the other end. */
export const ANY_PEER = "*";

export type Action<S extends SystemTypes = SystemTypes> =
  | { do: "crash"; at: Hit }
  /** Takes a machine with all that runs on it. */
  | { do: "powerLoss"; at: Hit }
  | { do: "freeze"; at: Hit }
  /** Ends in good order, after finishing what it has in hand; `forMs` starts it again. */
  | { do: "stop"; at: Hit }
  /** Starts again what is down, has stopped or has left. */
  | { do: "restart"; at: Target }
  /** The parts of one side are cut off from the other side; an empty side is everything else. `oneWay`: only from the first to the second. */
  | { do: "split"; from: readonly Target[]; to: readonly Target[]; oneWay: boolean }
  | { do: "slowLink"; from: readonly Target[]; to: readonly Target[]; extra: DurationSpec; oneWay: boolean }
  /** Breaks the connection just before that message of the protocol would arrive; processes by name, one end may be ANY_PEER. */
  | { do: "cutBefore"; from: string; to: string; type: string; message?: MessageRef }
  /** One more instance of an application. */
  | { do: "join"; application: string; instance: string }
  /** An instance stops in good order and is gone. */
  | { do: "leave"; part: string }
  /** A client library comes into an application, or goes, by its name; the instances start anew with it. */
  | { do: "addClient"; client: S["client"] }
  | { do: "removeClient"; application: string; client: string }
  /** At a part, at all instances, in a place, or in a whole cluster: all that has a setting of this name. */
  | { do: "set"; at: { part: string } | { application: string } | PlaceTarget | { cluster: string }; setting: string; value: SettingValue }
  /** What is done about failures from now on, by the named client or by all that read; without steps, a failed message counts as worked. */
  | { do: "setOnFailure"; at: { part: string } | { application: string }; client?: string; steps: readonly Step[] }
  /** What an operator does to a cluster, in the words of its system. */
  | ({ do: "operate"; cluster: string } & S["act"]);

/** One entry of the script. `forMs` ends a crash, stop, power loss, freeze, split or slow link; without it the fault lasts. */
export interface Command<S extends SystemTypes = SystemTypes> {
  id: string;
  when: When;
  /** Lanes by id; all that have the part when left out. */
  lanes?: readonly string[];
  action: Action<S>;
  forMs?: number;
}
