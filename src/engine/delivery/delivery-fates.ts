import { type EventId, NO_EVENT } from "../sim/history.ts";
import {
  type DestinationFacts,
  type Entry,
  type Fetched,
  type MessageFacts,
  newDestinationFacts,
  type Place,
  type Term,
} from "./delivery-facts.ts";
import { type DeliveryIndex, ROLE } from "./delivery-index.ts";
import type { ServiceSpec } from "./services.ts";
import { added, NOTHING } from "./short-lists.ts";

/**
 * How one message stands at one destination, at the end of what the index has read. Each event field is the event that made it so, or
 * NO_EVENT.
 */
export interface Fate {
  readonly message: MessageFacts;
  readonly facts: DestinationFacts;
  /** Routing chose the destination, or it reads the message's place; false for effects that nobody asked it for. */
  readonly owed: boolean;
  /** Stored copies for this destination, oldest first. */
  readonly entries: readonly Entry[];
  /** A copy is left that may be read, now or when its holder is back. When everything has come to rest, nobody comes back any more. */
  readonly present: boolean;
  /** It was stored more than once, and beside what is settled or passed over a copy is left that may be handed over yet. */
  readonly comesAgain: boolean;
  /** The process that has it in hand, delivered and not finished; -1 for nobody. */
  readonly holder: number;
  /** Nobody has it in hand and no copy is left, but this living process was sent one, or has fetched one, and may yet take it; -1 for none. */
  readonly coming: number;
  /** Effect applied, or known to an idempotent database; where none is owed, the work is done. */
  readonly effective: boolean;
  /** L1: confirmed, and there is no copy left, no settlement and no effect, and nobody has it in hand. */
  readonly lostInLog: EventId;
  /** C2: settled, without an effect that can still come, and no further copy. */
  readonly lostAtConsumer: EventId;
  /** Removed by a declared policy before it was settled or had its effect. */
  readonly removed: EventId;
  /** No place took it, and the sender was told (mandatory). It is not counted as removed. */
  readonly returned: EventId;
  /** The destination began to read behind it, by a rule, and nobody has it in hand. */
  readonly skipped: EventId;
}

/** How a producer was answered: `indeterminate` when it gave up, `waiting` while an answer may come. */
export type Answer = "not sent" | "confirmed" | "refused" | "indeterminate" | "waiting";

export function answerOf(index: DeliveryIndex, message: MessageFacts): Answer {
  if (message.confirmed !== NO_EVENT) return "confirmed";
  // What never left the producer certainly did not happen, whatever it says of it.
  if (message.sent.length === 0) return message.refused !== NO_EVENT || message.unresolved !== NO_EVENT ? "refused" : "not sent";
  const last = message.sent[message.sent.length - 1];
  if (message.unresolved !== NO_EVENT) return message.unresolved > last ? "indeterminate" : "waiting";
  if (message.refused > last) return "refused";
  // What was handed to the library again after that is to be sent again.
  return index.downAfter(message.producer, Math.max(last, message.accepted)) === NO_EVENT ? "waiting" : "indeterminate";
}

/** Messages in one piece of the work. */
const PIECE_MESSAGES = 250;

/**
 * In pieces: the fates of all messages at all their destinations, by message number and then in the order of the services; with `only`, of those
 * that it chooses.
 */
export function* fatesOf(
  index: DeliveryIndex,
  services: readonly ServiceSpec[],
  typeOf: (message: number) => string,
  only: (message: number) => boolean = () => true,
): Generator<void, Fate[]> {
  const expected = expectedOf(index, services);
  const everywhere = new Set<number>();
  if (services.length === 0)
    for (const message of index.messages) for (const facts of message?.destinations ?? []) everywhere.add(facts.destination);
  const fates: Fate[] = [];
  for (const [i, message] of index.messages.entries()) {
    if (i % PIECE_MESSAGES === PIECE_MESSAGES - 1) yield;
    if (message !== undefined && only(message.number)) addFates(fates, index, message, expected, typeOf(message.number), everywhere);
  }
  return fates;
}

