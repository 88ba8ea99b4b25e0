import { runsUntilRest } from "../../engine/scenario.ts";
import { Toast } from "../announce/Toast.tsx";
import { RunOnButton } from "../controls/RunOnButton.tsx";
import { describeCarried } from "../palette/placing.ts";
import { useDesk } from "../state/desk.ts";
import { FINDINGS } from "../state/findings.ts";
import { usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useMedia } from "../state/use-media.ts";
import { useWorld } from "../state/world.ts";
import { RecordingProgress } from "./RecordingProgress.tsx";
import { type RunState, statusOf } from "./status-words.ts";

/** One line below the lanes: in what state the run is, and what can be done about it. It is always there, so nothing moves when it changes. */
export function StatusLine() {
  const state = useRunState();
  const { look, text } = statusOf(state);
  const phone = useMedia("(max-width: 700px)");
  const projector = useDesk((desk) => desk.projector);
  const narrow = phone || projector;
  return (
    <div className="status-place">
      <p className={`status-line status-${look}`} role="status">
        {text}
      </p>
      <RecordingProgress />
      <RunOnButton className="status-action" brief={narrow} />
      <Toast />
    </div>
  );
}

/** In steps of a tenth of a second where it computes, and of the playhead where it stands still. */
function useRunState(): RunState {
  const carried = useDesk((desk) => desk.carried);
  const done = useWorld((world) => world.done);
  const held = useWorld((world) => world.held);
  const limit = useWorld((world) => world.limit);
  const recordedUs = useWorld((world) => Math.floor(world.recordedUs / 100_000) * 100_000);
  const endUs = usePlayback((state) => state.endUs);
  const peekUs = usePlayback((state) => state.peekUs);
  const playheadUs = usePlayback((state) => (state.playing ? Math.min(state.playheadUs, 1) : state.playheadUs));
  const playing = usePlayback((state) => state.playing);
  const waiting = usePlayback((state) => state.playing && !done && !held && state.playheadUs >= recordedUs);
  const speed = usePlayback((state) => state.speed);
  const lanes = useRun(({ run }) => run.scenario.lanes.length);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const findings = useWorld((world) =>
    world.digests
      .filter(({ lane }) => lane < lanes && !hidden.includes(lane))
      .reduce((sum, { headings }) => sum + FINDINGS.reduce((found, finding) => found + (headings[finding].count.at(-1) ?? 0), 0), 0),
  );
  const underWay = useWorld((world) =>
    world.digests
      .filter(({ lane }) => lane < lanes && !hidden.includes(lane))
      .reduce((sum, { waiting }) => sum + (waiting.count.at(-1) ?? 0), 0),
  );
  const goesOn = useRun(({ run }) => runsUntilRest(run));
  const open = useWorld(({ done, digests }) => done && digests.some(({ final }) => !final));
  const keys = !useMedia("(hover: none)");
  return {
    keys,
    carried: carried === null ? null : describeCarried(carried),
    done,
    held,
    limit,
    recordedUs,
    endUs,
    peekUs,
    playheadUs,
    playing,
    waiting,
    speed,
    findings,
    underWay,
    open: !open ? "no" : goesOn ? "for ever" : "yes",
  };
}
