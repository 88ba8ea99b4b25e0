import type { ConnectionId } from "../sim/process.ts";
import type { BrokerContext, BrokerState, DelayedFetch } from "./broker-state.ts";
import { currentLeader, respond } from "./broker-state.ts";
import { followerFetched } from "./in-sync-replicas.ts";
import { brokerInfo, type Fetch, type FetchedPartition, type FetchPartition } from "./protocol.ts";
import { endOffsetFor, type Replica, wholeBatches } from "./replica.ts";

/** Fetches of consumers and followers, as the leader serves them. */

/** Records of one partition in one answer, and the rest of the last batch; stands for fetch.max.bytes and max.partition.fetch.bytes. */
const MOST_RECORDS = 500;
const CONSUMER = -1;

export function fetch(state: BrokerState, request: Fetch, connection: ConnectionId, ctx: BrokerContext): void {
  // Read first, counted then: the answer has the high watermarks from before (K-BRK-05).
  const found = readAll(state, request);
  const answer = found !== null || request.maxWaitUs === 0 ? complete(state, request, found) : null;
  if (request.replica !== CONSUMER) count(state, request, found, ctx);
  if (answer !== null) send(state, request, connection, answer, ctx);
  else park(state, request, connection, ctx);
}

/** K-BRK-40: nothing to say yet. Each of its partitions knows who to ask again when something happens there. */
function park(state: BrokerState, request: Fetch, connection: ConnectionId, ctx: BrokerContext): void {
  const timer = ctx.setTimer("fetchExpired", request.maxWaitUs, { correlation: request.correlation, connection });
  state.delayedFetches[connection] = { request, timer };
  request.partitions.forEach(({ name }, place) => {
    const replica = state.replicas[name];
    if (replica !== undefined) replica.readers[connection] = place;
  });
}

/** What a follower asks for shows how far it is, unless it asked in another epoch or from another history (K-BRK-33). */
function count(state: BrokerState, request: Fetch, found: readonly (FetchedPartition | null)[] | null, ctx: BrokerContext): void {
  request.partitions.forEach(({ name, offset }, place) => {
    const answer = found?.[place];
    if (answer != null && (answer.error !== "NONE" || answer.diverging !== undefined)) return;
    followerFetched(state, state.replicas[name], request.replica, request.replicaEpoch ?? -1, offset, ctx);
  });
}

/** After a wait in vain. */
export function fetchExpired(state: BrokerState, connection: ConnectionId, correlation: number, ctx: BrokerContext): void {
  const delayed = state.delayedFetches[connection];
  if (delayed === undefined || delayed.request.correlation !== correlation) return;
  finish(state, connection, delayed, readAll(state, delayed.request), ctx);
}

/** Something changed in a partition: parked fetches for it that now have an answer get it. */
export function wakeFetches(state: BrokerState, replica: Replica, ctx: BrokerContext): void {
  for (const key in replica.readers) {
    const connection = Number(key);
    const delayed = state.delayedFetches[connection];
    const wanted = delayed?.request.partitions[replica.readers[connection]];
    if (wanted?.name !== replica.name) {
      if (state.channels[connection] === undefined) delete replica.readers[connection];
      continue;
    }
    if (read(state, replica, wanted, delayed.request) === null) continue;
    ctx.cancelTimer(delayed.timer);
    finish(state, connection, delayed, readAll(state, delayed.request), ctx);
  }
}

function finish(
  state: BrokerState,
  connection: ConnectionId,
  { request }: DelayedFetch,
  found: readonly (FetchedPartition | null)[] | null,
  ctx: BrokerContext,
): void {
  delete state.delayedFetches[connection];
  send(state, request, connection, complete(state, request, found), ctx);
}

function send(state: BrokerState, request: Fetch, connection: ConnectionId, partitions: FetchedPartition[], ctx: BrokerContext): void {
  const carries: number[] = [];
  for (const { records } of partitions) for (const { message } of records) if (message >= 0) carries.push(message);
  respond(state, connection, { type: "FetchResponse", correlation: request.correlation, partitions, carries }, ctx);
}

/** For each partition what there is to say, records, an error or a divergence, or null; null when that holds for all. */
function readAll(state: BrokerState, request: Fetch): (FetchedPartition | null)[] | null {
  let some = false;
  const found = request.partitions.map((wanted) => {
    const answer = read(state, state.replicas[wanted.name], wanted, request);
    some ||= answer !== null;
    return answer;
  });
  return some ? found : null;
}

/** K-BRK-05: a follower hears the high watermark of every partition it asked for, also of the quiet ones; a consumer what is new. */
function complete(state: BrokerState, request: Fetch, found: readonly (FetchedPartition | null)[] | null): FetchedPartition[] {
  const answers: FetchedPartition[] = [];
  request.partitions.forEach(({ name }, place) => {
    const replica = state.replicas[name];
    const answer = found?.[place] ?? null;
    if (answer !== null) answers.push(answer);
    else if (request.replica !== CONSUMER && replica?.role === "leader") answers.push(nothingNew(replica));
  });
  return answers;
}

const NO_RECORDS: FetchedPartition["records"] = Object.freeze([]);

function nothingNew({ name, highWatermark, log }: Replica): FetchedPartition {
  return { name, error: "NONE", highWatermark, logStartOffset: log.base, records: NO_RECORDS };
}

function failed(name: string, error: FetchedPartition["error"], more: Partial<FetchedPartition> = {}): FetchedPartition {
  return { name, error, highWatermark: -1, logStartOffset: -1, records: NO_RECORDS, ...more };
}

function read(
  state: BrokerState,
  replica: Replica | undefined,
  wanted: FetchPartition,
  { replica: fetcher, replicaEpoch }: Fetch,
): FetchedPartition | null {
  const { name, offset, leaderEpoch } = wanted;
  if (replica === undefined) return failed(name, "NOT_LEADER_OR_FOLLOWER");
  if (replica.role !== "leader") return failed(name, "NOT_LEADER_OR_FOLLOWER", { currentLeader: currentLeader(replica) });
  if (leaderEpoch >= 0 && leaderEpoch < replica.state.leaderEpoch)
    return failed(name, "FENCED_LEADER_EPOCH", { currentLeader: currentLeader(replica) }); // K-BRK-30
  if (leaderEpoch > replica.state.leaderEpoch) return failed(name, "UNKNOWN_LEADER_EPOCH");
  // KIP-903: a follower of a life that the controller has seen end.
  if (replicaEpoch !== undefined && (brokerInfo(state.image, fetcher)?.epoch ?? -1) > replicaEpoch)
    return failed(name, "NOT_LEADER_OR_FOLLOWER", { currentLeader: currentLeader(replica) });
  const diverging = divergence(replica, wanted);
  if (diverging !== undefined) return { ...nothingNew(replica), diverging };
  const { length, base } = replica.log;
  if (offset > length || offset < base) return failed(name, "OFFSET_OUT_OF_RANGE", { logEndOffset: length }); // K-CON-31, K-BRK-34
  const end = fetcher === CONSUMER ? replica.highWatermark : length; // K-BRK-36
  if (offset >= end) return null;
  return { ...nothingNew(replica), records: wholeBatches(replica, offset, Math.min(end, offset + MOST_RECORDS)) };
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
