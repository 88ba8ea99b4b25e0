import { memo } from "react";
import { clockText } from "../../engine/sim/clock-text.ts";
import type { ProcessInfo } from "../../worker/protocol.ts";
import { CrashIcon, WarningIcon } from "../controls/icons.tsx";
import type { HistoryReplica } from "../state/history-replica.ts";
import { seek } from "../state/playback.ts";
import { sentenceOf } from "./event-sentences.ts";
import type { LogLine } from "./lines.ts";
import type { RunWords } from "./run-words.ts";

interface LogRowProps {
  line: LogLine;
  lane: string;
  history: HistoryReplica;
  roster: readonly ProcessInfo[];
  words: RunWords;
  /** It has not happened yet at the shown instant. */
  later: boolean;
  /** The last one that has. */
  now: boolean;
  /** The one line where Tab stops. */
  stop: boolean;
}

/** Time, mark, lane, who, what. */
export const LogRow = memo(function LogRow({
  line: { id, at, lane: laneNumber, finding },
  lane,
  history,
  roster,
  words,
  later,
  now,
  stop,
}: LogRowProps) {
  const sentence = sentenceOf(history, roster, id, words);
  const who = sentence?.who ?? "checker";
  const mark = finding !== "" ? "found" : (sentence?.mark ?? "");
  const what = finding === "" ? sentence?.what : sentence === null ? finding : `${sentence.what}. Found: ${finding}`;
  return (
    <button
      type="button"
      className={`log-line ${mark}${later ? " later" : ""}${now ? " here" : ""}`}
      data-line={id}
      tabIndex={stop ? 0 : -1}
      aria-current={now ? "time" : undefined}
      onClick={() => seek(at)}
    >
      <b>{clockText(at)}</b>
      <span className="log-mark">{mark === "fault" ? <CrashIcon /> : mark === "" ? null : <WarningIcon />}</span>
      <span className="log-lane">{laneNumber < 0 ? "" : lane}</span>
      <span className="log-who">{who}</span>
      <span className="log-what" title={what}>
        {mark !== "" && <span className="visually-hidden">{MARKS[mark]}: </span>}
        {what}
      </span>
    </button>
  );
});

const MARKS = { fault: "Fault", alarm: "Went wrong", found: "Finding" } as const;
