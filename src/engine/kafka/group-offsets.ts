import { NO_EVENT } from "../sim/history.ts";
import type { ConnectionId } from "../sim/process.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { respond } from "./broker-state.ts";
import { whenWritten, writeRecords } from "./coordinator-shard.ts";
import type { KafkaError } from "./errors.ts";
import { memberOf } from "./group.ts";
import { coordinationError, membershipError, offsetsPartitionName, renewSession } from "./group-sessions.ts";
import type { ClientResponse, OffsetCommit, OffsetCommitRecord, OffsetFetch } from "./protocol.ts";

/** A group's committed offsets, as its coordinator takes and gives them. */

export function offsetCommit(state: BrokerState, request: OffsetCommit, connection: ConnectionId, ctx: BrokerContext): void {
  const { correlation } = request;
  const group = state.groups[request.group];
  const member = memberOf(group, request.memberId);
  let error = coordinationError(state, request.group);
  if (error === "NONE") error = membershipError(group, member, request.generation);
  if (error === "NONE" && group?.state === "CompletingRebalance") error = "REBALANCE_IN_PROGRESS"; // K-GRP-17
  const response: ClientResponse = { type: "OffsetCommitResponse", correlation, error };
  if (error !== "NONE" || group === undefined || member === undefined) return respond(state, connection, response, ctx);
  renewSession(group, member, ctx);
  const partitionName = offsetsPartitionName(state, request.group);
  const completion = { do: "respond", connection, response } as const;
  const records = request.offsets.map(
    ({ partition, offset }): OffsetCommitRecord => ({ type: "OffsetCommit", group: request.group, partition, offset }),
  );
  if (records.length === 0) return whenWritten(state, partitionName, completion, ctx);
  writeRecords(state, partitionName, records, completion, ctx);
}

/** Answered when all that was written before is safe: the client asks for stable offsets (KIP-447). */
export function offsetFetch(state: BrokerState, request: OffsetFetch, connection: ConnectionId, ctx: BrokerContext): void {
  const error: KafkaError = coordinationError(state, request.group);
  const known = state.offsets[request.group] ?? {};
  const offsets = request.partitions.map((partition) => ({
    partition,
    offset: known[partition]?.offset ?? -1,
    event: known[partition]?.event ?? NO_EVENT,
  }));
  const response: ClientResponse = { type: "OffsetFetchResponse", correlation: request.correlation, error, offsets };
  if (error !== "NONE") return respond(state, connection, response, ctx);
  whenWritten(state, offsetsPartitionName(state, request.group), { do: "respond", connection, response }, ctx);
}
