import type { PlacedLine } from "../layout/lane-layout.ts";

/** A line as its ends are: to a crashed part it is a way to a dead peer, to a stopped one a way that is not open. `down`: "kafka/a-1 crashed". */
export function withEnds(line: PlacedLine, down: readonly string[]): { line: PlacedLine; dead: boolean } {
  const ends = (status: string) => down.includes(`${line.from} ${status}`) || down.includes(`${line.to} ${status}`);
  if (ends("crashed")) return { line, dead: true };
  return { line: ends("stopped") ? { ...line, kind: "planned", arrow: false } : line, dead: false };
}
