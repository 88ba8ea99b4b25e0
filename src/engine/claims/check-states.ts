import type { Target } from "../document/script.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import { hasInHand, isBy, isOf } from "./check-messages.ts";
import type { Checks } from "./checks.ts";
import type { PartState } from "./claim.ts";
import type { Testimony } from "./testimony.ts";

/** What holds at an instant since nothing has come after an event: what something waits for. */
export const stateChecks = {
  stillSo: ({ at, until }) => at <= until,
  isDown: ({ event, part, state, until }, told) => isIn(event, part, state, until, told),
  downWithCopy({ event, part, state, message, place, until }, told) {
    const mine = (row: HistoryEvent) => isOf(row, part, message, told) && told.text(row.a) === place;
    const before = told.endOf(until);
    const copy = !told.none("MessageStored", mine, { before }) || !told.none("MessageCopied", mine, { before });
    return isIn(event, part, state, until, told) && copy;
  },
  nobodyReads({ event, destination, place, until }, told) {
    const known = !told.none("MessageStored", (row) => told.text(row.a) === place, { before: told.endOf(until) });
    if (!known || told.service(destination) === undefined || event >= told.endOf(until)) return false;
    return readersOf(destination, place, until, told).length === 0;
  },
  lastReader({ part, destination, place, until }, told) {
    const mine = (row: HistoryEvent) => told.isReader(row.a, destination) && told.text(row.b) === place;
    const last = told.last("OwnershipGained", mine, { before: told.endOf(until) });
    return last === undefined ? part === null : told.part(last.process) === part;
  },
  rebalancing({ event, destination, until }, told) {
    const mine = (row: HistoryEvent) => told.isReader(row.a, destination);
    const before = told.endOf(until);
    return told.kind(event) === "RebalanceStarted" && mine(told.row(event)) && told.none("GroupStabilized", mine, { after: event, before });
  },
  notReadableYet({ event, message, place, position, committed, until }, told) {
    const copy = told.row(event);
    const before = told.endOf(until);
    const mine = (row: HistoryEvent) => told.text(row.a) === place;
    const last = told.last("PositionCommitted", mine, { before });
    const passed = (row: HistoryEvent) => mine(row) && row.b > position && row.c >= copy.c;
    if (!isBy(copy, "MessageStored", told.part(copy.process), message, told) || told.text(copy.a) !== place || copy.b !== position)
      return false;
    return (last?.b ?? 0) === committed && told.none("PositionCommitted", passed, { after: event, before });
  },
  committedTo({ place, committed, until }, told) {
    const last = told.last("PositionCommitted", (row) => told.text(row.a) === place, { before: told.endOf(until) });
    return (last?.b ?? 0) === committed;
  },
  missingCopy({ part, message, place, until }, told) {
    const mine = (row: HistoryEvent) => isOf(row, part, message, told) && told.text(row.a) === place;
    const before = told.endOf(until);
    const stored = !told.none("MessageStored", (row) => row.message === message && told.text(row.a) === place, { before });
    return stored && /broker/.test(told.role(part)) && told.none("MessageCopied", mine, { before });
  },
  worksOn({ event, part, message, until }, told) {
    const between = { after: event, before: told.endOf(until) };
    const ended = ["WorkDone", "WorkAbandoned", "WorkFailed"].some(
      (kind) => !told.none(kind, (row) => isOf(row, part, message, told), between),
    );
    return isBy(told.row(event), "WorkBegun", part, message, told) && !ended && isUp(part, event, until, told);
  },
  isBehind({ message, other, place, destination, until }, told) {
    const before = told.endOf(until);
    const stored = (number: number) =>
      told.last("MessageStored", (row) => row.message === number && told.text(row.a) === place, { before });
    const [mine, theirs] = [stored(message), stored(other)];
    if (mine === undefined || theirs === undefined || theirs.b >= mine.b) return false;
    if (told.service(destination) === undefined) return false;
    const settled = (row: HistoryEvent) => row.message === other && told.isReader(row.a, destination);
    const passed = (row: HistoryEvent) => told.isReader(row.a, destination) && told.text(row.c) === place && row.b > theirs.b;
    return told.none("MessageSettled", settled, { before }) && told.none("OffsetCommitted", passed, { before });
  },
  keepsFailing({ event, part, message, attempts, until }, told) {
    const row = told.row(event);
    const mine = (other: HistoryEvent) => isOf(other, part, message, told);
    const between = { after: event, before: told.endOf(until) };
    const over = ["WorkDone", "MessageDropped"].some((kind) => !told.none(kind, mine, between));
    return isBy(row, "WorkFailed", part, message, told) && row.b === attempts && !over && told.none("WorkFailed", mine, between);
  },
  creditUsedUp: ({ part, prefetch, held, until }, told) => isFull(part, prefetch, held, until, told),
  holdsUnsettled: ({ part, prefetch, held, until }, told) => isFull(part, prefetch, held, until, told),
  hasThrown({ part, message, attempts, until }, told) {
    const mine = (row: HistoryEvent) => isOf(row, part, message, told);
    return told.last("WorkFailed", mine, { before: told.endOf(until) })?.b === attempts;
  },
  waitsForDatabase({ event, part, message, until }, told) {
    const mine = (row: HistoryEvent) => isOf(row, part, message, told);
    const between = { after: event, before: told.endOf(until) };
    const over = ["EffectConfirmed", "WorkDone", "WorkAbandoned"].some((kind) => !told.none(kind, mine, between));
    return isBy(told.row(event), "EffectRequested", part, message, told) && !over && isUp(part, event, until, told);
  },
  isHeld({ event, part, message, until }, told) {
    return isBy(told.row(event), "MessageDelivered", part, message, told) && hasInHand(part, message, told.endOf(until), told);
  },
  waitsBehindInHand({ event, part, message, ahead, until }, told) {
    const before = told.endOf(until);
    const handed = (number: number) => told.last("MessageDelivered", (row) => isOf(row, part, number, told), { before })?.id ?? NO_EVENT;
    const first = handed(message);
    return first === event && ahead.length > 0 && ahead.every((number) => handed(number) < first && hasInHand(part, number, before, told));
  },
  isCut({ event, part, other, until }, told) {
    const row = told.row(event);
    const action = told.actionOfFault(row.a);
    if (told.kind(event) !== "NetworkSplit" || action?.do !== "split") return false;
    if (!told.none("NetworkHealed", ({ a }) => a === row.a, { after: event, before: told.endOf(until) })) return false;
    const onSide = (side: readonly Target[], opposite: readonly Target[], name: string) =>
      side.length === 0 ? !told.means(opposite, name) : told.means(side, name);
    const there = onSide(action.from, action.to, part) && onSide(action.to, action.from, other);
    const back = onSide(action.to, action.from, part) && onSide(action.from, action.to, other);
    return there || (back && !action.oneWay);
  },
  noAnswerSince({ event, part, message, attempt, until }, told) {
    const row = told.row(event);
    const answered = ["MessageConfirmed", "MessageRefused", "MessageUnresolved", "MessageSent"];
    const between = { after: event, before: told.endOf(until) };
    const none = answered.every((kind) => told.none(kind, (other) => isOf(other, part, message, told), between));
    return isBy(row, "MessageSent", part, message, told) && row.a === attempt && none;
  },
  forgot({ event, part, message }, told) {
    const sent = told.last("MessageSent", (row) => isOf(row, part, message, told), { before: event });
    const down = ["ProcessCrashed", "MachineLost", "ProcessStopped"].includes(told.kind(event));
    if (sent === undefined || !down || told.part(told.row(event).process) !== part) return false;
    const answers = ["MessageConfirmed", "MessageRefused", "MessageUnresolved"];
    return answers.every((kind) => told.none(kind, (row) => isOf(row, part, message, told), { after: sent.id }));
  },
  waitsToRetry({ event, part, message, error, until }, told) {
    const row = told.row(event);
    if (told.kind(event) !== "BatchRetried" || told.part(row.process) !== part || told.text(row.b) !== error) return false;
    const sent = told.last("MessageSent", (other) => isOf(other, part, message, told), { before: told.endOf(until) });
    // What was sent in one step for one partition was one batch; the batch goes by its first message.
    const first = told.last("MessageSent", (other) => isOf(other, part, row.message, told), { before: event });
    return sent !== undefined && first !== undefined && sent.id < event && first.at === sent.at && first.b === sent.b;
  },
  noCopyYet: ({ event, message, until }, told) =>
    told.kind(event) === "MessageSent" &&
    told.row(event).message === message &&
    told.none("MessageStored", (row) => row.message === message, { before: told.endOf(until) }),
  hasCopy({ message, place, until }, told) {
    const mine = (row: HistoryEvent) => row.message === message && told.text(row.a) === place;
    return !told.none("MessageStored", mine, { before: told.endOf(until) });
  },
  notSentYet({ event, part, message, until }, told) {
    return (
      isBy(told.row(event), "MessageAccepted", part, message, told) &&
      told.none("MessageSent", (row) => row.message === message, { before: told.endOf(until) })
    );
  },
  dueLater({ message, dueAt, until }, told) {
    return told.facts.messages[message - 1]?.atUs === dueAt && dueAt > until;
  },
  settledOnItsWay({ event, message, destination, until }, told) {
    const row = told.row(event);
    if (!told.isReader(row.a, destination)) return false;
    const handed = (other: HistoryEvent) => other.message === message && told.isReader(other.a, destination);
    const between = { after: event, before: told.endOf(until) };
    return told.kind(event) === "MessageSettled" && row.message === message && told.none("MessageDelivered", handed, between);
  },
  nextInTurn({ message, place, part, until }, told) {
    const before = told.endOf(until);
    const destinations = told.facts.services.map(({ name }) => name);
    const owns = destinations.some((destination) => readersOf(destination, place, until, told).includes(part));
    return owns && !told.none("MessageStored", (row) => row.message === message && told.text(row.a) === place, { before });
  },
  copyGoneUnconfirmed({ message, until }, told) {
    const before = told.endOf(until);
    const copies = told.all("MessageStored", (row) => row.message === message, { before });
    return copies.every((copy) => {
      const between = { after: copy.id, before };
      const cut = (row: HistoryEvent) => row.process === copy.process && row.a === copy.a && row.b <= copy.b;
      const erased = (row: HistoryEvent) => row.message === message && row.a === copy.a;
      const over = (row: HistoryEvent) => row.a === copy.a && row.b === copy.b && row.message !== message;
      return ["LogCut", "MessageErased", "MessageStored"].some((kind, i) => !told.none(kind, [cut, erased, over][i], between));
    });
  },
} satisfies Partial<Checks>;

