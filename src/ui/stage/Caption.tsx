import { sentenceOf } from "../log/event-sentences.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { isNotable } from "../state/stepping.ts";
import { useWorld } from "../state/world.ts";

/** The last thing worth telling in a lane, in words. */
export function Caption({ lane, figure }: { lane: number; figure: number }) {
  const text = useCaption(lane);
  return (
    <p className="caption">
      <i>Fig. {figure}.</i> {text}
    </p>
  );
}

export function useCaption(lane: number): string {
  const at = usePlayback((state) => Math.floor(shownUs(state) / 250_000) * 250_000 + (state.playing ? 0 : shownUs(state) % 250_000));
  const version = useWorld((world) => world.historyVersion);
  return captionAt(lane, at, version);
}

function captionAt(lane: number, at: number, _version: number): string {
  const { history, roster } = useWorld.getState();
  for (let id = history.firstAtOrAfter(at + 1) - 1, looked = 0; id >= 0 && looked < 4000; id--, looked++) {
    if (roster[history.process(id)]?.lane !== lane || !isNotable(history.kind(id))) continue;
    const sentence = sentenceOf(history, roster, id);
    if (sentence !== null) return `${sentence.who} ${sentence.what}.`;
  }
  return "Nothing has happened yet.";
}
