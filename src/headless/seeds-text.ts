/** The most seeds of one call: each is a whole run. */
export const MOST_SEEDS = 10_000;
const LARGEST_SEED = 0xffffffff;

/** `7`, `1..200` or `1,5,9..12` as seeds in that order, each once; or what is wrong with the text. */
export function parseSeeds(text: string): { readonly seeds: readonly number[] } | { readonly problem: string } {
  const seeds = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^\s*(\d+)(?:\.\.(\d+))?\s*$/.exec(part);
    if (match === null) return { problem: `"${part}" is neither a seed (7) nor a range of seeds (1..200)` };
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last > LARGEST_SEED) return { problem: `a seed is at most ${LARGEST_SEED}` };
    if (last < first) return { problem: `the range ${part.trim()} runs backwards` };
    if (last - first >= MOST_SEEDS) return { problem: `${part.trim()} are more than ${MOST_SEEDS} seeds` };
    for (let seed = first; seed <= last; seed++) seeds.add(seed);
  }
  return seeds.size > MOST_SEEDS ? { problem: `${seeds.size} seeds are more than ${MOST_SEEDS}` } : { seeds: [...seeds] };
}
