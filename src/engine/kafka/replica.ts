import type { EventId } from "../sim/history.ts";
import type { ConnectionId } from "../sim/process.ts";
import { appendItem, cutTail, emptySequence, itemAt, itemsBetween, type Sequence } from "../sim/sequence.ts";
import type { Micros } from "../sim/time.ts";
import type { LogRecord, PartitionState } from "./protocol.ts";

/** What a leader knows of another replica. */
export interface FollowerState {
  broker: number;
  /** Under which it fetched last (KIP-903); -1 before its first fetch. */
  brokerEpoch: number;
  /** Offset of its last fetch, which is its log end. */
  logEndOffset: number;
  lastFetchAt: Micros;
  /** The leader's log end at that fetch. */
  leaderEndAtLastFetch: number;
  caughtUpAt: Micros;
}

/** One of the last batches of a producer, for recognising duplicates. */
export interface BatchMark {
  firstSequence: number;
  lastSequence: number;
  firstOffset: number;
  event: EventId;
}

export interface ProducerEntry {
  epoch: number;
  /** The last five, oldest first. */
  batches: BatchMark[];
}

/** A broker's copy of a partition, and what it knows as the partition's leader. */
export interface Replica {
  name: string;
  topic: string;
  partition: number;
  log: Sequence<LogRecord>;
  /** Everything below is flushed to disk; the rest is in the page cache (K-BRK-50). */
  flushedTo: number;
  /** Log end at the last write-back: what the next one brings to the disk. */
  writtenBack: number;
  highWatermark: number;
  /** The high watermark as it was last written to the disk; a restart begins with it (K-BRK-51). */
  checkpoint: number;
  /** First offset of each leader epoch in the log. */
  epochs: { epoch: number; start: number }[];
  role: "leader" | "follower" | "offline";
  /** Whether this life of the broker knows its role yet. */
  told: boolean;
  state: PartitionState;
  followers: FollowerState[];
  /** Connections that fetch from here, each with the place of this partition in its last parked request. */
  readers: Record<ConnectionId, number>;
  /** Connections whose produce request waits for the high watermark of this partition (K-BRK-13). */
  writers: ConnectionId[];
  /** Leader that it is fetched from, or -1. */
  fetchedFrom: number;
  /** Not fetched before this time, after an error (`replica.fetch.backoff.ms`). */
  fetchAfter: Micros;
  /** ISR that the controller has been asked for (K-BRK-23), or null. */
  proposedIsr: readonly number[] | null;
  /** Correlation of the request that asked for it. */
  asked: number;
  producers: Record<number, ProducerEntry>;
  /** Where a power loss cut the log, until that is told (K-BRK-52); -1 otherwise. */
  cutByCrash: number;
}

export const DUPLICATE_WINDOW = 5;

/** Before every time: when a follower was caught up that never was. */
export const NEVER: Micros = -1e15;

export function newReplica(state: PartitionState): Replica {
  return {
    name: state.name,
    topic: state.topic,
    partition: state.partition,
    log: emptySequence(),
    flushedTo: 0,
    writtenBack: 0,
    highWatermark: 0,
    checkpoint: 0,
    epochs: [],
    role: "offline",
    told: false,
    state,
    followers: [],
    readers: {},
    writers: [],
    fetchedFrom: -1,
    fetchAfter: 0,
    proposedIsr: null,
    asked: -1,
    producers: {},
    cutByCrash: -1,
  };
}

/** Appends a record that has its offset already; keeps the epoch index and the producers' state, which travel with the log (K-PROD-43). */
export function appendRecord(replica: Replica, record: LogRecord): void {
  appendItem(replica.log, record);
  if (lastEpoch(replica) < record.epoch) beginEpoch(replica, record.epoch, record.offset);
  if (record.producerId >= 0 && record.inBatch === 0) rememberBatch(replica, record);
}

/** An epoch begins at an offset. Epochs that began there without a record of their own leave the index. */
export function beginEpoch(replica: Replica, epoch: number, start: number): void {
  dropEpochsFrom(replica, start);
  replica.epochs.push({ epoch, start });
}

