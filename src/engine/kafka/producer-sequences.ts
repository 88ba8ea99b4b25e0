import type { KafkaError } from "./errors.ts";
import type { Batch, PartitionSequence, ProducerState } from "./producer-state.ts";
import { lastSequenceOf, nextSequence } from "./replica.ts";

/** The idempotent producer's book of sequence numbers (K-PROD-41 to K-PROD-45), Kafka's TransactionManager without transactions. */

function sequenceOf(state: ProducerState, partition: string): PartitionSequence {
  state.sequences[partition] ??= { epoch: state.producerEpoch, next: 0, lastAcked: -1, unresolved: -1 };
  return state.sequences[partition];
}

/** Whether a batch may go now. Retries keep to the order; new batches wait for an unresolved number and for those of an older epoch. */
export function mayBeSent(state: ProducerState, batch: Batch): boolean {
  const queue = state.queues[batch.partition];
  if (batch !== queue[0]) {
    for (const { attempts, inFlight } of queue) if (attempts > (inFlight ? 1 : 0)) return false; // K-PROD-44
  }
  if (batch.baseSequence >= 0) return true;
  if ((state.sequences[batch.partition]?.unresolved ?? -1) >= 0) return false; // K-PROD-45
  for (const { baseSequence, producerEpoch } of queue) if (baseSequence >= 0 && producerEpoch !== state.producerEpoch) return false;
  return true;
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
 * OUT_OF_ORDER_SEQUENCE_NUMBER: the batch is sent again in any case. Most often an earlier one only has to come first. There is a hole,
 * and the partition begins anew under a further epoch, when the batch is the very next one, or follows at once on the one that was lost.
 */
export function outOfOrder(state: ProducerState, batch: Batch): void {
  const { unresolved, lastAcked } = sequenceOf(state, batch.partition);
  const isHole = unresolved < 0 ? !batch.renumbered && nextSequence(lastAcked) === batch.baseSequence : unresolved === batch.baseSequence;
  if (isHole) beginEpoch(state, batch.partition);
}

/** A sent batch was given up. What is certain about it decides what becomes of its numbers (K-PROD-45). */
export function sequenceLost(state: ProducerState, batch: Batch, error: KafkaError): void {
  const { partition, attempts, baseSequence, records } = batch;
  if (error === "REQUEST_TIMED_OUT" || attempts > state.config.retries) {
    const sequence = sequenceOf(state, partition);
    if (sequence.unresolved < 0) state.doubtful.push(partition);
    sequence.unresolved = Math.max(sequence.unresolved, nextSequence(lastSequenceOf(baseSequence, records.length)));
  } else beginEpoch(state, partition);
}

/** Once all that was outstanding has settled, either what came later shows that the numbers are used, or there is a hole. */
export function resolveSequences(state: ProducerState): void {
  if (state.doubtful.length === 0) return;
  for (const partition of state.doubtful.slice()) {
    const sequence = state.sequences[partition];
    if (state.queues[partition].some(({ baseSequence }) => baseSequence >= 0)) continue;
    if (nextSequence(sequence.lastAcked) !== sequence.next) beginEpoch(state, partition);
    else settle(state, partition, sequence);
  }
}

function settle(state: ProducerState, partition: string, sequence: PartitionSequence): void {
  sequence.unresolved = -1;
  state.doubtful = state.doubtful.filter((other) => other !== partition);
}

/**
 * The producer raises its own epoch, and the partition's outstanding batches are numbered from 0 under it: those on the wire, and those
 * that wait to be sent again.
 */
function beginEpoch(state: ProducerState, partition: string): void {
  state.producerEpoch++;
  const sequence: PartitionSequence = { epoch: state.producerEpoch, next: 0, lastAcked: -1, unresolved: -1 };
  state.sequences[partition] = sequence;
  settle(state, partition, sequence);
  for (const batch of state.queues[partition]) {
    if (batch.baseSequence < 0) continue;
    number(sequence, batch);
    batch.renumbered = true;
  }
}