/** The services of a lane with the numbers of their texts. */
export interface Expected {
  readonly services: readonly { readonly service: ServiceSpec; readonly text: number }[];
  readonly named: ReadonlySet<number>;
}

export function expectedOf(index: DeliveryIndex, services: readonly ServiceSpec[]): Expected {
  const known = services.map((service) => ({ service, text: index.numberOf(service.name) }));
  return { services: known, named: new Set(known.map(({ text }) => text)) };
}

const NOWHERE: ReadonlySet<number> = new Set();

/** The fates of one message, in the order of the services; the lane has services. */
function addFates(
  fates: Fate[],
  index: DeliveryIndex,
  message: MessageFacts,
  expected: Expected,
  type: string,
  everywhere = NOWHERE,
): void {
  const owed: number[] = [];
  destinationsOwed(owed, index, message, expected, type, everywhere);
  for (const text of owed) fates.push(fateOf(index, message, text, true));
  for (const { destination, effects } of message.destinations) {
    if (effects.length > 0 && !owed.includes(destination)) fates.push(fateOf(index, message, destination, false));
  }
}

/**
 * How a message stands now that stood so before. When it is for the same destinations, the list is the same, and each of its fates is the same
 * object; otherwise all are new.
 */
export function renewFates(
  fates: readonly Fate[],
  index: DeliveryIndex,
  message: MessageFacts,
  expected: Expected,
  type: string,
): readonly Fate[] {
  OWED.length = 0;
  destinationsOwed(OWED, index, message, expected, type, NOWHERE);
  let same = OWED.length <= fates.length;
  for (let i = 0; same && i < OWED.length; i++) same = fates[i].owed && fates[i].facts.destination === OWED[i];
  let count = OWED.length;
  for (const { destination, effects } of message.destinations) {
    if (effects.length === 0 || OWED.includes(destination)) continue;
    same = same && count < fates.length && !fates[count].owed && fates[count].facts.destination === destination;
    count++;
  }
  if (same && count === fates.length) {
    for (const fate of fates) renewFate(fate, index, fate.facts.destination, fate.owed);
    return fates;
  }
  const anew: Fate[] = [];
  addFates(anew, index, message, expected, type);
  return anew.slice();
}
const OWED: number[] = [];

function destinationsOwed(
  owed: number[],
  index: DeliveryIndex,
  message: MessageFacts,
  { services, named }: Expected,
  type: string,
  everywhere: ReadonlySet<number>,
): void {
  for (const { service, text } of services) if (wants(service, type) && owes(index, message, text)) owe(owed, text);
  for (const { destination } of message.routes) if (!named.has(destination)) owe(owed, destination);
  for (const { place } of message.entries) for (const text of place.subscribers) if (!named.has(text)) owe(owed, text);
  if (message.routes.length === 0) for (const text of everywhere) if (owes(index, message, text)) owe(owed, text);
}

function owe(owed: number[], text: number): void {
  if (!owed.includes(text)) owed.push(text);
}

/** How a message stands that is for no destination at all: under the name of the place where it lies. */
export function unclaimedFate(index: DeliveryIndex, message: MessageFacts): Fate {
  return fateOf(index, message, message.entries.length > 0 ? message.entries[0].place.text : -1, false);
}

export function wants(service: ServiceSpec, type: string): boolean {
  return service.types === undefined || service.types.includes(type);
}

/** Whether the message is for the destination, as far as anybody can tell by now. */
function owes(index: DeliveryIndex, { routes, entries }: MessageFacts, destination: number): boolean {
  if (routes.length > 0) return routes.some((route) => route.destination === destination);
  if (entries.length === 0 || !index.subscribed.has(destination)) return true;
  return entries.some(({ place }) => place.subscribers.includes(destination));
}

