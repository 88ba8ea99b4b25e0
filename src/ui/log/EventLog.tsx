import { useMemo, useRef } from "react";
import { Virtualizer } from "virtua";
import { CrashIcon, WarningIcon } from "../controls/icons.tsx";
import { useDesk } from "../state/desk.ts";
import { seek, shownUs, usePlayback } from "../state/playback.ts";
import { isNotable } from "../state/stepping.ts";
import { useWorld } from "../state/world.ts";
import { sentenceOf } from "./event-sentences.ts";
import { useLogFilter } from "./filter.ts";

/** What happened, newest at the bottom; Enter on a line moves the playhead there. */
export function EventLog() {
  const version = useWorld((world) => world.historyVersion);
  const take = useWorld((world) => world.take);
  const lanes = useDesk((desk) => desk.hiddenLanes);
  const at = usePlayback((state) => Math.floor(shownUs(state) / 200_000) * 200_000 + (state.playing ? 0 : shownUs(state) % 200_000));
  const wanted = useLogFilter((filter) => filter.text.trim().toLowerCase());
  const scroller = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and take stand for the history, which grows in place
  const ids = useMemo(() => {
    const { history, roster } = useWorld.getState();
    const notable: number[] = [];
    for (let id = 0; id < history.length; id++) {
      if (!isNotable(history.kind(id)) || lanes.includes(roster[history.process(id)]?.lane ?? -1)) continue;
      const sentence = sentenceOf(history, roster, id);
      if (sentence !== null && `${sentence.who} ${sentence.what}`.toLowerCase().includes(wanted)) notable.push(id);
    }
    return notable;
  }, [version, take, lanes, wanted]);
  const { history, roster } = useWorld.getState();
  return (
    <div ref={scroller} className="event-log" tabIndex={0} role="region" aria-label="Event log">
      <Virtualizer scrollRef={scroller}>
        {ids.map((id) => {
          const sentence = sentenceOf(history, roster, id);
          if (sentence === null) return null;
          const { who, what, mark } = sentence;
          const when = history.at(id);
          return (
            <button key={id} type="button" className={`log-line ${mark} ${when > at ? "later" : ""}`} onClick={() => seek(when)}>
              <b>{(when / 1e6).toFixed(3)}</b>
              <span className="log-mark">{mark === "fault" ? <CrashIcon /> : mark === "alarm" ? <WarningIcon /> : null}</span>
              <span className="log-lane">{roster[history.process(id)]?.name.split("/")[0] ?? ""}</span>
              <span className="log-who">{who}</span>
              <span>{what}</span>
            </button>
          );
        })}
      </Virtualizer>
    </div>
  );
}
