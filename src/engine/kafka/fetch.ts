import type { ConnectionId } from "../sim/process.ts";
import type { BrokerContext, BrokerState, DelayedFetch } from "./broker-state.ts";
import { currentLeader, respond } from "./broker-state.ts";
import { followerFetched } from "./in-sync-replicas.ts";
import type { Fetch, FetchedPartition, FetchPartition } from "./protocol.ts";
import { endOffsetFor, type Replica, wholeBatches } from "./replica.ts";

/** Fetches of consumers and followers, as the leader serves them. */

/** Records of one partition in one answer, and the rest of the last batch; stands for fetch.max.bytes and max.partition.fetch.bytes. */
const MOST_RECORDS = 500;
const CONSUMER = -1;

export function fetch(state: BrokerState, request: Fetch, connection: ConnectionId, ctx: BrokerContext): void {
  // Read first, counted then: the answer has the high watermark from before (K-BRK-05).
  const answer = readAll(state, request);
  if (request.replica !== CONSUMER) count(state, request, answer, ctx);
  if (answer.length > 0 || request.maxWaitUs === 0) send(state, request, connection, answer, ctx);
  else {
    const timer = ctx.setTimer("fetchExpired", request.maxWaitUs, { correlation: request.correlation, connection });
    state.delayedFetches.push({ connection, request, timer });
  }
}

/** What a follower asks for shows how far it is, unless it asked in another epoch or from another history (K-BRK-33). */
function count(state: BrokerState, request: Fetch, answers: readonly FetchedPartition[], ctx: BrokerContext): void {
  for (const { name, offset } of request.partitions) {
    const answer = answers.find((candidate) => candidate.name === name);
    if (answer !== undefined && (answer.error !== "NONE" || answer.diverging !== undefined)) continue;
    followerFetched(state, state.replicas[name], request.replica, offset, ctx);
  }
}

/** After a wait in vain: answered with the high watermarks alone (K-BRK-05). */
export function fetchExpired(state: BrokerState, connection: ConnectionId, correlation: number, ctx: BrokerContext): void {
  const delayed = state.delayedFetches.find(
    (candidate) => candidate.connection === connection && candidate.request.correlation === correlation,
  );
  if (delayed === undefined) return;
  unpark(state, delayed);
  send(state, delayed.request, connection, watermarks(state, delayed.request), ctx);
}

/** Something changed in a partition: parked fetches for it that now have an answer get it. */
export function wakeFetches(state: BrokerState, name: string, ctx: BrokerContext): void {
  if (state.delayedFetches.length === 0) return;
  for (const delayed of state.delayedFetches.slice()) {
    if (!delayed.request.partitions.some((partition) => partition.name === name)) continue;
    const answer = readAll(state, delayed.request);
    if (answer.length === 0) continue;
    unpark(state, delayed);
    ctx.cancelTimer(delayed.timer);
    send(state, delayed.request, delayed.connection, answer, ctx);
  }
}

function unpark(state: BrokerState, delayed: DelayedFetch): void {
  state.delayedFetches = state.delayedFetches.filter((other) => other !== delayed);
}

function send(state: BrokerState, request: Fetch, connection: ConnectionId, partitions: FetchedPartition[], ctx: BrokerContext): void {
  const carries: number[] = [];
  for (const { records } of partitions) for (const { message } of records) if (message >= 0) carries.push(message);
  respond(state, connection, { type: "FetchResponse", correlation: request.correlation, partitions, carries }, ctx);
}

/** Partitions that have something to say: records, an error, a divergence. */
function readAll(state: BrokerState, request: Fetch): FetchedPartition[] {
  return request.partitions.map((wanted) => read(state.replicas[wanted.name], wanted, request.replica)).filter((answer) => answer !== null);
}

function read(replica: Replica | undefined, wanted: FetchPartition, fetcher: number): FetchedPartition | null {
  const { name, offset, leaderEpoch } = wanted;
  const failed = (error: FetchedPartition["error"], more: Partial<FetchedPartition> = {}): FetchedPartition => ({
    name,
    error,
    highWatermark: -1,
    logStartOffset: -1,
    records: [],
    ...more,
  });
  if (replica === undefined) return failed("NOT_LEADER_OR_FOLLOWER");
  if (replica.role !== "leader") return failed("NOT_LEADER_OR_FOLLOWER", { currentLeader: currentLeader(replica) });
  if (leaderEpoch >= 0 && leaderEpoch < replica.state.leaderEpoch)
    return failed("FENCED_LEADER_EPOCH", { currentLeader: currentLeader(replica) }); // K-BRK-30
  if (leaderEpoch > replica.state.leaderEpoch) return failed("UNKNOWN_LEADER_EPOCH");
  const base = { name, error: "NONE" as const, highWatermark: replica.highWatermark, logStartOffset: replica.log.base };
  const diverging = divergence(replica, wanted);
  if (diverging !== undefined) return { ...base, records: [], diverging };
  if (offset > replica.log.length || offset < replica.log.base) return failed("OFFSET_OUT_OF_RANGE", { logEndOffset: replica.log.length }); // K-CON-31, K-BRK-34
  const end = fetcher === CONSUMER ? replica.highWatermark : replica.log.length; // K-BRK-36
  if (offset >= end) return null;
  return { ...base, records: wholeBatches(replica, offset, Math.min(end, offset + MOST_RECORDS)) };
}

/** K-BRK-33: whether the fetcher's last record belongs to another history than the leader's. */
export function divergence(
  replica: Replica,
  { offset, lastEpoch }: Pick<FetchPartition, "offset" | "lastEpoch">,
): FetchedPartition["diverging"] {
  if (lastEpoch < 0) return undefined;
  const end = endOffsetFor(replica.epochs, replica.log.length, lastEpoch);
  if (end === null || (end.epoch === lastEpoch && end.endOffset >= offset)) return undefined;
  return { epoch: end.epoch, endOffset: end.endOffset };
}

function watermarks(state: BrokerState, request: Fetch): FetchedPartition[] {
  return request.partitions.flatMap(({ name }) => {
    const replica = state.replicas[name];
    if (replica === undefined || replica.role !== "leader") return [];
    return [{ name, error: "NONE" as const, highWatermark: replica.highWatermark, logStartOffset: replica.log.base, records: [] }];
  });
}
