import * as K from "./event-kinds.ts";
import { NO_HANDLE } from "./future-event-list.ts";
import { CAUSE, type EventId, NO_MESSAGE, NO_PROCESS } from "./history.ts";
import { LIMITS, LimitError } from "./limits.ts";
import {
  blockingSplit,
  type Connection,
  type Direction,
  directionEntity,
  firstPacket,
  newDirection,
  type Packet,
  type PacketKind,
  takePacket,
  wireTime,
} from "./network.ts";
import type { CloseReason, ConnectionId, Message, ProcessId } from "./process.ts";
import { type ProcessRecord, ROW, type Waiting } from "./records.ts";
import type { Simulation } from "./simulation.ts";
import { type Micros, SECOND } from "./time.ts";

/** Connections as TCP gives them: first in, first out, nothing lost while both ends live; a lost machine is only noticed by silence. */

/** An unanswered handshake is repeated after 1, 2, 4, … seconds, six times, then given up (Linux: tcp_syn_retries = 6). */
const SYN_RETRIES = 6;
const SYN_FIRST_RETRY: Micros = SECOND;

export function connect(simulation: Simulation, from: ProcessRecord, peer: string, cause: EventId): ConnectionId {
  const to = simulation.process(peer);
  if (to === undefined) throw new Error(`${from.name} connects to ${peer}, which does not exist`);
  const { connections } = simulation.network;
  if (connections.length >= LIMITS.connections) throw new LimitError("connections");
  const pair = `${from.name}>${to.name}`;
  const ordinal = simulation.pairs[pair] ?? 0;
  simulation.pairs[pair] = ordinal + 1;
  const id = connections.length;
  const there = newDirection(id, 0, from.id, to.id, directionEntity(from.nameHash, to.nameHash, ordinal));
  const back = newDirection(id, 1, to.id, from.id, directionEntity(to.nameHash, from.nameHash, ordinal));
  there.fromIncarnation = from.incarnation;
  back.toIncarnation = from.incarnation;
  connections.push({ id, there, back });
  enqueue(simulation, there, "syn", null, "timeout", cause, 0, 0);
  return id;
}

export function peerOf(simulation: Simulation, connection: ConnectionId, self: ProcessId): ProcessId {
  const { there } = known(simulation, connection);
  return there.from === self ? there.to : there.from;
}

export function send(simulation: Simulation, from: ProcessRecord, connection: ConnectionId, message: Message, cause: EventId): boolean {
  const pair = simulation.network.connections[connection];
  if (!pair) return false;
  const direction = pair.there.from === from.id ? pair.there : pair.back;
  if (!direction.fromOpen || direction.fromIncarnation !== from.incarnation) return false;
  enqueue(simulation, direction, "data", message, "reset", cause, 0, 0);
  return true;
}

export function close(simulation: Simulation, from: ProcessRecord, connection: ConnectionId, cause: EventId): void {
  const pair = simulation.network.connections[connection];
  if (pair) shut(simulation, pair.there.from === from.id ? pair.there : pair.back, pair, cause, "reset");
}

/** The sending end of `direction` is done with the connection; the other end is told. */
function shut(simulation: Simulation, direction: Direction, pair: Connection, cause: EventId, reason: CloseReason): void {
  const other = direction === pair.there ? pair.back : pair.there;
  const wasOpen = direction.fromOpen;
  direction.fromOpen = false;
  other.toOpen = false;
  if (wasOpen) enqueue(simulation, direction, "close", null, reason, cause, 0, 0);
  forget(simulation, pair);
}

/** The host closes all sockets of a process that has ended. */
export function closeAll(simulation: Simulation, process: ProcessRecord, cause: EventId): void {
  for (const pair of simulation.network.connections) {
    if (pair === null) continue;
    if (pair.there.from === process.id) shut(simulation, pair.there, pair, cause, "reset");
    else if (pair.there.to === process.id) shut(simulation, pair.back, pair, cause, "reset");
  }
}

