import type { PlacedPart } from "../layout/lane-layout.ts";

/** What is seen of a drawing, in drawing units. */
export interface Sight {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export type Side = "above" | "below" | "left" | "right";

/** So much of a part's edge must be seen for the part to count as seen, in drawing units. */
const EDGE = 36;

const KINDS: readonly (readonly [face: RegExp, one: string, many: string])[] = [
  [/^kafka-(row|strip)$/, "partition", "partitions"],
  [/^graph-topic$/, "topic", "topics"],
  [/^kafka-broker/, "broker", "brokers"],
  [/^kafka-group$/, "group", "groups"],
  [/^queue$/, "queue", "queues"],
  [/^exchange$/, "exchange", "exchanges"],
  [/^binding$/, "binding", "bindings"],
  [/node$/, "node", "nodes"],
  [/^graph-machine$/, "machine", "machines"],
  [/^graph-(instance|source)$/, "application", "applications"],
  [/member|consumer/, "consumer", "consumers"],
  [/producer|publisher/, "producer", "producers"],
  [/client$/, "caller", "callers"],
  [/service$/, "service", "services"],
  [/^(graph-)?tape/, "tape of effects", "tapes of effects"],
];

export interface Hidden {
  side: Side;
  /** "3 more partitions, 1 more group" */
  words: string;
}

/** What lies beyond each side of what is seen, in words. Parts of which a good part is seen do not count; nothing counts twice. */
export function outOfSight(parts: readonly PlacedPart[], { left, top, right, bottom }: Sight): Hidden[] {
  const beyond: Record<Side, PlacedPart[]> = { above: [], below: [], left: [], right: [] };
  for (const part of parts) {
    const high = Math.min(EDGE, part.height) / 2;
    const wide = Math.min(EDGE, part.width) / 2;
    if (part.y + high > bottom) beyond.below.push(part);
    else if (part.y + part.height - high < top) beyond.above.push(part);
    else if (part.x + wide > right) beyond.right.push(part);
    else if (part.x + part.width - wide < left) beyond.left.push(part);
  }
  return (["above", "below", "left", "right"] as const).flatMap((side) => {
    const words = wordsFor(beyond[side]);
    return words === "" ? [] : [{ side, words }];
  });
}

/** Partitions and queues first: they are what a lane is about. Three kinds at most; what else there is scrolls into view with them. */
function wordsFor(parts: readonly PlacedPart[]): string {
  const counted = KINDS.flatMap(([face, one, many]) => {
    const count = parts.filter((part) => face.test(part.face)).length;
    return count === 0 ? [] : [`${count} more ${count === 1 ? one : many}`];
  });
  return counted.slice(0, 3).join(", ");
}
