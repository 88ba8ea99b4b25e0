import { itemAt } from "../sim/sequence.ts";
import { type BrokerContext, type BrokerState, respond } from "./broker-state.ts";
import { coordinatorOf } from "./coordinators.ts";
import type { KafkaError } from "./errors.ts";
import type { LogRecord } from "./protocol.ts";
import type { Replica } from "./replica.ts";
import type { Completion, Deferred } from "./shard.ts";

/** What waits in a shard until its records are safe, and how it ends. */

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

/** Its end: with an error when nobody will say that the records are safe. */
export function complete(state: BrokerState, topic: string, completion: Completion, error: KafkaError, ctx: BrokerContext): void {
  if (completion.do !== "respond") return coordinatorOf(topic)?.complete(state, completion, error, ctx);
  const { connection, response } = completion;
  respond(state, connection, error !== "NONE" && "error" in response ? { ...response, error } : response, ctx);
}
