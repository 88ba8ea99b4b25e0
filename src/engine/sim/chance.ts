import { hashText, mix, scramble } from "./hash.ts";
import type { Micros } from "./time.ts";

/**
 * Chance has an address: a draw is a hash of the seed, what it is for, whom it concerns, and how many such draws came before.
 * Nothing is stored between draws, so adding a part or removing a fault leaves everybody else's luck alone.
 */
export type Purpose = number & { readonly purpose: unique symbol };

export function definePurpose(name: string): Purpose {
  return hashText(name) as Purpose;
}

/** A uniform unsigned 32-bit integer. `entity` is usually `hashText(name)`, `count` the number of such draws before. */
export function draw(seed: number, purpose: Purpose, entity: number, count: number): number {
  return drawAt(addressOf(seed, purpose, entity), count);
}

/** The part of an address that all draws for one purpose and entity share: a signed 32-bit integer, worth keeping by who draws often. */
export function addressOf(seed: number, purpose: Purpose, entity: number): number {
  return mix(mix(seed, purpose), entity) | 0;
}

export function drawAt(address: number, count: number): number {
  return scramble(mix(address, count));
}

/** Maps a draw to 0 .. bound-1. The bias is below bound / 2^32. */
export function below(word: number, bound: number): number {
  return Math.floor((word / 4294967296) * bound);
}

export type Distribution =
  | { kind: "constant"; us: Micros }
  | { kind: "uniform"; fromUs: Micros; toUs: Micros }
  | { kind: "exponential"; meanUs: Micros; atLeastUs?: Micros };

/** A duration in integer microseconds from one draw. */
export function sample(distribution: Distribution, word: number): Micros {
  switch (distribution.kind) {
    case "constant":
      return distribution.us;
    case "uniform":
      return distribution.fromUs + below(word, distribution.toUs - distribution.fromUs + 1);
    case "exponential":
      return (distribution.atLeastUs ?? 0) + Math.round(standardExponential(word) * distribution.meanUs);
  }
}

/** The mean of a distribution in microseconds (not rounded). */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case "constant":
      return distribution.us;
    case "uniform":
      return (distribution.fromUs + distribution.toUs) / 2;
    case "exponential":
      return (distribution.atLeastUs ?? 0) + distribution.meanUs;
  }
}

const LN2 = Math.LN2;
const LN_BITS = 11;
const LN_CELLS = 1 << LN_BITS;
const INVERSE_POWER_OF_TWO = Float64Array.from({ length: 32 }, (_, i) => 1 / ((1 << i) >>> 0));

/** ln(m) for m in [1, 2), by the series of 2·artanh((m-1)/(m+1)): only + − × ÷, whose last bits all engines share. */
function lnOfMantissa(m: number): number {
  const z = (m - 1) / (m + 1);
  const z2 = z * z;
  let term = z;
  let sum = 0;
  for (let k = 1; k < 60; k += 2) {
    sum += term / k;
    term *= z2;
  }
  return 2 * sum;
}

const LN_TABLE = Float64Array.from({ length: LN_CELLS + 1 }, (_, i) => lnOfMantissa(1 + i / LN_CELLS));

/**
 * An exponential variate with mean 1: −ln(u) for u uniform in (0, 1], with the logarithm from a table and a straight line between
 * its entries (error below 4e-8). `Math.log` is not used: its last bits differ between engines.
 */
export function standardExponential(word: number): number {
  const lead = Math.clz32(word);
  if (lead === 32) return 33 * LN2; // word 0: u = 2^-33
  const shift = 31 - lead;
  const u = (word >>> 0) + 0.5; // 0.5 .. 2^32 - 0.5, so the argument is never zero
  const position = (u * INVERSE_POWER_OF_TWO[shift] - 1) * LN_CELLS; // exact, below LN_CELLS
  const cell = position | 0;
  const low = LN_TABLE[cell];
  return (32 - shift) * LN2 - (low + (LN_TABLE[cell + 1] - low) * (position - cell));
}
