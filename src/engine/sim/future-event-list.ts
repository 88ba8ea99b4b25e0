import { LIMITS, LimitError } from "./limits.ts";
import type { Micros } from "./time.ts";

/** Names a scheduled event for as long as it has not happened: row number plus how often the row was used before. */
export type Handle = number;
export const NO_HANDLE: Handle = -1;

/** Row kind 0 marks a cancelled row, which is thrown away when it surfaces. */
const CANCELLED = 0;
const ROW_SPAN = 0x100000; // 2^20 rows, above LIMITS.pendingEvents
const COMPACT_FROM = 4096;

/**
 * What will happen, ordered by (time, order of scheduling): a binary heap on typed arrays, whose entries point into a pool of rows.
 * A calendar or ladder queue would win on spread-out times, but collapses when many events share an instant, and here they often do.
 */
export class FutureEventList {
  /** Live and cancelled entries in the heap. */
  size = 0;
  private dead = 0;
  private scheduled = 0;
  private at = new Float64Array(1024);
  private order = new Float64Array(1024);
  private slot = new Int32Array(1024);

  /** The pool. A row's columns may be read after `pop` until the next `push`. */
  kind = new Uint8Array(1024);
  process = new Int32Array(1024);
  x = new Int32Array(1024);
  incarnation = new Int32Array(1024);
  cause = new Int32Array(1024);
  data: unknown[] = [];
  private generation = new Int32Array(1024);
  private free = new Int32Array(1024);
  private freeCount = 0;
  private rows = 0;

  /** Time of the next event that was not cancelled, or Infinity. */
  nextAt(): Micros {
    while (this.size > 0 && this.kind[this.slot[0]] === CANCELLED) {
      this.dead--;
      this.release(this.removeTop());
    }
    return this.size > 0 ? this.at[0] : Number.POSITIVE_INFINITY;
  }

  push(at: Micros, kind: number, process: number, x: number, incarnation: number, cause: number, data: unknown): Handle {
    const row = this.freeCount > 0 ? this.free[--this.freeCount] : this.newRow();
    this.kind[row] = kind;
    this.process[row] = process;
    this.x[row] = x;
    this.incarnation[row] = incarnation;
    this.cause[row] = cause;
    this.data[row] = data;
    this.insert(at, this.scheduled++, row);
    return this.generation[row] * ROW_SPAN + row;
  }

  /** Takes the next row off; call `nextAt` first. The row may be reused by the next `push`. */
  pop(): number {
    const row = this.removeTop();
    this.release(row);
    return row;
  }

  /** The handle that the row popped last had. */
  handleOf(popped: number): Handle {
    return (this.generation[popped] - 1) * ROW_SPAN + popped;
  }

  /** Does nothing when the event has happened or was cancelled already. */
  cancel(handle: Handle): void {
    if (handle < 0) return;
    const row = handle % ROW_SPAN;
    if (this.generation[row] !== (handle - row) / ROW_SPAN || this.kind[row] === CANCELLED) return;
    this.kind[row] = CANCELLED;
    this.data[row] = undefined;
    this.dead++;
    if (this.dead > COMPACT_FROM && this.dead * 2 > this.size) this.compact();
  }

  copy(copyData: (data: unknown) => unknown): FutureEventList {
    this.compact();
    const twin = new FutureEventList();
    twin.size = this.size;
    twin.scheduled = this.scheduled;
    twin.rows = this.rows;
    twin.freeCount = this.freeCount;
    for (const column of ["at", "order", "slot", "kind", "process", "x", "incarnation", "cause", "generation", "free"] as const) {
      (twin[column] as unknown) = this[column].slice();
    }
    twin.data = this.data.slice(0, this.rows);
    for (let i = 0; i < this.size; i++) twin.data[this.slot[i]] = copyData(this.data[this.slot[i]]);
    return twin;
  }

  private newRow(): number {
    if (this.rows >= LIMITS.pendingEvents) throw new LimitError("pendingEvents");
    if (this.rows === this.kind.length) this.growRows();
    this.data.push(undefined);
    return this.rows++;
  }

  private release(row: number): void {
    this.generation[row]++;
    this.free[this.freeCount++] = row;
  }

  private insert(at: number, order: number, row: number): void {
    if (this.size === this.at.length) this.growHeap();
    const ats = this.at;
    const orders = this.order;
    const slots = this.slot;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const parentAt = ats[parent];
      if (parentAt < at || (parentAt === at && orders[parent] < order)) break;
      ats[i] = parentAt;
      orders[i] = orders[parent];
      slots[i] = slots[parent];
      i = parent;
    }
    ats[i] = at;
    orders[i] = order;
    slots[i] = row;
  }

  private removeTop(): number {
    const ats = this.at;
    const orders = this.order;
    const slots = this.slot;
    const top = slots[0];
    const size = --this.size;
    if (size > 0) this.siftDown(0, ats[size], orders[size], slots[size]);
    return top;
  }

  private siftDown(from: number, at: number, order: number, row: number): void {
    const ats = this.at;
    const orders = this.order;
    const slots = this.slot;
    const size = this.size;
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && (ats[right] < ats[child] || (ats[right] === ats[child] && orders[right] < orders[child]))) {
        child = right;
      }
      const childAt = ats[child];
      if (at < childAt || (at === childAt && order < orders[child])) break;
      ats[i] = childAt;
      orders[i] = orders[child];
      slots[i] = slots[child];
      i = child;
    }
    ats[i] = at;
    orders[i] = order;
    slots[i] = row;
  }

  /** Drops cancelled entries; keeps the order of the rest, which (time, order) determines. */
  private compact(): void {
    if (this.dead === 0) return;
    let kept = 0;
    for (let i = 0; i < this.size; i++) {
      const row = this.slot[i];
      if (this.kind[row] === CANCELLED) {
        this.release(row);
        continue;
      }
      this.at[kept] = this.at[i];
      this.order[kept] = this.order[i];
      this.slot[kept++] = row;
    }
    this.size = kept;
    this.dead = 0;
    for (let i = (kept >> 1) - 1; i >= 0; i--) this.siftDown(i, this.at[i], this.order[i], this.slot[i]);
  }

  private growHeap(): void {
    this.at = widen(this.at, new Float64Array(this.at.length * 2));
    this.order = widen(this.order, new Float64Array(this.order.length * 2));
    this.slot = widen(this.slot, new Int32Array(this.slot.length * 2));
  }

  private growRows(): void {
    const length = this.kind.length * 2;
    this.kind = widen(this.kind, new Uint8Array(length));
    this.process = widen(this.process, new Int32Array(length));
    this.x = widen(this.x, new Int32Array(length));
    this.incarnation = widen(this.incarnation, new Int32Array(length));
    this.cause = widen(this.cause, new Int32Array(length));
    this.generation = widen(this.generation, new Int32Array(length));
    this.free = widen(this.free, new Int32Array(length));
  }
}

function widen<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
