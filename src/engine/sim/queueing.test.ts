import { describe, expect, test } from "vitest";
import { type Distribution, definePurpose } from "./chance.ts";
import type { Context, ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

/** One station with several servers, as a process: what queueing theory has formulas for. */
interface StationTypes {
  config: { arrivals: Distribution; service: Distribution; servers: number; batchUs: number };
  state: StationTypes["config"] & {
    busy: number;
    line: number[];
    came: number;
    waits: number[];
    /** Time that servers were busy up to `since`, and its value at the end of each batch. */
    busyUs: number;
    since: number;
    batches: number[];
  };
  view: object;
  receives: never;
  sends: never;
  replies: Record<never, never>;
  timers: { arrive: null; finish: null; batch: null };
}

const ARRIVE = definePurpose("test arrivals");
const SERVE = definePurpose("test service");

function count(state: StationTypes["state"], now: number): void {
  state.busyUs += state.busy * (now - state.since);
  state.since = now;
}

function serve(state: StationTypes["state"], ctx: Context<StationTypes>): void {
  const came = state.busy < state.servers ? state.line.shift() : undefined;
  if (came === undefined) return;
  state.busy++;
  state.waits.push(ctx.now - came);
  ctx.setTimer("finish", ctx.sample(state.service, SERVE, 1, state.waits.length), null);
}

const station: ProcessDefinition<StationTypes> = {
  role: "station",
  initial: (config) => ({ ...config, busy: 0, line: [], came: 0, waits: [], busyUs: 0, since: 0, batches: [] }),
  boot(state, ctx) {
    ctx.setTimer("arrive", ctx.sample(state.arrivals, ARRIVE, 1, 0), null);
    ctx.setTimer("batch", state.batchUs, null);
  },
  survives: (state) => state,
  on: {} as never,
  timers: {
    arrive(state, _, ctx) {
      count(state, ctx.now);
      state.came++;
      ctx.setTimer("arrive", ctx.sample(state.arrivals, ARRIVE, 1, state.came), null);
      state.line.push(ctx.now);
      serve(state, ctx);
    },
    finish(state, _, ctx) {
      count(state, ctx.now);
      state.busy--;
      serve(state, ctx);
    },
    batch(state, _, ctx) {
      count(state, ctx.now);
      state.batches.push(state.busyUs);
      ctx.setTimer("batch", state.batchUs, null);
    },
  },
  view: (state) => state,
};

const SERVICE_US = 1000;
const CUSTOMERS = 200_000;
const BATCHES = 40;
/** 99.9 % of Student's t with 39 degrees of freedom, both sides. */
const T = 3.558;

interface Interval {
  mean: number;
  half: number;
}

/** Batch means: 40 batches are long enough to be nearly independent here. */
function intervalOf(means: readonly number[]): Interval {
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (means.length - 1);
  return { mean, half: T * Math.sqrt(variance / means.length) };
}

/** Intervals of the mean wait and of the utilisation; the first twentieth of the run is left to settle. */
function measure(servers: number, load: number, service: Distribution, seed: number): { wait: Interval; utilisation: Interval } {
  const meanUs = SERVICE_US / (servers * load);
  const batchUs = Math.round((CUSTOMERS * meanUs) / (BATCHES + 2));
  const arrivals: Distribution = { kind: "exponential", meanUs };
  const simulation = new Simulation({ seed, latency: { kind: "constant", us: 0 }, recording: false });
  simulation.spawn({ name: "station", definition: station, config: { arrivals, service, servers, batchUs } });
  simulation.runUntil(batchUs * (BATCHES + 2));
  const { waits, batches } = (simulation.process("station") as { state: object }).state as StationTypes["state"];
  const size = Math.floor((waits.length * 0.95) / BATCHES);
  const settled = waits.slice(waits.length - size * BATCHES);
  const averages = Array.from(
    { length: BATCHES },
    (_, b) => settled.slice(b * size, (b + 1) * size).reduce((sum, us) => sum + us, 0) / size,
  );
  const shares = batches.slice(1).map((busyUs, b) => (busyUs - batches[b]) / (batchUs * servers));
  return { wait: intervalOf(averages), utilisation: intervalOf(shares.slice(-BATCHES)) };
}

/** Erlang's probability of having to wait, times the mean wait of those who do. */
function erlangWait(servers: number, load: number): number {
  const offered = servers * load;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < servers; k++) {
    term *= offered / k;
    sum += term;
  }
  const last = (term * offered) / servers / (1 - load);
  return ((last / (sum + last)) * SERVICE_US) / (servers * (1 - load));
}

const covers = ({ mean, half }: Interval, value: number) => Math.abs(mean - value) <= half;
const EXPONENTIAL: Distribution = { kind: "exponential", meanUs: SERVICE_US };

test("the formula has the values of the textbooks", () => {
  expect(erlangWait(1, 0.5)).toBeCloseTo(1000, 6);
  expect(erlangWait(1, 0.8)).toBeCloseTo(4000, 6);
  expect(erlangWait(2, 0.5)).toBeCloseTo(1000 / 3, 6);
});

describe.each([1, 2, 4].flatMap((servers) => [0.5, 0.8].map((load) => [servers, load] as const)))("M/M/%i at %f", (servers, load) => {
  test.each([7, 8])("the mean wait and the utilisation are those of the theory: seed %i", (seed) => {
    const { wait, utilisation } = measure(servers, load, EXPONENTIAL, seed);
    expect(covers(wait, erlangWait(servers, load)), JSON.stringify(wait)).toBe(true);
    expect(covers(utilisation, load), JSON.stringify(utilisation)).toBe(true);
    // An interval that is wide enough covers anything.
    expect(wait.half).toBeLessThan(erlangWait(servers, load) * 0.2);
    expect(utilisation.half).toBeLessThan(load * 0.03);
  });
});

describe("the check notices", () => {
  test("constant service, which halves the wait and leaves the utilisation", () => {
    const { wait, utilisation } = measure(1, 0.8, { kind: "constant", us: SERVICE_US }, 7);
    expect(covers(wait, erlangWait(1, 0.8))).toBe(false);
    expect(covers(wait, erlangWait(1, 0.8) / 2)).toBe(true);
    expect(covers(utilisation, 0.8)).toBe(true);
  });

  test("service that takes a twentieth longer", () => {
    const { utilisation } = measure(2, 0.5, { kind: "exponential", meanUs: SERVICE_US * 1.05 }, 7);
    expect(covers(utilisation, 0.5)).toBe(false);
  });
});
