import { type Connection, type Direction, NO_INCARNATION, type Retry } from "./connection.ts";
import { addConnection, findConnection } from "./connection-table.ts";
import * as K from "./event-kinds.ts";
import { CAUSE, type EventId, NO_EVENT, NO_MESSAGE, NO_PROCESS } from "./history.ts";
import { forget, hand, wait } from "./inbox.ts";
import { LIMITS, LimitError } from "./limits.ts";
import { handlersOf, listenerOf } from "./modules.ts";
import { blockingSplit, newDirection, PACKET, type PacketKind, REASONS, type SplitRule, wireTime } from "./network.ts";
import { tracePacket } from "./packet-trace.ts";
import type { CloseReason, ConnectionId, Message, ProcessId } from "./process.ts";
import { type ModuleNumber, OWN, type ProcessRecord, ROW } from "./records.ts";
import { aim, awaitRetry, canRetry, endRetry } from "./retransmission.ts";
import { NO_ROW, type Row } from "./row-pool.ts";
import { type Micros, SECOND } from "./time.ts";
import type { World } from "./world.ts";

/**
 * Connections as TCP gives them: first in, first out, nothing lost while both ends live. A lost machine is noticed by silence, and when it is
 * back by the reset that it answers with; who never sends anything on a half-open connection never hears of it. A frozen process has a
 * machine that lives: what comes for it is acknowledged and waits (without limit; receive windows are not modelled).
 */

/** An unanswered handshake is repeated after 1, 2, 4, … seconds, six times, then given up (Linux: tcp_syn_retries = 6). */
const SYN_RETRIES = 6;
const SYN_FIRST_RETRY: Micros = SECOND;

export function connect(world: World, from: ProcessRecord, module: ModuleNumber, peer: string, cause: EventId): ConnectionId {
  const to = world.process(peer);
  if (to === undefined) throw new Error(`${from.name} connects to ${peer}, which does not exist`);
  const { connections } = world.network;
  if (connections.made >= LIMITS.connections) throw new LimitError("connections");
  const pair = `${module === OWN ? from.name : `${from.name}/${from.libraries[module - 1].spec.name}`}>${to.name}`;
  const ordinal = world.pairs[pair] ?? 0;
  world.pairs[pair] = ordinal + 1;
  const id = connections.made;
  const listener = listenerOf(to);
  const there = newDirection(world.seed, id, 0, from, module, to, listener, ordinal);
  const back = newDirection(world.seed, id, 1, to, listener, from, module, ordinal);
  there.fromIncarnation = from.incarnation;
  back.toIncarnation = from.incarnation;
  addConnection(connections, { id, there, back, unheard: 0 });
  from.connections.push(id);
  if (to !== from) to.connections.push(id);
  enqueue(world, there, PACKET.syn, null, 0, cause, 0);
  return id;
}

/** The process at the other end; undefined once this end has closed the connection or heard of its end. */
export function peerOf({ network, processes }: World, connection: ConnectionId, self: ProcessId): ProcessRecord | undefined {
  const pair = findConnection(network.connections, connection);
  if (pair === null) return undefined;
  return processes[pair.there.from === self ? pair.there.to : pair.there.from];
}

export function send(world: World, from: ProcessRecord, connection: ConnectionId, message: Message, cause: EventId): boolean {
  const pair = findConnection(world.network.connections, connection);
  if (pair === null) return false;
  const direction = wayFrom(pair, from.id);
  if (direction.fromOpen && direction.fromIncarnation === from.incarnation) {
    enqueue(world, direction, PACKET.data, message, 0, cause, 0);
    return true;
  }
  // It has not heard of the end yet: what it takes for sent never leaves.
  if (direction.endedBy !== NO_EVENT && !otherWay(pair, direction).deaf) {
    const type = world.history.strings.intern(message.type);
    tracePacket(world, K.PacketLost, direction.to, from.id, message, 0, type, CAUSE.fault, direction.endedBy);
    world.history.extra(CAUSE.message, cause, 0, 0);
  }
  return false;
}

