import type { LibrarySpec } from "./library.ts";
import type { AnyProcessDefinition } from "./process.ts";

/** A process to start. */
export interface ProcessSpec {
  name: string;
  /** Defaults to the name. */
  address?: string;
  /** The machine it runs on; defaults to one of its own, under the process's name. */
  host?: string;
  /** Which lane it belongs to; the kernel only passes it on. */
  lane?: number;
  definition: AnyProcessDefinition;
  config: object;
  /** What runs inside it, with states, connections and timers of their own; they boot after it, in this order. */
  libraries?: readonly LibrarySpec[];
}
