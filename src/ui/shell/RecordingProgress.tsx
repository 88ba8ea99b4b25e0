import { usePlayback } from "../state/playback.ts";
import { holdRecording } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";

/** How far the recording is, and the button that stops it or lets it go on. Nothing when all is recorded. */
export function RecordingProgress() {
  const endUs = usePlayback((state) => state.endUs);
  const running = useWorld(({ take, done, error }) => take > 0 && !done && error === null);
  const held = useWorld((world) => world.held);
  const percent = useWorld(({ recordedUs }) => (endUs === 0 ? 0 : Math.min(99, Math.floor((recordedUs / endUs) * 100))));
  if (!running) return null;
  return (
    <div className="recording-progress">
      <progress aria-label="Recording" max={100} value={percent} />
      <span className="figures">{held ? `Recorded ${percent} %` : `Recording ${percent} %`}</span>
      <button type="button" onClick={() => holdRecording(!held)}>
        {held ? "Record the rest" : "Stop recording"}
      </button>
    </div>
  );
}