export function close(world: World, from: ProcessRecord, connection: ConnectionId, cause: EventId): void {
  const pair = findConnection(world.network.connections, connection);
  if (pair !== null) shut(world, wayFrom(pair, from.id), pair, cause, "reset");
}

/** The sending end of `direction` is done with the connection; the other end is told. */
function shut(world: World, direction: Direction, pair: Connection, cause: EventId, reason: CloseReason): void {
  const other = otherWay(pair, direction);
  const wasOpen = direction.fromOpen;
  direction.fromOpen = false;
  other.toOpen = false;
  other.deaf = true;
  other.endedBy = cause;
  if (wasOpen) enqueueClose(world, direction, reason, cause);
  if (!direction.held) endRetry(world, direction);
  forget(world, pair);
}

/** The host closes all sockets of a process that has ended. */
export function closeAll(world: World, process: ProcessRecord, cause: EventId): void {
  for (const pair of connectionsOf(world, process)) shut(world, wayFrom(pair, process.id), pair, cause, "reset");
}

/** The machine is gone: its ends are closed and nobody is told. What waited to be sent again goes with it. */
export function abandonAll(world: World, process: ProcessRecord, cause: EventId): void {
  for (const pair of connectionsOf(world, process)) {
    for (const [mine, other] of [[pair.there, pair.back] as const, [pair.back, pair.there] as const]) {
      if (mine.from !== process.id) continue;
      mine.fromOpen = false;
      mine.fromIncarnation = NO_INCARNATION;
      other.toOpen = false;
      other.endedBy = cause;
      if (mine.held) loseAll(world, mine, cause);
      endRetry(world, mine);
    }
    forget(world, pair);
  }
}

/** A list of its own, since each that is closed may go from the process's. */
function connectionsOf({ network }: World, process: ProcessRecord): Connection[] {
  return process.connections.map((id) => findConnection(network.connections, id)).filter((pair) => pair !== null);
}

function enqueueClose(world: World, direction: Direction, reason: CloseReason, cause: EventId, waitUs: Micros = 0): void {
  enqueue(world, direction, PACKET.close, null, REASONS.indexOf(reason), cause, waitUs);
}

/** `n`: for a handshake how often it was tried before, for the end of a connection its reason. */
function enqueue(
  world: World,
  direction: Direction,
  kind: PacketKind,
  message: Message | null,
  n: number,
  cause: EventId,
  waitUs: Micros,
): void {
  const { list, network, now } = world;
  const earliest = now + waitUs + wireTime(network, world.seed, direction, world.processes);
  direction.sent++;
  const arriveAt = earliest < direction.lastArrival ? direction.lastArrival : earliest;
  direction.lastArrival = arriveAt;
  const row = list.take(ROW.packet, direction.connection * 2 + direction.back, kind, n, cause, message);
  list.sentAt[row] = now;
  list.arriveAt[row] = arriveAt;
  list.next[row] = NO_ROW;
  if (direction.first === NO_ROW) {
    direction.first = row;
    direction.last = row;
  } else {
    list.next[direction.last] = row;
    direction.last = row;
  }
  if (!direction.scheduled && !direction.held) scheduleFirst(world, direction);
}

function scheduleFirst({ list }: World, direction: Direction): void {
  const { first } = direction;
  if (first === NO_ROW) return;
  direction.scheduled = true;
  list.schedule(first, list.arriveAt[first]);
}

/** The first packet of a direction has come to its end of the wire. */
export function deliver(world: World, row: Row): void {
  const { list, network, processes } = world;
  const way = list.subject[row];
  const pair = findConnection(network.connections, way >> 1) as Connection;
  const direction = directionOf(pair, way);
  direction.scheduled = false;
  const from = processes[direction.from];
  const to = processes[direction.to];
  const kind = list.x[row];
  const split = network.splits.length > 0 && kind !== PACKET.syn ? blockingSplit(network, from.host, to.host) : undefined;
  // Nobody sends again what a machine without power had said; what its next life answers is another matter.
  const orphan = split !== undefined && kind === PACKET.data && direction.fromIncarnation === NO_INCARNATION;
  if (split !== undefined && !orphan) {
    direction.held = true;
    awaitRetry(world, direction, row);
    return;
  }
  direction.first = list.next[row];
  switch (kind) {
    case PACKET.data:
      if (orphan) lose(world, direction, row, CAUSE.fault, (split as SplitRule).event);
      else deliverData(world, pair, direction, row, to);
      break;
    case PACKET.syn:
      deliverSyn(world, pair, list.n[row], list.cause[row], from, to);
      break;
    case PACKET.opened:
      deliverOpened(world, pair, row, to);
      break;
    default:
      deliverClose(world, pair, direction, row, from, to);
      break;
  }
  list.release(row);
  if (direction.first !== NO_ROW && !direction.scheduled && !direction.held) scheduleFirst(world, direction);
  if (!direction.fromOpen) forget(world, pair);
}