/** The machine is gone: its ends are closed and nobody is told. What waited at a split to be repeated goes with it. */
export function abandonAll(simulation: Simulation, process: ProcessRecord, cause: EventId): void {
  for (const pair of simulation.network.connections) {
    if (pair === null) continue;
    for (const [mine, other] of [[pair.there, pair.back] as const, [pair.back, pair.there] as const]) {
      if (mine.from !== process.id) continue;
      mine.fromOpen = false;
      other.toOpen = false;
      if (mine.held) loseAll(simulation, mine, cause);
    }
    forget(simulation, pair);
  }
}

function enqueue(
  simulation: Simulation,
  direction: Direction,
  kind: PacketKind,
  message: Message | null,
  reason: CloseReason,
  cause: EventId,
  attempt: number,
  waitUs: Micros,
): void {
  const { processes, network, now } = simulation;
  const wire = wireTime(network, simulation.seed, direction, processes[direction.from].host, processes[direction.to].host);
  direction.sent++;
  const arriveAt = Math.max(direction.lastArrival, now + waitUs + wire);
  direction.lastArrival = arriveAt;
  direction.packets.push({ kind, message, reason, sentAt: now, arriveAt, cause, attempt });
  if (direction.row === NO_HANDLE && !direction.held) scheduleFirst(simulation, direction);
}

function scheduleFirst(simulation: Simulation, direction: Direction): void {
  const packet = firstPacket(direction);
  if (packet === undefined) return;
  direction.row = simulation.list.push(packet.arriveAt, ROW.packet, direction.back, direction.connection, 0, packet.cause, undefined);
}

/** The first packet of a direction has come to its end of the wire. */
export function deliver(simulation: Simulation, connection: ConnectionId, back: number): void {
  const pair = simulation.network.connections[connection];
  if (!pair) return;
  const direction = back === 1 ? pair.back : pair.there;
  direction.row = NO_HANDLE;
  const packet = firstPacket(direction);
  if (packet === undefined) return;
  const { network, processes } = simulation;
  const from = processes[direction.from];
  const to = processes[direction.to];
  if (network.splits.length > 0 && packet.kind !== "syn" && blockingSplit(network, from.host, to.host) !== undefined) {
    direction.held = true; // TCP repeats it until the path is whole again
    return;
  }
  takePacket(direction);
  switch (packet.kind) {
    case "data":
      deliverData(simulation, pair, direction, packet, from, to);
      break;
    case "syn":
      deliverSyn(simulation, pair, packet, from, to);
      break;
    case "opened":
      deliverOpened(simulation, pair, packet, to);
      break;
    case "close":
      deliverClose(simulation, pair, direction, packet, from, to);
      break;
  }
  if (direction.row === NO_HANDLE && !direction.held) scheduleFirst(simulation, direction);
  forget(simulation, pair);
}

/** Takes the first packet of a direction away unheard; only re-runs that leave something out do this. */
export function discardFirst(simulation: Simulation, connection: ConnectionId, back: number): void {
  const pair = simulation.network.connections[connection];
  if (!pair) return;
  const direction = back === 1 ? pair.back : pair.there;
  direction.row = NO_HANDLE;
  if (firstPacket(direction) !== undefined) takePacket(direction);
  if (!direction.held) scheduleFirst(simulation, direction);
  forget(simulation, pair);
}

function deliverData(
  simulation: Simulation,
  pair: Connection,
  direction: Direction,
  packet: Packet,
  from: ProcessRecord,
  to: ProcessRecord,
): void {
  const message = packet.message as Message;
  const { network, hosts } = simulation;
  if (network.cuts.length > 0 && cutBefore(simulation, pair, direction, message, packet)) return;
  if (!direction.toOpen || to.incarnation !== direction.toIncarnation || (to.status !== "up" && to.status !== "frozen")) {
    lose(simulation, direction, packet, CAUSE.fault, to.downBy);
    const other = direction === pair.there ? pair.back : pair.there;
    if (hosts[to.host].up && direction.fromOpen && !direction.resetSent) {
      // The host of the dead end answers a packet for a connection that it does not know with a reset.
      direction.resetSent = true;
      other.toOpen = true;
      other.toIncarnation = from.incarnation;
      enqueue(simulation, other, "close", null, "reset", packet.cause, 0, 0);
    }
    return;
  }
  const cause = traceArrival(simulation, K.PacketDelivered, direction, packet, to.id, CAUSE.message, packet.cause);
  if (to.status === "up") simulation.receiveMessage(to, pair.id, message, cause);
  else to.inbox.push({ what: "message", connection: pair.id, message, cause });
}

