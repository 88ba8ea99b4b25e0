import { LogCut, MessageCopied } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import type { BrokerContext, BrokerState, Fetcher } from "./broker-state.ts";
import { brokerName, type FetchedPartition, type FetchResponse } from "./protocol.ts";
import { appendRecord, dropEpochsFrom, endOffsetFor, lastEpoch, type Replica, truncate } from "./replica.ts";

/** The follower's side: one fetcher per leader, which asks for all partitions that it follows there. */

const RETRY_US = 200_000;

/** After a change of the metadata: fetchers for the leaders that this broker now follows. */
export function planFetchers(state: BrokerState, ctx: BrokerContext): void {
  for (const leader of leadersFollowed(state)) {
    let fetcher = state.fetchers.find(({ broker }) => broker === leader);
    if (fetcher === undefined) {
      fetcher = { broker: leader, connection: -1, open: false, inFlight: false };
      state.fetchers.push(fetcher);
      connectFetcher(state, fetcher, ctx);
    }
    fetchNext(state, fetcher, ctx);
  }
}

function leadersFollowed(state: BrokerState): number[] {
  const leaders = Object.values(state.replicas)
    .filter(({ role }) => role === "follower")
    .map((replica) => replica.state.leader);
  return [...new Set(leaders)].sort((one, other) => one - other);
}

export function connectFetcher(state: BrokerState, fetcher: Fetcher, ctx: BrokerContext): void {
  const name = brokerName(state.image, fetcher.broker);
  if (name !== undefined) fetcher.connection = ctx.connect(name);
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
  const partitions = Object.values(state.replicas)
    .filter((replica) => replica.role === "follower" && replica.state.leader === fetcher.broker)
    .map((replica) => ({
      name: replica.name,
      offset: replica.log.length,
      leaderEpoch: replica.state.leaderEpoch,
      lastEpoch: lastEpoch(replica),
    }));
  if (partitions.length === 0) return;
  fetcher.inFlight = true;
  const correlation = state.nextCorrelation++;
  ctx.send(fetcher.connection, {
    type: "Fetch",
    correlation,
    replica: state.config.broker,
    maxWaitUs: state.config.fetchWaitUs,
    partitions,
  });
}

export function fetched(state: BrokerState, fetcher: Fetcher, response: FetchResponse, ctx: BrokerContext): void {
  fetcher.inFlight = false;
  let failed = false;
  for (const answer of response.partitions) {
    const replica = state.replicas[answer.name];
    if (replica === undefined || replica.role !== "follower" || replica.state.leader !== fetcher.broker) continue;
    if (answer.error === "NONE") applyFetched(replica, answer, ctx);
    else if (answer.error === "OFFSET_OUT_OF_RANGE")
      cut(replica, answer.logEndOffset ?? replica.log.length, ctx); // K-BRK-34
    else failed = true; // leader and follower do not agree on the epoch yet: the metadata will tell
  }
  if (failed) ctx.setTimer("refetch", RETRY_US / 4, { broker: fetcher.broker });
  else fetchNext(state, fetcher, ctx);
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
  replica.highWatermark = Math.max(replica.highWatermark, Math.min(answer.highWatermark, replica.log.length)); // K-BRK-05
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