function isIn(event: EventId, part: string, state: PartState, until: Micros, told: Testimony): boolean {
  const found = told.stateOf(part, told.endOf(until));
  return found?.state === state && found.since === event;
}

/** Whether a part neither went down nor froze between an event and an instant. */
function isUp(part: string, after: EventId, until: Micros, told: Testimony): boolean {
  const mine = (row: HistoryEvent) => told.part(row.process) === part;
  const between = { after, before: told.endOf(until) };
  return ["ProcessCrashed", "MachineLost", "ProcessStopped"].every((kind) => told.none(kind, mine, between));
}

function isFull(part: string, prefetch: number, held: readonly number[], until: Micros, told: Testimony): boolean {
  const before = told.endOf(until);
  if (told.setting("consumer", "prefetch", part, before) !== prefetch || held.length < prefetch) return false;
  return held.every((number) => isUnsettled(part, number, before, told));
}

/** Delivered to a part, and neither settled nor returned since, while the part has not gone down. */
function isUnsettled(part: string, message: number, before: EventId, told: Testimony): boolean {
  const handed = told.last("MessageDelivered", (row) => isOf(row, part, message, told), { before });
  if (handed === undefined) return false;
  const same = (row: HistoryEvent) => row.message === message && row.a === handed.a;
  const between = { after: handed.id, before };
  return told.none("MessageSettled", same, between) && told.none("MessageReturned", same, between);
}

