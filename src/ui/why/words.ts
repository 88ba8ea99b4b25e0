import { HEADING_OF, type LedgerOutcome } from "../../engine/delivery/ledger-row.ts";
import { BEFELL } from "../../engine/explain/absent-titles.ts";
import { lengthText } from "../../engine/sim/clock-text.ts";
import type { WhyCard, WhyKind, WhyProgress, WhyQuestion } from "../../worker/protocol.ts";
import { labelOf } from "../state/messages.ts";

export interface Words {
  words: string;
  /** A setting with its value: `session.timeout.ms = 3000`. The name of a part: `payment-2`. */
  kind: "text" | "setting" | "part";
  /** Where it begins in the sentence. */
  start: number;
}

const NAMES = /(?<setting>[a-z][\w.]*\w = [\w-]+)|[a-z]+(?:-[a-z]+)*-\d+/g;

/** A sentence in its pieces: names that must not be translated or broken, and what stands between them. */
export function splitNames(text: string): Words[] {
  const pieces: Words[] = [];
  let from = 0;
  const take = (words: string, kind: Words["kind"]) => {
    if (words !== "") pieces.push({ words, kind, start: from });
    from += words.length;
  };
  for (const { 0: words, index, groups } of text.matchAll(NAMES)) {
    take(text.slice(from, index), "text");
    take(words, groups?.["setting"] === undefined ? "part" : "setting");
  }
  take(text.slice(from), "text");
  return pieces;
}

/** What the card rests on: which steps were left out, and in how many runs. */
export function proofOf({ steps, reruns, remark }: WhyCard): string {
  const numbers = (proof: string) => steps.flatMap((step, i) => (step.proof === proof ? [i + 1] : []));
  const [tried, either, advised] = [numbers("tried"), numbers("either"), numbers("advised")];
  const sentences: string[] = [];
  if (tried.length > 0) sentences.push(`Without step ${listed(tried, "or")} it does not happen.`);
  if (either.length > 0) sentences.push(`In place of step ${listed(either, "or")} another fault would have done.`);
  if (advised.length > 0) sentences.push(`Step ${listed(advised, "and")} is what the advised change changes.`);
  sentences.push(`Found out in ${reruns === 1 ? "one further run" : `${reruns} further runs`}.`);
  if (remark !== undefined) sentences.push(remark);
  return sentences.join(" ");
}

function listed(numbers: readonly number[], word: string): string {
  return numbers.length < 2 ? numbers.join("") : `${numbers.slice(0, -1).join(", ")} ${word} ${numbers[numbers.length - 1]}`;
}

/** "Trying without step 5 of 12…" */
export function progressWords(progress: WhyProgress | undefined): string {
  if (progress === undefined || (progress.doing === "leaving out" && progress.of === 0)) return "Reading the history backwards…";
  const { doing, done, of } = progress;
  switch (doing) {
    case "recording":
      return `Running the lane alone: ${lengthText(done)} of ${lengthText(of)}…`;
    case "leaving out":
      return `Trying without step ${done} of ${of}…`;
    case "otherwise":
      return of === 0 ? "Reading what happened here…" : `Trying it otherwise, ${done} of ${of}…`;
    case "preventing":
      return done === 0 ? "Looking for a way out…" : `Trying another setting, ${done} of ${of}…`;
  }
}

interface KindWords {
  /** What a tab says of another lane, before its title. */
  there: string;
  /** What is so when it does not happen. */
  gone: (message: string, destination: string) => string;
  /** It is about how a message stands, and not about a case. */
  state?: true;
}

/** Words for how a message stands at an instant. */
const standing = (there: string, state: string): KindWords => ({
  there,
  gone: (message, destination) => `${message} is not ${state} for ${destination} at that instant`,
  state: true,
});

const KINDS: Readonly<Record<WhyKind, KindWords>> = {
  duplicated: { there: "Twice in", gone: (message, destination) => `${message} is not processed twice for ${destination}` },
  lost: { there: "Lost in", gone: (message, destination) => `${message} is not lost for ${destination}` },
  late: { there: "Out of order in", gone: (message, destination) => `${message} keeps its place in the order for ${destination}` },
  "stored twice": { there: "Stored twice in", gone: (message) => `${message} is stored once` },
  "handed over again": {
    there: "Handed over again in",
    gone: (message, destination) => `${message} is handed over once for ${destination}`,
  },
  stale: { there: "Done by a former owner in", gone: (message) => `${message} is done by whoever owns it` },
  "log order": { there: "In the wrong place in", gone: (message) => `${message} keeps its place in the log` },
  "queue order": { there: "Handed over late in", gone: (message) => `${message} keeps its place in the queue` },
  skipped: standing("Skipped in", "skipped"),
  returned: standing("Sent back in", "sent back"),
  failed: standing("Failed in", "given up"),
  "never sent": standing("Never sent in", "left unsent"),
  failing: standing("Failing in", "tried again"),
  buffered: standing("Not sent in", "kept by its sender"),
  removed: standing("Removed in", "removed"),
  refused: standing("Refused in", "refused"),
  unresolved: standing("Unknown in", "left unknown"),
  "in flight": standing("Under way in", "under way"),
  "not readable yet": standing("Not readable in", "kept from its readers"),
  waiting: standing("Waiting in", "waiting"),
  "being processed": standing("Not done in", "being processed"),
  "not sent yet": standing("Not sent in", "waiting to be sent"),
};

/** What the end of a card is about. */
export function preventionHeading({ notAsIn }: WhyQuestion): string {
  return notAsIn === undefined ? "What would prevent it?" : "What keeps it away?";
}

/** "processed twice": what is asked about, said of a message to which it happened. */
export function happenedWords({ kind }: WhyQuestion): string {
  return BEFELL[kind];
}

/** What a tab says of a lane in which it did not happen: "Not in RabbitMQ". */
export function notThere(title: string): string {
  return `Not in ${title}`;
}

/** What a tab says of another lane: "The same in RabbitMQ". */
export function elsewhere(here: WhyQuestion, there: Pick<WhyQuestion, "kind">, title: string): string {
  return `${here.notAsIn === undefined && here.kind === there.kind ? "The same in" : KINDS[there.kind].there} ${title}`;
}

/** How it is in a run in which what was asked about does not happen. */
export function goneWords({ kind, message, destination, notAsIn }: WhyQuestion): string {
  if (notAsIn !== undefined) return `#${labelOf(message)} fares alike in both lanes for ${destination}`;
  return KINDS[kind].gone(`#${labelOf(message)}`, destination);
}

export function isState({ kind }: WhyQuestion): boolean {
  return KINDS[kind].state === true;
}

/** Whether what is asked about may still come to its end, were the run to go on. */
export function isWaiting({ kind, notAsIn }: WhyQuestion): boolean {
  return notAsIn === undefined && HEADING_OF[kind as LedgerOutcome] === "waiting";
}
