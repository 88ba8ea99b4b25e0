import { type EventId, NO_EVENT } from "../../sim/history.ts";
import { countBelow } from "../../sim/sorted.ts";
import type { Arrivals } from "../arrivals.ts";
import type { MessageFacts } from "../delivery-facts.ts";
import type { Fate } from "../delivery-fates.ts";
import { type DeliveryIndex, ROLE } from "../delivery-index.ts";
import type { LogOrders } from "../log-orders.ts";
import type { Verdict, VerdictValue, Witness } from "../verdicts.ts";

/** What every checker reads: the index of a lane, and how each message stands at each of its destinations. */
export interface Evidence {
  readonly index: DeliveryIndex;
  /** All fates, by message; at the cost of all messages. */
  readonly allFates: () => readonly Fate[];
  /** Those of which a checker that looks at each alone may have something to say; for those that are plain, one of each kind. */
  readonly telling: readonly Fate[];
  /** The messages of the telling fates, and those without fates, by number. */
  readonly tellingMessages: readonly MessageFacts[];
  /** First effects by destination, producer and key (O3). */
  readonly effects: Arrivals;
  /** First deliveries by destination, place and consumer (O4). */
  readonly deliveries: Arrivals;
  readonly logs: LogOrders;
}

/** A verdict with all cases, in time order; the verdict itself carries only the first few. */
export interface Finding {
  readonly verdict: Verdict;
  readonly cases: readonly Witness[];
}

export type Checker = (evidence: Evidence) => Finding;

/** How a checker comes to its verdict. */
export interface Conclusion {
  readonly checker: string;
  readonly title: string;
  readonly cases: readonly Witness[];
  /** Whether a fault touched a path that the promise depends on, or something else put it to the test. Asked only where it decides. */
  readonly exercised: () => boolean;
  /** Nothing that happens later can undo a case, so it breaks the promise before the run has ended. */
  readonly irrevocable: boolean;
  /** Messages that were still under way, on which the verdict depends; with some of them and no case it stays open. So does all that could
   * still be broken when the run ended before everything had come to rest. */
  readonly pending?: number;
  readonly broken: string;
  readonly held: string;
  readonly idle: string;
}

const WITNESSES_IN_VERDICT = 10;

export function conclude({ index }: Evidence, conclusion: Conclusion): Finding {
  const { checker, title, exercised, irrevocable, pending = 0 } = conclusion;
  const cases = conclusion.cases.toSorted((one, other) => one.event - other.event || one.message - other.message);
  const ended = index.ended !== NO_EVENT;
  let value: VerdictValue;
  if (cases.length > 0 && (irrevocable || ended)) value = "broken";
  else if (!index.final || pending > 0) value = "open";
  else value = exercised() ? "held" : "not exercised";
  const sentence = {
    broken: conclusion.broken,
    held: conclusion.held,
    "not exercised": conclusion.idle,
    open: !ended ? "The run goes on." : pending > 0 ? stillOpen(pending, index.final) : "The run ended before everything had come to rest.",
  }[value];
  return {
    verdict: { checker, title, verdict: value, sentence, count: cases.length, witnesses: cases.slice(0, WITNESSES_IN_VERDICT) },
    cases,
  };
}

function stillOpen(pending: number, atRest: boolean): string {
  const messages = counted(pending, "message");
  return atRest ? `${messages} still in hand when everything had come to rest.` : `${messages} still under way at the end of the run.`;
}

/** One case; `events` may hold NO_EVENT and come in any order. */
export function witness(
  { index }: Evidence,
  checker: string,
  { message, destination }: { message: number; destination: number },
  event: EventId,
  events: readonly EventId[],
  other?: number,
): Witness {
  const witnesses = [...new Set([event, ...events])].filter((id) => id !== NO_EVENT).sort((one, next) => one - next);
  return {
    checker,
    lane: index.lane,
    at: index.history.at(event),
    message,
    destination: index.text(destination),
    event,
    witnesses,
    ...(other === undefined ? {} : { other }),
  };
}

/** The case of a fate. */
export function witnessOf(
  evidence: Evidence,
  checker: string,
  { message, facts }: Fate,
  event: EventId,
  events: readonly EventId[],
  other?: number,
): Witness {
  return witness(evidence, checker, { message: message.number, destination: facts.destination }, event, events, other);
}

/** The paths between parts, by the roles at their ends. */
export const PATH = {
  publish: ROLE.producer | ROLE.store,
  store: ROLE.store,
  consume: ROLE.store | ROLE.consumer | ROLE.database,
  all: ROLE.producer | ROLE.store | ROLE.consumer | ROLE.database,
} as const;

/** Whether a fault struck a path. The network lies on all of them, and so does a part whose role nobody saw (a controller, a spare consumer). */
export function struck({ faults, roles }: DeliveryIndex, path: number): boolean {
  return faults.some(({ process }) => process < 0 || (roles[process] ?? 0) === 0 || ((roles[process] ?? 0) & path) !== 0);
}

/** Of a message that is handed over again and again, these tell the story: the first, and the last few before an event. */
export function tellingOf(list: readonly EventId[], before: EventId = Number.POSITIVE_INFINITY): EventId[] {
  const end = countBelow(list, before);
  return end <= MOST_TOLD ? list.slice(0, end) : [list[0], ...list.slice(end - MOST_TOLD + 1, end)];
}
const MOST_TOLD = 6;

export function first(list: readonly EventId[]): EventId {
  return list.length > 0 ? list[0] : NO_EVENT;
}

/** "1 message", "3 messages". */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
