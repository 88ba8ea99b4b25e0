import { DestinationSubscribed, OwnershipLost } from "../delivery/events.ts";
import { type EventId, NO_MESSAGE } from "../sim/history.ts";
import { type ConnectionId, NO_TIMER } from "../sim/process.ts";
import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { respond } from "./broker-state.ts";
import { whenWritten } from "./coordinator-shard.ts";
import type { KafkaError } from "./errors.ts";
import { GenerationStarted, GroupStabilized, MemberExpired, MemberJoined, MemberLeft, RebalanceStarted } from "./events.ts";
import { type Group, type Member, memberOf, newGroup } from "./group.ts";
import { writeGroup } from "./group-records.ts";
import { coordinationError, membershipError, offsetsPartitionName, renewSession } from "./group-sessions.ts";
import {
  brokerInfo,
  type FindCoordinator,
  type Heartbeat,
  type JoinGroup,
  type LeaveGroup,
  NO_LEADER,
  partitionOf,
  type SyncGroup,
} from "./protocol.ts";
import type { Completion } from "./shard.ts";

/** The classic group protocol, as the leader of a partition of `__consumer_offsets` runs it. */

type Reply = { connection: ConnectionId; correlation: number };

/** K-GRP-01. Any broker answers from its own copy of the metadata. */
export function findCoordinator(
  state: BrokerState,
  { group, correlation }: FindCoordinator,
  connection: ConnectionId,
  ctx: BrokerContext,
): void {
  const partition = partitionOf(state.image, offsetsPartitionName(state, group));
  const leader = brokerInfo(state.image, partition?.leader ?? NO_LEADER);
  const error: KafkaError = leader === undefined ? "COORDINATOR_NOT_AVAILABLE" : "NONE";
  respond(state, connection, { type: "FindCoordinatorResponse", correlation, error, coordinator: leader?.name ?? "" }, ctx);
}

export function joinGroup(state: BrokerState, request: JoinGroup, connection: ConnectionId, ctx: BrokerContext): void {
  const { correlation, sessionTimeoutUs } = request;
  const refuse = (error: KafkaError, memberId = request.memberId) =>
    respond(state, connection, { type: "JoinGroupResponse", correlation, error, memberId, generation: -1, leader: "", members: [] }, ctx);
  const error = coordinationError(state, request.group);
  if (error !== "NONE") return refuse(error);
  const { minSessionUs, maxSessionUs } = state.config;
  if (sessionTimeoutUs < minSessionUs || sessionTimeoutUs > maxSessionUs) return refuse("INVALID_SESSION_TIMEOUT", "");
  const group = state.groups[request.group] ?? beginGroup(state, request.group, ctx);
  if (request.memberId === "") {
    const memberId = `${request.clientId}-${state.config.broker}.${state.nextMember++}`;
    group.promised[memberId] = ctx.setTimer("promiseExpired", sessionTimeoutUs, { group: group.name, memberId });
    return refuse("MEMBER_ID_REQUIRED", memberId); // K-GRP-03
  }
  let member = memberOf(group, request.memberId);
  if (member === undefined) {
    if (group.promised[request.memberId] === undefined) return refuse("UNKNOWN_MEMBER_ID");
    forgetPromise(group, request.memberId, ctx);
    member = addMember(group, request, ctx);
  } else if (knowsAlready(group, member, request)) {
    renewSession(group, member, ctx);
    member.joining = { connection, correlation };
    return answerJoin(state, group, member, ctx);
  }
  member.topics = request.topics;
  member.joining = { connection, correlation };
  renewSession(group, member, ctx);
  if (group.state !== "PreparingRebalance") startRebalance(state, group, ctx);
  finishJoinPhase(state, group, ctx);
}

function beginGroup(state: BrokerState, name: string, ctx: BrokerContext): Group {
  const group = newGroup(name);
  state.groups[name] = group;
  writeGroup(state, group, {}, { do: "nothing" }, ctx);
  return group;
}

/** The earlier answer was lost, or a follower joins again for no reason: it gets the present generation. A leader always begins anew. */
function knowsAlready(group: Group, member: Member, { topics }: JoinGroup): boolean {
  const same = topics.length === member.topics.length && topics.every((topic) => member.topics.includes(topic));
  return same && (group.state === "CompletingRebalance" || (group.state === "Stable" && member.memberId !== group.leader));
}

