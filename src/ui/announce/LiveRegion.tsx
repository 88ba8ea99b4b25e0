import { useEffect, useState } from "react";
import { useCaption } from "../stage/Caption.tsx";
import { seenUs, usePlayback } from "../state/playback.ts";
import { useWorld } from "../state/world.ts";

const PAUSE_MS = 2000;

/** What happens, for those who listen: captions, at most one in two seconds; above ten times real time only what goes wrong. */
export function LiveRegion() {
  const caption = useCaption(0);
  const speed = usePlayback((state) => state.speed);
  const playing = usePlayback((state) => state.playing);
  const digests = useWorld((world) => world.digests);
  const alarms = usePlayback((state) =>
    digests.reduce((sum, { anomalies }) => sum + anomalies.filter(({ at }) => at <= seenUs(state)).length, 0),
  );
  const [said, setSaid] = useState("");
  const text = !playing ? "" : speed > 10 ? (alarms > 0 ? `${alarms} findings so far` : "") : caption;
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