function traceArrival(
  simulation: Simulation,
  kind: K.EventKind,
  direction: Direction,
  packet: Packet,
  process: ProcessId,
  causeKind: number,
  cause: EventId,
): EventId {
  const message = packet.message as Message;
  const { history, now } = simulation;
  const carries = message.carries;
  const first = carries === undefined || carries.length === 0 ? NO_MESSAGE : carries[0];
  const latency = now - packet.sentAt;
  const event = simulation.trace(kind, process, first, direction.from, latency, history.strings.intern(message.type), causeKind, cause);
  if (carries !== undefined) for (let i = 1; i < carries.length; i++) history.extra(CAUSE.carries, carries[i], 0, 0);
  return event;
}

function lose(simulation: Simulation, direction: Direction, packet: Packet, causeKind: number, cause: EventId): void {
  traceArrival(simulation, K.PacketLost, direction, packet, direction.to, causeKind, cause);
  if (packet.cause >= 0) simulation.history.extra(CAUSE.message, packet.cause, 0, 0);
}

/** Breaks the connection when a script asked for it before this very message. */
function cutBefore(simulation: Simulation, pair: Connection, direction: Direction, message: Message, packet: Packet): boolean {
  const { network } = simulation;
  const index = network.cuts.findIndex(
    (cut) =>
      (cut.from === NO_PROCESS || cut.from === direction.from) &&
      (cut.to === NO_PROCESS || cut.to === direction.to) &&
      cut.type === message.type &&
      (cut.payload === NO_MESSAGE || (message.carries ?? []).includes(cut.payload)),
  );
  if (index < 0) return false;
  const [cut] = network.cuts.splice(index, 1);
  const fault = simulation.history.strings.intern(cut.fault);
  const event = simulation.trace(K.ConnectionCut, direction.to, NO_MESSAGE, direction.from, pair.id, fault, CAUSE.fault, cut.event);
  lose(simulation, direction, packet, CAUSE.fault, event);
  breakConnection(simulation, pair, event);
  return true;
}

/** Everything under way or held in one direction is gone. */
function loseAll(simulation: Simulation, direction: Direction, cause: EventId): void {
  for (let packet = firstPacket(direction); packet !== undefined; packet = firstPacket(direction)) {
    takePacket(direction);
    if (packet.kind === "data") lose(simulation, direction, packet, CAUSE.fault, cause);
  }
  simulation.list.cancel(direction.row);
  direction.row = NO_HANDLE;
  direction.held = false;
}

/** Both ends lose the connection: everything under way on it is gone, and each end hears of a reset after a wire time. */
function breakConnection(simulation: Simulation, pair: Connection, cause: EventId): void {
  for (const direction of [pair.there, pair.back]) {
    loseAll(simulation, direction, cause);
    direction.fromOpen = false;
  }
  for (const direction of [pair.there, pair.back])
    if (direction.toOpen) enqueue(simulation, direction, "close", null, "reset", cause, 0, 0);
}