function fateOf(index: DeliveryIndex, message: MessageFacts, destination: number, owed: boolean): Fate {
  const fate: Fate = {
    message,
    facts: NO_FACTS,
    owed,
    entries: NOTHING,
    present: false,
    comesAgain: false,
    holder: -1,
    coming: -1,
    effective: false,
    removed: NO_EVENT,
    returned: NO_EVENT,
    skipped: NO_EVENT,
    lostInLog: NO_EVENT,
    lostAtConsumer: NO_EVENT,
  };
  renewFate(fate, index, destination, owed);
  return fate;
}
const NO_FACTS = newDestinationFacts(-1);

/** Makes it how the message stands at the destination now. */
export function renewFate(
  fate: { -readonly [Key in keyof Fate]: Fate[Key] },
  index: DeliveryIndex,
  destination: number,
  owed: boolean,
): void {
  const { message } = fate;
  const facts = factsAt(message, destination);
  const entries = entriesFor(index, message, destination);
  const kept = isKept(entries);
  const present = kept && !(index.final && isOutOfReach(index, entries));
  const effective = facts.effects.length > 0 || facts.skipped !== NO_EVENT || (facts.done > 0 && index.isEffectless(destination));
  const settled = facts.settled !== NO_EVENT;
  const dropped = effective ? NO_EVENT : removalOf(index, message, facts);
  const { deliveries } = facts;
  const last = deliveries.length === 0 ? NO_EVENT : deliveries[deliveries.length - 1];
  // What was handed over before the place forgot that it was done with it has no say in what becomes of it now.
  const delivery = last < facts.forgotten ? NO_EVENT : last;
  const until = delivery === NO_EVENT ? NO_EVENT : endOfHold(index, message, facts, entries, delivery);
  const worker = workerOn(index, message.number, facts);
  // What is settled is nobody else's: also who was handed it before the last one works it off.
  const holder = delivery !== NO_EVENT && until === NO_EVENT ? index.history.process(delivery) : settled ? worker : -1;
  const returned = dropped !== NO_EVENT && entries.length === 0 ? message.returnedToSender : NO_EVENT;
  const removed = returned === NO_EVENT && (!settled || dropped < facts.settled) ? dropped : NO_EVENT;
  // What was asked of the database outlives whoever asked: a slow link may bring it later. At rest, nothing comes any more.
  const asking = !index.final && facts.asking.length > 0;
  const comesAgain = present && (settled || facts.passedOver !== NO_EVENT) && hasUnsettledCopy(index, facts, entries);
  const skipped = effective || asking || holder >= 0 || comesAgain ? NO_EVENT : facts.passedOver;
  const open = owed && !effective && !asking && dropped === NO_EVENT && skipped === NO_EVENT;
  fate.facts = facts;
  fate.owed = owed;
  fate.entries = entries;
  fate.present = present;
  fate.comesAgain = comesAgain;
  fate.holder = effective ? -1 : holder;
  fate.effective = effective;
  fate.removed = removed;
  fate.returned = returned;
  fate.skipped = skipped;
  fate.lostInLog = NO_EVENT;
  fate.lostAtConsumer = NO_EVENT;
  fate.coming = -1;
  if (!open || worker >= 0) return;
  if (settled) fate.lostAtConsumer = fate.comesAgain ? NO_EVENT : lossAtConsumer(index, facts, entries, delivery, until);
  else if (!present && !isHeld(index, message.number, facts, holder, delivery)) {
    fate.coming = comingTo(index, message, facts, entries);
    if (fate.coming < 0) fate.lostInLog = lossInLog(index, message, facts, entries, until);
  }
}

