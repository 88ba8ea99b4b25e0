import { useMemo } from "react";
import type { Frame } from "../../worker/protocol.ts";
import { useWorld } from "../state/world.ts";
import type { PlacedLine, Point } from "./lane-layout.ts";

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
  const count = ends?.when === "all" ? "every" : "some";
  if (pairs[count](([one, other]) => separated(trouble, one, other))) return { kind: "cut" };
  const delays = pairs.map(([one, other]) => addedUs(trouble, one, other));
  const added = ends?.when === "all" ? Math.min(...delays) : Math.max(...delays);
  return added > 0 ? { kind: "slow", addedUs: added } : null;
}

/** Whether a machine is on the smaller side of a split: cut off from the rest. */
export function isCutOff({ splits }: NetworkTrouble, host: string): boolean {
  return splits.some(({ from, to }) => (from.length <= to.length ? from : to).includes(host));
}

/** The middle of the longest stretch of a line, and its direction there: where a sign on it is seen best. */
export function signPlace(points: readonly Point[]): { at: Point; along: Point } {
  let best = { length: -1, at: points[0], along: [1, 0] as Point };
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1];
    const [x1, y1] = points[i];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length > best.length) best = { length, at: [(x0 + x1) / 2, (y0 + y1) / 2], along: [(x1 - x0) / length, (y1 - y0) / length] };
  }
  return { at: best.at, along: best.along };
}