function addMember(group: Group, request: JoinGroup, ctx: BrokerContext): Member {
  const { memberId, clientId, topics, sessionTimeoutUs, rebalanceTimeoutUs } = request;
  const member: Member = {
    memberId,
    clientId,
    topics,
    sessionTimeoutUs,
    rebalanceTimeoutUs,
    assignment: [],
    sessionTimer: NO_TIMER,
    lastSeenAt: ctx.now,
    synced: false,
    joining: null,
    syncing: null,
  };
  group.members.push(member);
  if (group.initial !== null) group.initial.newcomers = true;
  ctx.trace(MemberJoined, NO_MESSAGE, ctx.text(group.name), ctx.text(clientId));
  return member;
}

/** K-GRP-04, K-GRP-05: members learn of it by their next heartbeat and rejoin when they come back to poll(). */
function startRebalance(state: BrokerState, group: Group, ctx: BrokerContext): void {
  const first = group.state === "Empty";
  group.state = "PreparingRebalance";
  ctx.cancelTimer(group.syncTimer);
  group.rebalanceEvent = ctx.trace(RebalanceStarted, NO_MESSAGE, ctx.text(group.name), group.generation, group.members.length);
  // Whoever waits for the assignment of the interrupted generation is sent back to join.
  for (const member of group.members) answerSync(state, member, "REBALANCE_IN_PROGRESS", ctx);
  const patience = rebalanceTimeout(group);
  const delay = first ? Math.min(state.config.initialRebalanceDelayUs, patience) : patience;
  group.initial = first && delay > 0 ? { newcomers: false, leftUs: patience - delay } : null;
  waitForJoins(group, delay, ctx);
}

function rebalanceTimeout({ members }: Group): number {
  return Math.max(...members.map(({ rebalanceTimeoutUs }) => rebalanceTimeoutUs));
}

function waitForJoins(group: Group, delay: number, ctx: BrokerContext): void {
  ctx.cancelTimer(group.joinTimer);
  group.joinTimer = ctx.setTimer("joinPhaseOver", delay, { group: group.name, generation: group.generation });
}

export function joinPhaseOver(state: BrokerState, name: string, generation: number, ctx: BrokerContext): void {
  const group = state.groups[name];
  if (group?.state !== "PreparingRebalance" || group.generation !== generation) return;
  const { initial } = group;
  if (initial?.newcomers && initial.leftUs > 0) {
    const delay = Math.min(state.config.initialRebalanceDelayUs, initial.leftUs);
    group.initial = { newcomers: false, leftUs: initial.leftUs - delay };
    return waitForJoins(group, delay, ctx);
  }
  group.initial = null;
  endJoinPhase(state, group, ctx);
}

/** Who was given an id and did not come within a session is waited for no longer. */
export function promiseExpired(state: BrokerState, name: string, memberId: string, ctx: BrokerContext): void {
  const group = state.groups[name];
  if (group?.promised[memberId] === undefined) return;
  forgetPromise(group, memberId, ctx);
  finishJoinPhase(state, group, ctx);
}

function forgetPromise(group: Group, memberId: string, ctx: BrokerContext): void {
  ctx.cancelTimer(group.promised[memberId]);
  delete group.promised[memberId];
}

/** Ends the join phase when everybody has joined, also those who have an id and are about to. */
function finishJoinPhase(state: BrokerState, group: Group, ctx: BrokerContext): void {
  if (group.state !== "PreparingRebalance" || group.initial !== null || Object.keys(group.promised).length > 0) return;
  if (group.members.every(({ joining }) => joining !== null)) endJoinPhase(state, group, ctx);
}

/** K-GRP-05: who has not joined is dropped. */
function endJoinPhase(state: BrokerState, group: Group, ctx: BrokerContext): void {
  for (const member of group.members.filter(({ joining }) => joining === null)) {
    ctx.cancelTimer(member.sessionTimer);
    disown(group, member, group.rebalanceEvent, ctx);
  }
  group.members = group.members.filter(({ joining }) => joining !== null);
  ctx.cancelTimer(group.joinTimer);
  group.generation++;
  if (group.members.length === 0) {
    group.state = "Empty";
    return writeGroup(state, group, {}, { do: "nothing" }, ctx);
  }
  group.state = "CompletingRebalance";
  if (memberOf(group, group.leader) === undefined) group.leader = group.members[0].memberId;
  ctx.because("read", group.rebalanceEvent);
  ctx.trace(GenerationStarted, NO_MESSAGE, ctx.text(group.name), group.generation, group.members.length);
  group.syncTimer = ctx.setTimer("syncPhaseOver", rebalanceTimeout(group), { group: group.name, generation: group.generation });
  for (const member of group.members) {
    member.synced = false;
    answerJoin(state, group, member, ctx);
    renewSession(group, member, ctx);
  }
}

