import { LogCut, MessageCopied } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { NO_TIMER } from "../sim/process.ts";
import type { BrokerContext, BrokerState, Fetcher } from "./broker-state.ts";
import { brokerInfo, type FetchedPartition, type FetchPartition, type FetchResponse } from "./protocol.ts";
import { appendRecord, dropEpochsFrom, endOffsetFor, lastEpoch, type Replica, truncate } from "./replica.ts";

/** The follower's side: one fetcher per leader, which asks for all partitions that it follows there. */

const RETRY_US = 200_000;

/** A partition is fetched from another leader from now on; -1: from nobody. */
export function followLeader(state: BrokerState, replica: Replica, leader: number): void {
  replica.fetchAfter = 0;
  if (replica.fetchedFrom === leader) return;
  const before = state.fetchers[replica.fetchedFrom];
  if (before !== undefined) before.partitions = before.partitions.filter((name) => name !== replica.name);
  replica.fetchedFrom = leader;
  if (leader < 0) return;
  state.fetchers[leader] ??= { broker: leader, connection: -1, open: false, inFlight: false, partitions: [], backoff: NO_TIMER };
  state.fetchers[leader].partitions.push(replica.name);
}

/** After a change of the metadata. */
export function runFetchers(state: BrokerState, ctx: BrokerContext): void {
  for (const key in state.fetchers) {
    const fetcher = state.fetchers[key];
    if (fetcher.connection < 0 && fetcher.partitions.length > 0) connectFetcher(state, fetcher, ctx);
    fetchNext(state, fetcher, ctx);
  }
}

export function connectFetcher(state: BrokerState, fetcher: Fetcher, ctx: BrokerContext): void {
  const info = brokerInfo(state.image, fetcher.broker);
  if (info !== undefined) fetcher.connection = ctx.connect(info.name);
}

export function fetcherOpened(state: BrokerState, fetcher: Fetcher, ctx: BrokerContext): void {
  fetcher.open = true;
  fetcher.inFlight = false;
  fetchNext(state, fetcher, ctx);
}

export function fetcherClosed(fetcher: Fetcher, ctx: BrokerContext): void {
  fetcher.open = false;
  fetcher.inFlight = false;
  ctx.setTimer("connectLeader", RETRY_US, { broker: fetcher.broker });
}

export function fetchNext(state: BrokerState, fetcher: Fetcher, ctx: BrokerContext): void {
  if (!fetcher.open || fetcher.inFlight) return;
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
  if (partitions.length === 0) return;
  fetcher.inFlight = true;
  ctx.send(fetcher.connection, {
    type: "Fetch",
    correlation: state.nextCorrelation++,
    replica: state.config.broker,
    replicaEpoch: state.brokerEpoch,
    maxWaitUs: state.config.fetchWaitUs,
    partitions,
  });
}

export function fetched(state: BrokerState, fetcher: Fetcher, response: FetchResponse, ctx: BrokerContext): void {
  fetcher.inFlight = false;
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
