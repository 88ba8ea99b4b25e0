import { addressOf, draw, drawAt, standardExponential } from "../src/engine/sim/chance.ts";
import { hashText } from "../src/engine/sim/hash.ts";
import { directionEntity, LATENCY } from "../src/engine/sim/network.ts";
import {
  CONSUMERS,
  FIRST_ARRIVAL_US,
  GAP,
  LEAST_LATENCY_US,
  MEAN_GAP_US,
  MEAN_LATENCY_US,
  MEAN_SERVICE_US,
  PRODUCERS,
  SERVICE,
} from "./open-network.ts";

/**
 * The open network once more, as one loop over a binary heap on typed arrays: every arrival, packet and service of the model with the
 * same draws under the same addresses, so that it comes to the same instant with the same jobs done. No processes, no messages as
 * objects, no handlers, no causes; one hash step for each event. What a kernel that costs nothing would reach.
 */

const ARRIVE = 0;
const FINISH = 1;
const JOB_TO_QUEUE = 2;
const JOB_TO_CONSUMER = 3;
const ACK_TO_PRODUCER = 4;
const ACK_TO_QUEUE = 5;
const POOL = 4096;
const RING = 65_536;

export interface BareResult {
  now: number;
  jobsDone: number;
  hash: number;
}

/** Runs that many events from the first arrivals on; the handshakes before them are taken as done. */
export function runBareNetwork(events: number, seed: number): BareResult {
  // The heap, and the pool that its entries point into.
  const ats = new Float64Array(POOL);
  const orders = new Int32Array(POOL);
  const slots = new Int32Array(POOL);
  const kinds = new Uint8Array(POOL);
  const whos = new Int32Array(POOL);
  const jobs = new Int32Array(POOL);
  const free = Int32Array.from({ length: POOL }, (_, i) => i);
  let freeCount = POOL;
  let size = 0;
  let order = 0;
  const push = (at: number, kind: number, who: number, job: number) => {
    const slot = free[--freeCount];
    kinds[slot] = kind;
    whos[slot] = who;
    jobs[slot] = job;
    const mine = order++;
    let i = size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (ats[parent] < at || (ats[parent] === at && orders[parent] < mine)) break;
      ats[i] = ats[parent];
      orders[i] = orders[parent];
      slots[i] = slots[parent];
      i = parent;
    }
    ats[i] = at;
    orders[i] = mine;
    slots[i] = slot;
  };

  // Links: producer p to queue q is p * CONSUMERS + q, queue q to its consumer comes after those; the ways back after all of them.
  const LINKS = PRODUCERS * CONSUMERS + CONSUMERS;
  const address = new Int32Array(2 * LINKS);
  const link = (at: number, from: string, to: string) => {
    address[at] = addressOf(seed, LATENCY, directionEntity(hashText(from), hashText(to), 0));
    address[at + LINKS] = addressOf(seed, LATENCY, directionEntity(hashText(to), hashText(from), 0));
  };
  for (let q = 0; q < CONSUMERS; q++) {
    for (let p = 0; p < PRODUCERS; p++) link(p * CONSUMERS + q, `producer-${p}`, `queue-${q}`);
    link(PRODUCERS * CONSUMERS + q, `queue-${q}`, `consumer-${q}`);
  }
  const sent = new Int32Array(2 * LINKS).fill(1); // the handshake took a packet each way
  const lastArrival = new Float64Array(2 * LINKS);
  let now = 0;
  const transmit = (on: number, kind: number, job: number) => {
    const word = drawAt(address[on], sent[on]++);
    const at = Math.max(lastArrival[on], now + LEAST_LATENCY_US + Math.round(standardExponential(word) * MEAN_LATENCY_US));
    lastArrival[on] = at;
    push(at, kind, on, job);
  };

  const produced = new Int32Array(PRODUCERS);
  const busy = new Uint8Array(CONSUMERS);
  const done = new Int32Array(CONSUMERS);
  const waiting = new Int32Array(CONSUMERS * RING);
  const heads = new Int32Array(CONSUMERS);
  const tails = new Int32Array(CONSUMERS);
  const FIRST_PRODUCER = 2 * CONSUMERS; // numbers of the processes: consumers, queues, producers
  const serve = (consumer: number, job: number) => {
    const word = draw(seed, SERVICE, consumer, done[consumer]);
    push(now + Math.round(standardExponential(word) * MEAN_SERVICE_US), FINISH, consumer, job);
  };

  for (let p = 0; p < PRODUCERS; p++) push(FIRST_ARRIVAL_US, ARRIVE, p, 0);
  let hash = 0;
  for (let n = 0; n < events; n++) {
    now = ats[0];
    const slot = slots[0];
    size--;
    const lastAt = ats[size];
    const lastOrder = orders[size];
    const lastSlot = slots[size];
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && (ats[right] < ats[child] || (ats[right] === ats[child] && orders[right] < orders[child]))) child = right;
      if (lastAt < ats[child] || (lastAt === ats[child] && lastOrder < orders[child])) break;
      ats[i] = ats[child];
      orders[i] = orders[child];
      slots[i] = slots[child];
      i = child;
    }
    ats[i] = lastAt;
    orders[i] = lastOrder;
    slots[i] = lastSlot;
    free[freeCount++] = slot;

    const kind = kinds[slot];
    const who = whos[slot];
    const job = jobs[slot];
    hash = (Math.imul(hash ^ (kind | (who << 3)), 0x01000193) + now) | 0;
    switch (kind) {
      case ARRIVE: {
        const count = produced[who]++;
        const word = draw(seed, GAP, FIRST_PRODUCER + who, count);
        push(now + Math.round(standardExponential(word) * MEAN_GAP_US), ARRIVE, who, 0);
        transmit(who * CONSUMERS + (count % CONSUMERS), JOB_TO_QUEUE, count);
        break;
      }
      case JOB_TO_QUEUE:
        transmit(PRODUCERS * CONSUMERS + (who % CONSUMERS), JOB_TO_CONSUMER, job);
        transmit(who + LINKS, ACK_TO_PRODUCER, job);
        break;
      case JOB_TO_CONSUMER: {
        const consumer = who % CONSUMERS;
        if (busy[consumer] === 1) waiting[consumer * RING + (tails[consumer]++ & (RING - 1))] = job;
        else {
          busy[consumer] = 1;
          serve(consumer, job);
        }
        break;
      }
      case FINISH:
        done[who]++;
        transmit(PRODUCERS * CONSUMERS + who + LINKS, ACK_TO_QUEUE, job);
        if (heads[who] < tails[who]) serve(who, waiting[who * RING + (heads[who]++ & (RING - 1))]);
        else busy[who] = 0;
        break;
      default: // an acknowledgement has arrived, and nobody does anything about it
        break;
    }
  }
  return { now, jobsDone: done.reduce((sum, count) => sum + count, 0), hash };
}
