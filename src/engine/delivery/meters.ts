import { type EventId, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import type { Evidence } from "./checkers/judgement.ts";
import { answerOf } from "./delivery-fates.ts";
import type { LaneFacts } from "./lane-facts.ts";

/** Series are parallel arrays in time order; times in microseconds. */
export interface LaneMeters {
  /** Messages × destinations that were sent and whose effect (or settlement) is still due. One point for each instant at which it changed. */
  readonly waiting: { readonly at: readonly Micros[]; readonly count: readonly number[] };
  /** First effects: when, and how long after the message was first sent. */
  readonly latency: { readonly at: readonly Micros[]; readonly us: readonly Micros[] };
  /** Effects on the tape's table, repeated ones too; on all tables when no tape is named. */
  readonly effects: { readonly at: readonly Micros[] };
  /** First attempts. */
  readonly sent: { readonly at: readonly Micros[] };
}

/** Reads the meters off a lane. Cost n log n in messages × destinations. */
export function meterLane({ index, fates }: Evidence, { services, tape }: LaneFacts): LaneMeters {
  const { history } = index;
  const taped = new Set(services.filter(({ table }) => tape === undefined || table === tape).map(({ name }) => history.strings.find(name)));
  const steps: { event: EventId; change: number }[] = [];
  const latency: { event: EventId; us: Micros }[] = [];
  const effects: EventId[] = [];
  for (const { message, facts, owed, removed, lostInLog } of fates) {
    if (services.length === 0 || taped.has(facts.destination)) effects.push(...facts.effects);
    if (message.sent.length === 0) continue;
    const [sent] = message.sent;
    if (facts.effects.length > 0) latency.push({ event: facts.effects[0], us: history.at(facts.effects[0]) - history.at(sent) });
    if (!owed) continue;
    steps.push({ event: sent, change: 1 });
    const done =
      [facts.effects[0] ?? NO_EVENT, facts.skipped, facts.settled, removed, lostInLog].find((event) => event !== NO_EVENT) ?? NO_EVENT;
    const answer = answerOf(index, message);
    const givenUp =
      message.entries.length === 0 && (answer === "refused" || answer === "indeterminate")
        ? Math.max(message.refused, message.unresolved)
        : NO_EVENT;
    const end = done !== NO_EVENT ? done : givenUp;
    if (end !== NO_EVENT) steps.push({ event: Math.max(end, sent), change: -1 });
  }
  const byEvent = (one: { event: EventId }, other: { event: EventId }) => one.event - other.event;
  latency.sort(byEvent);
  const sent = index.messages.flatMap((message) => (message === undefined || message.sent.length === 0 ? [] : [message.sent[0]]));
  const times = (events: EventId[]) => events.sort((one, other) => one - other).map((event) => history.at(event));
  return {
    waiting: accumulate(steps.sort(byEvent).map(({ event, change }) => ({ at: history.at(event), change }))),
    latency: { at: latency.map(({ event }) => history.at(event)), us: latency.map(({ us }) => us) },
    effects: { at: times(effects) },
    sent: { at: times(sent) },
  };
}

function accumulate(steps: readonly { at: Micros; change: number }[]): { at: Micros[]; count: number[] } {
  const at: Micros[] = [];
  const count: number[] = [];
  let total = 0;
  for (const step of steps) {
    total += step.change;
    if (at.length > 0 && at[at.length - 1] === step.at) count[count.length - 1] = total;
    else {
      at.push(step.at);
      count.push(total);
    }
  }
  return { at, count };
}

/** The value that `share` (0 to 1) of the values do not exceed, by nearest rank; 0 for no values. `percentile(us, 0.99)` is the p99. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}
