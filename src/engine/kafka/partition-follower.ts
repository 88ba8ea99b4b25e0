import { LogCut, MessageCopied } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { NO_TIMER } from "../sim/process.ts";
import type { BrokerContext, BrokerState, Fetcher } from "./broker-state.ts";
import { answered, disconnect, nodeOf, ready, send } from "./network-client.ts";
import { type BrokerInfo, brokerInfo, type Fetch, type FetchedPartition, type FetchPartition, type FetchResponse } from "./protocol.ts";
import { appendRecord, dropEpochsFrom, endOffsetFor, lastEpoch, type Replica, truncate } from "./replica.ts";

/** The follower's side: one fetcher per leader, which asks for all partitions that it follows there. */

/** A partition is fetched from another leader from now on; -1: from nobody. */
export function followLeader(state: BrokerState, replica: Replica, leader: number): void {
  replica.fetchAfter = 0;
  if (replica.fetchedFrom === leader) return;
  const before = state.fetchers[replica.fetchedFrom];
  if (before !== undefined) before.partitions = before.partitions.filter((name) => name !== replica.name);
  replica.fetchedFrom = leader;
  if (leader < 0) return;
  state.fetchers[leader] ??= { broker: leader, partitions: [], backoff: NO_TIMER };
  state.fetchers[leader].partitions.push(replica.name);
}

/** After a change of the metadata: a leader that nothing is followed from any more is left. */
export function runFetchers(state: BrokerState, ctx: BrokerContext): void {
  for (const key in state.fetchers) {
    const fetcher = state.fetchers[key];
    if (fetcher.partitions.length > 0) {
      fetchNext(state, fetcher, ctx);
      continue;
    }
    ctx.cancelTimer(fetcher.backoff);
    delete state.fetchers[key];
    disconnect(state.network, nodeName(state, fetcher), ctx);
  }
}

function nodeName({ image }: BrokerState, { broker }: Fetcher): string {
  return brokerInfo(image, broker)?.name ?? "";
}

function fetcherOf({ image, fetchers }: BrokerState, node: string): Fetcher | undefined {
  const info: BrokerInfo | undefined = image.brokers[image.index.names[node]];
  return info === undefined ? undefined : fetchers[info.broker];
}

/** The connection to a leader is open, or its backoff over. */
export function fetchFrom(state: BrokerState, node: string, ctx: BrokerContext): void {
  const fetcher = fetcherOf(state, node);
  if (fetcher !== undefined) fetchNext(state, fetcher, ctx);
}

/** The connection to a leader ended: its partitions are left alone for a while. */
export function fetchFailed(state: BrokerState, node: string, ctx: BrokerContext): void {
  const fetcher = fetcherOf(state, node);
  if (fetcher === undefined) return;
  for (const name of fetcher.partitions) state.replicas[name].fetchAfter = ctx.now + state.config.fetchBackoffUs;
  fetchNext(state, fetcher, ctx);
}

export function fetchNext(state: BrokerState, fetcher: Fetcher, ctx: BrokerContext): void {
  const node = nodeName(state, fetcher);
  if ((state.network.nodes[node]?.inFlight.length ?? 0) > 0) return;
  const partitions: FetchPartition[] = [];
  let soonest = Number.POSITIVE_INFINITY;
  for (const name of fetcher.partitions) {
    const replica = state.replicas[name];
    if (replica.fetchAfter > ctx.now) soonest = Math.min(soonest, replica.fetchAfter);
    else partitions.push({ name, offset: replica.log.length, leaderEpoch: replica.state.leaderEpoch, lastEpoch: lastEpoch(replica) });
  }
  ctx.cancelTimer(fetcher.backoff);
  fetcher.backoff = NO_TIMER;
  if (soonest < Number.POSITIVE_INFINITY) fetcher.backoff = ctx.setTimer("refetch", soonest - ctx.now, { broker: fetcher.broker });
  if (partitions.length === 0 || !ready(state.network, node, ctx)) return;
  const request: Fetch = {
    type: "Fetch",
    correlation: state.network.nextCorrelation++,
    replica: state.config.broker,
    replicaEpoch: state.brokerEpoch,
    maxWaitUs: state.config.fetchWaitUs,
    partitions,
  };
  send(state.network, node, request, null, ctx);
}

export function fetched(state: BrokerState, response: FetchResponse, ctx: BrokerContext): void {
  const node = nodeOf(state.network, ctx.connection);
  if (node === null || answered(state.network, ctx.connection, response.correlation, ctx) === null) return;
  const fetcher = fetcherOf(state, node);
  if (fetcher === undefined) return;
  for (const answer of response.partitions) {
    const replica = state.replicas[answer.name];
    if (replica?.fetchedFrom !== fetcher.broker) continue;
    if (answer.error === "NONE") applyFetched(replica, answer, ctx);
    else if (answer.error === "OFFSET_OUT_OF_RANGE")
      cut(replica, answer.logEndOffset ?? replica.log.length, ctx); // K-BRK-34
    else replica.fetchAfter = ctx.now + state.config.fetchBackoffUs; // they do not agree on the epoch yet: the metadata will tell
  }
  fetchNext(state, fetcher, ctx);
}

function applyFetched(replica: Replica, answer: FetchedPartition, ctx: BrokerContext): void {
  if (answer.diverging !== undefined) {
    cut(replica, truncationPoint(replica, answer.diverging), ctx);
    return;
  }
  const place = ctx.text(replica.name);
  for (const record of answer.records) {
    if (record.offset !== replica.log.length) continue;
    appendRecord(replica, record);
    if (record.message < 0) continue;
    ctx.because("read", record.event);
    ctx.trace(MessageCopied, record.message, place, record.offset, record.epoch);
  }
  replica.highWatermark = Math.min(answer.highWatermark, replica.log.length); // K-BRK-05; a new leader's may be lower than the last one's
}

/** Where a diverging follower cuts: the leader's end of the epoch or its own, whichever comes first (K-BRK-33). */
export function truncationPoint(replica: Replica, diverging: { epoch: number; endOffset: number }): number {
  const own = endOffsetFor(replica.epochs, replica.log.length, diverging.epoch);
  return own === null ? Math.min(diverging.endOffset, replica.log.length) : Math.min(diverging.endOffset, own.endOffset);
}

/** K-BRK-33: what this log has beyond the common history goes. */
function cut(replica: Replica, offset: number, ctx: BrokerContext): void {
  if (offset >= replica.log.length) return dropEpochsFrom(replica, replica.log.length);
  ctx.rule("K-BRK-33: the leader's log has another history from here", offset, replica.log.length);
  ctx.because("read", replica.state.event);
  ctx.trace(LogCut, NO_MESSAGE, ctx.text(replica.name), offset, replica.state.leaderEpoch);
  truncate(replica, offset);
}
