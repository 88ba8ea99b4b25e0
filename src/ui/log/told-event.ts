import type { ProcessInfo } from "../../worker/protocol.ts";
import type { HistoryReplica } from "../state/history-replica.ts";
import type { RunWords } from "./run-words.ts";

/** One event with all that a sentence about it may need. */
export interface ToldEvent {
  id: number;
  kind: string;
  process: number;
  message: number;
  a: number;
  b: number;
  c: number;
  /** Role of its process: "kafka broker". */
  role: string;
  text(number: number): string;
  /** A process by the name of its part. */
  part(process: number): string;
  history: HistoryReplica;
  roster: readonly ProcessInfo[];
  run: RunWords;
}

export function toldEvent(history: HistoryReplica, roster: readonly ProcessInfo[], id: number, run: RunWords): ToldEvent {
  const process = history.process(id);
  return {
    id,
    kind: history.kind(id),
    process,
    message: history.message(id),
    a: history.a(id),
    b: history.b(id),
    c: history.c(id),
    role: roster[process]?.role ?? "",
    text: (number) => history.text(number),
    part: (other) => roster[other]?.part ?? "a client",
    history,
    roster,
    run,
  };
}
