import type { MessageRef } from "./message-ref.ts";
import type { LedgerOutcome, VerdictValue } from "./outcomes.ts";
import type { PlaceTarget } from "./script.ts";

/** A handler by its whole name (`handlerName`), or a place. */
export type Whereabouts = { handler: string } | PlaceTarget;

/** An outcome that a scenario is there to show: it must have it whatever the seed. */
export type Expectation =
  /** A promise by the id of its checker, such as `C6` or `at-most-once: effects`; of the whole lane, or at one handler or place. */
  | { lane: string; checker: string; at?: Whereabouts; verdict: VerdictValue }
  /** What the ledger says of a message for a handler at the end. */
  | { lane: string; message: MessageRef; at: { handler: string }; outcome: LedgerOutcome }
  /** Events of a kind, about one message or any: whether there are some. */
  | { lane: string; event: string; at?: Whereabouts; message?: MessageRef; happens: boolean }
  /** That share (0 to 1) of the latencies of a lane lies below the same share of another lane's: 0.5 compares medians. */
  | { lane: string; quickerThan: string; at?: { handler: string }; share: number };
