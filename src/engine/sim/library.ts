import type { Context, Handlers, ProcessTypes, ReplyContext } from "./process.ts";

/** The types of a library: those of a role, what the process calls in it and what it tells the process. */
export interface LibraryTypes extends ProcessTypes {
  /** By the name of the call: its argument. */
  calls: object;
  tells: object;
}

export interface LibraryContext<L extends LibraryTypes> extends Context<L> {
  /** Tells the process, which acts on it before this returns (`ProcessDefinition.heard`). Nothing that is told may be part of a state. */
  tell(told: L["tells"]): void;
}

/**
 * What runs inside a process beside others of its kind: a client library. It has a state, connections and timers of its own, and is written and
 * tested alone, like a role. It knows neither the process nor any other library; the process calls it by `Context.call`.
 */
export interface Library<L extends LibraryTypes> extends Handlers<L, LibraryContext<L>> {
  readonly calls: { readonly [K in keyof L["calls"]]: (state: L["state"], argument: L["calls"][K], ctx: LibraryContext<L>) => void };
}

/** A library of any type, as the kernel keeps it. */
// biome-ignore lint/suspicious/noExplicitAny: the kernel holds libraries of every type side by side
export type AnyLibrary = Library<any>;

/** What the context is to whichever handler of whichever role or library: it can do all that any of them may. */
// biome-ignore lint/suspicious/noExplicitAny: the kernel has one context for roles and libraries of every type
export type AnyContext = LibraryContext<any> & ReplyContext<any, string>;

/** A library inside a process to start. */
export interface LibrarySpec {
  /** Unique in its process. */
  name: string;
  library: AnyLibrary;
  config: object;
  /** Under which chance knows its connections, unique in its process; defaults to the address of the process. */
  address?: string;
}
