import { runsUntilRest } from "../../engine/scenario.ts";
import { toast } from "./desk.ts";
import { seek, usePlayback } from "./playback.ts";
import { changeRun, useRun } from "./run.ts";
import { useWorld, type World } from "./world.ts";

/** Why the run cannot be told to go on, at this instant: it says so where somebody asks. */
type Standing = "offered" | "all final" | "goes on already" | "not at the end";

export function runOnStanding(
  goesOn: boolean,
  { done, error, digests }: Pick<World, "done" | "error" | "digests">,
  playback: { playheadUs: number; endUs: number },
): Standing {
  if (!done || error !== null || playback.playheadUs < playback.endUs) return "not at the end";
  if (digests.every(({ final }) => final)) return "all final";
  return goesOn ? "goes on already" : "offered";
}

/** Whether something is open at the end that is on the screen, and would be final if the run went on until everything has come to rest. */
export function useRunOnOffered(): boolean {
  const goesOn = useRun(({ run }) => runsUntilRest(run));
  const done = useWorld((world) => world.done);
  const error = useWorld((world) => world.error);
  const digests = useWorld((world) => world.digests);
  return usePlayback((state) => runOnStanding(goesOn, { done, error, digests }, state) === "offered");
}

/**
 * The run goes on after its length until everything has come to rest, as one step of undo. Once that is recorded its new end is shown,
 * unless somebody has looked elsewhere meanwhile: what was open is final there.
 */
export function runOn(): void {
  const standing = runOnStanding(runsUntilRest(useRun.getState().run), useWorld.getState(), usePlayback.getState());
  if (standing !== "offered") {
    toast(REASONS[standing]);
    return;
  }
  changeRun((run) => ({ ...run, untilRest: true }));
  const { run } = useRun.getState();
  const stops = [
    useRun.subscribe((state) => state.run !== run && stop()),
    usePlayback.subscribe(({ endUs, playheadUs, playing }, before) => {
      if (endUs <= before.endUs) return;
      stop();
      if (playheadUs >= before.endUs && !playing) seek(endUs);
    }),
  ];
  function stop(): void {
    for (const end of stops) end();
  }
}

const REASONS: Record<Exclude<Standing, "offered">, string> = {
  "all final": "Everything has come to rest: nothing is open.",
  "goes on already": "The run goes on until rest already: something in it never comes to rest.",
  "not at the end": "What is open is known at the end of the run. End goes there.",
};
