import { CAUSE, type EventId, type History, NO_EVENT } from "../sim/history.ts";
import type { WhyProgress } from "./why-card.ts";
import type { Work } from "./work.ts";

/** Events followed in one piece of work. */
const PIECE_SLICE = 1_000;

/**
 * Everything that the given events depend on: backwards over what arrived, what was read, timers, absences, faults, and what the same
 * handler did before. The order of a process's handlers alone is no cause, which keeps the slice far below happens-before.
 */
export function* sliceBackwards(history: History, from: readonly EventId[], progress: WhyProgress): Work<EventId[]> {
  const seen = new Set<EventId>();
  const open = from.filter((event) => event !== NO_EVENT);
  for (let event = open.pop(); event !== undefined; event = open.pop()) {
    if (seen.has(event)) continue;
    seen.add(event);
    if (seen.size % PIECE_SLICE === 0) yield progress;
    for (const cause of directCauses(history, event)) if (!seen.has(cause)) open.push(cause);
  }
  return [...seen].sort((one, other) => one - other);
}

export function directCauses(history: History, event: EventId): EventId[] {
  const causes: EventId[] = [];
  if (history.causeKind(event) !== CAUSE.none && history.cause(event) !== NO_EVENT) causes.push(history.cause(event));
  const [first, last] = history.extraRange(event);
  for (let i = first; i < last; i++) {
    const kind = history.extras.kind[i];
    if (kind !== CAUSE.rule && kind !== CAUSE.carries) causes.push(history.extras.subject[i]);
  }
  return causes;
}

/** The rules and settings noted on an event, with the values compared. */
export function rulesOf(history: History, event: EventId): { rule: string; left: number; right: number }[] {
  const [first, last] = history.extraRange(event);
  const rules: { rule: string; left: number; right: number }[] = [];
  for (let i = first; i < last; i++) {
    const { kind, subject, a, b } = history.extras;
    if (kind[i] === CAUSE.rule) rules.push({ rule: history.strings.text(subject[i]), left: a[i], right: b[i] });
  }
  return rules;
}
