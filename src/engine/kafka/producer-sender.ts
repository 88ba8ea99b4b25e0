import { MessageConfirmed, MessageRefused, MessageSent, MessageUnresolved } from "../delivery/events.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import { definePurpose } from "../sim/chance.ts";
import { hashText } from "../sim/hash.ts";
import { NO_TIMER } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import { backoff } from "./backoff.ts";
import { EMPTY_BATCH_BYTES, mostBytes, recordBytes } from "./batch-size.ts";
import { leaderEpochOf, leaderName, metadataDisconnected, partitionCount, requestUpdate } from "./client-cluster.ts";
import { isDefinite, isRetriable, type KafkaError } from "./errors.ts";
import { BatchRetried } from "./events.ts";
import { partitionForBytes, utf8 } from "./murmur2.ts";
import { canSend, type Disconnected, ready, send, sendUnanswered } from "./network-client.ts";
import { acknowledged, assignSequence, mayBeSent, outOfOrder, resolveSequences, sequenceLost } from "./producer-sequences.ts";
import type { Batch, ProducerContext, ProducerState, Taken } from "./producer-state.ts";
import type { Produce } from "./protocol.ts";

/** The producer's accumulator and sender: batches, requests, retries. */

const BACKOFF_JITTER = definePurpose("retry backoff");
const NEVER = Number.POSITIVE_INFINITY;

/** K-PROD-10: into the tail batch of its partition, or a new one. */
export function accumulate(state: ProducerState, message: BusinessMessage, topic: string, ctx: ProducerContext): void {
  const partitions = partitionCount(state.cluster, topic);
  if (partitions === 0) {
    // K-PROD-06
    const timer = ctx.setTimer("maxBlock", state.config.maxBlockUs, { message: message.number, topic });
    state.unassigned.push({ message, topic, timer });
    requestUpdate(state.cluster, ctx);
    return;
  }
  const key = utf8(message.key);
  const keyBytes = key.length;
  const atMostBytes = mostBytes(keyBytes, message.sizeBytes);
  if (atMostBytes > state.config.maxRequestSize) {
    state.refused++;
    ctx.rule("K-PROD-07: max.request.size", state.config.maxRequestSize, atMostBytes);
    ctx.trace(MessageRefused, message.number, ctx.text("RecordTooLargeException"));
    ctx.tell({ what: "sent", message: message.number, how: "refused" });
    return;
  }
  const partition = `${topic}-${partitionForBytes(key, partitions)}`;
  state.queues[partition] ??= [];
  const queue = state.queues[partition];
  let batch = queue[queue.length - 1];
  let bytes = batch === undefined ? 0 : bytesIn(batch, keyBytes, message, ctx.now);
  if (batch === undefined || batch.attempts > 0 || batch.inFlight || batch.sizeBytes + bytes > batch.limitBytes) {
    batch = openBatch(state, partition, Math.max(state.config.batchSize, atMostBytes), ctx);
    bytes = bytesIn(batch, keyBytes, message, ctx.now);
    if (queue.length === 0) state.busy.push(partition);
    queue.push(batch);
  }
  batch.records.push({ message: message.number, poison: message.poison });
  batch.sizeBytes += bytes;
}

function bytesIn({ records, createdAt }: Batch, keyBytes: number, { sizeBytes }: BusinessMessage, now: Micros): number {
  return recordBytes(records.length, Math.floor(now / 1000) - Math.floor(createdAt / 1000), keyBytes, sizeBytes);
}

function openBatch(state: ProducerState, partition: string, limitBytes: number, ctx: ProducerContext): Batch {
  const id = state.nextBatch++;
  return {
    id,
    partition,
    records: [],
    sizeBytes: EMPTY_BATCH_BYTES,
    limitBytes,
    createdAt: ctx.now,
    timer: ctx.setTimer("deliveryTimeout", state.config.deliveryTimeoutUs, { partition, id }),
    baseSequence: -1,
    producerEpoch: -1,
    renumbered: false,
    attempts: 0,
    inFlight: false,
    notBefore: 0,
    leaderEpoch: -1,
    failedBy: -1,
  };
}

/** Sends what is ready: when a broker has one ready partition, the request takes one batch of every partition led there (K-PROD-12). */
export function drain(state: ProducerState, ctx: ProducerContext): void {
  if (state.config.idempotent && state.producerId < 0) return;
  resolveSequences(state);
  const brokers: string[] = [];
  let leaderless = false;
  for (const partition of state.busy) {
    if (readyAt(state, state.queues[partition]) > ctx.now) continue;
    const broker = leaderName(state.cluster, partition);
    if (broker === null) leaderless = true;
    else if (!brokers.includes(broker)) brokers.push(broker);
  }
  for (const broker of brokers) drainBroker(state, broker, ctx);
  if (leaderless) requestUpdate(state.cluster, ctx);
  wake(state, ctx);
}

