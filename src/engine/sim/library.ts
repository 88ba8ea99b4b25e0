import type { Context, Handlers, ProcessTypes } from "./process.ts";

/** The types of a library: those of a role, and what it tells the process that it runs in. */
export interface LibraryTypes extends ProcessTypes {
  tells: object;
}

export interface LibraryContext<L extends LibraryTypes> extends Context<L> {
  /** Tells the process, which acts on it before this returns (`ProcessDefinition.heard`). Nothing that is told may be part of a state. */
  tell(told: L["tells"]): void;
}

/**
 * What runs inside a process beside others of its kind: a client library. It has a state, connections and timers of its own, and is written and
 * tested alone, like a role. It knows neither the process nor any other library; the process calls it through `Context.within`.
 */
export interface Library<L extends LibraryTypes> extends Handlers<L, LibraryContext<L>> {}

// biome-ignore lint/suspicious/noExplicitAny: the kernel holds libraries of every type side by side
export type AnyLibrary = Library<any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyLibraryContext = LibraryContext<any>;
