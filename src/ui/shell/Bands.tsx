import { durationOf } from "../../engine/scenario.ts";
import { LaneWarnings } from "../edited/LaneWarnings.tsx";
import { OutOfDateCard } from "../edited/OutOfDateCard.tsx";
import { useDesk } from "../state/desk.ts";
import { usePlayback } from "../state/playback.ts";
import { undo, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";

/** What stands above the lanes: cards with a choice to make, and one band with the state of the run. */
export function Bands() {
  return (
    <>
      <OutOfDateCard />
      <LaneWarnings />
      <Band />
    </>
  );
}

/** What the state of the run asks the person to know: computing, looking back, failed. One band at a time, the most urgent first. */
function Band() {
  const error = useWorld((world) => world.error);
  const done = useWorld((world) => world.done);
  const recorded = useWorld((world) => world.recordedUs);
  const peek = usePlayback((state) => state.peekUs);
  const playhead = usePlayback((state) => state.playheadUs);
  const playing = usePlayback((state) => state.playing);
  const run = useRun((state) => state.run);
  const canUndo = useRun(({ past }) => past.length > 0);
  const carried = useDesk((desk) => desk.carried);
  if (error !== null) {
    return (
      <div className="band band-error" role="alert">
        <b>This run cannot go on.</b> {error}
        {canUndo && (
          <button type="button" onClick={undo}>
            Undo the last change
          </button>
        )}
      </div>
    );
  }
  if (carried !== null) return null;
  if (peek !== null) {
    return (
      <div className="band band-look" role="status">
        Looking at {(peek / 1e6).toFixed(3)}. Esc returns to {(playhead / 1e6).toFixed(3)}.
      </div>
    );
  }
  if (!done && recorded <= playhead && playing) {
    return (
      <div className="band band-wait" role="status">
        Computing {(durationOf(run) / 1e6).toFixed(0)} s of virtual time: {(recorded / 1e6).toFixed(1)} s
      </div>
    );
  }
  return null;
}
