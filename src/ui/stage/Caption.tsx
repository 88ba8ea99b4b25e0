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
  return useCaptions([lane])[0]?.text ?? "Nothing has happened yet.";
}

/**
 * The last thing worth telling in each of the lanes, with its instant in microseconds: the start of the run where that is long ago. Lanes in
 * which nothing happened yet are left out.
 */
export function useCaptions(lanes: readonly number[]): { lane: number; text: string; at: number }[] {
  const at = usePlayback((state) => Math.floor(shownUs(state) / 250_000) * 250_000 + (state.playing ? 0 : shownUs(state) % 250_000));
  useWorld((world) => world.historyVersion);
  return lanes.flatMap((lane) => captionAt(lane, at) ?? []);
}

/** How far back to look: beyond it a lane has been silent for long. */
const MOST_EVENTS = 4000;
const SILENT = "Nothing worth telling has happened for a while.";

function captionAt(lane: number, at: number): { lane: number; text: string; at: number } | null {
  const { history, roster } = useWorld.getState();
  let id = history.firstAtOrAfter(at + 1) - 1;
  for (let looked = 0; id >= 0 && looked < MOST_EVENTS; id--, looked++) {
    if (roster[history.process(id)]?.lane !== lane || !isNotable(history.kind(id))) continue;
    const sentence = sentenceOf(history, roster, id);
    if (sentence !== null) return { lane, text: `${sentence.who} ${sentence.what}.`, at: history.at(id) };
  }
  return id >= 0 ? { lane, text: SILENT, at: 0 } : null;
}
