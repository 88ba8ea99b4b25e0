import { type EventId, NO_EVENT } from "../../sim/history.ts";
import type { Entry } from "../delivery-facts.ts";
import { answerOf, type Fate } from "../delivery-fates.ts";
import type { Witness } from "../verdicts.ts";
import { waits } from "./c9-stuck.ts";
import { type Checker, conclude, counted, type Evidence, type Finding, first, PATH, struck, tellingOf, witnessOf } from "./judgement.ts";
import { repeatedEntries } from "./l5-duplicate-in-log.ts";

/** What is counted for a message and a destination: copies in the store, deliveries, effects. */
export type ScopeName = "log" | "deliveries" | "effects";

interface Scope {
  readonly name: ScopeName;
  readonly path: number;
  /** What such a message "was", in a sentence. */
  readonly what: string;
  /** The events that are counted. */
  counts(fate: Fate): readonly EventId[];
  /** Those beyond the first. */
  repeats(fate: Fate): readonly EventId[];
  reached(fate: Fate): boolean;
  /** The event that made it certain that it will not reach; NO_EVENT while it may. */
  missed(fate: Fate): EventId;
  /** Whether at-least-once speaks of it at all. */
  concerns(fate: Fate): boolean;
}

const NONE: readonly EventId[] = [];
const beyondFirst = (events: readonly EventId[]) => (events.length > 1 ? events.slice(1) : NONE);
const storedBy = (entries: readonly Entry[]) => entries.map((entry) => entry.storedBy);

const LOG: Scope = {
  name: "log",
  path: PATH.publish,
  what: "was stored",
  counts: ({ entries }) => storedBy(entries.filter(({ goneBy }) => goneBy === NO_EVENT)),
  repeats: ({ message, entries }) =>
    entries.length < 2 ? NONE : storedBy(repeatedEntries(message).filter((entry) => entries.includes(entry))),
  reached: ({ present, effective, facts }) => present || effective || facts.settled !== NO_EVENT,
  missed: ({ lostInLog }) => lostInLog,
  concerns: () => true,
};
const DELIVERIES: Scope = {
  name: "deliveries",
  path: PATH.consume,
  what: "was delivered",
  counts: ({ facts }) => facts.deliveries,
  repeats: ({ facts }) => beyondFirst(facts.deliveries),
  reached: ({ facts }) => facts.deliveries.length > 0,
  missed: ({ lostAtConsumer, skipped }) => Math.max(lostAtConsumer, skipped),
  // What the log itself lost is not the fault of the way out of it.
  concerns: ({ entries, lostInLog }) => entries.length > 0 && lostInLog === NO_EVENT,
};
const EFFECTS: Scope = {
  name: "effects",
  path: PATH.all,
  what: "had its effect",
  counts: ({ facts }) => facts.effects,
  repeats: ({ facts }) => beyondFirst(facts.effects),
  reached: ({ effective }) => effective,
  missed: ({ lostInLog, lostAtConsumer, skipped }) => Math.max(lostInLog, lostAtConsumer, skipped),
  concerns: () => true,
};

const SCOPES: readonly Scope[] = [LOG, DELIVERIES, EFFECTS];
const NAMES: Record<ScopeName, string> = { log: "producer → log", deliveries: "log → consumer", effects: "end to end" };

/**
 * At most once, at least once and effectively once in each scope. At least once speaks of confirmed messages that no rule removed
 * and that did not come back: one that can no longer arrive breaks it, and so does one that waits when everything has come to rest; one that
 * is under way or waiting when the run ends before that leaves it open, and so does one that somebody has in hand for ever. Effectively once is both, and nothing
 * at all for messages that were refused or never sent. Exercised by a fault on the scope's path or a repeat inside it.
 */
export const scopeCheckers: readonly Checker[] = SCOPES.flatMap((scope): Checker[] => [
  (evidence) => atMostOnce(evidence, scope),
  (evidence) => atLeastOnce(evidence, scope),
  (evidence) => effectivelyOnce(evidence, scope),
]);

function extraCases(evidence: Evidence, scope: Scope, checker: string): Witness[] {
  const repeated = evidence.telling.filter((fate) => scope.repeats(fate).length > 0);
  return repeated.flatMap((fate) =>
    scope
      .repeats(fate)
      .map((event) => witnessOf(evidence, checker, fate, event, [first(fate.message.sent), ...tellingOf(fate.facts.deliveries, event)])),
  );
}