/** The process that may yet take a copy which left its holder before the last of them was gone; -1 for none. At rest nothing comes any more. */
function comingTo(index: DeliveryIndex, message: MessageFacts, facts: DestinationFacts, entries: readonly Entry[]): number {
  if (index.final) return -1;
  const keeper = stillHas(index, message.number, facts);
  if (keeper >= 0) return keeper;
  for (const { to, event } of message.underWay) if (mayTake(index, facts, to, event)) return to;
  for (const entry of entries) {
    for (const [process, fetched] of entry.place.fetched) if (hasFetched(index, facts, entry, process, fetched)) return process;
  }
  return -1;
}

/**
 * Who was handed it last and has not let go of it, though the place is not its own any more: what it settled itself before the work is nobody
 * else's for it, whatever became of the word of that.
 */
function stillHas(index: DeliveryIndex, number: number, facts: DestinationFacts): number {
  const { deliveries, released, abandoned, doneBy, returned, failed } = facts;
  if (deliveries.length === 0) return -1;
  const last = deliveries[deliveries.length - 1];
  const process = index.history.process(last);
  if (released > last || abandoned > last || doneBy > last || returned > last) return -1;
  // Who threw on it may try again, until it begins something else.
  if (failed > last && !mayTryAgain(index, process, number)) return -1;
  return index.downAfter(process, last) === NO_EVENT ? process : -1;
}

/** Who threw on it has not begun something else in its stead. */
function mayTryAgain({ threwOn }: DeliveryIndex, process: number, message: number): boolean {
  return threwOn.get(process)?.includes(message) ?? false;
}

/** A packet that was under way at an event reaches a consumer of the destination, or whoever stores copies. */
function mayTake(index: DeliveryIndex, { destination, deliveries }: DestinationFacts, to: number, event: EventId): boolean {
  if (index.downAfter(to, event) !== NO_EVENT) return false;
  const role = index.roles[to] ?? 0;
  if ((role & ROLE.store) !== 0 || role === 0) return true; // nothing was seen of it yet: it may be a newcomer
  const terms = index.ownerships.get(destination)?.flatMap(({ byProcess }) => byProcess.get(to) ?? []) ?? [];
  return terms.length > 0 && terms.every((term) => term.to < event) && !deliveries.some((id) => isAfter(index, id, to, event));
}

/** What was read as long as it was there is in the client's memory, until that has handed it over or given up the place. */
function hasFetched(
  index: DeliveryIndex,
  { destination, deliveries }: DestinationFacts,
  { position, storedBy, goneBy, place }: Entry,
  process: number,
  { event, from, to }: Fetched,
): boolean {
  if (position < from || position >= to || storedBy > event || (goneBy !== NO_EVENT && goneBy < event)) return false;
  const term = termBefore(index, destination, place.text, process, event);
  if (term === undefined || term.to !== NO_EVENT || index.downAfter(process, event) !== NO_EVENT) return false;
  return !deliveries.some((id) => isAfter(index, id, process, event));
}

function isAfter({ history }: DeliveryIndex, delivery: EventId, process: number, event: EventId): boolean {
  return delivery > event && history.process(delivery) === process;
}

function factsAt({ destinations }: MessageFacts, destination: number): DestinationFacts {
  for (const facts of destinations) if (facts.destination === destination) return facts;
  return newDestinationFacts(destination);
}

function isKept(entries: readonly Entry[]): boolean {
  for (const { goneBy } of entries) if (goneBy === NO_EVENT) return true;
  return false;
}

/**
 * Of a message that is stored more than once: a log has a copy left from the committed offset on, or from where the destination began to read it, a
 * queue has one more than it settled.
 */
function hasUnsettledCopy(index: DeliveryIndex, facts: DestinationFacts, entries: readonly Entry[]): boolean {
  if (entries.length < 2) return false;
  let inQueues = 0;
  for (const entry of entries) {
    const { goneBy, place, position } = entry;
    if (goneBy !== NO_EVENT || (index.final && isAsleep(index, entry))) continue;
    if (!isLog(place, facts.destination)) inQueues++;
    else if (position >= readFrom(index, facts, place)) return true;
  }
  return inQueues > facts.settlements;
}