function answerJoin(state: BrokerState, { generation, leader, members }: Group, member: Member, ctx: BrokerContext): void {
  const { connection, correlation } = member.joining as Reply;
  member.joining = null;
  const { memberId } = member;
  const seen = memberId === leader ? members.map(({ memberId, topics }) => ({ memberId, topics })) : [];
  respond(state, connection, { type: "JoinGroupResponse", correlation, error: "NONE", memberId, generation, leader, members: seen }, ctx);
}

/** K-GRP-07: who has not asked for its assignment within the rebalance timeout is dropped. */
export function syncPhaseOver(state: BrokerState, name: string, generation: number, ctx: BrokerContext): void {
  const group = state.groups[name];
  if (group === undefined || group.generation !== generation || group.state !== "CompletingRebalance") return;
  for (const member of group.members.filter(({ synced }) => !synced)) {
    const silentMs = Math.round((ctx.now - member.lastSeenAt) / 1000);
    ctx.rule("max.poll.interval.ms", Math.round(member.rebalanceTimeoutUs / 1000));
    const event = ctx.trace(MemberExpired, NO_MESSAGE, ctx.text(name), ctx.text(member.clientId), silentMs);
    removeMember(state, group, member, event, ctx);
  }
}

export function syncGroup(state: BrokerState, request: SyncGroup, connection: ConnectionId, ctx: BrokerContext): void {
  const group = state.groups[request.group];
  const member = memberOf(group, request.memberId);
  let error = coordinationError(state, request.group);
  if (error === "NONE") error = membershipError(group, member, request.generation);
  if (error !== "NONE" || group === undefined || member === undefined) {
    respond(state, connection, { type: "SyncGroupResponse", correlation: request.correlation, error, assignment: [] }, ctx);
    return;
  }
  renewSession(group, member, ctx);
  member.synced = true;
  member.syncing = { connection, correlation: request.correlation };
  if (group.state === "PreparingRebalance") return answerSync(state, member, "REBALANCE_IN_PROGRESS", ctx);
  if (group.state === "Stable") return answerSync(state, member, "NONE", ctx);
  if (member.memberId !== group.leader) return;
  const { assignments } = request;
  writeGroup(state, group, assignments, { do: "assign", group: group.name, generation: group.generation, assignments }, ctx);
}

/** K-GRP-07: stored first, then handed out, unless the group went on meanwhile. */
export function assignmentStored(
  state: BrokerState,
  { group: name, generation, assignments }: Extract<Completion, { do: "assign" }>,
  error: KafkaError,
  ctx: BrokerContext,
): void {
  const group = state.groups[name];
  if (group?.state !== "CompletingRebalance" || group.generation !== generation) return;
  if (error !== "NONE") {
    for (const member of group.members) answerSync(state, member, error, ctx);
    return startRebalance(state, group, ctx);
  }
  for (const member of group.members) member.assignment = assignments[member.memberId] ?? [];
  group.state = "Stable";
  ctx.cancelTimer(group.syncTimer);
  ctx.trace(GroupStabilized, NO_MESSAGE, ctx.text(group.name), group.generation, group.members.length);
  subscribe(state, group, ctx);
  for (const member of group.members) {
    if (member.syncing !== null) renewSession(group, member, ctx);
    answerSync(state, member, "NONE", ctx);
  }
}

/** The group now reads these partitions; every record in them is for it. */
function subscribe(state: BrokerState, group: Group, ctx: BrokerContext): void {
  if (group.subscribed) return;
  group.subscribed = true;
  const topics = new Set(group.members.flatMap(({ topics }) => topics));
  for (const { topic, name } of state.image.partitions) {
    if (topics.has(topic)) ctx.trace(DestinationSubscribed, NO_MESSAGE, ctx.text(group.name), ctx.text(name));
  }
}

function answerSync(state: BrokerState, member: Member, error: KafkaError, ctx: BrokerContext): void {
  if (member.syncing === null) return;
  const { connection, correlation } = member.syncing;
  member.syncing = null;
  const assignment = error === "NONE" ? member.assignment : [];
  respond(state, connection, { type: "SyncGroupResponse", correlation, error, assignment }, ctx);
}

