import { useMemo } from "react";
import { useDesk } from "./desk.ts";
import { useRun } from "./run.ts";
import { useMedia } from "./use-media.ts";

/** Lanes that tables leave out: those that were hidden, and on a phone all but the one on the screen. */
export function useHiddenLanes(): readonly number[] {
  const phone = useMedia("(max-width: 700px)");
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const shown = useDesk((desk) => desk.laneShown);
  const count = useRun(({ run }) => run.scenario.lanes.length);
  return useMemo(() => {
    if (!phone) return hidden;
    return Array.from({ length: count }, (_, lane) => lane).filter((lane) => lane !== Math.min(shown, count - 1));
  }, [phone, hidden, shown, count]);
}
