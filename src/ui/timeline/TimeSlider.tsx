import type { KeyboardEvent } from "react";
import { lengthText, spokenInstant } from "../../engine/sim/clock-text.ts";
import { peek, seek, shownUs, usePlayback } from "../state/playback.ts";
import { step } from "../state/stepping.ts";

/** The playhead for keys and screen readers: arrows go from event to event. */
export function TimeSlider() {
  const at = usePlayback((state) => Math.round(shownUs(state) / 1000));
  const end = usePlayback((state) => Math.round(state.endUs / 1000));
  const keys = (event: KeyboardEvent) => {
    const { playheadUs, endUs } = usePlayback.getState();
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const direction = event.key === "ArrowRight" ? 1 : -1;
      if (event.shiftKey) seek(playheadUs + direction * 1e6);
      else step(direction);
    } else if (event.key === "Home") seek(0);
    else if (event.key === "End") seek(endUs);
    else if (event.key === "Escape") peek(null);
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="time-slider"
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={0}
      aria-valuemax={end}
      aria-valuenow={at}
      aria-valuetext={`${spokenInstant(at * 1000)} of ${lengthText(end * 1000)}`}
      onKeyDown={keys}
    />
  );
}
