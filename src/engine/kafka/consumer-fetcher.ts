import { PlaceFetched, PlaceSkipped } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { leaderName, learnLeader, requestUpdate } from "./client-cluster.ts";
import { coordinatorReady, correlation, isMember, sendToCoordinator } from "./consumer-coordinator.ts";
import type { Asked, ConsumerContext, ConsumerState, Position } from "./consumer-state.ts";
import { isRunning, pause } from "./consumer-timers.ts";
import { PositionRestored } from "./events.ts";
import { ready, send } from "./network-client.ts";
import type { Fetch, FetchResponse, ListOffsets, ListOffsetsResponse, OffsetFetchResponse } from "./protocol.ts";

/** Where to read from, and fetching ahead of poll(): one request per leader, for partitions with nothing buffered (K-CON-03). */

export function positionOf(state: ConsumerState, partition: string): Position | undefined {
  for (const position of state.positions) if (position.partition === partition) return position;
  return undefined;
}

/** Asks for the starts that are still unknown: of the coordinator what is committed, of the leaders what auto.offset.reset says. */
export function findStarts(state: ConsumerState, ctx: ConsumerContext): void {
  if (state.membership !== "stable" || isRunning(state, "positions")) return;
  const committed: string[] = [];
  const resets = new Map<string, string[]>();
  let leaderless = false;
  for (const position of state.positions) {
    if (position.ready || position.asked) continue;
    if (position.start === "committed") committed.push(position.partition);
    else {
      const broker = leaderName(state.cluster, position.partition);
      if (broker === null) leaderless = true;
      else resets.set(broker, [...(resets.get(broker) ?? []), position.partition]);
    }
  }
  if (committed.length > 0 && coordinatorReady(state, ctx)) {
    markAsked(state, committed, true);
    const group = state.group;
    sendToCoordinator(state, { type: "OffsetFetch", correlation: correlation(state), group, partitions: committed }, null, ctx);
  }
  for (const [broker, partitions] of resets) {
    if (!ready(state.cluster.network, broker, ctx)) continue;
    markAsked(state, partitions, true);
    const position = state.config.autoOffsetReset;
    send(
      state.cluster.network,
      broker,
      { type: "ListOffsets", correlation: correlation(state), partitions, position } satisfies ListOffsets,
      null,
      ctx,
    );
  }
  if (leaderless) requestUpdate(state.cluster, ctx);
}

function markAsked(state: ConsumerState, partitions: readonly string[], asked: boolean): void {
  for (const position of state.positions) if (partitions.includes(position.partition)) position.asked = asked;
}

/** A request for starts failed with its connection. */
export function startsFailed(state: ConsumerState, start: Position["start"], ctx: ConsumerContext): void {
  for (const position of state.positions) if (position.start === start) position.asked = false;
  pause(state, "positions", 0, ctx);
}

/** Positions to resume from; partitions without a commit are left for auto.offset.reset (K-CON-30). */
export function offsetsFetched(state: ConsumerState, { error, offsets }: OffsetFetchResponse, ctx: ConsumerContext): void {
  if (error !== "NONE") return startsFailed(state, "committed", ctx);
  for (const { partition, offset, event } of offsets) {
    const position = positionOf(state, partition);
    if (position === undefined || position.ready) continue;
    position.asked = false;
    if (offset < 0) {
      position.start = "reset";
      continue;
    }
    ctx.because("read", event);
    ctx.rule("K-CON-01: resumes at the committed offset", offset);
    startAt(state, position, offset, ctx);
  }
}