/** One timer for the next batch whose linger or backoff will be over; what is held up by something else is looked at when that ends. */
function wake(state: ProducerState, ctx: ProducerContext): void {
  let at = NEVER;
  for (const partition of state.busy) {
    const next = readyAt(state, state.queues[partition]);
    if (next > ctx.now && next < at) at = next;
  }
  if (state.drainTimer !== NO_TIMER) {
    if (state.drainAt === at) return;
    ctx.cancelTimer(state.drainTimer);
  }
  state.drainTimer = at === NEVER ? NO_TIMER : ctx.setTimer("drain", at - ctx.now, null);
  state.drainAt = at;
}

/** When the queue of a partition is ready (K-PROD-11): 0 for at once, never while nothing waits in it. */
function readyAt(state: ProducerState, queue: readonly Batch[]): Micros {
  let batch: Batch | null = null;
  for (const candidate of queue) {
    if (candidate.inFlight) continue;
    if (batch !== null) return 0;
    if (candidate.attempts > 0) return backoffEnd(state, candidate);
    batch = candidate;
  }
  if (batch === null) return NEVER;
  return state.closing || batch.sizeBytes >= batch.limitBytes ? 0 : batch.createdAt + state.config.lingerUs;
}

/** K-PROD-11: no backoff any longer once the partition has another leader than the one that failed it. */
function backoffEnd(state: ProducerState, batch: Batch): Micros {
  return batch.leaderEpoch === leaderEpochOf(state.cluster, batch.partition) ? batch.notBefore : 0;
}

/** The batch of a partition that may be sent now: the first of its queue that is not on the wire. */
function sendable(state: ProducerState, queue: readonly Batch[], now: Micros): Batch | null {
  let batch: Batch | null = null;
  for (const candidate of queue) {
    if (!candidate.inFlight) batch ??= candidate;
    else if (state.config.maxInFlight === 1) return null; // K-PROD-13
  }
  if (batch === null || (batch.attempts > 0 && backoffEnd(state, batch) > now)) return null;
  return state.config.idempotent && !mayBeSent(state, batch) ? null : batch;
}

function drainBroker(state: ProducerState, broker: string, ctx: ProducerContext): void {
  const { cluster } = state;
  if (!ready(cluster.network, broker, ctx)) return;
  while (canSend(cluster.network, broker)) {
    const batches: Batch[] = [];
    let bytes = 0;
    let isReady = false;
    let isFull = false;
    for (const partition of state.busy) {
      const queue = state.queues[partition];
      if (leaderName(cluster, partition) !== broker) continue;
      isReady ||= readyAt(state, queue) <= ctx.now;
      const batch: Batch | null = isFull ? null : sendable(state, queue, ctx.now);
      if (batch === null) continue;
      isFull = batches.length > 0 && bytes + batch.sizeBytes > state.config.maxRequestSize;
      if (isFull) continue;
      batches.push(batch);
      bytes += batch.sizeBytes;
    }
    if (!isReady || batches.length === 0) return;
    if (isFull) takeTurns(state, batches);
    sendRequest(state, broker, batches, ctx);
  }
}

/** The next request begins with those that this one had no room for. */
function takeTurns(state: ProducerState, taken: readonly Batch[]): void {
  const had = (name: string) => taken.some(({ partition }) => partition === name);
  state.busy = [...state.busy.filter((name) => !had(name)), ...state.busy.filter(had)];
}

function sendRequest(state: ProducerState, broker: string, batches: readonly Batch[], ctx: ProducerContext): void {
  const { config, cluster, producerId } = state;
  const carries: number[] = [];
  for (const batch of batches) {
    if (config.idempotent && batch.baseSequence < 0) assignSequence(state, batch);
    batch.attempts++;
    batch.inFlight = true;
    batch.renumbered = false;
    batch.leaderEpoch = leaderEpochOf(cluster, batch.partition);
    if (batch.attempts === 1) state.sent += batch.records.length;
    for (const { message } of batch.records) {
      carries.push(message);
      if (batch.failedBy >= 0) ctx.because("read", batch.failedBy);
      ctx.trace(MessageSent, message, batch.attempts, ctx.text(batch.partition));
    }
  }
  const request: Produce = {
    type: "Produce",
    correlation: cluster.network.nextCorrelation++,
    acks: config.acks,
    timeoutUs: config.cluster.network.requestTimeoutUs,
    producerId: config.idempotent ? producerId : -1,
    partitions: batches.map(({ partition, producerEpoch, baseSequence, records }) => ({
      name: partition,
      producerEpoch,
      baseSequence,
      records: records.map(({ message, poison }) => ({ message, poison })),
    })),
    carries,
  };
  const taken: Taken = batches.map(({ partition, id }) => ({ partition, id }));
  if (config.acks === 0) {
    const end = sendUnanswered(cluster.network, broker, request, taken, ctx);
    if (end === null)
      for (const batch of batches) complete(state, batch, -1, ctx); // K-PROD-14: written to the socket is success
    else requestsFailed(state, end, ctx);
    return;
  }
  send(cluster.network, broker, request, taken, ctx);
}

/** The batch of that id, unless it was given up. */
export function findBatch(state: ProducerState, { partition, id }: { partition: string; id: number }): Batch | undefined {
  return state.queues[partition]?.find((batch) => batch.id === id);
}