function deliverSyn(simulation: Simulation, pair: Connection, packet: Packet, from: ProcessRecord, to: ProcessRecord): void {
  const { there, back } = pair;
  if (there.fromIncarnation !== from.incarnation || back.toOpen) return;
  const unreachable = !simulation.hosts[to.host].up || blockingSplit(simulation.network, from.host, to.host) !== undefined;
  if (unreachable) {
    if (packet.attempt < SYN_RETRIES) {
      enqueue(simulation, there, "syn", null, "timeout", packet.cause, packet.attempt + 1, SYN_FIRST_RETRY * 2 ** packet.attempt);
    } else hand(simulation, from, { what: "closed", connection: pair.id, reason: "timeout", cause: packet.cause });
    return;
  }
  back.toOpen = true;
  if (to.status === "crashed" || to.status === "stopped") {
    enqueue(simulation, back, "close", null, "refused", packet.cause, 0, 0);
    return;
  }
  there.toOpen = true;
  there.toIncarnation = to.incarnation;
  back.fromOpen = true;
  back.fromIncarnation = to.incarnation;
  enqueue(simulation, back, "opened", null, "reset", packet.cause, 0, 0);
  hand(simulation, to, { what: "accepted", connection: pair.id, cause: packet.cause });
}

function deliverOpened(simulation: Simulation, pair: Connection, packet: Packet, to: ProcessRecord): void {
  const alive = to.status === "up" || to.status === "frozen";
  if (pair.back.toIncarnation !== to.incarnation || !pair.back.toOpen || !alive) {
    // Who asked for the connection is gone or has given it up: its host answers with a reset.
    if (simulation.hosts[to.host].up && pair.there.toOpen) enqueue(simulation, pair.there, "close", null, "reset", packet.cause, 0, 0);
    return;
  }
  pair.there.fromOpen = true;
  const { from } = pair.back;
  const cause = simulation.trace(K.ConnectionOpened, to.id, NO_MESSAGE, from, pair.id, 0, CAUSE.message, packet.cause);
  hand(simulation, to, { what: "opened", connection: pair.id, cause });
}

function deliverClose(
  simulation: Simulation,
  pair: Connection,
  direction: Direction,
  packet: Packet,
  from: ProcessRecord,
  to: ProcessRecord,
): void {
  const other = direction === pair.there ? pair.back : pair.there;
  other.fromOpen = false;
  if (!direction.toOpen || direction.toIncarnation !== to.incarnation) return;
  direction.toOpen = false;
  if (to.status !== "up" && to.status !== "frozen") return;
  const { history } = simulation;
  const reason = history.strings.intern(packet.reason);
  const event = simulation.trace(K.ConnectionClosed, to.id, NO_MESSAGE, from.id, pair.id, reason, CAUSE.message, packet.cause);
  hand(simulation, to, { what: "closed", connection: pair.id, reason: packet.reason, cause: event });
}

function hand(simulation: Simulation, to: ProcessRecord, waiting: Waiting): void {
  if (to.status === "frozen") to.inbox.push(waiting);
  else if (to.status === "up") simulation.receive(to, waiting);
}

/** After a split has healed: what waited at it is repeated and arrives a wire time later. */
export function releaseHeld(simulation: Simulation): void {
  const { network, processes, now } = simulation;
  for (const pair of network.connections) {
    if (pair === null) continue;
    for (const direction of [pair.there, pair.back]) {
      if (!direction.held) continue;
      const from = processes[direction.from].host;
      const to = processes[direction.to].host;
      if (blockingSplit(network, from, to) !== undefined) continue;
      direction.held = false;
      const earliest = now + wireTime(network, simulation.seed, direction, from, to);
      direction.sent++;
      direction.packets = direction.packets.slice(direction.head).map((p) => (p.arriveAt < earliest ? { ...p, arriveAt: earliest } : p));
      direction.head = 0;
      direction.lastArrival = Math.max(direction.lastArrival, earliest);
      scheduleFirst(simulation, direction);
    }
  }
}

/** Drops the record of a connection that neither end uses and on which nothing is under way. */
function forget(simulation: Simulation, pair: Connection): void {
  const { there, back } = pair;
  if (there.fromOpen || there.toOpen || back.fromOpen || back.toOpen) return;
  if (there.packets.length > 0 || back.packets.length > 0) return;
  simulation.network.connections[pair.id] = null;
}

function known(simulation: Simulation, connection: ConnectionId): Connection {
  const pair = simulation.network.connections[connection];
  if (!pair) throw new Error(`connection ${connection} is closed`);
  return pair;
}
