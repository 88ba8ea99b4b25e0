/**
 * `held` in this run; `broken`, with witnesses; `not exercised`: no fault touched a path that the promise depends on and nothing else put
 * it to the test; `open`: the run has not ended, or it ended before everything had come to rest, and what is still under way decides.
 */
export const VERDICT_VALUES = ["held", "broken", "not exercised", "open"] as const;
export type VerdictValue = (typeof VERDICT_VALUES)[number];

/** From the most certain to the least. */
export const LEDGER_OUTCOMES = [
  "once",
  "twice",
  "late",
  "lost",
  "skipped",
  "removed",
  "returned",
  "failed",
  "refused",
  "unresolved",
  "never sent",
  "failing",
  "being processed",
  "waiting",
  "not readable yet",
  "in flight",
  "buffered",
  "not sent yet",
] as const;

/**
 * Where a message ends, or stands, for one destination. `twice` includes more often; `failing` is a message whose handler threw and that will
 * be tried again; `failed` a call that was answered with an error, or never made, in an order that was given up; `never sent` one that no
 * library has, or whose library's memory is gone.
 */
export type LedgerOutcome = (typeof LEDGER_OUTCOMES)[number];
