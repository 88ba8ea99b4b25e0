import { MessageDiscarded, MessageStored, PositionCommitted } from "../delivery/events.ts";
import { type EventId, NO_EVENT, NO_MESSAGE } from "../sim/history.ts";
import { type ConnectionId, type LastWords, NO_TIMER } from "../sim/process.ts";
import { itemAt } from "../sim/sequence.ts";
import type { BrokerContext, BrokerState, Channel, DelayedProduce } from "./broker-state.ts";
import { currentLeader, release, respond } from "./broker-state.ts";
import type { KafkaError } from "./errors.ts";
import { DuplicateSequence, GroupStored, OffsetCommitAppended } from "./events.ts";
import { wakeFetches } from "./parked-fetches.ts";
import { brokerInfo, type CoordinatorRecord, type Produce, type ProducedRecord } from "./protocol.ts";
import {
  appendRecord,
  type BatchMark,
  type FollowerState,
  lastSequenceOf,
  nextSequence,
  type ProducerEntry,
  type Replica,
} from "./replica.ts";
import { recordsCommitted } from "./shard-commits.ts";

/** The leader's side of a partition: appends, the high watermark, acknowledgements, the in-sync replicas. */

/** K-BRK-02, K-BRK-04: never more than the number of replicas. */
export function effectiveMinIsr(state: BrokerState, replica: Replica): number {
  return Math.min(state.config.minInsyncReplicas[replica.topic] ?? 1, replica.state.replicas.length);
}

/** The decision on a produced batch by its producer's sequence numbers (K-PROD-42), before anything is changed. */
export function checkSequence(
  entry: ProducerEntry | undefined,
  producerEpoch: number,
  first: number,
  count: number,
): { result: "append" } | { result: "duplicate"; batch: BatchMark } | { result: "error"; error: KafkaError } {
  if (entry === undefined) return { result: "append" };
  const last = lastSequenceOf(first, count);
  if (producerEpoch === entry.epoch) {
    const batch = entry.batches.find(({ firstSequence, lastSequence }) => firstSequence === first && lastSequence === last);
    if (batch !== undefined) return { result: "duplicate", batch };
  }
  if (producerEpoch < entry.epoch) return { result: "error", error: "INVALID_PRODUCER_EPOCH" };
  const expected = producerEpoch > entry.epoch ? 0 : nextSequence(entry.batches[entry.batches.length - 1]?.lastSequence ?? -1);
  return first === expected ? { result: "append" } : { result: "error", error: "OUT_OF_ORDER_SEQUENCE_NUMBER" };
}

export function produce(state: BrokerState, request: Produce, connection: ConnectionId, ctx: BrokerContext): void {
  const { correlation, acks, carries = [] } = request;
  const delayed: DelayedProduce = { connection, correlation, waiting: [], results: [], carries, timer: NO_TIMER };
  for (const { name, producerEpoch, baseSequence, records } of request.partitions) {
    const replica = state.replicas[name];
    const refuse = (error: KafkaError) => delayed.results.push({ name, error, baseOffset: -1 });
    if (replica === undefined) {
      refuse("UNKNOWN_TOPIC_OR_PARTITION");
      continue;
    }
    if (replica.role !== "leader") {
      delayed.results.push({ name, error: "NOT_LEADER_OR_FOLLOWER", baseOffset: -1, currentLeader: currentLeader(replica) });
      continue;
    }
    if (acks === -1 && replica.state.isr.length < effectiveMinIsr(state, replica)) {
      ctx.rule("min.insync.replicas", effectiveMinIsr(state, replica), replica.state.isr.length);
      refuse("NOT_ENOUGH_REPLICAS"); // K-BRK-12
      continue;
    }
    if (request.producerId >= 0) {
      const check = checkSequence(replica.producers[request.producerId], producerEpoch, baseSequence, records.length);
      if (check.result === "error") {
        refuse(check.error);
        continue;
      }
      if (check.result === "duplicate") {
        const { batch } = check;
        ctx.because("read", batch.event);
        ctx.rule("enable.idempotence: this sequence number is stored already", baseSequence, batch.firstOffset);
        ctx.trace(DuplicateSequence, records[0].message, ctx.text(name), baseSequence, batch.firstOffset);
        waitOrDone(replica, acks, batch.firstOffset, batch.firstOffset + records.length, delayed);
        continue;
      }
    }
    const baseOffset = appendRecords(replica, request.producerId, producerEpoch, baseSequence, records, ctx);
    recordsAppended(state, replica, ctx);
    waitOrDone(replica, acks, baseOffset, replica.log.length, delayed);
  }
  if (acks === 0) traceDiscarded(request, delayed.results, ctx);
  finishOrPark(state, delayed, acks, request.timeoutUs, ctx);
}

