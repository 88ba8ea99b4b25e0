import type { ConnectionId } from "../sim/process.ts";
import { type BrokerContext, type BrokerState, currentLeader, respond } from "./broker-state.ts";
import { brokerInfo, type Fetch, type FetchedPartition, type FetchPartition } from "./protocol.ts";
import { endOffsetFor, type Replica, wholeBatches } from "./replica.ts";

/** What there is to say to a fetch of a consumer or a follower. */

/** Records of one partition in one answer, and the rest of the last batch; stands for fetch.max.bytes and max.partition.fetch.bytes. */
const MOST_RECORDS = 500;
export const CONSUMER = -1;

export function send(
  state: BrokerState,
  request: Fetch,
  connection: ConnectionId,
  partitions: FetchedPartition[],
  ctx: BrokerContext,
): void {
  const carries: number[] = [];
  for (const { records } of partitions) for (const { message } of records) if (message >= 0) carries.push(message);
  respond(state, connection, { type: "FetchResponse", correlation: request.correlation, partitions, carries }, ctx);
}

/** For each partition what there is to say, records, an error or a divergence, or null; null when that holds for all. */
export function readAll(state: BrokerState, request: Fetch): (FetchedPartition | null)[] | null {
  let some = false;
  const found = request.partitions.map((wanted) => {
    const answer = read(state, state.replicas[wanted.name], wanted, request);
    some ||= answer !== null;
    return answer;
  });
  return some ? found : null;
}

/** K-BRK-05: a follower hears the high watermark of every partition it asked for, also of the quiet ones; a consumer what is new. */
export function complete(state: BrokerState, request: Fetch, found: readonly (FetchedPartition | null)[] | null): FetchedPartition[] {
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

export function read(
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
