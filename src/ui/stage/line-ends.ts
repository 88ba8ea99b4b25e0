import type { PlacedLine } from "../layout/lane-layout.ts";

/** A line as its ends are, where it stands for several as all of one end are: to a crashed part it is a way to a dead peer, to a stopped one a way that is not open. `down`: "kafka/a-1 crashed". */
export function withEnds(line: PlacedLine, down: readonly string[]): { line: PlacedLine; dead: boolean } {
  const all = (names: readonly string[], status: string) => names.length > 0 && names.every((name) => down.includes(`${name} ${status}`));
  const { from, to } = line.ends ?? { from: [line.from], to: [line.to] };
  const ends = (status: string) => all(from, status) || all(to, status);
  if (ends("crashed")) return { line, dead: true };
  return { line: ends("stopped") ? { ...line, kind: "planned", arrow: false } : line, dead: false };
}
