/** A duration for people: "5.28 s", below a second "167 ms", below a tenth "90.4 ms", so that small differences can be seen. */
export function durationText(us: number): string {
  if (us >= 999_500) return `${(us / 1e6).toFixed(2)} s`;
  return us >= 99_950 ? `${Math.round(us / 1000)} ms` : `${(us / 1000).toFixed(1)} ms`;
}
