import { type EventId, NO_EVENT } from "../sim/history.ts";
import type { DestinationFacts, Entry, MessageFacts, Place } from "./delivery-facts.ts";
import type { IndexWatcher } from "./index-watcher.ts";
import { added } from "./short-lists.ts";

/** Who has a copy of what: the part of the index that follows logs and queues. */

/** What of the index this part reads and writes. */
export interface CopiesIndex {
  readonly watcher: IndexWatcher | undefined;
  /** Copies that were cut off, erased or overwritten so far. */
  copiesGone: number;
  message(number: number): MessageFacts;
  at(number: number, destination: number): DestinationFacts;
  place(text: number): Place;
}

/** The place's authority stored a message. What a lower epoch had at this position or above can never be read again. */
export function storeEntry(
  index: CopiesIndex,
  id: EventId,
  holder: number,
  number: number,
  placeText: number,
  position: number,
  epoch: number,
): void {
  const place = index.place(placeText);
  if (epoch < (place.log.at(-1)?.epoch ?? epoch)) {
    storeByDeposed(index, id, holder, number, place, position, epoch);
    return;
  }
  while (place.log.length > 0) {
    const top = place.log[place.log.length - 1];
    if (top.position < position || top.epoch >= epoch) break;
    place.log.pop();
    top.overwritten = true;
    index.watcher?.touch(top.message);
    index.copiesGone++;
    if (top.goneBy === NO_EVENT) top.goneBy = id;
  }
  const same = entryAt(index, number, place, position, epoch);
  if (same !== undefined && !same.overwritten) storeCopy(index, id, holder, number, placeText, position, epoch);
  else addEntry(index, id, holder, number, place, position, epoch);
}

/** A further holder has a copy. */
export function storeCopy(
  index: CopiesIndex,
  id: EventId,
  holder: number,
  number: number,
  placeText: number,
  position: number,
  epoch: number,
): void {
  const place = index.place(placeText);
  const entry = entryAt(index, number, place, position, epoch);
  if (entry === undefined) {
    addEntry(index, id, holder, number, place, position, epoch);
    return;
  }
  if (entry.holders.includes(holder)) return;
  entry.holders = added(entry.holders, holder);
  // What was under way to this holder when the last other copy vanished.
  if (!entry.overwritten && entry.goneBy !== NO_EVENT) {
    entry.goneBy = NO_EVENT;
    index.watcher?.touch(number);
  }
  hold(place, holder, entry);
}

/** The holder cut off everything from `position` on. */
export function cutLog(index: CopiesIndex, id: EventId, holder: number, placeText: number, position: number): void {
  const held = index.place(placeText).held.get(holder);
  if (held === undefined) return;
  while (held.length > 0 && held[held.length - 1].position >= position) drop(index, id, holder, held.pop() as Entry);
}

/** The holder lost its copy of one message. */
export function eraseEntry(index: CopiesIndex, id: EventId, holder: number, number: number, placeText: number, position: number): void {
  const place = index.place(placeText);
  const entry = entryAt(index, number, place, position);
  if (entry !== undefined) drop(index, id, holder, entry);
}

/** Everything below `position` may be read, said by the authority of `epoch`. */
export function commitUpTo(index: CopiesIndex, placeText: number, position: number, epoch: number): void {
  const place = index.place(placeText);
  if (epoch < place.committedEpoch) return;
  // The first such word makes a rule of what was readable without one.
  const before = place.committed < 0 ? place.end : place.committed;
  place.committed = epoch > place.committedEpoch ? position : Math.max(place.committed, position);
  place.committedEpoch = epoch;
  for (let i = Math.min(before, position); i < Math.max(before, place.committed); i++) {
    const entry = place.byPosition.get(i);
    if (entry === undefined || entry.goneBy !== NO_EVENT) continue;
    if (i < place.committed) entry.wasReadable = true;
    index.watcher?.touch(entry.message);
  }
}

