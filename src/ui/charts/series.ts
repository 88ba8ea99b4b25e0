import { countUpTo } from "../../engine/sim/sorted.ts";
import type { LaneDigest } from "../../worker/protocol.ts";
import { spreadMarks } from "../timeline/scale.ts";

/** More bins than this are too slim to be read. */
const MOST_BINS = 16;
const LEAST_BINS = 6;
const BIN_SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120];

export interface Bins {
  widthUs: number;
  count: number;
}

/** Bins of the smallest round width with which the longest latency still has its bin. */
export function binsFor(longestUs: number): Bins {
  const seconds = BIN_SECONDS.find((width) => width * 1e6 * MOST_BINS > longestUs);
  const widthUs = seconds === undefined ? Math.ceil((longestUs + 1) / MOST_BINS / 6e7) * 6e7 : seconds * 1e6;
  return { widthUs, count: Math.max(LEAST_BINS, Math.floor(longestUs / widthUs) + 1) };
}

/** How many latencies lie in each bin, a bin's upper end not included. */
export function binCounts(latencies: readonly number[], { widthUs, count }: Bins): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const us of latencies) counts[Math.min(count - 1, Math.floor(us / widthUs))]++;
  return counts;
}

/** Latencies of the first effects up to an instant, in µs. */
export function latenciesUntil({ latency }: Pick<LaneDigest, "latency">, untilUs: number): readonly number[] {
  return latency.us.slice(0, countUpTo(latency.at, untilUs));
}

/** Values for the ticks of an axis from 0: at most `most` steps, round, and the last not below the largest value. */
export function ticksUpTo(largest: number, most: number): number[] {
  const wanted = Math.max(largest, Number.MIN_VALUE) / Math.max(1, most);
  let unit = 1;
  while (unit * 10 <= wanted) unit *= 10;
  while (unit > wanted && unit > 1e-6) unit /= 10;
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((size) => size >= wanted - 1e-12) ?? unit * 10;
  const ticks: number[] = [];
  for (let i = 0; ticks.length === 0 || ticks[ticks.length - 1] < largest - 1e-9; i++) ticks.push(Math.round(i * step * 1e6) / 1e6);
  return ticks;
}

/** Where the names of lines stand at their ends: as near as they can, none on another. In the order given. */
export function labelPlaces(ends: readonly number[], distance: number, top: number, bottom: number): number[] {
  const order = ends.map((_, i) => i).sort((one, other) => ends[one] - ends[other] || one - other);
  const spread = spreadMarks(
    order.map((i) => ends[i]),
    distance,
    top,
    bottom,
  );
  const places = new Array<number>(ends.length);
  order.forEach((i, place) => {
    places[i] = spread[place];
  });
  return places;
}

export function largest(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), 0);
}