/** Confirmed messages that did not reach the scope's end: certain misses as cases, and how many may still reach it. */
function missing(evidence: Evidence, scope: Scope, checker: string): { cases: Witness[]; pending: number } {
  const { index } = evidence;
  const cases: Witness[] = [];
  let pending = 0;
  for (const fate of evidence.telling) {
    const { message, owed, removed, returned } = fate;
    if (
      message.confirmed === NO_EVENT ||
      !owed ||
      removed !== NO_EVENT ||
      returned !== NO_EVENT ||
      !scope.concerns(fate) ||
      scope.reached(fate)
    )
      continue;
    // When everything has come to rest, nobody comes for what waits.
    const stuck = index.final && scope.name !== "log" && waits(fate) ? index.ended : NO_EVENT;
    const missed = Math.max(scope.missed(fate), stuck);
    if (missed === NO_EVENT) pending++;
    else cases.push(witnessOf(evidence, checker, fate, missed, [first(message.sent), message.confirmed, fate.facts.settled]));
  }
  return { cases, pending };
}

/** Whatever came of messages that certainly did not happen, or that nobody sent. */
function forbidden(evidence: Evidence, scope: Scope, checker: string): Witness[] {
  const { index, telling: fates } = evidence;
  const uncalled = fates.filter(({ message }) => {
    const answer = answerOf(index, message);
    return answer === "refused" || answer === "not sent";
  });
  return uncalled.flatMap((fate) => {
    const counts = scope.counts(fate);
    if (counts.length === 0) return [];
    return [witnessOf(evidence, checker, fate, Math.max(counts[0], fate.message.refused), [counts[0], fate.message.refused])];
  });
}

function isExercised({ index, telling: fates }: Evidence, scope: Scope): boolean {
  const tried = fates.some(({ message, facts }) => {
    const again = facts.deliveries.length > 1 || facts.begun.length > 1;
    return scope.name === "log" ? message.resends > 0 : scope.name === "deliveries" ? again : again || message.resends > 0;
  });
  return fates.length > 0 && (tried || struck(index, scope.path));
}

function atMostOnce(evidence: Evidence, scope: Scope): Finding {
  const checker = `at-most-once: ${scope.name}`;
  const cases = extraCases(evidence, scope, checker);
  return conclude(evidence, {
    checker,
    title: `At most once, ${NAMES[scope.name]}`,
    cases,
    exercised: () => isExercised(evidence, scope),
    irrevocable: scope.name !== "log",
    broken: `${counted(cases.length, "repeat")}: something ${scope.what} more than once.`,
    held: `Nothing ${scope.what} more than once.`,
    idle: "No fault touched this path and nothing was tried again.",
  });
}

function atLeastOnce(evidence: Evidence, scope: Scope): Finding {
  const checker = `at-least-once: ${scope.name}`;
  const { cases, pending } = missing(evidence, scope, checker);
  return conclude(evidence, {
    checker,
    title: `At least once, ${NAMES[scope.name]}`,
    cases,
    pending,
    exercised: () => isExercised(evidence, scope),
    irrevocable: true,
    broken: `${counted(cases.length, "confirmed message")} never ${scope.what}.`,
    held: `Every confirmed message ${scope.what}.`,
    idle: "No fault touched this path and nothing was tried again.",
  });
}

function effectivelyOnce(evidence: Evidence, scope: Scope): Finding {
  const checker = `effectively-once: ${scope.name}`;
  const repeats = extraCases(evidence, scope, checker);
  const ghosts = forbidden(evidence, scope, checker);
  const { cases: missed, pending } = missing(evidence, scope, checker);
  const ended = evidence.index.ended !== NO_EVENT;
  return conclude(evidence, {
    checker,
    title: `Effectively once, ${NAMES[scope.name]}`,
    // Before the end only what nothing can undo counts as a case.
    cases: ended ? [...repeats, ...missed, ...ghosts] : scope.name === "log" ? missed : [...repeats, ...missed],
    pending,
    exercised: () => isExercised(evidence, scope),
    irrevocable: true,
    broken: `${repeats.length} too many, ${missed.length} missing, ${ghosts.length} that should not be.`,
    held: `Every confirmed message ${scope.what}, and none of them twice.`,
    idle: "No fault touched this path and nothing was tried again.",
  });
}