/** K-PROD-14: what was refused is gone, and its producer, which has counted it as sent, is not told why. */
function traceDiscarded({ partitions }: Produce, results: readonly { name: string; error: KafkaError }[], ctx: LastWords): void {
  for (const { name, error } of results) {
    if (error === "NONE") continue;
    for (const { message } of partitions.find((partition) => partition.name === name)?.records ?? [])
      ctx.trace(MessageDiscarded, message, ctx.text(name), ctx.text(error));
  }
}

/** K-PROD-14: what waited behind another request of its connection goes with that, and with acks=0 nobody is told. */
export function leaveUnread(channel: Channel | undefined, ctx: LastWords): void {
  for (const request of channel?.waiting ?? []) {
    if (request.type !== "Produce" || request.acks !== 0) continue;
    const results = request.partitions.map(({ name }) => ({ name, error: "NETWORK_EXCEPTION" as const }));
    traceDiscarded(request, results, ctx);
  }
}

function waitOrDone(replica: Replica, acks: number, baseOffset: number, endOffset: number, delayed: DelayedProduce): void {
  const { name } = replica;
  if (acks === -1 && replica.highWatermark < endOffset) delayed.waiting.push({ name, endOffset });
  delayed.results.push({ name, error: "NONE", baseOffset });
}

function finishOrPark(state: BrokerState, delayed: DelayedProduce, acks: number, timeoutUs: number, ctx: BrokerContext): void {
  const { connection, correlation } = delayed;
  if (acks === 0) {
    // K-PROD-14: no answer; an error closes the connection, and what waited on it is not read any more.
    if (delayed.results.some(({ error }) => error !== "NONE")) {
      ctx.close(connection);
      leaveUnread(state.channels[connection], ctx);
      delete state.channels[connection];
    } else release(state, connection);
  } else if (delayed.waiting.length === 0) answer(state, delayed, ctx);
  else {
    delayed.timer = ctx.setTimer("produceExpired", timeoutUs, { correlation, connection });
    state.delayedProduces[connection] = delayed;
    for (const { name } of delayed.waiting) state.replicas[name].writers.push(connection);
  }
}

function answer(state: BrokerState, { connection, correlation, results, carries }: DelayedProduce, ctx: BrokerContext): void {
  respond(state, connection, { type: "ProduceResponse", correlation, partitions: results, carries }, ctx);
}

/** Appends a batch whole (K-BRK-01). Returns its first offset. */
export function appendRecords(
  replica: Replica,
  producerId: number,
  producerEpoch: number,
  baseSequence: number,
  records: readonly (ProducedRecord & { value?: CoordinatorRecord })[],
  ctx: BrokerContext,
): number {
  const baseOffset = replica.log.length;
  const place = ctx.text(replica.name);
  const epoch = replica.state.leaderEpoch;
  records.forEach(({ message, poison, value }, inBatch) => {
    const offset = baseOffset + inBatch;
    const event = value === undefined ? ctx.trace(MessageStored, message, place, offset, epoch) : traceWritten(value, ctx);
    const sequence = producerId < 0 ? -1 : baseSequence + inBatch;
    const batchSize = records.length;
    appendRecord(
      replica,
      Object.freeze({ offset, epoch, message, poison, producerId, producerEpoch, sequence, batchSize, inBatch, event, value }),
    );
  });
  return baseOffset;
}

function traceWritten(value: CoordinatorRecord, ctx: BrokerContext): EventId {
  const group = ctx.text(value.group);
  if (value.type === "OffsetCommit") return ctx.trace(OffsetCommitAppended, NO_MESSAGE, group, value.offset, ctx.text(value.partition));
  return ctx.trace(GroupStored, NO_MESSAGE, group, value.generation, value.members.length);
}

