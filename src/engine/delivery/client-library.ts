import type { Library, LibraryContext, LibraryTypes } from "../sim/library.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/**
 * The seam between an application and the client libraries in its process. An application knows no protocol, a library knows no business: all
 * that passes between them stands here. What is handed over is frozen or made of numbers, since no state may share anything with another.
 */

/** What an application calls in a library; nobody is asked to wait, answers are told. */
export interface ClientCalls {
  /** Messages to send, in the order of the program: Kafka's `send`, AMQP's `basic.publish`, a call. */
  hand: readonly BusinessMessage[];
  /** What is to become of a message that arrived: a commit, an acknowledgement, an answer. Each is settled once, unless it was revoked first. */
  settle: Settlement;
  /** No more messages either way; what is under way is finished first. The library tells when it has closed, at least once. */
  close: null;
}

export interface Settlement {
  ref: number;
  how: Settling;
}

/** `done`: the work is done. `give back`: it is for somebody else, or for later. `reject`: nobody is to have it again. */
export type Settling = "done" | "give back" | "reject";

/** A message that was handed to the application. */
export interface Arrived {
  /** By which the library knows it; larger than that of any message that it told before. */
  readonly ref: number;
  readonly message: number;
  /** The handler throws on it. */
  readonly poison: boolean;
}

/** How it went with a message that was handed over: in one place it is stored, it certainly is not, or nobody knows. */
export type Answer = "confirmed" | "refused" | "unresolved";

/** What a library tells the application. */
export type Told =
  | { readonly what: "arrived"; readonly items: readonly Arrived[] }
  /** They belong to somebody else, or will come again. No broker can stop the one at work: it is still settled, which then has no effect. */
  | { readonly what: "revoked"; readonly refs: readonly number[] }
  /** Once for each place to which it was to send a message, be it in the very call that hands it over. */
  | { readonly what: "sent"; readonly message: number; readonly how: Answer }
  | { readonly what: "closed" };

export interface ClientLibraryTypes extends LibraryTypes {
  calls: ClientCalls;
  tells: Told;
}

export type ClientLibrary<L extends ClientLibraryTypes> = Library<L>;
export type ClientContext<L extends ClientLibraryTypes> = LibraryContext<L>;
