import { NO_MESSAGE } from "../sim/history.ts";
import { type ConnectionId, NO_TIMER, type TimerId } from "../sim/process.ts";
import { itemAt } from "../sim/sequence.ts";
import { type BrokerContext, type BrokerState, respond } from "./broker-state.ts";
import { coordinatorOf } from "./coordinators.ts";
import type { KafkaError } from "./errors.ts";
import { CoordinatorLoaded } from "./events.ts";
import { appendRecords, recordsAppended } from "./partition-leader.ts";
import type { ClientResponse, CoordinatorRecord, LogRecord } from "./protocol.ts";
import type { Replica } from "./replica.ts";

/**
 * State that is replayed (Kafka's CoordinatorRuntime): what a coordinator knows is what the records of one partition of an internal topic
 * say. The partition's leader has it, changes it by appending records, and answers when the high watermark has passed them; the next
 * leader reads them all before it answers anybody.
 */
export interface Shard {
  status: "loading" | "active";
  loadTimer: TimerId;
  /** What waits for the high watermark, in the order of offsets. */
  deferred: Deferred[];
  nextDeferred: number;
}

interface Deferred {
  number: number;
  endOffset: number;
  timer: TimerId;
  completion: Completion;
}

/** What is done when records are safe, or when it is known that nobody will say so. */
export type Completion =
  | { readonly do: "respond"; readonly connection: ConnectionId; readonly response: ClientResponse }
  /** K-GRP-07: the stored assignment is handed out. */
  | {
      readonly do: "assign";
      readonly group: string;
      readonly generation: number;
      readonly assignments: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly do: "nothing" };

/** One kind of coordinator, over the partitions of its topic. */
export interface Coordinator {
  /** A record is read back, in order. */
  replay(state: BrokerState, record: LogRecord): void;
  /** A record was appended by this coordinator itself. */
  wrote(state: BrokerState, record: LogRecord): void;
  /** All records have been read. Returns how many things it knows now. */
  loaded(state: BrokerState, partition: string, ctx: BrokerContext): number;
  /** Another broker leads the partition: everything is forgotten, and who waits is told. */
  unloaded(state: BrokerState, partition: string, ctx: BrokerContext): void;
  /** The high watermark has passed a record: it holds also when this broker is lost. */
  committed(state: BrokerState, record: LogRecord, ctx: BrokerContext): void;
  /** Of its own completions. */
  complete(state: BrokerState, completion: Completion, error: KafkaError, ctx: BrokerContext): void;
}

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

/** The high watermark of a partition moved. */
export function recordsCommitted(state: BrokerState, replica: Replica, from: number, to: number, ctx: BrokerContext): void {
  const coordinator = coordinatorOf(replica.topic);
  const shard = state.shards[replica.name];
  if (coordinator === undefined || shard === undefined) return;
  for (let i = from; i < to; i++) coordinator.committed(state, itemAt(replica.log, i) as LogRecord, ctx);
  while (shard.deferred.length > 0 && shard.deferred[0].endOffset <= to) {
    const { timer, completion } = shard.deferred.shift() as Deferred;
    ctx.cancelTimer(timer);
    complete(state, replica.topic, completion, "NONE", ctx);
  }
}

function complete(state: BrokerState, topic: string, completion: Completion, error: KafkaError, ctx: BrokerContext): void {
  if (completion.do !== "respond") return coordinatorOf(topic)?.complete(state, completion, error, ctx);
  const { connection, response } = completion;
  respond(state, connection, error !== "NONE" && "error" in response ? { ...response, error } : response, ctx);
}