export function offsetsListed(state: ConsumerState, { partitions }: ListOffsetsResponse, ctx: ConsumerContext): void {
  for (const { name, error, offset } of partitions) {
    const position = positionOf(state, name);
    if (position === undefined || position.ready) continue;
    position.asked = false;
    if (error !== "NONE") {
      requestUpdate(state.cluster, ctx);
      pause(state, "positions", 0, ctx);
      continue;
    }
    const rule = `auto.offset.reset=${state.config.autoOffsetReset}`;
    ctx.rule(rule, offset);
    startAt(state, position, offset, ctx);
    if (offset === 0) continue;
    ctx.rule(rule, offset);
    ctx.trace(PlaceSkipped, NO_MESSAGE, ctx.text(state.group), offset, ctx.text(name));
  }
}

function startAt(state: ConsumerState, position: Position, offset: number, ctx: ConsumerContext): void {
  Object.assign(position, { position: offset, fetchOffset: offset, committed: offset, ready: true });
  const { partition } = position;
  state.committedBy[partition] = ctx.trace(PositionRestored, NO_MESSAGE, ctx.text(state.group), offset, ctx.text(partition));
}

export function fetchMore(state: ConsumerState, ctx: ConsumerContext): void {
  if (!isMember(state) || isRunning(state, "fetch")) return;
  let leaderless = false;
  const brokers: string[] = [];
  for (const position of state.positions) {
    if (!isFetchable(position)) continue;
    const broker = leaderName(state.cluster, position.partition);
    if (broker === null) leaderless = true;
    else if (!state.fetching.includes(broker) && !brokers.includes(broker)) brokers.push(broker);
  }
  for (const broker of brokers) {
    if (!ready(state.cluster.network, broker, ctx)) continue;
    state.fetching.push(broker);
    const partitions = state.positions
      .filter((position) => isFetchable(position) && leaderName(state.cluster, position.partition) === broker)
      .map(({ partition, fetchOffset }) => ({ name: partition, offset: fetchOffset, leaderEpoch: -1, lastEpoch: -1 }));
    const maxWaitUs = state.config.fetchMaxWaitUs;
    send(
      state.cluster.network,
      broker,
      { type: "Fetch", correlation: correlation(state), replica: -1, maxWaitUs, partitions } satisfies Fetch,
      { positions: Object.fromEntries(partitions.map(({ name, offset }) => [name, offset])) },
      ctx,
    );
  }
  if (leaderless) requestUpdate(state.cluster, ctx);
}

function isFetchable({ ready: isReady, buffered }: Position): boolean {
  return isReady && buffered === 0;
}

/** A fetch came to its end, by an answer or with its connection. */
export function fetchOver(state: ConsumerState, broker: string): void {
  const index = state.fetching.indexOf(broker);
  if (index >= 0) state.fetching.splice(index, 1);
}

export function fetched(state: ConsumerState, response: FetchResponse, asked: Asked, ctx: ConsumerContext): void {
  const positions = asked !== null && "positions" in asked ? asked.positions : {};
  let stale = false;
  for (const { name, error, records, currentLeader } of response.partitions) {
    const position = positionOf(state, name);
    if (position === undefined || !position.ready) continue;
    if (error !== "NONE" && error !== "OFFSET_OUT_OF_RANGE") stale = true;
    learnLeader(state.cluster, name, currentLeader);
    // An answer to what was asked before a rebalance took the partition away and gave it back at another position.
    if (positions[name] !== position.fetchOffset) continue;
    if (error === "OFFSET_OUT_OF_RANGE") Object.assign(position, { ready: false, start: "reset" } satisfies Partial<Position>);
    if (records.length === 0) continue;
    for (const record of records) {
      if (record.offset < position.fetchOffset) continue;
      state.buffer.items.push({ partition: name, record });
      position.buffered++;
    }
    const from = position.fetchOffset;
    position.fetchOffset = Math.max(from, records[records.length - 1].offset + 1);
    if (position.fetchOffset > from) ctx.trace(PlaceFetched, NO_MESSAGE, ctx.text(name), from, position.fetchOffset);
  }
  if (!stale) return;
  requestUpdate(state.cluster, ctx);
  pause(state, "fetch", 0, ctx);
}