/** Its readers keep offsets. */
function isLog({ offsets, subscribers }: Place, destination: number): boolean {
  return offsets.has(destination) || subscribers.includes(destination);
}

function readFrom({ history }: DeliveryIndex, { destination, passedOver }: DestinationFacts, place: Place): number {
  const offset = place.offsets.get(destination) ?? 0;
  return passedOver !== NO_EVENT && history.c(passedOver) === place.text ? Math.max(offset, history.b(passedOver)) : offset;
}

/** The copies that the destination may read: where it was routed, or where it reads; all of them when nothing says which. */
function entriesFor(index: DeliveryIndex, { routes, entries }: MessageFacts, destination: number): readonly Entry[] {
  if (routes.length === 0 && !index.subscribed.has(destination)) return entries;
  let readable: readonly Entry[] = NOTHING;
  for (const entry of entries) {
    const { place } = entry;
    if (routes.length === 0 ? place.subscribers.includes(destination) : isRouted(routes, destination, place.text))
      readable = added(readable, entry);
  }
  return readable;
}

function isRouted(routes: MessageFacts["routes"], destination: number, place: number): boolean {
  for (const route of routes) if (route.destination === destination && route.place === place) return true;
  return false;
}

function removalOf(index: DeliveryIndex, { removals }: MessageFacts, { destination, forgotten }: DestinationFacts): EventId {
  for (const removal of removals) {
    if (removal.event < forgotten) continue;
    if (removal.destination === destination || index.text(removal.destination) === "") return removal.event;
  }
  return NO_EVENT;
}

/** The event by which the last one who had the message in hand, since `delivery`, no longer does; NO_EVENT while somebody has it. */
function endOfHold(
  index: DeliveryIndex,
  message: MessageFacts,
  facts: DestinationFacts,
  entries: readonly Entry[],
  delivery: EventId,
): EventId {
  const process = index.history.process(delivery);
  let until = index.downAfter(process, delivery);
  until = earlierEnd(until, facts.returned, delivery);
  until = earlierEnd(until, facts.doneBy, delivery);
  until = earlierEnd(until, facts.abandoned, delivery);
  // Who threw on it may try again. One that has begun something else has dropped it; and so has, at rest, one that has not.
  const threw = facts.settled !== NO_EVENT && facts.failed > (facts.begun[facts.begun.length - 1] ?? NO_EVENT);
  if (threw && !mayTryAgain(index, index.history.process(facts.failed), message.number)) until = earlierEnd(until, facts.failed, delivery);
  // What is settled is nobody else's: its consumer works it off, whoever has the place by now.
  if (facts.settled === NO_EVENT)
    for (const { place } of entries) until = earlierEnd(until, termEnd(index, facts.destination, place.text, process, delivery), delivery);
  if (until === NO_EVENT && index.final && facts.settled !== NO_EVENT && !mayStillWork(index, message.number, facts, process, delivery)) {
    until = threw ? Math.max(facts.failed, delivery) : delivery;
  }
  return until;
}

/** The first of two ends of a hold that began with the delivery; what lies before it is none. */
function earlierEnd(until: EventId, event: EventId, delivery: EventId): EventId {
  return event > delivery && (until === NO_EVENT || event < until) ? event : until;
}

/** When the term of the process that contained an event ended; NO_EVENT while it lasts, or when there is no such term. */
function termEnd(index: DeliveryIndex, destination: number, place: number, process: number, event: EventId): EventId {
  return termBefore(index, destination, place, process, event)?.to ?? NO_EVENT;
}

/** The last term of the process that began before an event. */
export function termBefore(index: DeliveryIndex, destination: number, place: number, process: number, event: EventId): Term | undefined {
  return index
    .ownership(destination, place)
    ?.byProcess.get(process)
    ?.findLast(({ from }) => from < event);
}

