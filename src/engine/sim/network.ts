import { addressOf, type Distribution, definePurpose, draw, drawAt, sample } from "./chance.ts";
import type { Direction } from "./connection.ts";
import { type ConnectionTable, copyTable } from "./connection-table.ts";
import type { FutureEventList } from "./future-event-list.ts";
import { mix } from "./hash.ts";
import { type EventId, NO_EVENT } from "./history.ts";
import { nameHashOf } from "./modules.ts";
import type { CloseReason, ConnectionId, Message, ProcessId } from "./process.ts";
import type { ModuleNumber, ProcessRecord } from "./records.ts";
import { NO_ROW, type Row } from "./row-pool.ts";
import type { Micros } from "./time.ts";

/** What travels: an application's message, or a step of the connection's own life. The second column `x` of a packet's row. */
export const PACKET = { data: 0, syn: 1, opened: 2, close: 3 } as const;
export type PacketKind = (typeof PACKET)[keyof typeof PACKET];

/** Why a connection closes, as the third column `n` of a closing packet's row. */
export const REASONS: readonly CloseReason[] = ["refused", "reset", "timeout"];

/** A packet as whoever looks at the world sees it. Times are virtual; the page places a packet between its ends by them. */
export interface Packet {
  readonly kind: PacketKind;
  readonly message: Message | null;
  readonly sentAt: Micros;
  readonly arriveAt: Micros;
  /** Of a handshake how often it was tried before, of the end of a connection the number of its reason. */
  readonly n: number;
  /** The event after which the sender sent it. */
  readonly cause: EventId;
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
export const LATENCY = definePurpose("latency");
const EXTRA_LATENCY = definePurpose("extra latency");

/** The state of the network, plain data. */
export interface NetworkState {
  latency: Distribution;
  connections: ConnectionTable;
  /** Ways (twice the connection's number, plus 1 for the way back) on which something is to be sent again. */
  retrying: number[];
  splits: SplitRule[];
  slow: SlowRule[];
  cuts: CutRule[];
}

/** `ordinal`: how many connections the pair had before. */
export function newDirection(
  seed: number,
  connection: ConnectionId,
  back: 0 | 1,
  from: ProcessRecord,
  fromModule: ModuleNumber,
  to: ProcessRecord,
  toModule: ModuleNumber,
  ordinal: number,
): Direction {
  const entity = directionEntity(nameHashOf(from, fromModule), nameHashOf(to, toModule), ordinal);
  return {
    connection,
    back,
    from: from.id,
    to: to.id,
    fromModule,
    toModule,
    fromOpen: false,
    toOpen: false,
    deaf: false,
    endedBy: NO_EVENT,
    fromIncarnation: 0,
    toIncarnation: 0,
    first: NO_ROW,
    last: NO_ROW,
    lastArrival: 0,
    scheduled: false,
    held: false,
    retry: null,
    resetSent: false,
    local: from.host === to.host,
    sent: 0,
    entity,
    latencyAddress: addressOf(seed, LATENCY, entity),
    route: null,
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
export function wireTime(network: NetworkState, seed: number, direction: Direction, processes: readonly ProcessRecord[]): Micros {
  const base = direction.local ? LOOPBACK : network.latency;
  const us = base.kind === "constant" ? base.us : sample(base, drawAt(direction.latencyAddress, direction.sent));
  return network.slow.length === 0 ? us : us + slowness(network, seed, direction, processes);
}

function slowness({ slow }: NetworkState, seed: number, direction: Direction, processes: readonly ProcessRecord[]): Micros {
  const from = processes[direction.from].host;
  const to = processes[direction.to].host;
  let us = 0;
  for (const rule of slow)
    if (covers(rule, from, to)) us += sample(rule.extra, draw(seed, EXTRA_LATENCY, direction.entity, direction.sent));
  return us;
}

/** The address of a direction in chance, as a signed integer: both names, and how many connections the pair had before. */
export function directionEntity(fromHash: number, toHash: number, ordinal: number): number {
  return mix(mix(fromHash, toHash), ordinal) | 0;
}

/** What is under way in a direction, from the one that arrives first. */
export function packetsIn(list: FutureEventList, direction: Direction): Packet[] {
  const packets: Packet[] = [];
  for (let row = direction.first; row !== NO_ROW; row = list.next[row]) packets.push(packetAt(list, row));
  return packets;
}

function packetAt(list: FutureEventList, row: Row): Packet {
  return {
    kind: list.x[row] as PacketKind,
    message: list.data[row] as Message | null,
    sentAt: list.sentAt[row],
    arriveAt: list.arriveAt[row],
    n: list.n[row],
    cause: list.cause[row],
  };
}

export function copyNetwork(network: NetworkState): NetworkState {
  return {
    latency: network.latency,
    connections: copyTable(network.connections, (c) => ({ ...c, there: copyDirection(c.there), back: copyDirection(c.back) })),
    retrying: network.retrying.slice(),
    splits: network.splits.slice(),
    slow: network.slow.slice(),
    cuts: network.cuts.slice(),
  };
}

function copyDirection(direction: Direction): Direction {
  return { ...direction, retry: direction.retry && { ...direction.retry }, route: null };
}
