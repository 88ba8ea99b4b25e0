import type { FrameProcess } from "../../worker/protocol.ts";

/** A function of an object that is worked out once for each object, and forgotten with it: what did not change is the same object. */
export function keptFor<Of extends object, Result>(make: (of: Of) => Result): (of: Of) => Result {
  const known = new WeakMap<Of, { result: Result }>();
  return (of) => {
    let kept = known.get(of);
    if (kept === undefined) {
      kept = { result: make(of) };
      known.set(of, kept);
    }
    return kept.result;
  };
}

const NOBODY: readonly FrameProcess[] = [];

const byLane = keptFor((processes: readonly FrameProcess[]) => {
  const lanes: FrameProcess[][] = [];
  for (const process of processes) {
    lanes[process.lane] ??= [];
    lanes[process.lane].push(process);
  }
  return lanes;
});

/** The processes of one lane; the same array for as long as the world's is. */
export function processesIn(lane: number, processes: readonly FrameProcess[]): readonly FrameProcess[] {
  return byLane(processes)[lane] ?? NOBODY;
}
