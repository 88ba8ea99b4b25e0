import { useMemo } from "react";
import type { Frame } from "../../worker/protocol.ts";
import type { PlacedLine, Point } from "../layout/lane-layout.ts";
import { useWorld } from "../state/world.ts";

/** What the frame says of the network: who does not reach whom, and where it takes longer. Names are those of machines. */
export type NetworkTrouble = Pick<Frame, "splits" | "slow">;

const QUIET: NetworkTrouble = { splits: [], slow: [] };

/** The trouble at the shown instant; the same object as long as nothing changes. */
export function useNetworkTrouble(): NetworkTrouble {
  const text = useWorld(({ frame }) =>
    frame === null || (frame.splits.length === 0 && frame.slow.length === 0) ? "" : JSON.stringify([frame.splits, frame.slow]),
  );
  return useMemo(() => {
    if (text === "") return QUIET;
    const [splits, slow] = JSON.parse(text);
    return { splits, slow };
  }, [text]);
}

type Rule = Frame["splits"][number];

/** Whether a rule is about the way between two machines, in either direction. */
function isBetween({ from, to }: Pick<Rule, "from" | "to">, one: string, other: string): boolean {
  return (from.includes(one) && to.includes(other)) || (from.includes(other) && to.includes(one));
}

function separated({ splits }: NetworkTrouble, one: string, other: string): boolean {
  return splits.some((rule) => isBetween(rule, one, other));
}

function addedUs({ slow }: NetworkTrouble, one: string, other: string): number {
  return slow.reduce((sum, rule) => (isBetween(rule, one, other) ? sum + rule.extraUs : sum), 0);
}

export type LineTrouble = { kind: "cut" } | { kind: "slow"; addedUs: number };

/** What is the matter with a line, by the machines at its ends; null when nothing is. A cut counts before a delay. */
export function lineTrouble(trouble: NetworkTrouble, { from, to, ends }: Pick<PlacedLine, "from" | "to" | "ends">): LineTrouble | null {
  const pairs = (ends?.from ?? [from]).flatMap((one) => (ends?.to ?? [to]).map((other) => [one, other] as const));
  if (pairs.length === 0) return null;
  if (pairs.every(([one, other]) => separated(trouble, one, other))) return { kind: "cut" };
  const added = Math.min(...pairs.map(([one, other]) => addedUs(trouble, one, other)));
  return added > 0 ? { kind: "slow", addedUs: added } : null;
}

/** Whether a machine is on the smaller side of a split: cut off from the rest. */
export function isCutOff({ splits }: NetworkTrouble, host: string): boolean {
  return splits.some(({ from, to }) => (from.length <= to.length ? from : to).includes(host));
}

/** Shorter stretches have no room for a sign. */
const LEAST_STRETCH = 16;

/**
 * The middle of a line's longest stretch, and its direction there: where a sign on it is seen best. A line to or from a part that is cut
 * off is marked in its stretch at that part, since lines to others may run along the rest; null when there is no room.
 */
export function signPlace(points: readonly Point[], at: "longest" | "first" | "last" = "longest"): { at: Point; along: Point } | null {
  const stretches = points.slice(1).map(([x1, y1], i) => {
    const [x0, y0] = points[i];
    const length = Math.hypot(x1 - x0, y1 - y0);
    return { length, at: [(x0 + x1) / 2, (y0 + y1) / 2] as Point, along: [(x1 - x0) / length, (y1 - y0) / length] as Point };
  });
  const best = at === "longest" ? stretches.sort((one, other) => other.length - one.length)[0] : stretches.at(at === "first" ? 0 : -1);
  return best === undefined || best.length < LEAST_STRETCH ? null : { at: best.at, along: best.along };
}
