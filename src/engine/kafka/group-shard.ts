import { OffsetCommitted } from "../delivery/events.ts";
import { NO_MESSAGE } from "../sim/history.ts";
import { NO_TIMER } from "../sim/process.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import type { Completion, Coordinator } from "./coordinator-shard.ts";
import { writeRecords } from "./coordinator-shard.ts";
import type { Group } from "./group.ts";
import { newGroup } from "./group.ts";
import { assignmentStored, dismissMembers } from "./group-coordinator.ts";
import { offsetsPartitionName, renewSession } from "./group-sessions.ts";
import type { GroupMetadataRecord, LogRecord, OffsetCommitRecord } from "./protocol.ts";

/** The group coordinator's records: what it writes, and what it makes of them when it reads them back (K-GRP-01, K-GRP-07, K-CON-24). */
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

/** A group as its last record has it: stable, or empty. What went on since, a rebalance half done, is not in it. */
function groupOf({ group, generation, leader, members }: GroupMetadataRecord, before: Group | undefined): Group {
  return {
    ...newGroup(group),
    state: members.length === 0 ? "Empty" : "Stable",
    generation,
    leader,
    subscribed: members.length > 0 || before?.subscribed === true,
    members: members.map((member) => ({
      ...member,
      sessionTimer: NO_TIMER,
      lastSeenAt: 0,
      synced: true,
      joining: null,
      syncing: null,
    })),
  };
}

/** The group as it is now, with an assignment for each member. */
export function writeGroup(
  state: BrokerState,
  { name, generation, leader, members }: Group,
  assignments: Readonly<Record<string, readonly string[]>>,
  completion: Completion,
  ctx: BrokerContext,
): void {
  const record: GroupMetadataRecord = {
    type: "GroupMetadata",
    group: name,
    generation,
    leader,
    members: Object.freeze(
      members.map(({ memberId, clientId, topics, sessionTimeoutUs, rebalanceTimeoutUs }) =>
        Object.freeze({ memberId, clientId, topics, sessionTimeoutUs, rebalanceTimeoutUs, assignment: assignments[memberId] ?? [] }),
      ),
    ),
  };
  writeRecords(state, offsetsPartitionName(state, name), [record], completion, ctx);
}
