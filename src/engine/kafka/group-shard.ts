import { OffsetCommitted } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import type { Coordinator } from "./coordinators.ts";
import type { Group } from "./group.ts";
import { assignmentStored, dismissMembers } from "./group-coordinator.ts";
import { groupOf } from "./group-records.ts";
import { offsetsPartitionName, renewSession } from "./group-sessions.ts";
import type { LogRecord, OffsetCommitRecord } from "./protocol.ts";

/** What the group coordinator makes of its records, when they are written, safe, or read back (K-GRP-01, K-GRP-07, K-CON-24). */
export const groupCoordinator: Coordinator = {
  replay(state, { value, event }) {
    if (value?.type === "OffsetCommit") takeOffset(state, value, event);
    else if (value?.type === "GroupMetadata") state.groups[value.group] = groupOf(value, state.groups[value.group]);
  },
  wrote(state, { value, event }) {
    if (value?.type === "OffsetCommit") takeOffset(state, value, event);
  },
  /** Every member gets a fresh session: nobody can be blamed for what it sent to the last coordinator. */
  loaded(state, partition, ctx) {
    const groups = groupsOf(state, partition);
    for (const group of groups) for (const member of group.members) renewSession(group, member, ctx);
    return groups.length;
  },
  unloaded(state, partition, ctx) {
    for (const group of groupsOf(state, partition)) {
      dismissMembers(state, group, "NOT_COORDINATOR", ctx);
      delete state.groups[group.name];
    }
    for (const name of Object.keys(state.offsets)) if (offsetsPartitionName(state, name) === partition) delete state.offsets[name];
  },
  committed(state, record, ctx) {
    if (record.value?.type === "OffsetCommit") offsetSafe(state, record.value, record, ctx);
  },
  complete(state, completion, error, ctx) {
    if (completion.do === "assign") assignmentStored(state, completion, error, ctx);
  },
};

function groupsOf(state: BrokerState, partition: string): Group[] {
  return Object.values(state.groups).filter(({ name }) => offsetsPartitionName(state, name) === partition);
}

function takeOffset(state: BrokerState, { group, partition, offset }: OffsetCommitRecord, event: number): void {
  state.offsets[group] ??= {};
  state.offsets[group][partition] = { offset, event };
}

function offsetSafe(state: BrokerState, value: OffsetCommitRecord, { event }: LogRecord, ctx: BrokerContext): void {
  const { group, partition, offset } = value;
  ctx.because("read", event);
  const committed = ctx.trace(OffsetCommitted, NO_MESSAGE, ctx.text(group), offset, ctx.text(partition));
  const known = state.offsets[group]?.[partition];
  if (known?.event === event) known.event = committed;
}
