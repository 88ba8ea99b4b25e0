import { LaneSaid } from "../lanes/lane-said.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import type { WhyKind, WhyQuestion } from "./why-card.ts";

/** What is said of a message to which something happened: "#7 was …". */
export const BEFELL: Readonly<Record<WhyKind, string>> = {
  duplicated: "processed twice",
  lost: "lost",
  late: "late",
  "stored twice": "stored twice",
  "handed over again": "handed over again",
  stale: "done by a former owner",
  "log order": "stored in the wrong place",
  "queue order": "handed over late",
  skipped: "skipped",
  returned: "sent back",
  failed: "given up",
  "never sent": "left unsent",
  failing: "tried again and again",
  buffered: "kept by its sender",
  removed: "removed",
  refused: "refused",
  unresolved: "left unknown",
  "in flight": "under way for ever",
  "not readable yet": "kept from its readers",
  waiting: "left waiting",
  "being processed": "left half done",
  "not sent yet": "kept for later",
};

/** "Why was #7 not lost here?": the question about what did not happen to it. */
export function absentTitle({ kind, message }: WhyQuestion): string {
  return `Why was #${message} not ${BEFELL[kind]} here?`;
}

/** "It was lost in Kafka." Empty when no other lane is compared with. */
export function comparedWith({ kind, notAsIn }: WhyQuestion, { run, systems }: DocumentRun): string {
  const there = notAsIn === undefined ? undefined : run.scenario.lanes[notAsIn];
  if (notAsIn === undefined || there === undefined) return "";
  return ` It was ${BEFELL[kind]} in ${there.title ?? new LaneSaid(run, systems, notAsIn).title}.`;
}

/** "#7 is lost here too" */
export function hereToo({ kind, message }: WhyQuestion): string {
  return `#${message} is ${BEFELL[kind]} here too`;
}
