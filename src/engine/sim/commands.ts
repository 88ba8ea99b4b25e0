import type { Distribution } from "./chance.ts";
import type { LibrarySpec } from "./library.ts";
import type { Message } from "./process.ts";
import type { ProcessSpec } from "./process-spec.ts";
import type { Micros } from "./time.ts";

/**
 * What a script may do to the simulated world. Processes and machines go by name; a name that does not exist is an error when the
 * script is loaded, or a recorded no-op when the part is not there at that time.
 */
export type WorldCommand =
  | { do: "crash"; process: string }
  /** Ends it in an orderly way: a role that has an order `Stop` finishes what it must, any other is stopped at once. `leave`: it is taken away. */
  | { do: "stop"; process: string; leave?: true }
  /** Starts it when it is down, and when it is about to stop, as soon as it has. It begins with the order, if there is one. */
  | { do: "restart"; process: string; order?: Message }
  | { do: "powerLoss"; host: string }
  | { do: "powerOn"; host: string }
  | { do: "freeze"; process: string }
  | { do: "resume"; process: string }
  /** Nothing passes from a host of `from` to one of `to`, nor back unless `oneWay`. */
  | { do: "split"; fault: string; from: readonly string[]; to: readonly string[]; oneWay: boolean }
  | { do: "heal"; fault: string }
  | { do: "slowLink"; fault: string; from: readonly string[]; to: readonly string[]; extra: Distribution; oneWay: boolean }
  | { do: "restoreLink"; fault: string }
  /** Breaks the connection at the moment before a message of that type (and carrying that payload, if given) would arrive; null: any peer. */
  | { do: "cutBefore"; fault: string; from: string | null; to: string | null; type: string; payload?: number }
  | { do: "spawn"; spec: ProcessSpec }
  /**
   * Another configuration for a process. `awayUs` null: it takes it over as it runs. Otherwise it stops in an orderly way and is back
   * that long after. A process that is down has it from its next start on. `libraries`: all that it has from then on; left
   * out, it keeps those that it has. None can come or go while it runs: for that it stops in any case.
   */
  | { do: "configure"; process: string; config: object; libraries?: readonly LibrarySpec[]; awayUs: Micros | null }
  /** Hands a process an order of the operator, outside every connection. */
  | { do: "tell"; process: string; message: Message };

/**
 * In place of the name of a process or host: the part that did what the command waited for, whoever that is in the lane. No part is
 * called so.
 */
export const ANCHOR = "<anchor>";

/** The moment of a command: a time, or the n-th event of a kind (by a process, by one of a group, in a lane, about a message), plus a delay. */
export type Moment =
  | { at: Micros }
  | { after: { event: string; process?: string; group?: string; lane?: number; message?: number; nth?: number }; delayUs: Micros };

export interface TimedCommand {
  /** Names the command in the history and on the timeline. */
  name: string;
  /** The lane that it is for. */
  lane?: number;
  moment: Moment;
  command: WorldCommand;
  /** Follows the command after a while, as the end of a fault does. */
  then?: { delayUs: Micros; command: WorldCommand; name: string };
}

/** The command once it is known whose event it waited for. */
export function bindAnchor(timed: TimedCommand, process: string, host: string): TimedCommand {
  const command = bound(timed.command, process, host);
  if (command === timed.command) return timed;
  const { then } = timed;
  return { ...timed, command, then: then === undefined ? undefined : { ...then, command: bound(then.command, process, host) } };
}

function bound(command: WorldCommand, process: string, host: string): WorldCommand {
  if ("process" in command && command.process === ANCHOR) return { ...command, process };
  return "host" in command && command.host === ANCHOR ? { ...command, host } : command;
}
