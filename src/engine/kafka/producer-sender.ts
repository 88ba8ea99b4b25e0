import { MessageConfirmed, MessageRefused, MessageSent, MessageUnresolved } from "../delivery/events.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import { definePurpose } from "../sim/chance.ts";
import { hashText } from "../sim/hash.ts";
import { connectionTo, leaderEpochOf, leaderName, partitionCount, refreshMetadata } from "./client-cluster.ts";
import { isDefinite, isRetriable, type KafkaError } from "./errors.ts";
import { BatchRetried } from "./events.ts";
import { partitionForKey } from "./murmur2.ts";
import { acknowledged, assignSequence, mayBeSent, outOfOrder, resolveSequences, sequenceLost } from "./producer-sequences.ts";
import type { Batch, InFlightRequest, ProducerContext, ProducerState } from "./producer-state.ts";

/** The producer's accumulator and sender: batches, requests, retries. */

const BACKOFF_JITTER = definePurpose("retry backoff");
/** `retry.backoff.max.ms`. */
const BACKOFF_MAX_US = 1_000_000;

/** K-PROD-10: into the tail batch of its partition, or a new one. */
export function accumulate(state: ProducerState, message: BusinessMessage, ctx: ProducerContext): void {
  const partitions = partitionCount(state.cluster, state.topic);
  if (partitions === 0) {
    state.unassigned.push(message); // K-PROD-06
    refreshMetadata(state.cluster, ctx);
    ctx.setTimer("maxBlock", state.config.maxBlockUs, { message: message.number });
    return;
  }
  const partition = `${state.topic}-${partitionForKey(message.key, partitions)}`;
  state.queues[partition] ??= [];
  const queue = state.queues[partition];
  let batch = queue[queue.length - 1];
  const fits =
    batch !== undefined && batch.attempts === 0 && !batch.inFlight && batch.sizeBytes + message.sizeBytes <= state.config.batchSize;
  if (!fits) {
    batch = {
      id: state.nextBatch++,
      partition,
      records: [],
      sizeBytes: 0,
      createdAt: ctx.now,
      baseSequence: -1,
      producerEpoch: -1,
      attempts: 0,
      inFlight: false,
      notBefore: 0,
      leaderEpoch: -1,
      failedBy: -1,
    };
    queue.push(batch);
    ctx.setTimer("deliveryTimeout", state.config.deliveryTimeoutUs, { partition, createdAt: ctx.now, first: message.number });
  }
  const { number, poison, sizeBytes } = message;
  batch.records.push({ message: number, poison, sizeBytes });
  batch.sizeBytes += sizeBytes;
  ctx.setTimer("drain", state.config.lingerUs, null);
}

/** Sends what is ready: when a broker has one ready partition, the request takes one batch of every partition led there (K-PROD-12). */
export function drain(state: ProducerState, ctx: ProducerContext): void {
  if (state.config.idempotent && state.producerId < 0) return;
  resolveSequences(state);
  const brokers = new Set<string>();
  let leaderless = false;
  for (const partition of Object.keys(state.queues)) {
    if (!isReady(state, partition, ctx.now)) continue;
    const broker = leaderName(state.cluster, partition);
    if (broker === null) leaderless = true;
    else brokers.add(broker);
  }
  for (const broker of brokers) drainBroker(state, broker, ctx);
  if (leaderless) ctx.setTimer("metadata", BACKOFF_MAX_US / 10, null);
}

function isReady(state: ProducerState, partition: string, now: number): boolean {
  const waiting = state.queues[partition].filter(({ inFlight }) => !inFlight);
  const [batch] = waiting;
  if (batch === undefined) return false;
  if (batch.attempts > 0) return !isBackingOff(state, batch, now);
  const { lingerUs, batchSize } = state.config;
  return state.closing || waiting.length > 1 || batch.sizeBytes >= batchSize || now - batch.createdAt >= lingerUs;
}

/** K-PROD-11: no longer once the partition has another leader than the one that failed it. */
function isBackingOff(state: ProducerState, batch: Batch, now: number): boolean {
  return now < batch.notBefore && batch.leaderEpoch === leaderEpochOf(state.cluster, batch.partition);
}

