import { NO_EVENT } from "../sim/history.ts";
import type { ConnectionId } from "../sim/process.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { respond } from "./broker-state.ts";
import type { KafkaError } from "./errors.ts";
import { memberOf } from "./group.ts";
import { ledOffsets, membershipError, renewSession } from "./group-sessions.ts";
import { appendCommit } from "./partition-leader.ts";
import type { OffsetCommit, OffsetFetch } from "./protocol.ts";

/** A group's committed offsets, as its coordinator takes and gives them. */

export function offsetCommit(state: BrokerState, request: OffsetCommit, connection: ConnectionId, ctx: BrokerContext): void {
  const { correlation } = request;
  const group = state.groups[request.group];
  const member = memberOf(group, request.memberId);
  const replica = ledOffsets(state, request.group);
  let error = replica === null ? "NOT_COORDINATOR" : membershipError(group, member, request.generation);
  if (error === "NONE" && group?.state === "CompletingRebalance") error = "REBALANCE_IN_PROGRESS"; // K-GRP-17
  if (error !== "NONE" || replica === null || group === undefined || member === undefined) {
    respond(state, connection, { type: "OffsetCommitResponse", correlation, error }, ctx);
    return;
  }
  renewSession(group, member, ctx);
  const commits = request.offsets.map(({ partition, offset }) => ({ group: request.group, partition, offset }));
  if (commits.length > 0) appendCommit(state, replica, commits, connection, correlation, ctx);
  else respond(state, connection, { type: "OffsetCommitResponse", correlation, error: "NONE" }, ctx);
}

export function offsetFetch(state: BrokerState, request: OffsetFetch, connection: ConnectionId, ctx: BrokerContext): void {
  const led = ledOffsets(state, request.group) !== null;
  const known = state.offsets[request.group] ?? {};
  const offsets = request.partitions.map((partition) => ({
    partition,
    offset: known[partition]?.offset ?? -1,
    event: known[partition]?.event ?? NO_EVENT,
  }));
  const error: KafkaError = led ? "NONE" : "NOT_COORDINATOR";
  respond(state, connection, { type: "OffsetFetchResponse", correlation: request.correlation, error, offsets }, ctx);
}