/** Everybody who has a copy went down and is not back. */
function isOutOfReach(index: DeliveryIndex, entries: readonly Entry[]): boolean {
  return entries.every((entry) => entry.goneBy !== NO_EVENT || isAsleep(index, entry));
}

function isAsleep({ down }: DeliveryIndex, { holders }: Entry): boolean {
  return holders.every((holder) => down.has(holder));
}

/**
 * When everything has come to rest: a consumer works on as many messages at a time as it has workers, first come first served. One that has a worker
 * with nothing to do, or works on what it was given later, has dropped this message.
 */
function mayStillWork(index: DeliveryIndex, number: number, facts: DestinationFacts, process: number, delivery: EventId): boolean {
  const works = index.working.get(process) ?? [];
  if (works.some((work) => work.message === number && work.destination === facts.destination)) return true;
  if (works.length < index.workersFor(facts.destination)) return index.frozen.has(process);
  return works.every((work) => {
    const other = index.messages[work.message]?.destinations.find(({ destination }) => destination === work.destination);
    const given = other?.deliveries.findLast((event) => event < work.begun) ?? NO_EVENT;
    // Another handler may be at work on the message that this one gets after it.
    return given < delivery || (given === delivery && work.message === number);
  });
}

/** The process that works on it, also one of several that it was handed to; -1 for none. */
function workerOn(index: DeliveryIndex, number: number, { begun, destination }: DestinationFacts): number {
  for (const event of begun) {
    const process = index.history.process(event);
    const works = index.working.get(process);
    if (works?.some((work) => work.message === number && work.destination === destination)) return process;
  }
  return -1;
}

/** It was handed to this process, which may still begin on it. At rest, one that is idle never will. */
function isHeld(index: DeliveryIndex, number: number, facts: DestinationFacts, holder: number, delivery: EventId): boolean {
  return holder >= 0 && (!index.final || mayStillWork(index, number, facts, holder, delivery));
}

/** `until`: by which event the last one who had it in hand no longer did. */
function lossInLog(
  index: DeliveryIndex,
  message: MessageFacts,
  facts: DestinationFacts,
  entries: readonly Entry[],
  until: EventId,
): EventId {
  const { confirmed } = message;
  if (confirmed === NO_EVENT) return NO_EVENT;
  const gone = entries.reduce((latest, entry) => Math.max(latest, lastSeen(index, entry)), NO_EVENT);
  if (entries.length > 0) return Math.max(gone, confirmed, facts.requestLost, until);
  // Confirmed without ever having been stored; until every attempt is known to be gone, or everything has come to rest, it may be under way.
  const allGone = index.final || (message.attemptsGone > 0 && message.attemptsGone >= message.sent.length);
  return allGone ? Math.max(confirmed, message.packetLost, message.attemptGone) : NO_EVENT;
}

/** The event by which nobody could reach the copy any more. */
function lastSeen(index: DeliveryIndex, { goneBy, holders, storedBy }: Entry): EventId {
  if (goneBy !== NO_EVENT) return goneBy;
  return holders.reduce((latest, holder) => Math.max(latest, index.downs.get(holder)?.at(-1) ?? NO_EVENT), storedBy);
}

function lossAtConsumer(
  index: DeliveryIndex,
  facts: DestinationFacts,
  entries: readonly Entry[],
  delivery: EventId,
  until: EventId,
): EventId {
  if (until !== NO_EVENT) return Math.max(until, facts.settled, facts.requestLost);
  if (delivery !== NO_EVENT) return NO_EVENT;
  if (facts.handoversLost > 0) {
    let copies = 0;
    for (const { goneBy } of entries) if (goneBy === NO_EVENT) copies++;
    // A second copy may still be handed over.
    if (facts.handoversLost >= Math.max(copies, facts.settlements)) return facts.handoverLost;
  }
  return index.final ? facts.settled : NO_EVENT;
}
