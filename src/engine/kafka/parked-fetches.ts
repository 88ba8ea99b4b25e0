import type { ConnectionId } from "../sim/process.ts";
import type { BrokerContext, BrokerState, DelayedFetch } from "./broker-state.ts";
import { complete, read, readAll, send } from "./fetch-answers.ts";
import type { FetchedPartition } from "./protocol.ts";
import type { Replica } from "./replica.ts";

/** Fetches that found nothing and wait for something to happen (K-BRK-40). */

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
