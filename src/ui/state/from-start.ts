import type { Run } from "../../engine/scenario.ts";
import { shownUs, usePlayback } from "./playback.ts";
import { changeRun, editRun, useRun } from "./run.ts";
import { useWorld } from "./world.ts";

/** Whether a finished run is on the screen of which something has been seen: then nothing takes its place unasked. */
function somethingSeen(): boolean {
  return useWorld.getState().done && shownUs(usePlayback.getState()) > 0;
}

/** A change that begins at the start of the run. Returns whether it waits for "Run again" rather than being run at once. */
export function changeFromStart(change: (run: Run) => Run): boolean {
  const waits = useRun.getState().edited !== null || somethingSeen();
  if (waits) editRun(change);
  else changeRun(change);
  return waits;
}

export function setSeed(seed: number): void {
  changeFromStart((run) => ({ ...run, seed: seed >>> 0 }));
}
