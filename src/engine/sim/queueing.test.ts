import { describe, expect, test } from "vitest";
import { type Distribution, definePurpose, draw, standardExponential } from "./chance.ts";
import type { ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

/** One station with several servers, as a process: what queueing theory has formulas for. */
interface StationTypes {
  config: { arrivals: Distribution; service: Distribution; servers: number };
  state: {
    arrivals: Distribution;
    service: Distribution;
    servers: number;
    busy: number;
    line: number[];
    came: number;
    waits: number[];
    busyUs: number;
  };
  view: object;
  receives: never;
  sends: never;
  replies: Record<never, never>;
  timers: { arrive: null; finish: null };
}

const ARRIVE = definePurpose("test arrivals");
const SERVE = definePurpose("test service");

const station: ProcessDefinition<StationTypes> = {
  role: "station",
  initial: (config) => ({ ...config, busy: 0, line: [], came: 0, waits: [], busyUs: 0 }),
  boot: (state, ctx) => void ctx.setTimer("arrive", ctx.sample(state.arrivals, ARRIVE, 1, 0), null),
  survives: (state) => state,
  on: {} as never,
  timers: {
    arrive(state, _, ctx) {
      state.came++;
      ctx.setTimer("arrive", ctx.sample(state.arrivals, ARRIVE, 1, state.came), null);
      state.line.push(ctx.now);
      serve();
      function serve(): void {
        if (state.busy === state.servers) return;
        const since = state.line.shift();
        if (since === undefined) return;
        state.busy++;
        state.waits.push(ctx.now - since);
        const us = ctx.sample(state.service, SERVE, 1, state.waits.length);
        state.busyUs += us;
        ctx.setTimer("finish", us, null);
      }
    },
    finish(state, _, ctx) {
      state.busy--;
      const since = state.line.shift();
      if (since === undefined) return;
      state.busy++;
      state.waits.push(ctx.now - since);
      const us = ctx.sample(state.service, SERVE, 1, state.waits.length);
      state.busyUs += us;
      ctx.setTimer("finish", us, null);
    },
  },
  view: (state) => state,
};

const SERVICE_US = 1000;
const CUSTOMERS = 200_000;

function run(servers: number, load: number, service: Distribution, seed: number) {
  const simulation = new Simulation({ seed, latency: { kind: "constant", us: 0 }, recording: false });
  const meanUs = SERVICE_US / (servers * load);
  simulation.spawn({ name: "station", definition: station, config: { arrivals: { kind: "exponential", meanUs }, service, servers } });
  simulation.runUntil(CUSTOMERS * meanUs);
  const { waits, busyUs } = (simulation.process("station") as { state: object }).state as StationTypes["state"];
  return { waits: waits.slice(Math.floor(waits.length / 20)), utilisation: busyUs / (simulation.now * servers) };
}

/** Erlang's probability of having to wait, times the mean wait of those who do. */
function theory(servers: number, load: number): number {
  const offered = servers * load;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < servers; k++) sum += term *= offered / k;
  const last = (term * offered) / servers / (1 - load);
  return ((last / (sum + last)) * SERVICE_US) / (servers * (1 - load));
}

/** Mean with its 99.9 % interval by batch means: 40 batches are long enough to be nearly independent here. */
function interval(values: readonly number[]): { mean: number; half: number } {
  const batches = 40;
  const size = Math.floor(values.length / batches);
  const means = Array.from(
    { length: batches },
    (_, b) => values.slice(b * size, (b + 1) * size).reduce((sum, value) => sum + value, 0) / size,
  );
  const mean = means.reduce((sum, value) => sum + value, 0) / batches;
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (batches - 1);
  return { mean, half: 3.56 * Math.sqrt(variance / batches) };
}

const EXPONENTIAL: Distribution = { kind: "exponential", meanUs: SERVICE_US };

describe.each([
  [1, 0.5],
  [1, 0.8],
  [2, 0.5],
  [2, 0.8],
  [4, 0.8],
])("M/M/%i at %f", (servers, load) => {
  test("the mean wait and the utilisation are those of the theory", () => {
    const { waits, utilisation } = run(servers, load, EXPONENTIAL, 7);
    const { mean, half } = interval(waits);
    expect(Math.abs(mean - theory(servers, load))).toBeLessThan(half);
    expect(half).toBeLessThan(theory(servers, load) * 0.35);
    expect(Math.abs(utilisation - load)).toBeLessThan(0.02);
  });
});

test("the check would notice a wrong distribution: constant service halves the wait", () => {
  const { waits } = run(1, 0.8, { kind: "constant", us: SERVICE_US }, 7);
  const { mean, half } = interval(waits);
  expect(Math.abs(mean - theory(1, 0.8))).toBeGreaterThan(half);
  expect(Math.abs(mean - theory(1, 0.8) / 2)).toBeLessThan(half);
});

describe("chance", () => {
  const N = 100_000;
  test("draws are uniform: chi-square over 64 cells", () => {
    const cells = new Array(64).fill(0);
    for (let n = 0; n < N; n++) cells[draw(1, ARRIVE, 5, n) >>> 26]++;
    const chi = cells.reduce((sum, count) => sum + (count - N / 64) ** 2 / (N / 64), 0);
    expect(chi).toBeLessThan(108); // 99.95 % of 63 degrees of freedom
    expect(chi).toBeGreaterThan(30);
  });

  test("neighbouring addresses are as good as unrelated: their draws do not correlate", () => {
    let sum = 0;
    for (let n = 0; n < N; n++) sum += (draw(1, ARRIVE, n, 0) / 2 ** 32 - 0.5) * (draw(1, ARRIVE, n + 1, 0) / 2 ** 32 - 0.5);
    expect(Math.abs(sum / N) * 12).toBeLessThan(4 / Math.sqrt(N));
  });

  test("the table's exponential is −ln(u), to eight digits, and its largest deviation from the distribution is that of chance", () => {
    const values: number[] = [];
    for (let n = 0; n < N; n++) {
      const word = draw(3, SERVE, 1, n);
      const value = standardExponential(word);
      expect(Math.abs(value - -Math.log((word + 0.5) / 2 ** 32))).toBeLessThan(1e-6);
      values.push(value);
    }
    values.sort((one, other) => one - other);
    const ks = Math.max(...values.map((value, i) => Math.abs((i + 1) / N - (1 - Math.exp(-value)))));
    expect(ks * Math.sqrt(N)).toBeLessThan(2.2);
  });
});
