import { definePurpose, draw, standardExponential } from "../src/engine/sim/chance.ts";
import { defineEvent } from "../src/engine/sim/event-kinds.ts";
import { NO_MESSAGE } from "../src/engine/sim/history.ts";
import type { ConnectionId, ProcessDefinition } from "../src/engine/sim/process.ts";
import { Simulation } from "../src/engine/sim/simulation.ts";

/** An open queueing network of processes: 10 producers, 12 queues, 12 consumers, jobs one way and answers back over connections. */

const JobQueued = defineEvent("BenchJobQueued", "job");
type Job = { readonly type: "Job"; readonly job: number };
type Ack = { readonly type: "Ack"; readonly job: number };

interface ProducerTypes {
  config: { queues: readonly string[]; meanUs: number };
  state: { queues: readonly string[]; meanUs: number; lines: ConnectionId[]; sent: number };
  view: object;
  receives: Ack;
  sends: Job;
  replies: Record<never, never>;
  timers: { arrive: null };
}
const GAP = definePurpose("bench gap");
const SERVICE = definePurpose("bench service");

const producer: ProcessDefinition<ProducerTypes> = {
  role: "producer",
  initial: ({ queues, meanUs }) => ({ queues, meanUs, lines: [], sent: 0 }),
  boot(state, ctx) {
    state.lines = state.queues.map((queue) => ctx.connect(queue));
    ctx.setTimer("arrive", 1000, null);
  },
  survives: (state) => state,
  on: { Ack() {} },
  timers: {
    arrive(state, _, ctx) {
      const job = state.sent++;
      ctx.setTimer("arrive", ctx.sample({ kind: "exponential", meanUs: state.meanUs }, GAP, ctx.self, job), null);
      ctx.send(state.lines[job % state.lines.length], { type: "Job", job });
    },
  },
  view: (state) => state,
};

interface QueueTypes {
  config: { consumer: string };
  state: { consumer: string; line: ConnectionId };
  view: object;
  receives: Job | Ack;
  sends: Job | Ack;
  replies: { Job: Ack };
  timers: Record<never, never>;
}
const queue: ProcessDefinition<QueueTypes> = {
  role: "queue",
  initial: ({ consumer }) => ({ consumer, line: -1 }),
  boot(state, ctx) {
    state.line = ctx.connect(state.consumer);
  },
  survives: (state) => state,
  on: {
    Job(state, { job }, ctx) {
      ctx.trace(JobQueued, NO_MESSAGE, job);
      ctx.send(state.line, { type: "Job", job });
      ctx.reply({ type: "Ack", job });
    },
    Ack() {},
  },
  timers: {},
  view: (state) => state,
};

interface ConsumerTypes {
  config: object;
  state: { waiting: { job: number; line: ConnectionId }[]; busy: boolean; done: number };
  view: object;
  receives: Job;
  sends: Ack;
  replies: Record<never, never>;
  timers: { finish: { job: number; line: ConnectionId } };
}
const consumer: ProcessDefinition<ConsumerTypes> = {
  role: "consumer",
  initial: () => ({ waiting: [], busy: false, done: 0 }),
  boot() {},
  survives: (state) => state,
  on: {
    Job(state, { job }, ctx) {
      if (state.busy) state.waiting.push({ job, line: ctx.connection });
      else {
        state.busy = true;
        ctx.setTimer("finish", ctx.sample({ kind: "exponential", meanUs: 800 }, SERVICE, ctx.self, state.done), {
          job,
          line: ctx.connection,
        });
      }
    },
  },
  timers: {
    finish(state, { job, line }, ctx) {
      state.done++;
      ctx.send(line, { type: "Ack", job });
      const next = state.waiting.shift();
      state.busy = next !== undefined;
      if (next !== undefined) ctx.setTimer("finish", ctx.sample({ kind: "exponential", meanUs: 800 }, SERVICE, ctx.self, state.done), next);
    },
  },
  view: (state) => state,
};

export function openNetwork(recording: boolean): Simulation {
  const simulation = new Simulation({ seed: 1, latency: { kind: "exponential", meanUs: 500, atLeastUs: 50 }, recording });
  const queues = Array.from({ length: 12 }, (_, i) => `queue-${i}`);
  simulation.spawnAll([
    ...Array.from({ length: 12 }, (_, i) => ({ name: `consumer-${i}`, definition: consumer, config: {} })),
    ...queues.map((name, i) => ({ name, definition: queue, config: { consumer: `consumer-${i}` } })),
    ...Array.from({ length: 10 }, (_, i) => ({ name: `producer-${i}`, definition: producer, config: { queues, meanUs: 1000 } })),
  ]);
  return simulation;
}

/** The same number of events through a bare binary heap on typed arrays: no processes, no messages, no history. What there is to lose. */
export function bareLoop(events: number): number {
  const SIZE = 64;
  const ats = new Float64Array(SIZE);
  const ids = new Int32Array(SIZE);
  let size = 0;
  const push = (at: number, id: number) => {
    let i = size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (ats[parent] <= at) break;
      ats[i] = ats[parent];
      ids[i] = ids[parent];
      i = parent;
    }
    ats[i] = at;
    ids[i] = id;
  };
  for (let i = 0; i < 46; i++) push(i, i);
  let hash = 0;
  for (let n = 0; n < events; n++) {
    const at = ats[0];
    const id = ids[0];
    size--;
    const lastAt = ats[size];
    const lastId = ids[size];
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && ats[child + 1] < ats[child]) child++;
      if (lastAt <= ats[child]) break;
      ats[i] = ats[child];
      ids[i] = ids[child];
      i = child;
    }
    ats[i] = lastAt;
    ids[i] = lastId;
    hash = (Math.imul(hash ^ id, 0x01000193) + at) | 0;
    push(at + Math.round(standardExponential(draw(1, GAP, id, n)) * 1000), id);
  }
  return hash;
}