/** Takes the first packet of a direction away unheard; only re-runs that leave something out do this. */
export function discardFirst(world: World, row: Row): void {
  const { list, network } = world;
  const way = list.subject[row];
  const pair = findConnection(network.connections, way >> 1) as Connection;
  const direction = directionOf(pair, way);
  direction.scheduled = false;
  direction.first = list.next[row];
  list.release(row);
  scheduleFirst(world, direction);
  forget(world, pair);
}

function deliverData(world: World, pair: Connection, direction: Direction, row: Row, to: ProcessRecord): void {
  const { network, list } = world;
  const message = list.data[row] as Message;
  if (network.cuts.length > 0 && cutBefore(world, pair, direction, message, row)) return;
  if (!direction.toOpen || to.incarnation !== direction.toIncarnation || (to.status !== "up" && to.status !== "frozen")) {
    lose(world, direction, row, CAUSE.fault, direction.endedBy);
    if (!direction.fromOpen) return;
    if (!world.hosts[to.host].up) awaitRetry(world, direction, row);
    else if (direction.retry === null) answerUnknown(world, pair, direction, list.cause[row], 0);
    return;
  }
  let { route } = direction;
  if (route === null || route.type !== message.type) {
    route = world.routes.find(handlersOf(to, direction.toModule), message.type, world.history.strings);
    direction.route = route;
  }
  const cause = traceArrival(world, K.PacketDelivered, direction, row, to.id, route.text, CAUSE.message, list.cause[row]);
  if (to.status === "up") world.receiveMessage(to, direction.toModule, pair.id, message, route, cause);
  else wait(world, to, { what: "message", connection: pair.id, module: direction.toModule, message, cause });
}

/** The host of the dead end answers a packet for a connection that it does not know with a reset, which leaves it after `waitUs`. */
function answerUnknown(world: World, pair: Connection, direction: Direction, cause: EventId, waitUs: Micros): void {
  if (direction.resetSent) return;
  const other = otherWay(pair, direction);
  direction.resetSent = true;
  other.toOpen = true;
  other.toIncarnation = direction.fromIncarnation;
  enqueueClose(world, other, "reset", cause, waitUs);
}

function traceArrival(
  world: World,
  kind: K.EventKind,
  direction: Direction,
  row: Row,
  process: ProcessId,
  typeText: number,
  causeKind: number,
  cause: EventId,
): EventId {
  const { list } = world;
  const latency = world.now - list.sentAt[row];
  return tracePacket(world, kind, process, direction.from, list.data[row] as Message, latency, typeText, causeKind, cause);
}

function lose(world: World, direction: Direction, row: Row, causeKind: number, cause: EventId): void {
  const { history, list } = world;
  const text = history.strings.intern((list.data[row] as Message).type);
  traceArrival(world, K.PacketLost, direction, row, direction.to, text, causeKind, cause);
  if (list.cause[row] >= 0) history.extra(CAUSE.message, list.cause[row], 0, 0);
}

