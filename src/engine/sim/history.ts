import { eventKindHash } from "./event-kinds.ts";
import { countBelow } from "./sorted.ts";
import { StringTable } from "./string-table.ts";
import type { Micros } from "./time.ts";

/** Position of an event in the history: 0, 1, 2, … in the order in which things happened. */
export type EventId = number;
export const NO_EVENT: EventId = -1;
/** The message column of an event that concerns no business message. */
export const NO_MESSAGE = -1;
export const NO_PROCESS = -1;

/**
 * Why an event happened. `program`: the process did it next. `message`: a packet arrived. `read`: state written by that event was used.
 * `timer`: a timer set then fired. `absence`: nothing came, and that event kept it away. `fault`: injected. `rule`: a rule or setting
 * chose this branch, with the values compared. `carries`: not a cause but a further payload of the packet.
 */
export const CAUSES = ["none", "program", "message", "read", "timer", "absence", "fault", "rule", "carries"] as const;
export type CauseName = (typeof CAUSES)[number];
export const CAUSE = { none: 0, program: 1, message: 2, read: 3, timer: 4, absence: 5, fault: 6, rule: 7, carries: 8 } as const;

const FNV_PRIME = 0x01000193;
const LOW_PRIME = 0x85ebca6b;

const CHUNK_BITS = 14;
export const CHUNK_ROWS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_ROWS - 1;

/** One stretch of the history in columns. Plain data, so that it can be posted to another thread. */
export interface HistoryChunk {
  at: Float64Array;
  kind: Uint16Array;
  process: Int16Array;
  message: Int32Array;
  a: Int32Array;
  b: Int32Array;
  c: Int32Array;
  causeKind: Uint8Array;
  cause: Int32Array;
}

