import type { ConnectionId } from "../sim/process.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { CONSUMER, complete, readAll, send } from "./fetch-answers.ts";
import { followerFetched } from "./in-sync-replicas.ts";
import type { Fetch, FetchedPartition } from "./protocol.ts";

/** Fetches of consumers and followers, as the leader serves them. */

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