/** Breaks the connection when a script asked for it before this very message. */
function cutBefore(world: World, pair: Connection, direction: Direction, message: Message, row: Row): boolean {
  const { network } = world;
  const index = network.cuts.findIndex(
    (cut) =>
      (cut.from === NO_PROCESS || cut.from === direction.from) &&
      (cut.to === NO_PROCESS || cut.to === direction.to) &&
      cut.type === message.type &&
      (cut.payload === NO_MESSAGE || (message.carries ?? []).includes(cut.payload)),
  );
  if (index < 0) return false;
  const [cut] = network.cuts.splice(index, 1);
  const fault = world.history.strings.intern(cut.fault);
  const event = world.trace(K.ConnectionCut, direction.to, NO_MESSAGE, direction.from, pair.id, fault, CAUSE.fault, cut.event);
  lose(world, direction, row, CAUSE.fault, event);
  breakConnection(world, pair, event);
  return true;
}

/** Everything under way or held in one direction is gone. */
function loseAll(world: World, direction: Direction, cause: EventId): void {
  const { list } = world;
  for (let row = direction.first; row !== NO_ROW; row = direction.first) {
    direction.first = list.next[row];
    if (list.x[row] === PACKET.data) lose(world, direction, row, CAUSE.fault, cause);
    if (direction.scheduled) list.unschedule(row);
    else list.release(row);
    direction.scheduled = false;
  }
  direction.held = false;
  endRetry(world, direction);
}

/** Both ends lose the connection: everything under way on it is gone, and each end hears of a reset after a wire time. */
function breakConnection(world: World, pair: Connection, cause: EventId): void {
  for (const direction of [pair.there, pair.back]) {
    loseAll(world, direction, cause);
    direction.fromOpen = false;
    direction.endedBy = cause;
  }
  for (const direction of [pair.there, pair.back]) if (direction.toOpen) enqueueClose(world, direction, "reset", cause);
}

function deliverSyn(world: World, pair: Connection, attempt: number, cause: EventId, from: ProcessRecord, to: ProcessRecord): void {
  const { there, back } = pair;
  if (there.fromIncarnation !== from.incarnation || back.toOpen) return;
  const split = blockingSplit(world.network, from.host, to.host);
  if (split !== undefined || !world.hosts[to.host].up) {
    if (back.deaf) return; // given up meanwhile: nothing is sent again
    if (attempt < SYN_RETRIES) enqueue(world, there, PACKET.syn, null, attempt + 1, cause, SYN_FIRST_RETRY * 2 ** attempt);
    else tellTimeout(world, pair, there, split?.event ?? to.downBy, cause);
    return;
  }
  back.toOpen = !back.deaf;
  if (to.status === "crashed" || to.status === "stopped") {
    enqueueClose(world, back, "refused", cause);
    return;
  }
  there.toOpen = true;
  there.toIncarnation = to.incarnation;
  // Whoever lived there while the handshake was under way has never had this connection, and it may have had other libraries.
  there.deaf = false;
  there.endedBy = NO_EVENT;
  there.toModule = listenerOf(to);
  back.fromModule = there.toModule;
  back.fromOpen = true;
  back.fromIncarnation = to.incarnation;
  enqueue(world, back, PACKET.opened, null, 0, cause, 0);
  hand(world, to, { what: "accepted", connection: pair.id, module: there.toModule, cause });
}

function deliverOpened(world: World, pair: Connection, row: Row, to: ProcessRecord): void {
  const { there, back } = pair;
  const { list } = world;
  const cause = list.cause[row];
  const alive = to.status === "up" || to.status === "frozen";
  if (back.toIncarnation !== to.incarnation || !back.toOpen || !alive) {
    // Who asked for the connection is gone or has given it up: its host answers with a reset, if there is one.
    if (!world.hosts[to.host].up) awaitRetry(world, back, row);
    else if (there.toOpen) enqueueClose(world, there, "reset", cause);
    return;
  }
  there.fromOpen = true;
  const { from } = back;
  const event = world.trace(K.ConnectionOpened, to.id, NO_MESSAGE, from, pair.id, 0, CAUSE.message, cause);
  hand(world, to, { what: "opened", connection: pair.id, module: back.toModule, cause: event });
}

