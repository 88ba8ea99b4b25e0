import { OffsetCommitted } from "../delivery/events.ts";
import { type EventId, NO_MESSAGE } from "../sim/history.ts";
import { itemAt } from "../sim/sequence.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { coordinatorPartition } from "./murmur2.ts";
import { type CommittedOffset, OFFSETS_TOPIC } from "./protocol.ts";
import type { Replica } from "./replica.ts";

/** What a coordinator answers to OffsetFetch: the records of its partition of `__consumer_offsets`, read in order (K-CON-24). */

/** K-GRP-01: the partition whose leader coordinates a group. */
export function offsetsPartitionName(state: BrokerState, group: string): string {
  return `${OFFSETS_TOPIC}-${coordinatorPartition(group, state.image.index.topics[OFFSETS_TOPIC])}`;
}

/** The high watermark has passed these records: the commits in them hold, also when this broker is lost. */
export function commitRecords(state: BrokerState, replica: Replica, from: number, to: number, ctx: BrokerContext): void {
  for (let i = from; i < to; i++) {
    const record = itemAt(replica.log, i);
    if (record?.commit === undefined) continue;
    const { group, offset, partition } = record.commit;
    ctx.because("read", record.event);
    apply(state, record.commit, ctx.trace(OffsetCommitted, NO_MESSAGE, ctx.text(group), offset, ctx.text(partition)));
  }
}

/** A broker that begins to lead an offsets partition reads the whole of it; members have to join anew. */
export function loadOffsets(state: BrokerState, replica: Replica): void {
  for (let i = replica.log.base; i < replica.log.length; i++) {
    const record = itemAt(replica.log, i);
    if (record?.commit !== undefined) apply(state, record.commit, record.event);
  }
}

/** A broker that no longer leads an offsets partition knows nothing of its groups: what it had not replicated may never have been. */
export function forgetOffsets(state: BrokerState, replica: Replica): void {
  for (const group of Object.keys(state.offsets)) if (offsetsPartitionName(state, group) === replica.name) delete state.offsets[group];
}

function apply(state: BrokerState, { group, partition, offset }: CommittedOffset, event: EventId): void {
  state.offsets[group] ??= {};
  state.offsets[group][partition] = { offset, event };
}