export function heartbeat(state: BrokerState, request: Heartbeat, connection: ConnectionId, ctx: BrokerContext): void {
  const group = state.groups[request.group];
  const member = memberOf(group, request.memberId);
  let error = coordinationError(state, request.group);
  const answer = () => ({ type: "HeartbeatResponse", correlation: request.correlation, error }) as const;
  if (error === "COORDINATOR_LOAD_IN_PROGRESS")
    error = "NONE"; // nobody knows better yet (GroupCoordinatorService.heartbeat)
  else if (error === "NONE") {
    error = membershipError(group, member, request.generation);
    if (error === "NONE" && group !== undefined && member !== undefined) {
      renewSession(group, member, ctx);
      if (group.state === "PreparingRebalance") error = "REBALANCE_IN_PROGRESS";
      return whenWritten(state, offsetsPartitionName(state, group.name), { do: "respond", connection, response: answer() }, ctx);
    }
  }
  respond(state, connection, answer(), ctx);
}

export function sessionExpired(state: BrokerState, name: string, memberId: string, ctx: BrokerContext): void {
  const group = state.groups[name];
  const member = memberOf(group, memberId);
  if (group === undefined || member === undefined) return;
  // Who waits for the coordinator's own answer cannot be blamed for its silence.
  if (member.joining !== null || member.syncing !== null) return renewSession(group, member, ctx);
  const silentMs = Math.round((ctx.now - member.lastSeenAt) / 1000);
  ctx.absence(member.clientId);
  ctx.rule("session.timeout.ms", Math.round(member.sessionTimeoutUs / 1000), silentMs);
  const event = ctx.trace(MemberExpired, NO_MESSAGE, ctx.text(name), ctx.text(member.clientId), silentMs);
  removeMember(state, group, member, event, ctx);
}

export function leaveGroup(state: BrokerState, request: LeaveGroup, connection: ConnectionId, ctx: BrokerContext): void {
  const group = state.groups[request.group];
  const member = memberOf(group, request.memberId);
  const response = { type: "LeaveGroupResponse", correlation: request.correlation } as const;
  if (coordinationError(state, request.group) !== "NONE" || group === undefined || member === undefined)
    return respond(state, connection, response, ctx);
  const event = ctx.trace(MemberLeft, NO_MESSAGE, ctx.text(group.name), ctx.text(member.clientId));
  removeMember(state, group, member, event, ctx);
  whenWritten(state, offsetsPartitionName(state, group.name), { do: "respond", connection, response }, ctx);
}

function removeMember(state: BrokerState, group: Group, member: Member, cause: EventId, ctx: BrokerContext): void {
  ctx.cancelTimer(member.sessionTimer);
  disown(group, member, cause, ctx);
  dismiss(state, member, "UNKNOWN_MEMBER_ID", ctx);
  group.members = group.members.filter((other) => other !== member);
  if (group.members.length === 0) {
    group.state = "Empty";
    group.generation++;
    group.initial = null;
    ctx.cancelTimer(group.joinTimer);
    ctx.cancelTimer(group.syncTimer);
    writeGroup(state, group, {}, { do: "nothing" }, ctx);
  } else if (group.state === "PreparingRebalance") finishJoinPhase(state, group, ctx);
  else startRebalance(state, group, ctx);
}

/** What a member still waits for is answered with the reason why it waits in vain. */
function dismiss(state: BrokerState, member: Member, error: KafkaError, ctx: BrokerContext): void {
  answerSync(state, member, error, ctx);
  if (member.joining === null) return;
  const { connection, correlation } = member.joining;
  const { memberId } = member;
  member.joining = null;
  respond(state, connection, { type: "JoinGroupResponse", correlation, error, memberId, generation: -1, leader: "", members: [] }, ctx);
}

function disown(group: Group, member: Member, cause: EventId, ctx: BrokerContext): void {
  for (const name of member.assignment) {
    ctx.because("read", cause);
    ctx.trace(OwnershipLost, NO_MESSAGE, ctx.text(group.name), ctx.text(name), group.generation);
  }
}

/** The group is coordinated elsewhere from now on: its clocks stop here, and who waits is told. */
export function dismissMembers(state: BrokerState, group: Group, error: KafkaError, ctx: BrokerContext): void {
  ctx.cancelTimer(group.joinTimer);
  ctx.cancelTimer(group.syncTimer);
  for (const memberId in group.promised) forgetPromise(group, memberId, ctx);
  for (const member of group.members) {
    ctx.cancelTimer(member.sessionTimer);
    dismiss(state, member, error, ctx);
  }
}