function deliverClose(world: World, pair: Connection, direction: Direction, row: Row, from: ProcessRecord, to: ProcessRecord): void {
  const other = otherWay(pair, direction);
  other.fromOpen = false;
  if (!other.held) endRetry(world, other);
  if (!direction.toOpen || direction.toIncarnation !== to.incarnation) return;
  direction.toOpen = false;
  if (to.status !== "up" && to.status !== "frozen") return;
  const { history, list } = world;
  const reason = REASONS[list.n[row]];
  const text = history.strings.intern(reason);
  const event = world.trace(K.ConnectionClosed, to.id, NO_MESSAGE, from.id, pair.id, text, CAUSE.message, list.cause[row]);
  hand(world, to, { what: "closed", connection: pair.id, module: direction.toModule, reason, cause: event });
}

/** A way may be whole again: whatever can be sent again is, at its next attempt. */
export function retryAll(world: World): void {
  for (const way of world.network.retrying) {
    const direction = directionOf(findConnection(world.network.connections, way >> 1) as Connection, way);
    if (direction.retry !== null && canRetry(world, direction)) aim(world, direction, direction.retry);
  }
}

/** The time has come for an attempt, or for the end of all attempts. */
export function retry(world: World, row: Row): void {
  const { list, network, processes, now } = world;
  const way = list.subject[row];
  list.release(row);
  const pair = findConnection(network.connections, way >> 1) as Connection;
  const direction = directionOf(pair, way);
  const attempt = direction.retry as Retry;
  if (now >= attempt.giveUpUs) timeOut(world, pair, direction, attempt);
  else if (!canRetry(world, direction)) aim(world, direction, attempt);
  else {
    endRetry(world, direction);
    if (direction.held) sendAgain(world, direction);
    else answerUnknown(world, pair, direction, attempt.cause, wireTime(network, world.seed, direction, processes));
  }
  forget(world, pair);
}

/** What waited arrives a wire time later, in its order. */
function sendAgain(world: World, direction: Direction): void {
  const { list, network, processes, now } = world;
  direction.held = false;
  const earliest = now + wireTime(network, world.seed, direction, processes);
  direction.sent++;
  for (let row = direction.first; row !== NO_ROW; row = list.next[row]) list.arriveAt[row] = Math.max(list.arriveAt[row], earliest);
  direction.lastArrival = Math.max(direction.lastArrival, earliest);
  scheduleFirst(world, direction);
}

/** TCP gives up: what waited is lost, and the sender is told. The other end hears nothing, unless its handshake was not answered. */
function timeOut(world: World, pair: Connection, direction: Direction, { fault, cause }: Retry): void {
  const other = otherWay(pair, direction);
  const unanswered = direction.held && world.list.x[direction.first] === PACKET.opened;
  loseAll(world, direction, fault);
  tellTimeout(world, pair, direction, fault, cause);
  if (unanswered) tellTimeout(world, pair, other, fault, cause);
}

/** The sending end of `direction` hears that the connection has timed out, unless it is gone or has closed it itself. */
function tellTimeout(world: World, pair: Connection, direction: Direction, fault: EventId, cause: EventId): void {
  const other = otherWay(pair, direction);
  const { deaf } = other;
  direction.fromOpen = false;
  direction.endedBy = fault;
  other.toOpen = false;
  other.endedBy = fault;
  const to = world.processes[direction.from];
  if (deaf || to.incarnation !== direction.fromIncarnation || (to.status !== "up" && to.status !== "frozen")) return;
  const { history } = world;
  const reason = "timeout";
  const event = world.trace(
    K.ConnectionClosed,
    to.id,
    NO_MESSAGE,
    direction.to,
    pair.id,
    history.strings.intern(reason),
    CAUSE.absence,
    fault,
  );
  if (cause !== NO_EVENT) history.extra(CAUSE.message, cause, 0, 0);
  hand(world, to, { what: "closed", connection: pair.id, module: direction.fromModule, reason, cause: event });
}

/** By its number, as rows have it: that of the connection doubled, and one more for the way back. */
function directionOf({ there, back }: Connection, way: number): Direction {
  return (way & 1) === 1 ? back : there;
}

function otherWay({ there, back }: Connection, direction: Direction): Direction {
  return direction === there ? back : there;
}

/** What a process sends on. */
function wayFrom({ there, back }: Connection, process: ProcessId): Direction {
  return there.from === process ? there : back;
}
