import { CHUNK_ROWS, type HistoryChunk } from "../../engine/sim/history.ts";
import type { EventRule, HistorySlice } from "../../worker/protocol.ts";

/** The page's copy of a take's history, grown by slices. Read-only for everybody but the store that owns it. */
export class HistoryReplica {
  length = 0;
  private readonly chunks: HistoryChunk[] = [];
  private strings: string[] = [];
  private readonly kinds: string[] = [];
  private readonly rules = new Map<number, EventRule[]>();
  private readonly carried = new Map<number, number[]>();

  append(slice: HistorySlice): void {
    this.kinds.push(...slice.kinds);
    this.strings.length = slice.stringsFrom;
    this.strings.push(...slice.strings);
    for (let i = 0; i < slice.count; i++) {
      const id = slice.from + i;
      const at = id % CHUNK_ROWS;
      if (at === 0) this.chunks.push(emptyChunk());
      const chunk = this.chunks[this.chunks.length - 1];
      for (const column of COLUMNS) chunk[column][at] = slice.chunk[column][i];
    }
    this.length = slice.from + slice.count;
    for (const { event, message } of slice.carried) this.carried.set(event, [...(this.carried.get(event) ?? []), message]);
    for (const rule of slice.rules) this.rules.set(rule.event, [...(this.rules.get(rule.event) ?? []), rule]);
  }

  at(id: number): number {
    return this.column(id).at[id % CHUNK_ROWS];
  }
  kind(id: number): string {
    return this.kinds[this.column(id).kind[id % CHUNK_ROWS]] ?? "";
  }
  process(id: number): number {
    return this.column(id).process[id % CHUNK_ROWS];
  }
  message(id: number): number {
    return this.column(id).message[id % CHUNK_ROWS];
  }
  a(id: number): number {
    return this.column(id).a[id % CHUNK_ROWS];
  }
  b(id: number): number {
    return this.column(id).b[id % CHUNK_ROWS];
  }
  c(id: number): number {
    return this.column(id).c[id % CHUNK_ROWS];
  }
  /** The event that made this one happen, whatever the kind of the cause; negative when nothing of the history did. */
  cause(id: number): number {
    return this.column(id).cause[id % CHUNK_ROWS];
  }
  text(number: number): string {
    return this.strings[number] ?? "";
  }

  /** The rules and settings that chose this event; for most events none. */
  rulesOf(id: number): readonly EventRule[] {
    return this.rules.get(id) ?? NO_RULES;
  }

  /** Business messages that came in the same packet, beside the one of `message`. */
  carriedBy(id: number): readonly number[] {
    return this.carried.get(id) ?? NO_MESSAGES;
  }

  firstAtOrAfter(us: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) < us) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private column(id: number): HistoryChunk {
    return this.chunks[Math.floor(id / CHUNK_ROWS)];
  }
}

const NO_RULES: readonly EventRule[] = [];
const NO_MESSAGES: readonly number[] = [];
const COLUMNS = ["at", "kind", "process", "message", "a", "b", "c", "causeKind", "cause"] as const;

function emptyChunk(): HistoryChunk {
  return {
    at: new Float64Array(CHUNK_ROWS),
    kind: new Uint16Array(CHUNK_ROWS),
    process: new Int16Array(CHUNK_ROWS),
    message: new Int32Array(CHUNK_ROWS),
    a: new Int32Array(CHUNK_ROWS),
    b: new Int32Array(CHUNK_ROWS),
    c: new Int32Array(CHUNK_ROWS),
    causeKind: new Uint8Array(CHUNK_ROWS),
    cause: new Int32Array(CHUNK_ROWS),
  };
}
