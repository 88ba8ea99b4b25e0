import type { KafkaError } from "./errors.ts";
import type { Batch, ProducerState } from "./producer-state.ts";
import { lastSequenceOf, nextSequence } from "./replica.ts";

/** The idempotent producer's book of sequence numbers (K-PROD-41 to K-PROD-45), Kafka's TransactionManager without transactions. */
export interface PartitionSequence {
  /** The producer epoch under which the present numbers are given. */
  epoch: number;
  next: number;
  /** Of the last batch that was acknowledged; -1 before the first. */
  lastAcked: number;
  /** A sent batch was given up, and nobody knows whether its numbers are used. */
  unresolved: boolean;
}

function sequenceOf(state: ProducerState, partition: string): PartitionSequence {
  state.sequences[partition] ??= { epoch: state.producerEpoch, next: 0, lastAcked: -1, unresolved: false };
  return state.sequences[partition];
}

/** Batches that have their numbers and no outcome yet: on the wire, or waiting to be sent again. */
function outstanding(state: ProducerState, partition: string): Batch[] {
  return state.queues[partition].filter(({ baseSequence }) => baseSequence >= 0);
}

/** Whether a batch may go now. Retries keep to the order; new batches wait for an unresolved number and for those of an older epoch. */
export function mayBeSent(state: ProducerState, batch: Batch): boolean {
  const queue = state.queues[batch.partition];
  const retrying = queue.some(({ attempts, inFlight }) => attempts > (inFlight ? 1 : 0));
  if (retrying && batch !== queue[0]) return false; // K-PROD-44
  if (batch.baseSequence >= 0) return true;
  if (state.sequences[batch.partition]?.unresolved) return false; // K-PROD-45
  return outstanding(state, batch.partition).every(({ producerEpoch }) => producerEpoch === state.producerEpoch);
}

/** When a batch is sent for the first time (K-PROD-41). A partition takes over a new epoch with its numbers from 0. */
export function assignSequence(state: ProducerState, batch: Batch): void {
  const sequence = sequenceOf(state, batch.partition);
  if (sequence.epoch !== state.producerEpoch) Object.assign(sequence, { epoch: state.producerEpoch, next: 0, lastAcked: -1 });
  number(sequence, batch);
}

function number(sequence: PartitionSequence, batch: Batch): void {
  batch.producerEpoch = sequence.epoch;
  batch.baseSequence = sequence.next;
  sequence.next = nextSequence(lastSequenceOf(sequence.next, batch.records.length));
}

export function acknowledged(state: ProducerState, batch: Batch): void {
  const sequence = state.sequences[batch.partition];
  if (sequence?.epoch === batch.producerEpoch) sequence.lastAcked = lastSequenceOf(batch.baseSequence, batch.records.length);
}

/**
 * Whether OUT_OF_ORDER_SEQUENCE_NUMBER only says that an earlier batch has to come first. When nothing earlier is outstanding there is a
 * hole, and the partition begins anew under a further epoch. Either way the batch is sent again.
 */
export function outOfOrder(state: ProducerState, batch: Batch): void {
  const sequence = sequenceOf(state, batch.partition);
  const isNext = nextSequence(sequence.lastAcked) === batch.baseSequence;
  if (sequence.unresolved || isNext) beginEpoch(state, batch.partition);
}

/** A sent batch was given up. What is certain about it decides what becomes of its numbers (K-PROD-45). */
export function sequenceLost(state: ProducerState, { partition, attempts }: Batch, error: KafkaError): void {
  if (error === "REQUEST_TIMED_OUT" || attempts > state.config.retries) sequenceOf(state, partition).unresolved = true;
  else beginEpoch(state, partition);
}

/** Once all that was outstanding has settled, either what came later shows that the numbers are used, or there is a hole. */
export function resolveSequences(state: ProducerState): void {
  for (const [partition, sequence] of Object.entries(state.sequences)) {
    if (!sequence.unresolved || outstanding(state, partition).length > 0) continue;
    sequence.unresolved = false;
    if (nextSequence(sequence.lastAcked) !== sequence.next) beginEpoch(state, partition);
  }
}

/** The producer raises its own epoch, and the partition's outstanding batches are numbered from 0 under it. */
function beginEpoch(state: ProducerState, partition: string): void {
  state.producerEpoch++;
  const sequence: PartitionSequence = { epoch: state.producerEpoch, next: 0, lastAcked: -1, unresolved: false };
  state.sequences[partition] = sequence;
  for (const batch of outstanding(state, partition)) number(sequence, batch);
}
