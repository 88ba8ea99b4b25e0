export const LEDGER_OUTCOMES = [
  "once",
  "twice",
  "late",
  "lost",
  "removed",
  "refused",
  "in flight",
  "not readable yet",
  "waiting",
  "being processed",
  "unresolved",
  "not sent yet",
] as const;

/** Where a message ends, or stands, for one destination. `twice` includes more often. */
export type LedgerOutcome = (typeof LEDGER_OUTCOMES)[number];

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
