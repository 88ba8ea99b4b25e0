import type { Anomaly, ProcessInfo } from "../../worker/protocol.ts";
import type { HistoryReplica } from "../state/history-replica.ts";
import { labelOf } from "../state/messages.ts";
import { isNotable } from "../state/stepping.ts";
import { hasSentence, markOf, sentenceOf } from "./event-sentences.ts";
import type { RunWords } from "./run-words.ts";

/** A line of the log: an event, and what a checker found at it. */
export interface LogLine {
  id: number;
  at: number;
  lane: number;
  finding: string;
}

export interface LogWish {
  hiddenLanes: readonly number[];
  /** Only lines that contain this, whatever the capitals. */
  text: string;
  wrongOnly: boolean;
}

/** The lines of the log in time order. Linear in the history; sentences are made only where words are looked for. */
export function logLines(
  history: HistoryReplica,
  roster: readonly ProcessInfo[],
  anomalies: readonly Anomaly[],
  { hiddenLanes, text, wrongOnly }: LogWish,
  run: RunWords,
): LogLine[] {
  const found = new Map<number, string>();
  for (const anomaly of anomalies) {
    const words = findingWords(anomaly, run);
    found.set(anomaly.event, found.has(anomaly.event) ? `${found.get(anomaly.event)}; ${words}` : words);
  }
  const wanted = text.trim().toLowerCase();
  const lines: LogLine[] = [];
  for (let id = 0; id < history.length; id++) {
    const finding = found.get(id) ?? "";
    const kind = history.kind(id);
    // A first start is no news, a restart is.
    const told = hasSentence(kind) && (isNotable(kind) || (kind === "ProcessStarted" && history.a(id) > 0));
    if (!told && finding === "") continue;
    const lane = roster[history.process(id)]?.lane ?? -1;
    if (hiddenLanes.includes(lane)) continue;
    if (wrongOnly && finding === "" && markOf({ kind, b: history.b(id) }) === "") continue;
    if (wanted !== "") {
      const sentence = sentenceOf(history, roster, id, run);
      const words = `${roster[history.process(id)]?.name.split("/")[0] ?? ""} ${sentence?.who ?? ""} ${sentence?.what ?? ""} ${finding}`;
      if (!words.toLowerCase().includes(wanted)) continue;
    }
    lines.push({ id, at: history.at(id), lane, finding });
  }
  return lines;
}

/** What a checker found, in a few words: "#7 was charged twice". */
export function findingWords({ kind, message, destination, other }: Anomaly, run: RunWords): string {
  const done = run.service(destination)?.done ?? "processed";
  switch (kind) {
    case "duplicated":
      return `#${labelOf(message)} was ${done} again`;
    case "lost":
      return `#${labelOf(message)} was lost for ${destination}`;
    case "late":
      return other === undefined ? `#${labelOf(message)} was out of order` : `#${labelOf(message)} was ${done} after #${labelOf(other)}`;
    case "skipped":
      return `#${labelOf(message)} was skipped for ${destination}`;
    case "failed":
      return `#${labelOf(message)} failed for ${destination}`;
    case "stuck":
      return `#${labelOf(message)} was still not ${done}`;
    case "removed":
      return `#${labelOf(message)} was removed for ${destination}`;
  }
}

/** The last line that has happened; negative before the first. */
export function lineAt(lines: readonly LogLine[], us: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].at <= us) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
