import "./event-log.css";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useHiddenLanes } from "../state/hidden-lanes.ts";
import { laneName } from "../state/lane-names.ts";
import { useShownUs } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { useLogFilter } from "./filter.ts";
import { LogRow } from "./LogRow.tsx";
import { lineAt, logLines } from "./lines.ts";
import { wordsOfRun } from "./run-words.ts";

const ROW = 25;
/** From here on times have hours, and their column is wider. */
const HOUR = 3_600_000_000;

/** What happened, newest at the bottom. It follows the playhead; Enter on a line moves the playhead there. */
export function EventLog() {
  const version = useWorld((world) => world.historyVersion);
  const take = useWorld((world) => world.take);
  const digests = useWorld((world) => world.digests);
  const run = useRun((state) => state.run);
  const hiddenLanes = useHiddenLanes();
  // While playing ten times a second is often enough; at rest the very instant counts.
  const at = useShownUs(100_000);
  const { text, wrongOnly } = useLogFilter();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const words = wordsOfRun(run);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and take stand for the history, which grows in place
  const lines = useMemo(() => {
    const { history, roster } = useWorld.getState();
    const anomalies = digests.flatMap((digest) => digest.anomalies);
    return logLines(history, roster, anomalies, { hiddenLanes, text, wrongOnly }, words);
  }, [version, take, digests, hiddenLanes, text, wrongOnly, words]);
  const now = lineAt(lines, at);
  const [cursor, setCursor] = useState<number | null>(null);
  const moveFocus = useRef(false);
  const stop = Math.min(lines.length - 1, cursor ?? Math.max(0, now));

  useEffect(() => {
    if (now >= 0) list.current?.scrollToIndex(now, { align: "nearest" });
  }, [now]);
  useEffect(() => {
    if (!moveFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-line="${lines[stop]?.id}"]`);
    if (row === undefined || row === null) return;
    moveFocus.current = false;
    row.focus({ preventScroll: true });
  });
  const travel = (event: KeyboardEvent) => {
    const by: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6, Home: -lines.length, End: lines.length };
    if (!(event.key in by) || lines.length === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(lines.length - 1, stop + by[event.key]));
    moveFocus.current = true;
    setCursor(next);
    list.current?.scrollToIndex(next, { align: "nearest" });
  };
  const { history, roster } = useWorld.getState();
  return (
    <div
      ref={scroller}
      className={(lines.at(-1)?.at ?? 0) < HOUR ? "event-log" : "event-log hours"}
      tabIndex={0}
      role="region"
      aria-label="Event log"
      onKeyDown={travel}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setCursor(null);
      }}
    >
      {lines.length === 0 && (
        <p className="empty-note">{text === "" && !wrongOnly ? "Nothing has happened yet." : "No line of the log is like that."}</p>
      )}
      <Virtualizer ref={list} scrollRef={scroller} data={lines} itemSize={ROW} keepMounted={stop >= 0 ? [stop] : []}>
        {(line, index) => (
          <LogRow
            key={line.id}
            line={line}
            lane={laneName(run.scenario.lanes, line.lane).brief}
            history={history}
            roster={roster}
            words={words}
            later={line.at > at}
            now={index === now}
            stop={index === stop}
          />
        )}
      </Virtualizer>
    </div>
  );
}