/** The batch of a partition that may be sent now: the first of its queue that is not on the wire. */
function sendable(state: ProducerState, partition: string, now: number): Batch | null {
  const queue = state.queues[partition] ?? [];
  const batch = queue.find(({ inFlight }) => !inFlight);
  if (batch === undefined || isBackingOff(state, batch, now)) return null;
  if (state.config.maxInFlight === 1 && queue.some(({ inFlight }) => inFlight)) return null; // K-PROD-13
  return state.config.idempotent && !mayBeSent(state, batch) ? null : batch;
}

function drainBroker(state: ProducerState, broker: string, ctx: ProducerContext): void {
  const connection = connectionTo(state.cluster, broker, ctx);
  if (connection === null) return;
  while (state.inFlight.filter((request) => request.broker === broker).length < state.config.maxInFlight) {
    const led = Object.keys(state.queues).filter((partition) => leaderName(state.cluster, partition) === broker);
    if (!led.some((partition) => isReady(state, partition, ctx.now))) return;
    const batches = led.map((partition) => sendable(state, partition, ctx.now)).filter((batch) => batch !== null);
    if (batches.length === 0) return;
    sendRequest(state, broker, connection, batches, ctx);
  }
}

function sendRequest(state: ProducerState, broker: string, connection: number, batches: Batch[], ctx: ProducerContext): void {
  const { config, cluster, producerId } = state;
  const correlation = cluster.nextCorrelation++;
  const carries: number[] = [];
  for (const batch of batches) {
    if (config.idempotent && batch.baseSequence < 0) assignSequence(state, batch);
    batch.attempts++;
    batch.inFlight = true;
    batch.leaderEpoch = leaderEpochOf(cluster, batch.partition);
    if (batch.attempts === 1) state.sent += batch.records.length;
    for (const { message } of batch.records) {
      carries.push(message);
      if (batch.failedBy >= 0) ctx.because("read", batch.failedBy);
      ctx.trace(MessageSent, message, batch.attempts, ctx.text(batch.partition));
    }
  }
  ctx.send(connection, {
    type: "Produce",
    correlation,
    acks: config.acks,
    timeoutUs: config.requestTimeoutUs,
    producerId: config.idempotent ? producerId : -1,
    partitions: batches.map(({ partition, producerEpoch, baseSequence, records }) => ({
      name: partition,
      producerEpoch,
      baseSequence,
      records: records.map(({ message, poison }) => ({ message, poison })),
    })),
    carries,
  });
  if (config.acks === 0) {
    for (const batch of batches) complete(state, batch, -1, ctx); // K-PROD-14: written to the socket is success
    return;
  }
  const timer = ctx.setTimer("requestTimeout", config.requestTimeoutUs, { correlation, broker });
  state.inFlight.push({ broker, correlation, batches: batches.map(({ partition, id }) => ({ partition, id })), timer });
}

/** The batch of that id, unless it was given up. */
export function findBatch(state: ProducerState, { partition, id }: { partition: string; id: number }): Batch | undefined {
  return state.queues[partition]?.find((batch) => batch.id === id);
}

function remove(state: ProducerState, batch: Batch): boolean {
  const queue = state.queues[batch.partition];
  const index = queue.indexOf(batch);
  if (index >= 0) queue.splice(index, 1);
  return index >= 0;
}

export function complete(state: ProducerState, batch: Batch, baseOffset: number, ctx: ProducerContext): void {
  if (!remove(state, batch)) return;
  if (state.config.idempotent) acknowledged(state, batch);
  batch.records.forEach(({ message }, i) => {
    state.confirmed++;
    ctx.trace(MessageConfirmed, message, ctx.text(batch.partition), baseOffset < 0 ? -1 : baseOffset + i);
  });
}

