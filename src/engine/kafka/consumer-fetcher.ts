import { connectionTo, leaderName, learnLeader, refreshMetadata } from "./client-cluster.ts";
import { correlation, startAt } from "./consumer-group-member.ts";
import type { ConsumerContext, ConsumerState, FetchedRecord } from "./consumer-state.ts";
import type { FetchResponse, ListOffsetsResponse } from "./protocol.ts";

/** Fetching ahead of poll(): one request per leader, for partitions with nothing buffered (K-CON-03). */

const RETRY_US = 200_000;

export function fetchMore(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.membership !== "stable") return;
  const byBroker = new Map<string, string[]>();
  let leaderless = false;
  for (const { partition, ready } of state.positions) {
    if (!ready || state.buffer.some((item) => item.partition === partition)) continue;
    const broker = leaderName(state.cluster, partition);
    if (broker === null) leaderless = true;
    else byBroker.set(broker, [...(byBroker.get(broker) ?? []), partition]);
  }
  for (const [broker, partitions] of byBroker) {
    const connection = connectionTo(state.cluster, broker, ctx);
    if (connection === null || state.fetching.includes(broker)) continue;
    state.fetching.push(broker);
    ctx.send(connection, {
      type: "Fetch",
      correlation: correlation(state),
      replica: -1,
      maxWaitUs: state.config.fetchMaxWaitUs,
      partitions: partitions.map((name) => ({ name, offset: offsetOf(state, name), leaderEpoch: -1, lastEpoch: -1 })),
    });
  }
  if (leaderless) ctx.setTimer("metadata", RETRY_US, null);
}

function offsetOf(state: ConsumerState, partition: string): number {
  return state.positions.find((position) => position.partition === partition)?.fetchOffset ?? 0;
}

export function fetched(state: ConsumerState, response: FetchResponse, broker: string, ctx: ConsumerContext): void {
  state.fetching = state.fetching.filter((other) => other !== broker);
  let stale = false;
  const outOfRange: string[] = [];
  for (const { name, error, records, currentLeader } of response.partitions) {
    const position = state.positions.find(({ partition }) => partition === name);
    if (position === undefined || !position.ready) continue;
    if (error === "OFFSET_OUT_OF_RANGE") outOfRange.push(name);
    else if (error !== "NONE") stale = true;
    learnLeader(state.cluster, name, currentLeader);
    // An answer to what was asked before a rebalance took the partition away and gave it back at another position.
    if (records.length > 0 && records[0].offset > position.fetchOffset) continue;
    const wanted = records.filter(({ offset }) => offset >= position.fetchOffset);
    state.buffer.push(...wanted.map((record): FetchedRecord => ({ partition: name, record })));
    if (wanted.length > 0) position.fetchOffset = wanted[wanted.length - 1].offset + 1;
  }
  if (outOfRange.length > 0) {
    for (const name of outOfRange) for (const position of state.positions) if (position.partition === name) position.ready = false;
    resetOffsets(state, outOfRange, ctx);
  }
  if (stale) {
    refreshMetadata(state.cluster, ctx);
    ctx.setTimer("refetch", RETRY_US, null);
  }
}

/** K-CON-30: no committed offset, or one that the log does not have. */
export function resetOffsets(state: ConsumerState, partitions: readonly string[], ctx: ConsumerContext): void {
  for (const name of partitions) {
    const broker = leaderName(state.cluster, name);
    const connection = broker === null ? null : connectionTo(state.cluster, broker, ctx);
    if (connection === null) ctx.setTimer("refetch", RETRY_US, null);
    else
      ctx.send(connection, {
        type: "ListOffsets",
        correlation: correlation(state),
        partitions: [name],
        position: state.config.autoOffsetReset,
      });
  }
}

export function offsetsListed(state: ConsumerState, { partitions }: ListOffsetsResponse, ctx: ConsumerContext): void {
  for (const { name, error, offset } of partitions) {
    const position = state.positions.find(({ partition }) => partition === name);
    if (position === undefined || position.ready) continue;
    if (error !== "NONE") {
      refreshMetadata(state.cluster, ctx);
      ctx.setTimer("refetch", RETRY_US, null);
      continue;
    }
    ctx.rule(`auto.offset.reset=${state.config.autoOffsetReset}`, offset);
    startAt(state, name, offset, ctx);
  }
}
