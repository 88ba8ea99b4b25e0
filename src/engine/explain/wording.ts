import type { Micros } from "../sim/time.ts";

/** Seconds of virtual time, three decimals. */
export function seconds(us: Micros): string {
  return (us / 1e6).toFixed(3);
}

export function list(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2 ? unique.join("") : `${unique.slice(0, -1).join(", ")} and ${unique[unique.length - 1]}`;
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
