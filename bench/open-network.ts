import { type Distribution, definePurpose } from "../src/engine/sim/chance.ts";
import { defineEvent } from "../src/engine/sim/event-kinds.ts";
import { NO_MESSAGE } from "../src/engine/sim/history.ts";
import type { ConnectionId, ProcessDefinition } from "../src/engine/sim/process.ts";
import { Simulation } from "../src/engine/sim/simulation.ts";

/** An open queueing network of processes: 10 producers, 12 queues, 12 consumers, jobs one way and answers back over connections. */

export const PRODUCERS = 10;
/** Each with a queue of its own. */
export const CONSUMERS = 12;
export const MEAN_GAP_US = 1000;
export const MEAN_SERVICE_US = 800;
export const MEAN_LATENCY_US = 500;
export const LEAST_LATENCY_US = 50;
/** By then every connection is open. */
export const FIRST_ARRIVAL_US = 100_000;
/** Two for each connection. */
export const HANDSHAKE_EVENTS = 2 * (PRODUCERS * CONSUMERS + CONSUMERS);
export const GAP = definePurpose("bench gap");
export const SERVICE = definePurpose("bench service");
const GAP_TIME: Distribution = { kind: "exponential", meanUs: MEAN_GAP_US };
const SERVICE_TIME: Distribution = { kind: "exponential", meanUs: MEAN_SERVICE_US };

const JobQueued = defineEvent("BenchJobQueued", "job");
type Job = { readonly type: "Job"; readonly job: number };
type Ack = { readonly type: "Ack"; readonly job: number };

interface ProducerTypes {
  config: { queues: readonly string[] };
  state: { queues: readonly string[]; lines: ConnectionId[]; sent: number };
  view: object;
  receives: Ack;
  sends: Job;
  replies: Record<never, never>;
  timers: { arrive: null };
}

const producer: ProcessDefinition<ProducerTypes> = {
  role: "producer",
  initial: ({ queues }) => ({ queues, lines: [], sent: 0 }),
  boot(state, ctx) {
    state.lines = state.queues.map((queue) => ctx.connect(queue));
    ctx.setTimer("arrive", FIRST_ARRIVAL_US, null);
  },
  survives: (state) => state,
  on: { Ack() {} },
  timers: {
    arrive(state, _, ctx) {
      const job = state.sent++;
      ctx.setTimer("arrive", ctx.sample(GAP_TIME, GAP, ctx.self, job), null);
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
        ctx.setTimer("finish", ctx.sample(SERVICE_TIME, SERVICE, ctx.self, state.done), {
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
      if (next !== undefined) ctx.setTimer("finish", ctx.sample(SERVICE_TIME, SERVICE, ctx.self, state.done), next);
    },
  },
  view: (state) => state,
};

/** `times` as many producers, queues and consumers, each on a machine of its own; every producer is connected to every queue. */
export function openNetwork(recording: boolean, times = 1): Simulation {
  const simulation = new Simulation({
    seed: 1,
    latency: { kind: "exponential", meanUs: MEAN_LATENCY_US, atLeastUs: LEAST_LATENCY_US },
    recording,
  });
  const queues = Array.from({ length: CONSUMERS * times }, (_, i) => `queue-${i}`);
  simulation.spawnAll([
    ...Array.from({ length: CONSUMERS * times }, (_, i) => ({ name: `consumer-${i}`, definition: consumer, config: {} })),
    ...queues.map((name, i) => ({ name, definition: queue, config: { consumer: `consumer-${i}` } })),
    ...Array.from({ length: PRODUCERS * times }, (_, i) => ({ name: `producer-${i}`, definition: producer, config: { queues } })),
  ]);
  return simulation;
}