/** Everything below `position` counts as settled for the destination. */
export function settleUpTo(index: CopiesIndex, id: EventId, destination: number, placeText: number, position: number): void {
  const place = index.place(placeText);
  const from = place.offsets.get(destination) ?? 0;
  const to = Math.min(position, place.end);
  for (let i = from; i < to; i++) {
    const entry = place.byPosition.get(i);
    if (entry === undefined) continue;
    const facts = index.at(entry.message, destination);
    // The offset may be that of a further copy of what is settled already.
    if (facts.settled === NO_EVENT) facts.settled = id;
    else if (index.message(entry.message).entries.length < 2) continue;
    index.watcher?.touchAt(entry.message, destination);
  }
  if (to > from) place.offsets.set(destination, to);
}

/** The destination begins to read at `position`: what lies below it and was not settled for it, it will not see. */
export function passOver(index: CopiesIndex, id: EventId, destination: number, placeText: number, position: number): void {
  const place = index.place(placeText);
  const to = Math.min(position, place.end);
  for (let i = place.offsets.get(destination) ?? 0; i < to; i++) {
    const entry = place.byPosition.get(i);
    if (entry === undefined || entry.goneBy !== NO_EVENT) continue;
    const facts = index.at(entry.message, destination);
    if (facts.settled !== NO_EVENT) continue;
    facts.passedOver = id;
    index.watcher?.touchAt(entry.message, destination);
  }
}

/** By an authority that does not know yet that a later one has stored something: nobody will ever read it. */
function storeByDeposed(
  index: CopiesIndex,
  id: EventId,
  holder: number,
  message: number,
  place: Place,
  position: number,
  epoch: number,
): void {
  if (entryAt(index, message, place, position, epoch) !== undefined)
    return storeCopy(index, id, holder, message, place.text, position, epoch);
  const gone = { goneBy: id, overwritten: true, wasReadable: false };
  const entry: Entry = { message, place, position, epoch, storedBy: id, holders: [holder], ...gone };
  const facts = index.message(message);
  facts.entries = added(facts.entries, entry);
  index.copiesGone++;
  hold(place, holder, entry);
}

function addEntry(index: CopiesIndex, id: EventId, holder: number, message: number, place: Place, position: number, epoch: number): void {
  const kept = { goneBy: NO_EVENT, overwritten: false, wasReadable: place.committed < 0 || position < place.committed };
  const entry: Entry = { message, place, position, epoch, storedBy: id, holders: [holder], ...kept };
  place.log.push(entry);
  place.byPosition.set(entry.position, entry);
  place.end = Math.max(place.end, entry.position + 1);
  const facts = index.message(message);
  facts.entries = added(facts.entries, entry);
  index.watcher?.touch(entry.message);
  hold(place, holder, entry);
}

function hold(place: Place, holder: number, entry: Entry): void {
  let held = place.held.get(holder);
  if (held === undefined) {
    held = [];
    place.held.set(holder, held);
  }
  // Copies come in the order of positions; the walk back is for places that number anew.
  let i = held.length;
  while (i > 0 && held[i - 1].position > entry.position) i--;
  if (i === held.length) held.push(entry);
  else held.splice(i, 0, entry);
}

/** The newest such entry; without an epoch that of any. */
function entryAt(index: CopiesIndex, number: number, place: Place, position: number, epoch = -1): Entry | undefined {
  const { entries } = index.message(number);
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry.place === place && entry.position === position && (epoch < 0 || entry.epoch === epoch)) return entry;
  }
  return undefined;
}

function drop(index: CopiesIndex, id: EventId, holder: number, entry: Entry): void {
  const i = entry.holders.indexOf(holder);
  if (i < 0) return;
  entry.holders = entry.holders.toSpliced(i, 1);
  index.watcher?.touch(entry.message);
  index.copiesGone++;
  if (entry.holders.length === 0 && entry.goneBy === NO_EVENT) entry.goneBy = id;
}
