import { type Distribution, definePurpose, draw, sample } from "./chance.ts";
import { type Handle, NO_HANDLE } from "./future-event-list.ts";
import { mix } from "./hash.ts";
import type { EventId } from "./history.ts";
import type { CloseReason, ConnectionId, Message, ProcessId } from "./process.ts";
import type { Micros } from "./time.ts";

/** What travels: an application's message, or a step of the connection's own life. */
export type PacketKind = "data" | "syn" | "opened" | "close";

/** Immutable. Times are virtual; the page places a packet between its ends by them. */
export interface Packet {
  readonly kind: PacketKind;
  readonly message: Message | null;
  readonly reason: CloseReason;
  readonly sentAt: Micros;
  readonly arriveAt: Micros;
  /** The event after which the sender sent it. */
  readonly cause: EventId;
  /** How often a handshake was tried before. */
  readonly attempt: number;
}

/** One half of a connection: what flows from one end to the other, first in, first out. Only its first packet is scheduled. */
export interface Direction {
  connection: ConnectionId;
  /** 1 for the half that leads back to the process that asked for the connection. */
  back: 0 | 1;
  from: ProcessId;
  to: ProcessId;
  /** Whether the end that sends, and the one that receives, still use the connection. */
  fromOpen: boolean;
  toOpen: boolean;
  /** Incarnations of the ends when the connection was made: a restarted process knows nothing of it. */
  fromIncarnation: number;
  toIncarnation: number;
  packets: Packet[];
  head: number;
  lastArrival: Micros;
  row: Handle;
  /** The first packet has arrived at a split and waits for it to heal. */
  held: boolean;
  /** The dead end's host has answered a packet with a reset, which is on its way. */
  resetSent: boolean;
  sent: number;
  entity: number;
}

export interface Connection {
  id: ConnectionId;
  /** From the process that asked for it to the other, and back. */
  there: Direction;
  back: Direction;
}

export interface SplitRule {
  fault: string;
  from: number[];
  to: number[];
  oneWay: boolean;
  event: EventId;
}

export interface SlowRule extends SplitRule {
  extra: Distribution;
}

export interface CutRule {
  fault: string;
  from: ProcessId;
  to: ProcessId;
  type: string;
  payload: number;
  event: EventId;
}

/** Same machine: through the loopback interface. */
export const LOOPBACK: Distribution = { kind: "constant", us: 50 };
const LATENCY = definePurpose("latency");
const EXTRA_LATENCY = definePurpose("extra latency");

/** The state of the network, plain data. */
export interface NetworkState {
  latency: Distribution;
  connections: (Connection | null)[];
  splits: SplitRule[];
  slow: SlowRule[];
  cuts: CutRule[];
}

export function newDirection(connection: ConnectionId, back: 0 | 1, from: ProcessId, to: ProcessId, entity: number): Direction {
  return {
    connection,
    back,
    from,
    to,
    fromOpen: false,
    toOpen: false,
    fromIncarnation: 0,
    toIncarnation: 0,
    packets: [],
    head: 0,
    lastArrival: 0,
    row: NO_HANDLE,
    held: false,
    resetSent: false,
    sent: 0,
    entity,
  };
}

/** The split that keeps packets from one host to another, if any. */
export function blockingSplit(network: NetworkState, fromHost: number, toHost: number): SplitRule | undefined {
  for (const split of network.splits) if (covers(split, fromHost, toHost)) return split;
  return undefined;
}

function covers(rule: SplitRule, fromHost: number, toHost: number): boolean {
  if (rule.from.includes(fromHost) && rule.to.includes(toHost)) return true;
  return !rule.oneWay && rule.from.includes(toHost) && rule.to.includes(fromHost);
}

/** Time on the wire for the next packet of a direction, by its own address in chance. */
export function wireTime(network: NetworkState, seed: number, direction: Direction, fromHost: number, toHost: number): Micros {
  const count = direction.sent;
  const base = fromHost === toHost ? LOOPBACK : network.latency;
  let us = base.kind === "constant" ? base.us : sample(base, draw(seed, LATENCY, direction.entity, count));
  for (const rule of network.slow) {
    if (covers(rule, fromHost, toHost)) us += sample(rule.extra, draw(seed, EXTRA_LATENCY, direction.entity, count));
  }
  return us;
}

/** The address of a direction in chance: both names, and how many connections the pair had before. */
export function directionEntity(fromHash: number, toHash: number, ordinal: number): number {
  return mix(mix(fromHash, toHash), ordinal);
}

export function firstPacket(direction: Direction): Packet | undefined {
  return direction.packets[direction.head];
}

export function takePacket(direction: Direction): void {
  direction.head++;
  if (direction.head === direction.packets.length) {
    // Nearly always there was one: popping keeps the array's store for the next packet, which setting the length gives up.
    if (direction.head === 1) direction.packets.pop();
    else direction.packets.length = 0;
    direction.head = 0;
  } else if (direction.head > 64 && direction.head * 2 > direction.packets.length) {
    direction.packets.splice(0, direction.head);
    direction.head = 0;
  }
}

export function copyNetwork(network: NetworkState): NetworkState {
  return {
    latency: network.latency,
    connections: network.connections.map((c) => c && { id: c.id, there: copyDirection(c.there), back: copyDirection(c.back) }),
    splits: network.splits.slice(),
    slow: network.slow.slice(),
    cuts: network.cuts.slice(),
  };
}

function copyDirection(direction: Direction): Direction {
  return { ...direction, packets: direction.packets.slice(direction.head), head: 0 };
}
