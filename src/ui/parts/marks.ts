import { useMemo } from "react";
import { countUpTo } from "../../engine/sim/sorted.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useWorld } from "../state/world.ts";

/** What the checkers found in a lane up to the shown instant, by what faces have to mark. */
export interface Marks {
  /** Messages that were processed more than once. */
  again: ReadonlySet<number>;
  /** `message.at` of effects that came out of order. */
  late: ReadonlySet<string>;
}

export function useMarks(lane: number): Marks {
  const anomalies = useWorld((world) => world.digests[lane]?.anomalies);
  const instants = useMemo(() => (anomalies ?? []).map(({ at }) => at), [anomalies]);
  const seen = usePlayback((state) => countUpTo(instants, shownUs(state)));
  return useMemo(() => {
    const before = (anomalies ?? []).slice(0, seen);
    return {
      again: new Set(before.filter(({ kind }) => kind === "duplicated").map(({ message }) => message)),
      late: new Set(before.filter(({ kind }) => kind === "late").map(({ message, at }) => `${message}.${at}`)),
    };
  }, [anomalies, seen]);
}