/** The high watermark may follow at once when the leader is alone in the ISR. */
export function recordsAppended(state: BrokerState, replica: Replica, ctx: BrokerContext): void {
  advanceHighWatermark(state, replica, ctx);
  wakeFetches(state, replica, ctx);
}

export function produceExpired(state: BrokerState, connection: ConnectionId, correlation: number, ctx: BrokerContext): void {
  const delayed = state.delayedProduces[connection];
  if (delayed === undefined || delayed.correlation !== correlation) return;
  delete state.delayedProduces[connection];
  failWaiting(delayed, delayed.waiting, "REQUEST_TIMED_OUT");
  answer(state, delayed, ctx);
}

function failWaiting(delayed: DelayedProduce, waiting: DelayedProduce["waiting"], error: KafkaError): void {
  delayed.results = delayed.results.map((result) => (waiting.some(({ name }) => name === result.name) ? { ...result, error } : result));
  delayed.waiting = delayed.waiting.filter((entry) => !waiting.includes(entry));
}

/** After the high watermark of a partition moved, or its leadership was lost. */
export function completeProduces(state: BrokerState, replica: Replica, ctx: BrokerContext): void {
  if (replica.writers.length === 0) return;
  const finished: ConnectionId[] = [];
  replica.writers = replica.writers.filter((connection) => {
    const delayed = state.delayedProduces[connection];
    const entry = delayed?.waiting.find(({ name }) => name === replica.name);
    if (entry === undefined) return false; // answered by its timer, or its client is gone
    if (replica.role !== "leader") failWaiting(delayed, [entry], "NOT_LEADER_OR_FOLLOWER");
    else if (replica.highWatermark < entry.endOffset) return true;
    else if (isrWithProposal(replica).length >= effectiveMinIsr(state, replica))
      // K-BRK-13
      delayed.waiting = delayed.waiting.filter((other) => other !== entry);
    else failWaiting(delayed, [entry], "NOT_ENOUGH_REPLICAS_AFTER_APPEND");
    if (delayed.waiting.length === 0) finished.push(connection);
    return false;
  });
  for (const connection of finished) {
    const delayed = state.delayedProduces[connection];
    delete state.delayedProduces[connection];
    ctx.cancelTimer(delayed.timer);
    answer(state, delayed, ctx);
  }
}

/** The ISR with additions that the controller has not confirmed yet; removals do not count before they are confirmed (K-BRK-23). */
function isrWithProposal({ state: { isr }, proposedIsr }: Replica): readonly number[] {
  return proposedIsr === null ? isr : [...isr, ...proposedIsr.filter((broker) => !isr.includes(broker))];
}

/** K-BRK-02, K-BRK-03: the smallest log end among leader, ISR, replicas about to join it, and those caught up and eligible. */
export function advanceHighWatermark(state: BrokerState, replica: Replica, ctx: BrokerContext): void {
  if (replica.role !== "leader" || replica.log.length === replica.highWatermark) return;
  if (replica.state.isr.length < effectiveMinIsr(state, replica)) return;
  const counted = isrWithProposal(replica);
  let end = replica.log.length;
  for (const follower of replica.followers) {
    const eligible = ctx.now - follower.caughtUpAt <= state.config.lagTimeMaxUs && mayJoinIsr(state, follower);
    if (counted.includes(follower.broker) || eligible) end = Math.min(end, follower.logEndOffset);
  }
  const before = replica.highWatermark;
  if (end <= before) return;
  replica.highWatermark = end;
  if (state.shards[replica.name] !== undefined) recordsCommitted(state, replica, before, end, ctx);
  else {
    ctx.because("read", itemAt(replica.log, end - 1)?.event ?? NO_EVENT);
    ctx.trace(PositionCommitted, NO_MESSAGE, ctx.text(replica.name), end, replica.state.leaderEpoch);
  }
  completeProduces(state, replica, ctx);
  wakeFetches(state, replica, ctx);
}

/** K-BRK-22: alive, and fetching in the life that the controller has registered (KIP-903). */
export function mayJoinIsr(state: BrokerState, { broker, brokerEpoch }: FollowerState): boolean {
  const info = brokerInfo(state.image, broker);
  return info !== undefined && !info.fenced && !info.shuttingDown && brokerEpoch === info.epoch;
}
