import { LEDGER_OUTCOMES, type LedgerLane, type LedgerOutcome, type LedgerRow } from "./ledger-row.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/** The counts of a row, in this order. */
export const LEDGER_COUNTS = ["sent", "confirmed", "stored", "delivered", "processed", "effects"] as const;

/** A ledger in columns: what is quick to make and to hand to another thread. Row i has its counts from 6 i on. */
export interface LedgerColumns {
  readonly lane: number;
  readonly rows: number;
  readonly message: Int32Array;
  /** Index into `texts`, as is `note`. */
  readonly destination: Int32Array;
  readonly outcome: Uint8Array;
  readonly note: Int32Array;
  readonly counts: Int32Array;
  readonly texts: readonly string[];
}

/** Takes rows one by one; texts are kept once. */
export class LedgerColumnsBuilder {
  private rows = 0;
  private message: Int32Array;
  private destination: Int32Array;
  private outcome: Uint8Array;
  private note: Int32Array;
  private counts: Int32Array;
  private readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(capacity: number) {
    this.message = new Int32Array(capacity);
    this.destination = new Int32Array(capacity);
    this.outcome = new Uint8Array(capacity);
    this.note = new Int32Array(capacity);
    this.counts = new Int32Array(capacity * LEDGER_COUNTS.length);
  }

  get length(): number {
    return this.rows;
  }

  /** The row's place in `counts`, to be filled. */
  add(message: number, destination: string, outcome: number, note: string): number {
    const row = this.rows++;
    if (row === this.message.length) this.widen();
    this.message[row] = message;
    this.destination[row] = this.number(destination);
    this.outcome[row] = outcome;
    this.note[row] = this.number(note);
    return row * LEDGER_COUNTS.length;
  }

  count(place: number, value: number): void {
    this.counts[place] = value;
  }

  build(lane: number): LedgerColumns {
    const { rows, texts } = this;
    return {
      lane,
      rows,
      message: this.message.slice(0, rows),
      destination: this.destination.slice(0, rows),
      outcome: this.outcome.slice(0, rows),
      note: this.note.slice(0, rows),
      counts: this.counts.slice(0, rows * LEDGER_COUNTS.length),
      texts,
    };
  }

  private number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.texts.length);
    this.texts.push(text);
    return this.texts.length - 1;
  }

  private widen(): void {
    const wider = <T extends Int32Array | Uint8Array>(column: T, to: T): T => {
      to.set(column);
      return to;
    };
    const capacity = Math.max(64, this.message.length * 2);
    this.message = wider(this.message, new Int32Array(capacity));
    this.destination = wider(this.destination, new Int32Array(capacity));
    this.outcome = wider(this.outcome, new Uint8Array(capacity));
    this.note = wider(this.note, new Int32Array(capacity));
    this.counts = wider(this.counts, new Int32Array(capacity * LEDGER_COUNTS.length));
  }
}

/** The rows, with what the run's messages say of themselves. */
export function ledgerOfColumns(columns: LedgerColumns, messages: readonly BusinessMessage[]): LedgerLane {
  const { lane, texts, counts } = columns;
  const totals: Partial<Record<LedgerOutcome, number>> = {};
  const rows: LedgerRow[] = [];
  for (let i = 0; i < columns.rows; i++) {
    const { number, key, type } = messages[columns.message[i] - 1];
    const outcome = LEDGER_OUTCOMES[columns.outcome[i]];
    const place = i * LEDGER_COUNTS.length;
    totals[outcome] = (totals[outcome] ?? 0) + 1;
    rows.push({
      message: number,
      key,
      type,
      destination: texts[columns.destination[i]],
      sent: counts[place],
      confirmed: counts[place + 1],
      stored: counts[place + 2],
      delivered: counts[place + 3],
      processed: counts[place + 4],
      effects: counts[place + 5],
      outcome,
      note: texts[columns.note[i]],
    });
  }
  return { lane, rows, totals };
}