function newChunk(): HistoryChunk {
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

/** Further causes of events beyond the first, in the order of their events. For `rule`, a and b are the values compared. */
export interface ExtraCauses {
  owner: number[];
  kind: number[];
  /** The causing event; for `rule` the text of the rule; for `carries` the message. */
  subject: number[];
  a: number[];
  b: number[];
}

/** One event, read out of its columns. */
export interface HistoryEvent {
  id: EventId;
  at: Micros;
  kind: number;
  process: number;
  message: number;
  a: number;
  b: number;
  c: number;
  causeKind: number;
  cause: EventId;
}

/**
 * What happened, totally ordered, in columns, with a running fingerprint. A history that does not record still counts and hashes:
 * that is what running forward from a snapshot to look at an instant needs.
 */
export class History {
  length = 0;
  /** When something last happened that concerns a business message; -1 when nothing has since this history began or was resumed. */
  movedAt: Micros = -1;
  readonly chunks: HistoryChunk[] = [];
  readonly extras: ExtraCauses = { owner: [], kind: [], subject: [], a: [], b: [] };
  strings = new StringTable();
  /** The two lanes of the fingerprint. In a typed array, since words of 32 bits in plain fields may be boxed at each store. */
  private readonly lanes = Int32Array.of(0x811c9dc5, 0x1b873593);
  private tail: HistoryChunk | undefined;

  constructor(readonly recording: boolean = true) {}

  append(
    at: Micros,
    kind: number,
    process: number,
    message: number,
    a: number,
    b: number,
    c: number,
    causeKind: number,
    cause: EventId,
  ): EventId {
    const id = this.length++;
    if (message >= 0) this.movedAt = at;
    if (this.recording) {
      const i = id & CHUNK_MASK;
      let chunk = this.tail;
      if (i === 0 || chunk === undefined) {
        chunk = newChunk();
        this.chunks.push(chunk);
        this.tail = chunk;
      }
      chunk.at[i] = at;
      chunk.kind[i] = kind;
      chunk.process[i] = process;
      chunk.message[i] = message;
      chunk.a[i] = a;
      chunk.b[i] = b;
      chunk.c[i] = c;
      chunk.causeKind[i] = causeKind;
      chunk.cause[i] = cause;
    }
    // Three times `mix`, with the lanes kept at hand.
    const { lanes } = this;
    let high = lanes[0];
    let low = lanes[1];
    let word = eventKindHash(kind) ^ process;
    let other = at | 0;
    high = Math.imul(high ^ word, FNV_PRIME) ^ other;
    low = (Math.imul(low ^ other ^ (high >>> 15), LOW_PRIME) + word) | 0;
    word = Math.imul(message, 0x2545f491) ^ a;
    other = Math.imul(b, 0x27d4eb2f) ^ c;
    high = Math.imul(high ^ word, FNV_PRIME) ^ other;
    low = (Math.imul(low ^ other ^ (high >>> 15), LOW_PRIME) + word) | 0;
    high = Math.imul(high ^ causeKind, FNV_PRIME) ^ cause;
    lanes[0] = high;
    lanes[1] = Math.imul(low ^ cause ^ (high >>> 15), LOW_PRIME) + causeKind;
    return id;
  }

  /** Attaches a further cause to the event appended last. */
  extra(kind: number, subject: number, a: number, b: number): void {
    this.mix(Math.imul(kind, 31) ^ subject, Math.imul(a, 31) ^ b);
    if (!this.recording) return;
    const { extras } = this;
    extras.owner.push(this.length - 1);
    extras.kind.push(kind);
    extras.subject.push(subject);
    extras.a.push(a);
    extras.b.push(b);
  }

  /** Mixes something that left no event (a timer that fired) into the fingerprint. Two independent 32-bit FNV-1a lanes. */
  mix(word: number, other: number): void {
    const { lanes } = this;
    const high = Math.imul(lanes[0] ^ word, FNV_PRIME) ^ (other | 0);
    lanes[0] = high;
    lanes[1] = Math.imul(lanes[1] ^ other ^ (high >>> 15), LOW_PRIME) + word;
  }

  /** 16 hexadecimal digits over everything that happened so far. */
  fingerprint(): string {
    return hex(this.lanes[0]) + hex(this.lanes[1]);
  }

  marks(): { length: number; high: number; low: number; strings: number; extras: number } {
    return { length: this.length, high: this.lanes[0], low: this.lanes[1], strings: this.strings.size, extras: this.extras.owner.length };
  }

  /** A history that goes on from `marks`: with the rows before them when it records, with nothing but counters otherwise. */
  resumeAt(marks: ReturnType<History["marks"]>, recording: boolean): History {
    const next = new History(recording);
    next.length = marks.length;
    next.lanes[0] = marks.high;
    next.lanes[1] = marks.low;
    next.strings = new StringTable(this.strings.slice(0, marks.strings));
    if (!recording) return next;
    const chunks = Math.ceil(marks.length / CHUNK_ROWS);
    for (let i = 0; i < chunks; i++) {
      const full = (i + 1) * CHUNK_ROWS <= marks.length;
      next.chunks.push(full ? this.chunks[i] : copyChunk(this.chunks[i]));
    }
    next.tail = next.chunks[chunks - 1];
    for (const column of ["owner", "kind", "subject", "a", "b"] as const) {
      next.extras[column] = this.extras[column].slice(0, marks.extras);
    }
    return next;
  }

  at(id: EventId): Micros {
    return this.chunks[id >> CHUNK_BITS].at[id & CHUNK_MASK];
  }
  kind(id: EventId): number {
    return this.chunks[id >> CHUNK_BITS].kind[id & CHUNK_MASK];
  }
  process(id: EventId): number {
    return this.chunks[id >> CHUNK_BITS].process[id & CHUNK_MASK];
  }
  message(id: EventId): number {
    return this.chunks[id >> CHUNK_BITS].message[id & CHUNK_MASK];
  }
  a(id: EventId): number {
    return this.chunks[id >> CHUNK_BITS].a[id & CHUNK_MASK];
  }
  b(id: EventId): number {
    return this.chunks[id >> CHUNK_BITS].b[id & CHUNK_MASK];
  }
  c(id: EventId): number {
    return this.chunks[id >> CHUNK_BITS].c[id & CHUNK_MASK];
  }
  causeKind(id: EventId): number {
    return this.chunks[id >> CHUNK_BITS].causeKind[id & CHUNK_MASK];
  }
  cause(id: EventId): EventId {
    return this.chunks[id >> CHUNK_BITS].cause[id & CHUNK_MASK];
  }

  event(id: EventId): HistoryEvent {
    const chunk = this.chunks[id >> CHUNK_BITS];
    const i = id & CHUNK_MASK;
    return {
      id,
      at: chunk.at[i],
      kind: chunk.kind[i],
      process: chunk.process[i],
      message: chunk.message[i],
      a: chunk.a[i],
      b: chunk.b[i],
      c: chunk.c[i],
      causeKind: chunk.causeKind[i],
      cause: chunk.cause[i],
    };
  }

  /** The first event at or after `at`; `length` when there is none. */
  firstAtOrAfter(at: Micros): EventId {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The further causes of an event: indexes into `extras`, from first (included) to last (excluded). */
  extraRange(id: EventId): [number, number] {
    const { owner } = this.extras;
    const first = countBelow(owner, id);
    let end = first;
    while (end < owner.length && owner[end] === id) end++;
    return [first, end];
  }
}

function copyChunk(chunk: HistoryChunk): HistoryChunk {
  return {
    at: chunk.at.slice(),
    kind: chunk.kind.slice(),
    process: chunk.process.slice(),
    message: chunk.message.slice(),
    a: chunk.a.slice(),
    b: chunk.b.slice(),
    c: chunk.c.slice(),
    causeKind: chunk.causeKind.slice(),
    cause: chunk.cause.slice(),
  };
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
