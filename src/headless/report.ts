import type { LedgerOutcome, VerdictValue } from "../engine/document/outcomes.ts";

/** What `run` prints: one JSON document with `--json`, else these in words. */
export interface Report {
  readonly document: { readonly id: string; readonly title: string; readonly version: 1 | 2 };
  /** What a real system accepts and will fail at, and what the engine does not model, by the path of the field. */
  readonly warnings: readonly { readonly path: string; readonly message: string }[];
  /** How many expectations the document states; without any, every run holds. */
  readonly expectations: number;
  /** Every expectation held in every run. */
  readonly holds: boolean;
  readonly runs: readonly RunReport[];
}

/** One run of the document, by its seed. */
export interface RunReport {
  readonly seed: number;
  /** 16 hexadecimal digits over all that happened: the same on the page, and on every machine. */
  readonly fingerprint: string;
  /** Virtual milliseconds. */
  readonly endMs: number;
  /** Whether everything had come to rest: verdicts would not change any more. */
  readonly atRest: boolean;
  /** The limit that stopped the run before its end, in words; null as a rule. */
  readonly stopped: string | null;
  readonly holds: boolean;
  /** The expectations that do not hold, each in one line. */
  readonly unmet: readonly string[];
  readonly lanes: readonly LaneReport[];
}

export interface LaneReport {
  readonly id: string;
  readonly title: string;
  readonly verdicts: readonly VerdictReport[];
  readonly ledger: LedgerReport;
}

/** A promise by the id of its checker, such as `C6`. */
export interface VerdictReport {
  readonly checker: string;
  readonly title: string;
  readonly verdict: VerdictValue;
  /** Cases against it. */
  readonly count: number;
  readonly sentence: string;
}

/** Rows by their outcome; only outcomes that occur. */
export interface LedgerReport {
  readonly rows: number;
  readonly totals: Readonly<Partial<Record<LedgerOutcome, number>>>;
  readonly destinations: Readonly<Record<string, Readonly<Partial<Record<LedgerOutcome, number>>>>>;
}
