import type { ProcessInfo } from "../../worker/protocol.ts";
import type { HistoryReplica } from "../state/history-replica.ts";
import { pageWords, type RunWords } from "./run-words.ts";
import { SENTENCES } from "./sentences.ts";
import { type ToldEvent, toldEvent } from "./told-event.ts";

export interface EventSentence {
  who: string;
  what: string;
  /** For the mark column: a fault, or something that went wrong. */
  mark: "fault" | "alarm" | "";
}

const FAULTS = new Set(["ProcessCrashed", "MachineLost", "ProcessFrozen", "NetworkSplit", "LinkSlowed", "ConnectionCut"]);
const ALARMS = new Set([
  "MessageErased",
  "MessageDiscarded",
  "LogCut",
  "CommitFailed",
  "PartitionOffline",
  "MessageUnresolved",
  "MessageReturnedToSender",
  "WorkFailed",
  "LimitReached",
]);

export function hasSentence(kind: string): boolean {
  return kind in SENTENCES;
}

/** What happened, subject first, past tense; null for kinds that are not told. */
export function sentenceOf(
  history: HistoryReplica,
  roster: readonly ProcessInfo[],
  id: number,
  run: RunWords = pageWords(),
): EventSentence | null {
  const event = toldEvent(history, roster, id, run);
  const words = SENTENCES[event.kind];
  return words === undefined ? null : { who: subjectOf(event), what: words(event), mark: markOf(event) };
}

export function markOf({ kind, b }: Pick<ToldEvent, "kind" | "b">): EventSentence["mark"] {
  if (FAULTS.has(kind)) return "fault";
  return ALARMS.has(kind) || (kind === "EffectApplied" && b > 1) ? "alarm" : "";
}

/** A part; for effects the table that was changed, for what concerns all the network or the run. */
function subjectOf({ kind, process, a, text, part, run }: ToldEvent): string {
  if (process < 0) return kind === "RunEnded" || kind === "LimitReached" ? "the run" : "the network";
  const table = kind === "EffectApplied" || kind === "EffectSkipped" ? run.service(text(a))?.table : undefined;
  return table ?? part(process);
}
