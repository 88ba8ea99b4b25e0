import type { Run } from "../scenario.ts";
import { systemFacts } from "../system-facts.ts";
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
export function comparedWith({ kind, notAsIn }: WhyQuestion, { scenario }: Run): string {
  const there = notAsIn === undefined ? undefined : scenario.lanes[notAsIn];
  return there === undefined ? "" : ` It was ${BEFELL[kind]} in ${systemFacts[there.system].title}.`;
}

/** "#7 is lost here too" */
export function hereToo({ kind, message }: WhyQuestion): string {
  return `#${message} is ${BEFELL[kind]} here too`;
}
