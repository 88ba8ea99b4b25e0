import { LIMITS, LimitError } from "./limits.ts";

/** Names a scheduled event for as long as it has not happened: row number plus how often the row was used before. */
export type Handle = number;
/** Number of a row; good until the row is released. */
export type Row = number;
export const NO_ROW: Row = -1;

const ROW_SPAN = 0x100000; // 2^20 rows, above LIMITS.pendingEvents
const FIRST_ROWS = 1024;

/**
 * What is going to happen, as rows of numbers in columns, so that nothing is allocated for an event. What the columns mean is up to
 * the kind: for a timer they hold its process, its number and the process's incarnation, for a packet its direction, what kind of
 * packet it is, and the attempt or the reason. Rows that were released are used again; what they held can be read until then.
 */
export class RowPool {
  kind = new Uint8Array(FIRST_ROWS);
  subject = new Int32Array(FIRST_ROWS);
  x = new Int32Array(FIRST_ROWS);
  n = new Int32Array(FIRST_ROWS);
  /** The event that brought it about. */
  cause = new Int32Array(FIRST_ROWS);
  data: unknown[] = [];
  /** Of packets only: when it was sent and when it arrives, and the packet behind it on the same way. */
  sentAt = new Float64Array(FIRST_ROWS);
  arriveAt = new Float64Array(FIRST_ROWS);
  next = new Int32Array(FIRST_ROWS);
  protected generation = new Int32Array(FIRST_ROWS);
  private free = new Int32Array(FIRST_ROWS);
  private freeCount = 0;
  private rows = 0;

  take(kind: number, subject: number, x: number, n: number, cause: number, data: unknown): Row {
    const row = this.freeCount > 0 ? this.free[--this.freeCount] : this.newRow();
    this.kind[row] = kind;
    this.subject[row] = subject;
    this.x[row] = x;
    this.n[row] = n;
    this.cause[row] = cause;
    this.data[row] = data;
    return row;
  }

  release(row: Row): void {
    this.generation[row]++;
    this.free[this.freeCount++] = row;
  }

  handle(row: Row): Handle {
    return this.generation[row] * ROW_SPAN + row;
  }

  /** The row that a handle names, or NO_ROW when the row was released since. */
  protected rowOf(handle: Handle): Row {
    if (handle < 0) return NO_ROW;
    const row = handle % ROW_SPAN;
    return this.generation[row] === (handle - row) / ROW_SPAN ? row : NO_ROW;
  }

  protected copyRows(twin: RowPool): void {
    twin.rows = this.rows;
    twin.freeCount = this.freeCount;
    for (const column of INTEGERS) twin[column] = this[column].slice();
    twin.kind = this.kind.slice();
    twin.sentAt = this.sentAt.slice();
    twin.arriveAt = this.arriveAt.slice();
    twin.free = this.free.slice();
    twin.generation = this.generation.slice();
    twin.data = this.data.slice();
  }

  private newRow(): Row {
    if (this.rows >= LIMITS.pendingEvents) throw new LimitError("pendingEvents");
    if (this.rows === this.kind.length) this.grow();
    this.data.push(undefined);
    return this.rows++;
  }

  private grow(): void {
    const length = this.kind.length * 2;
    for (const column of INTEGERS) this[column] = widen(this[column], new Int32Array(length));
    this.kind = widen(this.kind, new Uint8Array(length));
    this.sentAt = widen(this.sentAt, new Float64Array(length));
    this.arriveAt = widen(this.arriveAt, new Float64Array(length));
    this.free = widen(this.free, new Int32Array(length));
    this.generation = widen(this.generation, new Int32Array(length));
  }
}

const INTEGERS = ["subject", "x", "n", "cause", "next"] as const;

export function widen<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
