import type { HistoryEvent } from "../sim/history.ts";
import { isBy, isOf } from "./check-messages.ts";
import type { Checks } from "./checks.ts";
import type { Testimony } from "./testimony.ts";

/** What a message changed in the outside world. */
export const effectChecks = {
  effect({ event, part, message, done, order }, told) {
    const row = told.row(event);
    if (told.kind(event) !== "EffectApplied" || row.message !== message || told.requester(row) !== part) return false;
    if (told.service(told.text(row.a))?.done !== done) return false;
    const ofKey = (other: HistoryEvent) => other.a === row.a && told.keyOf(other.message) === told.keyOf(message);
    switch (order) {
      case null:
        return row.b === 1;
      case "again":
        return row.b > 1;
      case "first":
        return !told.none("EffectApplied", (other) => ofKey(other) && other.message < message, { after: event });
      case "after it":
        return !told.none("EffectApplied", (other) => ofKey(other) && other.message > message, { before: event });
    }
  },
  effectNumber({ event, message, destination, count }, told) {
    const row = told.row(event);
    const times = told.all("EffectApplied", (other) => other.message === message && told.isReader(other.a, destination));
    return row.b === count && times.findIndex(({ id }) => id === event) === count - 1;
  },
  hadIt({ event, part, message, deliveredAt, how }, told) {
    const system = ({ read: "kafka", received: "rabbitmq", got: "direct" } as const)[how];
    return told.isOf(part, system) && wasHanded(event, part, message, deliveredAt, told) !== undefined;
  },
  didNotKnow({ event, part, message, deliveredAt, other }, told) {
    const row = told.row(event);
    const before = told.last("EffectApplied", (old) => old.message === message && old.a === row.a, { before: event });
    const mine = wasHanded(event, part, message, deliveredAt, told);
    return before !== undefined && told.requester(before) === other && other !== part && mine !== undefined && mine.id < before.id;
  },
  askedTwice({ event, part, message }, told) {
    const row = told.row(event);
    if (row.message !== message) return false;
    const before = told.last("EffectApplied", (old) => old.message === message && old.a === row.a, { before: event });
    if (before === undefined || told.requester(before) !== part || told.requester(row) !== part) return false;
    // Asked for a second time without having been handed it anew: no confirmation had reached it, or a resend was under way.
    return told.none("MessageDelivered", (old) => isOf(old, part, message, told) && old.a === row.a, { after: before.id, before: event });
  },
  readAlsoAt({ event, part, message, position }, told) {
    const handed = told.last("MessageDelivered", (row) => isOf(row, part, message, told), { before: event });
    const offsets = new Set(told.all("MessageDelivered", (row) => row.message === message, { before: event }).map(({ b }) => b));
    return handed?.b === position && offsets.size > 1;
  },
  readOnceMore({ event, part, message, position, deliveredAt }, told) {
    return wasHanded(event, part, message, deliveredAt, told)?.b === position;
  },
  resumedAt({ event, part, message, place, position, reset }, told) {
    const handed = told.last("MessageDelivered", (row) => isOf(row, part, message, told), { before: event });
    const resumed = told.last("PositionRestored", (row) => told.part(row.process) === part && told.text(row.c) === place, {
      before: handed?.id,
    });
    if (handed === undefined || resumed === undefined || resumed.b !== position || position > handed.b) return false;
    const rule = told.rule(resumed.id, "auto.offset.reset");
    return reset === null ? rule === undefined : rule?.text === `auto.offset.reset=${reset}`;
  },
  receivedMarked({ event, part, message, deliveredAt, flagged }, told) {
    return told.row(event).message === message && wasHanded(event, part, message, deliveredAt, told)?.c === Number(flagged);
  },
  repeatedCall({ event, part, message, deliveredAt }, told) {
    return wasHanded(event, part, message, deliveredAt, told) !== undefined;
  },
  sentLater({ message, other, key, laterUs }, told) {
    const first = (number: number) => told.first("MessageSent", (row) => row.message === number)?.at ?? 0;
    const same = told.keyOf(message) === key && told.keyOf(other) === key;
    return same && first(other) - first(message) === laterUs && other > message;
  },
  effectLater({ event, part, message, laterUs, begunAt }, told) {
    const row = told.row(event);
    const key = told.keyOf(message);
    const mine = (other: HistoryEvent) => other.a === row.a && told.keyOf(other.message) === key && other.message !== message;
    const before = told.last("EffectApplied", mine, { before: event });
    const begun = told.last("WorkBegun", (other) => isOf(other, part, message, told), { before: event });
    return (before === undefined ? null : row.at - before.at) === laterUs && (begun?.at ?? null) === begunAt;
  },
  effectSkipped({ event, message, destination }, told) {
    const row = told.row(event);
    return told.kind(event) === "EffectSkipped" && row.message === message && told.isReader(row.a, destination);
  },
  gaveUpWork({ event, part, message }, told) {
    return isBy(told.row(event), "WorkAbandoned", part, message, told);
  },
  claimGone({ event, message }, told) {
    return told.kind(event) === "WorkAbandoned" && told.row(event).message === message;
  },
} satisfies Partial<Checks>;

/** The handing over to a part before an event, at an instant. */
function wasHanded(event: number, part: string, message: number, at: number, told: Testimony): HistoryEvent | undefined {
  return told.last("MessageDelivered", (row) => isOf(row, part, message, told) && row.at === at, { before: event });
}