/** Also when nothing is cut: a leader that was deposed before its first append must forget its epoch (K-BRK-33). */
export function dropEpochsFrom(replica: Replica, offset: number): void {
  replica.epochs = replica.epochs.filter(({ start }) => start < offset);
}

function rememberBatch(replica: Replica, first: LogRecord): void {
  const known = replica.producers[first.producerId];
  const entry = known === undefined || known.epoch !== first.producerEpoch ? { epoch: first.producerEpoch, batches: [] } : known;
  replica.producers[first.producerId] = entry;
  entry.batches.push({
    firstSequence: first.sequence,
    lastSequence: lastSequenceOf(first.sequence, first.batchSize),
    firstOffset: first.offset,
    event: first.event,
  });
  if (entry.batches.length > DUPLICATE_WINDOW) entry.batches.shift();
}

const MAX_SEQUENCE = 2147483647;

/** K-PROD-41: after 2147483647 comes 0. */
export function nextSequence(sequence: number): number {
  return sequence === MAX_SEQUENCE ? 0 : sequence + 1;
}

/** Sequence of the last of `count` records, which may lie beyond the wrap. */
export function lastSequenceOf(first: number, count: number): number {
  const last = first + count - 1;
  return last > MAX_SEQUENCE ? last - MAX_SEQUENCE - 1 : last;
}

/** Cuts the log at an offset and rebuilds what was derived from it. */
export function truncate(replica: Replica, offset: number): void {
  cutTail(replica.log, offset);
  replica.flushedTo = Math.min(replica.flushedTo, offset);
  replica.writtenBack = Math.min(replica.writtenBack, offset);
  replica.highWatermark = Math.min(replica.highWatermark, offset);
  dropEpochsFrom(replica, offset);
  replica.producers = {};
  for (let i = replica.log.base; i < replica.log.length; i++) {
    const record = itemAt(replica.log, i) as LogRecord;
    if (record.producerId >= 0 && record.inBatch === 0) rememberBatch(replica, record);
  }
}

/** Where the present leader's epoch began. */
export function epochStart({ epochs, state, log }: Replica): number {
  return epochs.find(({ epoch }) => epoch === state.leaderEpoch)?.start ?? log.length;
}

/** Epoch of the last record, or -1. */
export function lastEpoch(replica: Replica): number {
  return replica.epochs[replica.epochs.length - 1]?.epoch ?? -1;
}

/** K-BRK-32: where an epoch ends in this log; null when it is above all known ones. */
export function endOffsetFor(
  epochs: readonly { epoch: number; start: number }[],
  logEndOffset: number,
  requested: number,
): { epoch: number; endOffset: number } | null {
  const last = epochs[epochs.length - 1];
  if (last === undefined || requested > last.epoch) return null;
  if (requested === last.epoch) return { epoch: requested, endOffset: logEndOffset };
  if (requested < epochs[0].epoch) return { epoch: requested, endOffset: epochs[0].start };
  let at = 0;
  while (at + 1 < epochs.length && epochs[at + 1].epoch <= requested) at++;
  return { epoch: epochs[at].epoch, endOffset: epochs[at + 1].start };
}

/** Whole batches that hold the records from `from` to `to`; the reader drops what is before its position (K-BRK-40). */
export function wholeBatches(replica: Replica, from: number, to: number): LogRecord[] {
  const { log } = replica;
  const first = itemAt(log, from);
  const last = itemAt(log, to - 1);
  if (first === undefined || last === undefined) return [];
  return itemsBetween(log, from - first.inBatch, to + last.batchSize - 1 - last.inBatch);
}

/** What a crash leaves: a killed process loses nothing written (K-BRK-51), a machine that loses power what was not flushed (K-BRK-52). */
export function replicaAfterCrash(replica: Replica, crash: "process" | "machine"): void {
  Object.assign(replica, { role: "offline", told: false, followers: [], readers: {}, writers: [] });
  Object.assign(replica, { fetchedFrom: -1, fetchAfter: 0, proposedIsr: null });
  replica.highWatermark = Math.min(replica.checkpoint, replica.log.length);
  if (crash === "process" || replica.flushedTo >= replica.log.length) return;
  truncate(replica, replica.flushedTo);
  replica.cutByCrash = replica.flushedTo;
}
