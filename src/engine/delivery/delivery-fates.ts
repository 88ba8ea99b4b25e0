import { type EventId, NO_EVENT } from "../sim/history.ts";
import { type DestinationFacts, type Entry, type MessageFacts, newDestinationFacts, type Term } from "./delivery-facts.ts";
import type { DeliveryIndex } from "./delivery-index.ts";
import type { ServiceSpec } from "./services.ts";

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
  /** The process that has it in hand, delivered and not finished; -1 for nobody. */
  readonly holder: number;
  /** Effect applied, or known to an idempotent database. */
  readonly effective: boolean;
  /** L1: confirmed, and there is no copy left, no settlement and no effect. */
  readonly lostInLog: EventId;
  /** C2: settled, without an effect that can still come. */
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
  return index.downAfter(message.producer, last) === NO_EVENT ? "waiting" : "indeterminate";
}

/**
 * The fates of all messages at all their destinations, by message number and then in the order of the services; with `only`, of those
 * that it chooses.
 */
export function fatesOf(
  index: DeliveryIndex,
  services: readonly ServiceSpec[],
  typeOf: (message: number) => string,
  only: (message: number) => boolean = () => true,
): Fate[] {
  const expected = expectedOf(index, services);
  const everywhere = new Set<number>();
  if (services.length === 0)
    for (const message of index.messages) for (const facts of message?.destinations ?? []) everywhere.add(facts.destination);
  const fates: Fate[] = [];
  for (const message of index.messages) {
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
export function addFates(
  fates: Fate[],
  index: DeliveryIndex,
  message: MessageFacts,
  { services, named }: Expected,
  type: string,
  everywhere = NOWHERE,
): void {
  const owed: number[] = [];
  const owe = (text: number) => {
    if (!owed.includes(text)) owed.push(text);
  };
  for (const { service, text } of services) if (wants(service, type) && owes(index, message, text)) owe(text);
  for (const { destination } of message.routes) if (!named.has(destination)) owe(destination);
  for (const { place } of message.entries) for (const text of place.subscribers) if (!named.has(text)) owe(text);
  if (message.routes.length === 0) for (const text of everywhere) if (owes(index, message, text)) owe(text);
  for (const text of owed) fates.push(fateOf(index, message, text, true));
  for (const facts of message.destinations) {
    if (!owed.includes(facts.destination) && facts.effects.length > 0) fates.push(fateOf(index, message, facts.destination, false));
  }
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
  const facts = message.destinations.find((candidate) => candidate.destination === destination) ?? newDestinationFacts(destination);
  const entries = entriesFor(index, message, destination);
  const kept = entries.some(({ goneBy }) => goneBy === NO_EVENT);
  const present = kept && !(index.final && isOutOfReach(index, entries));
  const effective = facts.effects.length > 0 || facts.skipped !== NO_EVENT;
  const settled = facts.settled !== NO_EVENT;
  const dropped = effective ? NO_EVENT : removalOf(index, message, destination);
  const handing = handOf(index, message, facts, entries);
  const returned = dropped !== NO_EVENT && entries.length === 0 ? message.returnedToSender : NO_EVENT;
  const removed = returned === NO_EVENT && (!settled || dropped < facts.settled) ? dropped : NO_EVENT;
  // What was asked of the database outlives whoever asked: a slow link may bring it later. At rest, nothing comes any more.
  const asking = !index.final && facts.asking.length > 0;
  const skipped = effective || asking || handing.holder >= 0 ? NO_EVENT : facts.passedOver;
  const open = owed && !effective && !asking && dropped === NO_EVENT && skipped === NO_EVENT;
  return {
    message,
    facts,
    owed,
    entries,
    present,
    holder: effective ? -1 : handing.holder,
    effective,
    removed,
    returned,
    skipped,
    lostInLog: open && !settled && !present ? lossInLog(index, message, facts, entries) : NO_EVENT,
    lostAtConsumer: open && settled ? lossAtConsumer(index, facts, entries, handing.until) : NO_EVENT,
  };
}

/** The copies that the destination may read: where it was routed, or where it reads; all of them when nothing says which. */
function entriesFor(index: DeliveryIndex, { routes, entries }: MessageFacts, destination: number): readonly Entry[] {
  if (routes.length > 0) {
    return entries.filter(({ place }) => routes.some((route) => route.destination === destination && route.place === place.text));
  }
  return index.subscribed.has(destination) ? entries.filter(({ place }) => place.subscribers.includes(destination)) : entries;
}

function removalOf(index: DeliveryIndex, { removals }: MessageFacts, destination: number): EventId {
  for (const removal of removals) {
    if (removal.destination === destination || index.text(removal.destination) === "") return removal.event;
  }
  return NO_EVENT;
}

/** Who has the message in hand, or the event by which the last one who had it no longer does. */
function handOf(
  index: DeliveryIndex,
  message: MessageFacts,
  facts: DestinationFacts,
  entries: readonly Entry[],
): { holder: number; until: EventId } {
  const { deliveries } = facts;
  if (deliveries.length === 0) return { holder: -1, until: NO_EVENT };
  const delivery = deliveries[deliveries.length - 1];
  const process = index.history.process(delivery);
  let until = index.downAfter(process, delivery);
  const earlier = (event: EventId) => {
    if (event > delivery && (until === NO_EVENT || event < until)) until = event;
  };
  earlier(facts.returned);
  earlier(facts.doneBy);
  earlier(facts.abandoned);
  // Who threw on it may try again. One that has begun something else has dropped it; and so has, at rest, one that has not.
  const threw = facts.settled !== NO_EVENT && facts.failed > (facts.begun[facts.begun.length - 1] ?? NO_EVENT);
  if (threw && (index.lastBegun.get(index.history.process(facts.failed)) ?? NO_EVENT) > facts.failed) earlier(facts.failed);
  // What is settled is nobody else's: its consumer works it off, whoever has the place by now.
  if (facts.settled === NO_EVENT)
    for (const { place } of entries) earlier(termEnd(index, facts.destination, place.text, process, delivery));
  if (until === NO_EVENT && index.final && facts.settled !== NO_EVENT && !mayStillWork(index, message.number, facts, process, delivery)) {
    until = threw ? Math.max(facts.failed, delivery) : delivery;
  }
  return until === NO_EVENT ? { holder: process, until } : { holder: -1, until };
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
function isOutOfReach({ down }: DeliveryIndex, entries: readonly Entry[]): boolean {
  return entries.every(({ goneBy, holders }) => goneBy !== NO_EVENT || holders.every((holder) => down.has(holder)));
}

/**
 * When everything has come to rest: a consumer works on one message at a time, first come first served. One that has nothing to do, or works on what
 * it was given later, has dropped this message.
 */
function mayStillWork(index: DeliveryIndex, number: number, facts: DestinationFacts, process: number, delivery: EventId): boolean {
  const work = index.working.get(process);
  if (work === undefined) return index.frozen.has(process);
  if (work.message === number && work.destination === facts.destination) return true;
  const other = index.messages[work.message]?.destinations.find(({ destination }) => destination === work.destination);
  const given = other?.deliveries.findLast((event) => event < work.begun) ?? NO_EVENT;
  return given < delivery;
}

function isAtWork(index: DeliveryIndex, number: number, facts: DestinationFacts): boolean {
  const begun = facts.begun[facts.begun.length - 1];
  if (begun === undefined) return false;
  const work = index.working.get(index.history.process(begun));
  return work !== undefined && work.message === number && work.destination === facts.destination;
}

function lossInLog(index: DeliveryIndex, message: MessageFacts, facts: DestinationFacts, entries: readonly Entry[]): EventId {
  const { confirmed } = message;
  if (confirmed === NO_EVENT || isAtWork(index, message.number, facts)) return NO_EVENT;
  const gone = entries.reduce((latest, entry) => Math.max(latest, lastSeen(index, entry)), NO_EVENT);
  if (entries.length > 0) return Math.max(gone, confirmed, facts.requestLost);
  // Confirmed without ever having been stored; until every attempt is known to be gone, or everything has come to rest, it may be under way.
  const allGone = index.final || (message.attemptsGone > 0 && message.attemptsGone >= message.sent.length);
  return allGone ? Math.max(confirmed, message.packetLost, message.attemptGone) : NO_EVENT;
}

/** The event by which nobody could reach the copy any more. */
function lastSeen(index: DeliveryIndex, { goneBy, holders, storedBy }: Entry): EventId {
  if (goneBy !== NO_EVENT) return goneBy;
  return holders.reduce((latest, holder) => Math.max(latest, index.downs.get(holder)?.at(-1) ?? NO_EVENT), storedBy);
}

function lossAtConsumer(index: DeliveryIndex, facts: DestinationFacts, entries: readonly Entry[], until: EventId): EventId {
  if (until !== NO_EVENT) return Math.max(until, facts.settled, facts.requestLost);
  if (facts.deliveries.length > 0) return NO_EVENT;
  if (facts.handoversLost > 0) {
    let copies = 0;
    for (const { goneBy } of entries) if (goneBy === NO_EVENT) copies++;
    // A second copy may still be handed over.
    if (facts.handoversLost >= Math.max(copies, facts.settlements)) return facts.handoverLost;
  }
  return index.final ? facts.settled : NO_EVENT;
}
