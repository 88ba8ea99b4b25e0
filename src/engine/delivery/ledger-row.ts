import { LEDGER_OUTCOMES, type LedgerOutcome } from "../document/outcomes.ts";

export { LEDGER_OUTCOMES, type LedgerOutcome };

/**
 * What the header, the lane switch and the timeline count: each outcome belongs to one of these, so they add up to the rows of the ledger.
 * `done` and `future` are counted by the ledger alone.
 */
export const HEADINGS = ["lost", "duplicated", "late", "failed", "removed", "waiting", "done", "future"] as const;
export type Heading = (typeof HEADINGS)[number];

export const HEADING_OF: Readonly<Record<LedgerOutcome, Heading>> = {
  once: "done",
  twice: "duplicated",
  late: "late",
  lost: "lost",
  skipped: "lost",
  removed: "removed",
  returned: "failed",
  failed: "failed",
  refused: "failed",
  unresolved: "failed",
  "never sent": "failed",
  failing: "waiting",
  "being processed": "waiting",
  waiting: "waiting",
  "not readable yet": "waiting",
  "in flight": "waiting",
  buffered: "waiting",
  "not sent yet": "future",
};

/** One message for one destination in one lane. Counts, and the one outcome it belongs to. */
export interface LedgerRow {
  readonly message: number;
  readonly key: string;
  readonly type: string;
  readonly destination: string;
  readonly sent: number;
  readonly confirmed: number;
  readonly stored: number;
  readonly delivered: number;
  readonly processed: number;
  readonly effects: number;
  readonly outcome: LedgerOutcome;
  /** In words, for the column at the right: "after #10". May be empty. */
  readonly note: string;
}

export interface LedgerLane {
  readonly lane: number;
  readonly rows: readonly LedgerRow[];
  readonly totals: Readonly<Partial<Record<LedgerOutcome, number>>>;
}