function remove(state: ProducerState, batch: Batch, ctx: ProducerContext): boolean {
  const queue = state.queues[batch.partition];
  const index = queue.indexOf(batch);
  if (index < 0) return false;
  queue.splice(index, 1);
  if (queue.length === 0) state.busy.splice(state.busy.indexOf(batch.partition), 1);
  ctx.cancelTimer(batch.timer);
  return true;
}

export function complete(state: ProducerState, batch: Batch, baseOffset: number, ctx: ProducerContext): void {
  if (!remove(state, batch, ctx)) return;
  if (state.config.idempotent) acknowledged(state, batch);
  batch.records.forEach(({ message }, i) => {
    state.confirmed++;
    ctx.trace(MessageConfirmed, message, ctx.text(batch.partition), baseOffset < 0 ? -1 : baseOffset + i);
    ctx.tell({ what: "sent", message, how: "confirmed" });
  });
}

/** A batch whose request failed: sent again, or given up (K-PROD-16, K-PROD-20). */
export function failBatch(state: ProducerState, batch: Batch, error: KafkaError, ctx: ProducerContext): void {
  batch.inFlight = false;
  const queue = state.queues[batch.partition];
  const expired = ctx.now - batch.createdAt >= state.config.deliveryTimeoutUs;
  const again = isRetriable(error) || (state.config.idempotent && error === "OUT_OF_ORDER_SEQUENCE_NUMBER");
  if (!expired && again && batch.attempts <= state.config.retries) {
    if (error === "OUT_OF_ORDER_SEQUENCE_NUMBER") outOfOrder(state, batch);
    batch.notBefore = ctx.now + retryBackoff(state, batch, ctx);
    batch.failedBy = ctx.trace(BatchRetried, batch.records[0].message, batch.attempts, ctx.text(error));
    if (!state.config.idempotent) {
      queue.splice(queue.indexOf(batch), 1);
      queue.unshift(batch); // to the head: a set that fails together comes back reversed
    }
    return;
  }
  giveUp(state, batch, expired ? "REQUEST_TIMED_OUT" : error, isDefinite(error, state.config.acks) && batch.attempts === 1, ctx);
}

/** `certain`: no attempt can have been stored. */
function giveUp(state: ProducerState, batch: Batch, error: KafkaError, certain: boolean, ctx: ProducerContext): void {
  remove(state, batch, ctx);
  if (batch.baseSequence >= 0) sequenceLost(state, batch, error);
  for (const { message } of batch.records) {
    if (certain) {
      state.refused++;
      ctx.trace(MessageRefused, message, ctx.text(error));
    } else {
      state.unresolved++;
      ctx.trace(MessageUnresolved, message, ctx.text(error));
    }
    ctx.tell({ what: "sent", message, how: certain ? "refused" : "unresolved" });
  }
}

/** K-PROD-15, K-PROD-23: the batch may be in the log all the same, unless it was never sent. */
export function deliveryTimedOut(state: ProducerState, expired: { partition: string; id: number }, ctx: ProducerContext): void {
  const batch = findBatch(state, expired);
  if (batch === undefined) return;
  ctx.rule("delivery.timeout.ms", state.config.deliveryTimeoutUs / 1000);
  giveUp(state, batch, "REQUEST_TIMED_OUT", batch.attempts === 0, ctx);
}

/** K-PROD-06: no metadata within max.block.ms. Nothing was sent. */
export function blockedTooLong(state: ProducerState, number: number, topic: string, ctx: ProducerContext): void {
  const index = state.unassigned.findIndex((one) => one.message.number === number && one.topic === topic);
  if (index < 0) return;
  state.unassigned.splice(index, 1);
  state.refused++;
  ctx.rule("max.block.ms", state.config.maxBlockUs / 1000);
  ctx.trace(MessageRefused, number, ctx.text("TimeoutException: no metadata"));
  ctx.tell({ what: "sent", message: number, how: "refused" });
}

/** K-PROD-16: doubles from retry.backoff.ms, with a fifth of jitter either way, up to retry.backoff.max.ms. */
function retryBackoff(state: ProducerState, batch: Batch, ctx: ProducerContext): number {
  const { retryBackoffUs, retryBackoffMaxUs } = state.config.cluster;
  const word = ctx.draw(BACKOFF_JITTER, hashText(ctx.address), batch.records[0].message * 64 + batch.attempts);
  return backoff(retryBackoffUs, retryBackoffMaxUs, batch.attempts - 1, word);
}

/** K-PROD-15: all requests to a broker fail together when one times out or the connection breaks, oldest first. */
export function requestsFailed(state: ProducerState, end: Disconnected<Taken>, ctx: ProducerContext): void {
  for (const { context } of end.requests) {
    for (const taken of context ?? []) {
      const batch = findBatch(state, taken);
      if (batch !== undefined) failBatch(state, batch, "NETWORK_EXCEPTION", ctx);
    }
  }
  metadataDisconnected(state.cluster, end, ctx);
}