/** The parts that are entitled to a place for a destination at an instant, and are not down. */
function readersOf(destination: string, place: string, until: Micros, told: Testimony): string[] {
  const before = told.endOf(until);
  const mine = (row: HistoryEvent) => told.isReader(row.a, destination) && told.text(row.b) === place;
  const owners = new Set(told.all("OwnershipGained", mine, { before }).map(({ process }) => process));
  return [...owners].flatMap((process) => {
    const gained = told.last("OwnershipGained", (row) => row.process === process && mine(row), { before });
    if (gained === undefined) return [];
    // Given up by the owner itself, or taken away by whoever is none, or passed on to a later generation.
    const ended = (row: HistoryEvent) => mine(row) && (row.process === process || (!owners.has(row.process) && row.c >= gained.c));
    const passed = (row: HistoryEvent) => mine(row) && row.process !== process && row.c > gained.c;
    const between = { after: gained.id, before };
    if (!told.none("OwnershipLost", ended, between)) return [];
    if (told.systemOf(destination) === "kafka" && !told.none("OwnershipGained", passed, between)) return [];
    const down = (row: HistoryEvent) => row.process === process;
    const died = ["ProcessCrashed", "MachineLost", "ProcessStopped"].some((kind) => !told.none(kind, down, between));
    return died ? [] : [told.part(process)];
  });
}
