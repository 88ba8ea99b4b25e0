import { meanOf } from "./chance.ts";
import type { Direction, Retry } from "./connection.ts";
import { NO_EVENT } from "./history.ts";
import { blockingSplit, LOOPBACK, PACKET } from "./network.ts";
import { ROW } from "./records.ts";
import type { Handle, Row } from "./row-pool.ts";
import { MILLISECOND, type Micros, SECOND } from "./time.ts";
import type { World } from "./world.ts";

/**
 * TCP sends again what nobody acknowledged: for the first time after the retransmission timeout, then after twice that, and so on. It is
 * the same whether a split swallows the packets or the other machine has no power. No event is spent on attempts that are in vain: when
 * the way is whole again, the next attempt is computed. Acknowledgements themselves are not modelled: what arrives counts as acknowledged.
 *
 * Figures are Linux's: the timeout is the round trip plus at least 200 ms (TCP_RTO_MIN), doubles up to 120 s (TCP_RTO_MAX), and after
 * tcp_retries2 = 15 attempts, 924.6 s, the connection has timed out. A handshake is answered again after 1, 2, 4, 8 and 16 s; who
 * answers gives it up after 63 s (tcp_synack_retries = 5), who asked after 127 s (tcp_syn_retries = 6). The round trip is taken to be
 * twice the mean latency, and all packets that waited follow the first one without a further round trip.
 */
const RTO_MIN: Micros = 200 * MILLISECOND;
const RTO_MAX: Micros = 120 * SECOND;
const GIVE_UP: Micros = 924_600 * MILLISECOND;
const HANDSHAKE_RTO: Micros = SECOND;
const ANSWER_GIVE_UP: Micros = 63 * SECOND;
const HANDSHAKE_GIVE_UP: Micros = 127 * SECOND;

const NO_HANDLE: Handle = -1;

/** This packet has met a split or a machine without power. The first one decides when it is tried again; later ones only join it. */
export function awaitRetry(world: World, direction: Direction, row: Row): void {
  if (direction.retry !== null) return;
  const { list, network, processes, now } = world;
  const answer = list.x[row] === PACKET.opened;
  const latency = meanOf(direction.local ? LOOPBACK : network.latency);
  const giveUp = answer ? (direction.held ? HANDSHAKE_GIVE_UP : ANSWER_GIVE_UP) : GIVE_UP;
  const to = processes[direction.to];
  direction.retry = {
    sinceUs: list.sentAt[row],
    timeoutUs: answer ? HANDSHAKE_RTO : RTO_MIN + Math.round(2 * latency),
    giveUpUs: Math.max(now, list.sentAt[row] + giveUp),
    fault: blockingSplit(network, processes[direction.from].host, to.host)?.event ?? to.lastEnd,
    cause: list.cause[row],
    handle: NO_HANDLE,
  };
  network.retrying.push(wayOf(direction));
  aim(world, direction, direction.retry);
}

/** Whether an attempt now would get anywhere: past the split that it waits at, or to a machine that answers. */
export function canRetry({ network, hosts, processes }: World, { from, to, held }: Direction): boolean {
  const host = processes[to].host;
  return (held || hosts[host].up) && blockingSplit(network, processes[from].host, host) === undefined;
}

/** Schedules the next attempt if it can get anywhere, as far as one can see now; otherwise the end of all attempts. */
export function aim(world: World, direction: Direction, retry: Retry): void {
  const { list, now } = world;
  list.cancel(retry.handle);
  const at = canRetry(world, direction) ? Math.min(nextAttempt(retry, now), retry.giveUpUs) : retry.giveUpUs;
  retry.handle = list.push(at, ROW.retry, wayOf(direction), 0, 0, NO_EVENT, null);
}

function nextAttempt({ sinceUs, timeoutUs }: Retry, now: Micros): Micros {
  let at = sinceUs + timeoutUs;
  for (let step = timeoutUs; at < now; ) {
    step = Math.min(step * 2, RTO_MAX);
    at += step;
  }
  return at;
}

/** Nothing is to be sent again any more. */
export function endRetry(world: World, direction: Direction): void {
  if (direction.retry === null) return;
  world.list.cancel(direction.retry.handle);
  direction.retry = null;
  const { retrying } = world.network;
  retrying.splice(retrying.indexOf(wayOf(direction)), 1);
}

/** The way of a direction, as the rows of its packets name it. */
function wayOf({ connection, back }: Direction): number {
  return connection * 2 + back;
}
