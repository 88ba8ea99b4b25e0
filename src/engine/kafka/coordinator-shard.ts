import { NO_MESSAGE } from "../sim/history.ts";
import { NO_TIMER } from "../sim/process.ts";
import { itemAt } from "../sim/sequence.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { coordinatorOf } from "./coordinators.ts";
import type { KafkaError } from "./errors.ts";
import { CoordinatorLoaded } from "./events.ts";
import { appendRecords, recordsAppended } from "./partition-leader.ts";
import type { CoordinatorRecord, LogRecord } from "./protocol.ts";
import type { Replica } from "./replica.ts";
import type { Completion, Shard } from "./shard.ts";
import { complete } from "./shard-commits.ts";

/**
 * State that is replayed (Kafka's CoordinatorRuntime): what a coordinator knows is what the records of one partition of an internal topic
 * say. The partition's leader has it, changes it by appending records, and answers when the high watermark has passed them; the next
 * leader reads them all before it answers anybody.
 */

/** Reading the log back takes this long, and this much for each record; stands for the disk. */
const LOAD_US = 10_000;
const LOAD_RECORD_US = 10;

/** This broker begins to lead the partition. An empty log is read at once. */
export function loadShard(state: BrokerState, replica: Replica, ctx: BrokerContext): void {
  if (coordinatorOf(replica.topic) === undefined) return;
  const shard: Shard = { status: "loading", loadTimer: NO_TIMER, deferred: [], nextDeferred: 0 };
  state.shards[replica.name] = shard;
  const records = replica.log.length - replica.log.base;
  if (records === 0) shard.status = "active";
  else shard.loadTimer = ctx.setTimer("shardLoaded", LOAD_US + records * LOAD_RECORD_US, { partition: replica.name });
}

export function shardLoaded(state: BrokerState, partition: string, ctx: BrokerContext): void {
  const shard = state.shards[partition];
  const replica = state.replicas[partition];
  const coordinator = coordinatorOf(replica.topic);
  if (shard === undefined || coordinator === undefined) return;
  for (let i = replica.log.base; i < replica.log.length; i++) coordinator.replay(state, itemAt(replica.log, i) as LogRecord);
  shard.status = "active";
  const known = coordinator.loaded(state, partition, ctx);
  ctx.trace(CoordinatorLoaded, NO_MESSAGE, ctx.text(partition), known, replica.log.length - replica.log.base);
}

export function unloadShard(state: BrokerState, replica: Replica, ctx: BrokerContext): void {
  const shard = state.shards[replica.name];
  if (shard === undefined) return;
  ctx.cancelTimer(shard.loadTimer);
  delete state.shards[replica.name];
  for (const { timer, completion } of shard.deferred) {
    ctx.cancelTimer(timer);
    complete(state, replica.topic, completion, "NOT_COORDINATOR", ctx);
  }
  coordinatorOf(replica.topic)?.unloaded(state, replica.name, ctx);
}

/** K-GRP-01: why this broker does not coordinate what belongs to the partition, or NONE. */
export function shardError(state: BrokerState, partition: string): KafkaError {
  const shard = state.shards[partition];
  if (shard === undefined) return "NOT_COORDINATOR";
  return shard.status === "loading" ? "COORDINATOR_LOAD_IN_PROGRESS" : "NONE";
}

/** Appends records as one batch; what follows from them is done when they are safe (K-CON-24). */
export function writeRecords(
  state: BrokerState,
  partition: string,
  records: readonly CoordinatorRecord[],
  completion: Completion,
  ctx: BrokerContext,
): void {
  const replica = state.replicas[partition];
  const produced = records.map((value) => ({ message: NO_MESSAGE, poison: false, value: Object.freeze(value) }));
  const from = appendRecords(replica, -1, -1, -1, produced, ctx);
  for (let i = from; i < replica.log.length; i++) coordinatorOf(replica.topic)?.wrote(state, itemAt(replica.log, i) as LogRecord);
  recordsAppended(state, replica, ctx);
  whenWritten(state, partition, completion, ctx);
}

/** Does something when all that the shard has written so far is safe; without records of its own it may be a mere question. */
export function whenWritten(state: BrokerState, partition: string, completion: Completion, ctx: BrokerContext): void {
  const shard = state.shards[partition];
  const { topic, log, highWatermark } = state.replicas[partition];
  if (highWatermark >= log.length) return complete(state, topic, completion, "NONE", ctx);
  const number = shard.nextDeferred++;
  const timer = ctx.setTimer("writeTimeout", state.config.commitTimeoutUs, { partition, number });
  shard.deferred.push({ number, endOffset: log.length, timer, completion });
}

/** `offsets.commit.timeout.ms`: the records stay in the log and may become safe later. */
export function writeTimedOut(state: BrokerState, partition: string, number: number, ctx: BrokerContext): void {
  const shard = state.shards[partition];
  const index = shard?.deferred.findIndex((deferred) => deferred.number === number) ?? -1;
  if (index < 0) return;
  const [{ completion }] = shard.deferred.splice(index, 1);
  complete(state, state.replicas[partition].topic, completion, "COORDINATOR_NOT_AVAILABLE", ctx);
}