/** A batch whose request failed: sent again, or given up (K-PROD-16, K-PROD-20). */
export function failBatch(state: ProducerState, batch: Batch, error: KafkaError, ctx: ProducerContext): void {
  batch.inFlight = false;
  const queue = state.queues[batch.partition];
  if (!queue.includes(batch)) return; // its delivery timeout has passed meanwhile
  const expired = ctx.now - batch.createdAt >= state.config.deliveryTimeoutUs;
  const again = isRetriable(error) || (state.config.idempotent && error === "OUT_OF_ORDER_SEQUENCE_NUMBER");
  if (!expired && again && batch.attempts <= state.config.retries) {
    if (error === "OUT_OF_ORDER_SEQUENCE_NUMBER") outOfOrder(state, batch);
    batch.notBefore = ctx.now + backoff(state, batch, ctx);
    batch.failedBy = ctx.trace(BatchRetried, batch.records[0].message, batch.attempts, ctx.text(error));
    if (!state.config.idempotent) {
      queue.splice(queue.indexOf(batch), 1);
      queue.unshift(batch); // to the head: a set that fails together comes back reversed
    }
    ctx.setTimer("drain", batch.notBefore - ctx.now, null);
    return;
  }
  giveUp(state, batch, expired ? "REQUEST_TIMED_OUT" : error, isDefinite(error, state.config.acks) && batch.attempts === 1, ctx);
}

/** `certain`: no attempt can have been stored. */
function giveUp(state: ProducerState, batch: Batch, error: KafkaError, certain: boolean, ctx: ProducerContext): void {
  remove(state, batch);
  if (batch.baseSequence >= 0) sequenceLost(state, batch, error);
  for (const { message } of batch.records) {
    if (certain) {
      state.refused++;
      ctx.trace(MessageRefused, message, ctx.text(error));
    } else {
      state.unresolved++;
      ctx.trace(MessageUnresolved, message, ctx.text(error));
    }
  }
}

/** K-PROD-15, K-PROD-23: the batch may be in the log all the same, unless it was never sent. */
export function deliveryTimedOut(state: ProducerState, partition: string, first: number, ctx: ProducerContext): void {
  const batch = state.queues[partition]?.find(({ records }) => records[0].message === first);
  if (batch === undefined) return;
  ctx.rule("delivery.timeout.ms", state.config.deliveryTimeoutUs / 1000);
  giveUp(state, batch, "REQUEST_TIMED_OUT", batch.attempts === 0, ctx);
}

/** K-PROD-06: no metadata within max.block.ms. Nothing was sent. */
export function blockedTooLong(state: ProducerState, number: number, ctx: ProducerContext): void {
  const before = state.unassigned.length;
  state.unassigned = state.unassigned.filter((message) => message.number !== number);
  if (state.unassigned.length === before) return;
  state.refused++;
  ctx.rule("max.block.ms", state.config.maxBlockUs / 1000);
  ctx.trace(MessageRefused, number, ctx.text("TimeoutException: no metadata"));
}

/** K-PROD-16: doubles from retry.backoff.ms, with a fifth of jitter either way, up to a second. */
function backoff(state: ProducerState, batch: Batch, ctx: ProducerContext): number {
  const base = Math.min(BACKOFF_MAX_US, state.config.retryBackoffUs * 2 ** (batch.attempts - 1));
  const word = ctx.draw(BACKOFF_JITTER, hashText(ctx.address), batch.records[0].message * 64 + batch.attempts);
  return Math.min(BACKOFF_MAX_US, Math.round(base * (0.8 + (0.4 * word) / 4294967296)));
}

/** K-PROD-15: all requests to a broker fail together when one times out or the connection breaks, oldest first. */
export function failRequests(state: ProducerState, broker: string, ctx: ProducerContext): void {
  const failed = state.inFlight.filter((request) => request.broker === broker);
  state.inFlight = state.inFlight.filter((request) => request.broker !== broker);
  for (const request of failed) {
    ctx.cancelTimer(request.timer);
    for (const taken of request.batches) {
      const batch = findBatch(state, taken);
      if (batch !== undefined) failBatch(state, batch, "NETWORK_EXCEPTION", ctx);
    }
  }
  if (failed.length > 0) refreshMetadata(state.cluster, ctx);
}

export function takeRequest(state: ProducerState, correlation: number): InFlightRequest | null {
  const index = state.inFlight.findIndex((request) => request.correlation === correlation);
  return index < 0 ? null : state.inFlight.splice(index, 1)[0];
}
