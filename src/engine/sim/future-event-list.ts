import { type Handle, NO_ROW, type Row, RowPool, widen } from "./row-pool.ts";
import type { Micros } from "./time.ts";

/** Row kind 0 marks a cancelled row, which is thrown away when it surfaces. */
const CANCELLED = 0;
const COMPACT_FROM = 4096;
const FIRST_SIZE = 1024;

/**
 * What will happen, ordered by (time, order of scheduling): a binary heap on typed arrays, whose entries point into a pool of rows.
 * A calendar or ladder queue would win on spread-out times, but collapses when many events share an instant, and here they often do.
 */
export class FutureEventList extends RowPool {
  /** Live and cancelled entries in the heap. */
  size = 0;
  /** The event at the top has been taken and nothing has filled its place yet: what is scheduled next sinks from there. */
  private hollow = false;
  private dead = 0;
  private scheduled = 0;
  private at = new Float64Array(FIRST_SIZE);
  private order = new Float64Array(FIRST_SIZE);
  private slot = new Int32Array(FIRST_SIZE);

  /** Time of the next event that was not cancelled, or Infinity. */
  nextAt(): Micros {
    if (this.hollow) this.fill();
    while (this.size > 0 && this.kind[this.slot[0]] === CANCELLED) {
      this.dead--;
      this.release(this.slot[0]);
      this.fill();
    }
    return this.size > 0 ? this.at[0] : Number.POSITIVE_INFINITY;
  }

  /** Whether something of this kind is still to come. */
  awaits(kind: number): boolean {
    for (let i = this.hollow ? 1 : 0; i < this.size; i++) if (this.kind[this.slot[i]] === kind) return true;
    return false;
  }

  push(at: Micros, kind: number, subject: number, x: number, n: number, cause: number, data: unknown): Handle {
    const row = this.take(kind, subject, x, n, cause, data);
    this.schedule(row, at);
    return this.handle(row);
  }

  /** Puts a row into the order of events. */
  schedule(row: Row, at: Micros): void {
    const order = this.scheduled++;
    if (this.hollow) {
      this.hollow = false;
      this.siftDown(0, at, order, row);
    } else this.siftUp(at, order, row);
  }

  /** Takes the next row off; call `nextAt` first. The row is the caller's, to release or to schedule again. */
  pop(): Row {
    this.hollow = true;
    return this.slot[0];
  }

  /** Does nothing when the event has happened or was cancelled already. */
  cancel(handle: Handle): void {
    const row = this.rowOf(handle);
    if (row !== NO_ROW && this.kind[row] !== CANCELLED) this.unschedule(row);
  }

  /** Takes a row that is scheduled out again. */
  unschedule(row: Row): void {
    this.kind[row] = CANCELLED;
    this.data[row] = undefined;
    this.dead++;
    if (this.dead > COMPACT_FROM && this.dead * 2 > this.size) this.compact();
  }

  copy(copyData: (data: unknown, kind: number) => unknown): FutureEventList {
    this.compact();
    const twin = new FutureEventList();
    twin.size = this.size;
    twin.scheduled = this.scheduled;
    twin.at = this.at.slice();
    twin.order = this.order.slice();
    twin.slot = this.slot.slice();
    this.copyRows(twin);
    for (let i = 0; i < this.size; i++) {
      const row = this.slot[i];
      twin.data[row] = copyData(this.data[row], this.kind[row]);
    }
    return twin;
  }

  private siftUp(at: number, order: number, row: Row): void {
    if (this.size === this.at.length) this.widenHeap();
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

  /** The last entry sinks from the top. */
  private fill(): void {
    this.hollow = false;
    const size = --this.size;
    if (size > 0) this.siftDown(0, this.at[size], this.order[size], this.slot[size]);
  }

  private siftDown(from: number, at: number, order: number, row: Row): void {
    const ats = this.at;
    const orders = this.order;
    const slots = this.slot;
    const size = this.size;
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size) {
        // Which child is earlier cannot be predicted: counted instead of branched on, it costs a third of the time.
        if (ats[right] === ats[child]) child += Number(orders[right] < orders[child]);
        else child += Number(ats[right] < ats[child]);
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
    if (this.hollow) this.fill();
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

  private widenHeap(): void {
    this.at = widen(this.at, new Float64Array(this.at.length * 2));
    this.order = widen(this.order, new Float64Array(this.order.length * 2));
    this.slot = widen(this.slot, new Int32Array(this.slot.length * 2));
  }
}
