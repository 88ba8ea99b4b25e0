import * as K from "../../sim/event-kinds.ts";
import { CAUSE, type HistoryEvent } from "../../sim/history.ts";
import * as D from "../events.ts";
import type { HistoryScript } from "../history-script.test-util.ts";

/** The checkers once more, by searching the plain list of events again and again: slow, short, and written without the index. */

interface Copy extends HistoryEvent {
  place: number;
  position: number;
  epoch: number;
}

/** What shows what a process is there for. */
const ACTS: number[] = [
  D.MessageAccepted,
  D.MessageMissed,
  D.MessageSent,
  D.MessageDelivered,
  D.PlaceFetched,
  D.OwnershipGained,
  D.WorkBegun,
  D.EffectApplied,
  D.EffectSkipped,
];

class NaiveLane {
  readonly events: HistoryEvent[];
  readonly ended: number;
  readonly final: boolean;
  readonly stores: Copy[];
  readonly destinations: number[];
  readonly numbers: number[];

  constructor(readonly script: HistoryScript) {
    const all = Array.from({ length: script.history.length }, (_, id) => script.history.event(id));
    this.events = all.filter(({ process }) => process < 0 || script.processLanes[process] === 0);
    const end = this.events.findLast(({ kind }) => kind === K.RunEnded);
    this.ended = end?.id ?? -1;
    this.final = end?.a === 1;
    const copies = this.of(D.MessageStored, D.MessageCopied).map(
      (event): Copy => ({ ...event, place: event.a, position: event.b, epoch: event.c }),
    );
    this.stores = copies.filter((copy, i) => !copies.slice(0, i).some((earlier) => this.sameEntry(earlier, copy)));
    const byDestination: number[] = [
      D.MessageDelivered,
      D.WorkBegun,
      D.EffectRequested,
      D.EffectApplied,
      D.EffectSkipped,
      D.WorkDone,
      D.WorkFailed,
      D.WorkAbandoned,
      D.MessageReleased,
      D.MessageSettled,
      D.MessageReturned,
    ];
    const named = this.of(...byDestination).map(({ a }) => a);
    const skipping = this.of(D.PlaceSkipped)
      .filter((skip) => this.stores.some((copy) => this.passes(skip, copy)))
      .map(({ a }) => a);
    const settledByOffset = this.of(D.OffsetCommitted)
      .filter((commit) => this.stores.some((copy) => this.offsetCovers(commit, copy)))
      .map(({ a }) => a);
    this.destinations = [...new Set([...named, ...settledByOffset, ...skipping])];
    this.numbers = [...new Set(this.events.map(({ message }) => message).filter((message) => message >= 0))].sort(
      (one, other) => one - other,
    );
  }

  of(...kinds: number[]): HistoryEvent[] {
    return this.events.filter(({ kind }) => kinds.includes(kind));
  }
  about(message: number, ...kinds: number[]): HistoryEvent[] {
    return this.of(...kinds).filter((event) => event.message === message);
  }
  at(message: number, destination: number, ...kinds: number[]): HistoryEvent[] {
    return this.about(message, ...kinds).filter(({ a }) => a === destination);
  }
  text(number: number): string {
    return this.script.history.strings.text(number);
  }

  sameEntry(one: Copy, other: Copy): boolean {
    return one.message === other.message && one.place === other.place && one.position === other.position && one.epoch === other.epoch;
  }
  entries(message: number): Copy[] {
    return this.stores.filter((copy) => copy.message === message);
  }

  private isDeposed(at: number, place: number, epoch: number): boolean {
    return this.of(D.MessageStored).some(({ id, a, c }) => id < at && a === place && c > epoch);
  }
  /** Stored by an authority after a later one had said something of the place. */
  byDeposed(copy: Copy): boolean {
    return copy.kind === D.MessageStored && this.isDeposed(copy.id, copy.place, copy.epoch);
  }

  /** The event by which nobody could read the copy any more, or -1; `until`: as it stood before that event. */
  goneBy(copy: Copy, until = Number.POSITIVE_INFINITY): number {
    if (this.byDeposed(copy)) return copy.id;
    const overwrite = this.of(D.MessageStored).find(
      ({ id, a, b, c }) =>
        id > copy.id && id < until && a === copy.place && b <= copy.position && c > copy.epoch && !this.isDeposed(id, a, c),
    );
    let holders: number[] = [];
    let gone = -1;
    for (const event of this.events) {
      if (event.id < copy.id || event.id >= until) continue;
      const here = event.a === copy.place;
      const same = here && event.message === copy.message && event.b === copy.position;
      if ((event.kind === D.MessageStored || event.kind === D.MessageCopied) && same && this.newest(event) === copy) {
        if (!holders.includes(event.process)) holders.push(event.process);
        if (overwrite === undefined || event.id < overwrite.id) gone = -1;
      }
      const drops =
        (event.kind === D.LogCut && here && copy.position >= event.b) ||
        (event.kind === D.MessageErased && same && this.newest(event) === copy);
      if (drops && holders.includes(event.process)) {
        holders = holders.filter((holder) => holder !== event.process);
        if (holders.length === 0 && gone < 0) gone = event.id;
      }
      if (event === overwrite && gone < 0) gone = event.id;
    }
    return gone;
  }
  /** Which entry an event about a message at a position speaks of. */
  private newest({ id, kind, message, a, b, c }: HistoryEvent): Copy | undefined {
    return this.stores.findLast(
      (copy) =>
        copy.id <= id &&
        copy.message === message &&
        copy.place === a &&
        copy.position === b &&
        (kind === D.MessageErased || copy.epoch === c),
    );
  }

  private offsetCovers(commit: HistoryEvent, copy: Copy): boolean {
    if (commit.c !== copy.place || copy.id > commit.id || copy.position >= commit.b) return false;
    const before = this.stores.filter((other) => other.place === copy.place && other.id < commit.id && !this.byDeposed(other));
    if (before.findLast(({ position }) => position === copy.position) !== copy) return false;
    const passed = this.of(D.OffsetCommitted)
      .filter((earlier) => earlier.id < commit.id && earlier.a === commit.a && earlier.c === commit.c)
      .map((earlier) =>
        Math.min(
          earlier.b,
          ...[
            Math.max(
              0,
              ...this.stores
                .filter((other) => other.place === copy.place && other.id < earlier.id && !this.byDeposed(other))
                .map(({ position }) => position + 1),
            ),
          ],
        ),
      );
    return copy.position >= Math.max(0, ...passed);
  }
  settled(message: number, destination: number): number {
    const offsets = this.of(D.OffsetCommitted).filter(
      (commit) => commit.a === destination && this.entries(message).some((copy) => this.offsetCovers(commit, copy)),
    );
    let settled = Number.POSITIVE_INFINITY;
    let count = 0;
    // The first settlement of those that stand; when the last of them is forgotten, none does.
    const words = [...this.at(message, destination, D.MessageSettled, D.MessageReturned), ...offsets];
    for (const event of words.sort((one, other) => one.id - other.id)) {
      if (event.kind === D.MessageReturned) {
        if (event.c !== 1) continue;
        count = Math.max(0, count - 1);
        if (count === 0) settled = Number.POSITIVE_INFINITY;
        continue;
      }
      if (event.kind === D.MessageSettled) count++;
      settled = Math.min(settled, event.id);
    }
    return settled;
  }
  /** The last one, unless the place has forgotten since that it was done with it. */
  lastDelivery(message: number, destination: number): HistoryEvent | undefined {
    const last = this.at(message, destination, D.MessageDelivered).at(-1);
    return last !== undefined && last.id > this.forgotten(message, destination) ? last : undefined;
  }
  private forgotten(message: number, destination: number): number {
    return this.at(message, destination, D.MessageReturned).findLast(({ c }) => c === 1)?.id ?? -1;
  }
  /** Settlements by itself that are not forgotten. */
  acks(message: number, destination: number): number {
    const words = this.at(message, destination, D.MessageSettled, D.MessageReturned).filter(
      ({ kind, c }) => kind === D.MessageSettled || c === 1,
    );
    return words.reduce((count, { kind }) => (kind === D.MessageSettled ? count + 1 : Math.max(0, count - 1)), 0);
  }

  /** Packets with the message that were sent when it was settled, to one who was an owner, and that nobody read. */
  handoversLost(message: number, destination: number): HistoryEvent[] {
    const { extras } = this.script.history;
    return this.about(message, K.PacketLost, K.PacketUnread).filter(({ id, kind, process }) => {
      const before = extras.subject.find((_, i) => extras.owner[i] === id && extras.kind[i] === CAUSE.message) ?? -1;
      const sentAfter = kind === K.PacketUnread ? this.events.find((event) => event.id === before)?.cause : before;
      const owned = this.of(D.OwnershipGained).some((gain) => gain.id < id && gain.process === process && gain.a === destination);
      return (
        owned &&
        id > this.forgotten(message, destination) &&
        this.at(message, destination, D.MessageSettled).some((settlement) => settlement.id === sentAfter)
      );
    });
  }

  routes(message: number): HistoryEvent[] {
    return this.about(message, D.MessageRouted);
  }
  reads(destination: number, place: number): boolean {
    return this.of(D.DestinationSubscribed).some(({ a, b }) => a === destination && b === place);
  }
  readsAnything(destination: number): boolean {
    return this.of(D.DestinationSubscribed).some(({ a }) => a === destination);
  }
  owes(message: number, destination: number): boolean {
    const routes = this.routes(message);
    if (routes.length > 0)
      return routes.some(({ a }) => a === destination) || this.entries(message).some(({ place }) => this.reads(destination, place));
    if (this.entries(message).length > 0 && this.readsAnything(destination))
      return this.entries(message).some(({ place }) => this.reads(destination, place));
    return this.destinations.includes(destination);
  }
  copiesFor(message: number, destination: number): Copy[] {
    const routes = this.routes(message);
    if (routes.length > 0) return this.entries(message).filter(({ place }) => routes.some(({ a, b }) => a === destination && b === place));
    return this.readsAnything(destination)
      ? this.entries(message).filter(({ place }) => this.reads(destination, place))
      : this.entries(message);
  }
  /** A copy is left, and at rest on somebody who is there. */
  isPresent(message: number, destination: number): boolean {
    const kept = this.copiesFor(message, destination).filter((copy) => this.goneBy(copy) < 0);
    return kept.some((copy) => !this.final || !this.holders(copy).every((holder) => this.isDown(holder)));
  }
  isInHand(message: number): boolean {
    return this.destinationsOf(message).some((destination) => this.hand(message, destination).holder);
  }
  pairs(): [number, number][] {
    return this.numbers.flatMap((message) => this.destinationsOf(message).map((destination): [number, number] => [message, destination]));
  }
  private destinationsOf(message: number): number[] {
    const destinations = new Set([...this.destinations, ...this.of(D.DestinationSubscribed, D.MessageRouted).map(({ a }) => a)]);
    return [...destinations].filter(
      (destination) => this.owes(message, destination) || this.at(message, destination, D.EffectApplied).length > 0,
    );
  }

  answer(message: number): string {
    const sent = this.about(message, D.MessageSent);
    if (this.about(message, D.MessageConfirmed).length > 0) return "confirmed";
    const refused = this.about(message, D.MessageRefused).at(-1);
    const unresolved = this.about(message, D.MessageUnresolved).at(-1);
    if (sent.length === 0) return refused || unresolved ? "refused" : "not sent";
    const last = sent[sent.length - 1].id;
    if (unresolved) return unresolved.id > last ? "indeterminate" : "waiting";
    if (refused && refused.id > last) return "refused";
    const handed = this.about(message, D.MessageAccepted).at(-1)?.id ?? -1;
    return this.downAfter(this.producer(message), Math.max(last, handed)) < 0 ? "waiting" : "indeterminate";
  }
  /** Who was given it last; who sent it first, when nobody was. */
  producer(message: number): number {
    return (this.about(message, D.MessageAccepted).at(-1) ?? this.about(message, D.MessageSent)[0])?.process ?? -1;
  }
  downAfter(process: number, id: number): number {
    return this.of(K.ProcessCrashed).find((event) => event.process === process && event.id > id)?.id ?? -1;
  }
  confirmed(message: number): number {
    return this.about(message, D.MessageConfirmed)[0]?.id ?? -1;
  }
  effects(message: number, destination: number): HistoryEvent[] {
    return this.at(message, destination, D.EffectApplied);
  }
  effective(message: number, destination: number): boolean {
    return this.at(message, destination, D.EffectApplied, D.EffectSkipped).length > 0;
  }
  dropped(message: number, destination: number): number {
    if (this.effective(message, destination)) return -1;
    const since = this.forgotten(message, destination);
    return this.about(message, D.MessageDropped).find(({ id, a }) => id > since && (a === destination || this.text(a) === ""))?.id ?? -1;
  }
  /** Nobody took it, and its sender heard so. */
  cameBack(message: number, destination: number): boolean {
    const dropped = this.dropped(message, destination) >= 0;
    return dropped && this.copiesFor(message, destination).length === 0 && this.about(message, D.MessageReturnedToSender).length > 0;
  }
  removed(message: number, destination: number): number {
    const dropped = this.dropped(message, destination);
    return this.cameBack(message, destination) || dropped > this.settled(message, destination) ? -1 : dropped;
  }
  /** The last beginning of the destination behind a copy that was there, not settled, and not delivered since; -1 for none. */
  skipped(message: number, destination: number): number {
    const passing = this.of(D.PlaceSkipped).filter((skip) => {
      const passes = this.entries(message).some((copy) => this.passes(skip, copy));
      const delivered = this.at(message, destination, D.MessageDelivered).some((delivery) => delivery.id > skip.id);
      return skip.a === destination && passes && !delivered && this.settled(message, destination) > skip.id;
    });
    if (this.effective(message, destination) || this.hand(message, destination).holder || this.asking(message, destination).open) return -1;
    return this.comesAgain(message, destination) ? -1 : (passing.at(-1)?.id ?? -1);
  }
  /** Of several copies one is left that nobody has settled and no reader began behind. */
  comesAgain(message: number, destination: number): boolean {
    const copies = this.copiesFor(message, destination);
    if (copies.length < 2) return false;
    const there = copies.filter(
      (copy) => this.goneBy(copy) < 0 && !(this.final && this.holders(copy).every((holder) => this.isDown(holder))),
    );
    const isLog = (place: number) =>
      this.of(D.OffsetCommitted).some((commit) => commit.a === destination && commit.c === place && this.reach(commit) > 0) ||
      this.of(D.DestinationSubscribed).some(({ a, b }) => a === destination && b === place);
    const ahead = (copy: Copy) =>
      isLog(copy.place) &&
      this.of(D.OffsetCommitted).every(
        (commit) => commit.a !== destination || commit.c !== copy.place || copy.position >= this.reach(commit),
      );
    const skip = this.of(D.PlaceSkipped).findLast(
      (event) =>
        event.a === destination &&
        this.entries(message).some((copy) => this.passes(event, copy)) &&
        this.settled(message, destination) > event.id,
    );
    const readAfter = skip !== undefined && this.at(message, destination, D.MessageDelivered).some(({ id }) => id > skip.id);
    const behind = (copy: Copy) => skip !== undefined && !readAfter && skip.c === copy.place && copy.position < skip.b;
    const acks = this.acks(message, destination);
    return there.some((copy) => ahead(copy) && !behind(copy)) || there.filter(({ place }) => !isLog(place)).length > acks;
  }
  /** Whether the reader began behind a copy that was there then and not settled by an offset. */
  private passes({ id, a, b, c }: HistoryEvent, copy: Copy): boolean {
    if (copy.place !== c || copy.id > id || copy.position >= b || this.byDeposed(copy)) return false;
    const before = this.stores.filter((other) => other.place === c && other.id < id && !this.byDeposed(other));
    const newest = before.findLast(({ position }) => position === copy.position) === copy;
    const commits = this.of(D.OffsetCommitted).filter((commit) => commit.id < id && commit.a === a && commit.c === c);
    return newest && commits.every((commit) => copy.position >= this.reach(commit)) && this.goneBy(copy, id) < 0;
  }
  /** How far a commit passes: no further than what the place had. */
  private reach({ id, b, c }: HistoryEvent): number {
    const ends = this.stores
      .filter((copy) => copy.place === c && copy.id < id && !this.byDeposed(copy))
      .map(({ position }) => position + 1);
    return Math.min(b, Math.max(0, ...ends));
  }
  /** Went down and did not start again. */
  isDown(process: number): boolean {
    return this.of(K.ProcessCrashed, K.ProcessStarted).findLast((event) => event.process === process)?.kind === K.ProcessCrashed;
  }
  /** Who has the copy, in the end. */
  holders(copy: Copy): number[] {
    const holders = new Set<number>();
    for (const event of this.events) {
      if (event.id < copy.id || event.a !== copy.place) continue;
      const same = event.message === copy.message && event.b === copy.position && this.newest(event) === copy;
      if ((event.kind === D.MessageStored || event.kind === D.MessageCopied) && same) holders.add(event.process);
      if ((event.kind === D.LogCut && copy.position >= event.b) || (event.kind === D.MessageErased && same)) holders.delete(event.process);
    }
    return [...holders];
  }
  /** When nobody who has it is there any more. */
  lastSeen(copy: Copy): number {
    if (this.goneBy(copy) >= 0) return this.goneBy(copy);
    return Math.max(
      copy.id,
      ...this.of(K.ProcessCrashed)
        .filter(({ process }) => this.holders(copy).includes(process))
        .map(({ id }) => id),
    );
  }
  /** Whether a request to the database may still arrive, and the last that was lost on the way. */
  asking(message: number, destination: number): { open: boolean; lost: number } {
    const waiting = new Map<number, number>();
    let lost = -1;
    for (const event of this.about(message, D.EffectRequested, K.PacketLost, K.PacketUnread)) {
      if (event.kind === D.EffectRequested) {
        if (event.a === destination) waiting.set(event.process, (waiting.get(event.process) ?? 0) + 1);
        continue;
      }
      const before = waiting.get(event.a) ?? 0;
      if (this.text(event.c) !== "Apply" || before === 0) continue;
      waiting.set(event.a, before - 1);
      lost = event.id;
    }
    return { open: !this.final && [...waiting.values()].some((count) => count > 0), lost };
  }
  requester(effect: HistoryEvent): number {
    return this.at(effect.message, effect.a, D.EffectRequested).findLast(({ id }) => id < effect.id)?.process ?? -1;
  }

  /** The last term of a process that began before an event: from and to, -1 while it lasts. */
  term(process: number, destination: number, place: number, before: number): { from: number; to: number } | null {
    const changes = this.of(D.OwnershipGained, D.OwnershipLost).filter(({ a, b }) => a === destination && b === place);
    const gain = changes.findLast((event) => event.kind === D.OwnershipGained && event.process === process && event.id < before);
    if (gain === undefined) return null;
    const over = changes.find((event) => {
      if (event.id <= gain.id) return false;
      if (event.kind === D.OwnershipGained) return event.process === process || event.c > gain.c;
      const wasOwner = changes.some((other) => other.kind === D.OwnershipGained && other.process === event.process && other.id < event.id);
      return wasOwner ? event.process === process : gain.c <= event.c;
    });
    return { from: gain.id, to: over?.id ?? -1 };
  }

  working(process: number): HistoryEvent | undefined {
    const last = this.of(D.WorkBegun, D.WorkDone, D.WorkFailed, D.WorkAbandoned, K.ProcessCrashed).findLast(
      (event) => event.process === process,
    );
    return last?.kind === D.WorkBegun ? last : undefined;
  }

  /** Whether somebody has it in hand, and by which event the last one no longer did. */
  hand(message: number, destination: number): { holder: boolean; until: number } {
    const isSettled = Number.isFinite(this.settled(message, destination));
    return isSettled && this.isAtWork(message, destination) ? { holder: true, until: -1 } : this.lastHand(message, destination);
  }
  private lastHand(message: number, destination: number): { holder: boolean; until: number } {
    const delivery = this.lastDelivery(message, destination);
    if (delivery === undefined) return { holder: false, until: -1 };
    const settled = Number.isFinite(this.settled(message, destination));
    const ends = this.at(message, destination, D.MessageReturned, D.WorkDone, D.WorkAbandoned).map(({ id }) => id);
    // Of repeated events of a kind only the last counts.
    const last = (kind: number) => this.at(message, destination, kind).at(-1)?.id ?? -1;
    const candidates = ends.filter((id) => id === last(D.MessageReturned) || id === last(D.WorkDone) || id === last(D.WorkAbandoned));
    const threw = settled && last(D.WorkFailed) > last(D.WorkBegun) ? this.at(message, destination, D.WorkFailed).at(-1) : undefined;
    const movedOn = threw !== undefined && this.of(D.WorkBegun).some(({ id, process }) => process === threw.process && id > threw.id);
    if (movedOn) candidates.push(threw.id);
    candidates.push(this.downAfter(delivery.process, delivery.id));
    for (const { place } of settled ? [] : this.copiesFor(message, destination))
      candidates.push(this.term(delivery.process, destination, place, delivery.id)?.to ?? -1);
    const until = Math.min(...candidates.filter((id) => id > delivery.id), Number.POSITIVE_INFINITY);
    if (Number.isFinite(until)) return { holder: false, until };
    if (this.final && settled && !this.mayBegin(delivery)) return { holder: false, until: Math.max(threw?.id ?? -1, delivery.id) };
    return { holder: true, until: -1 };
  }

  /** At rest: whoever was handed it is frozen, at work on it, or on something that it was given before. */
  private mayBegin(delivery: HistoryEvent): boolean {
    const work = this.working(delivery.process);
    if (work === undefined)
      return this.of(K.ProcessFrozen, K.ProcessCrashed).findLast(({ process }) => process === delivery.process)?.kind === K.ProcessFrozen;
    if (work.message === delivery.message && work.a === delivery.a) return true;
    const given = this.at(work.message, work.a, D.MessageDelivered).findLast(({ id }) => id < work.id)?.id ?? -1;
    return given < delivery.id;
  }

  /** Whoever was handed it last lives and has neither let go of it nor ended with it. */
  private stillHas(message: number, destination: number): boolean {
    const last = this.at(message, destination, D.MessageDelivered).at(-1);
    if (last === undefined || this.downAfter(last.process, last.id) >= 0) return false;
    const ends = this.at(message, destination, D.MessageReleased, D.WorkAbandoned, D.WorkDone, D.MessageReturned);
    if (ends.some(({ id }) => id > last.id)) return false;
    if (!this.at(message, destination, D.WorkFailed).some(({ id }) => id > last.id)) return true;
    const threw = this.of(D.WorkFailed, D.WorkBegun).findLast(({ process }) => process === last.process);
    return threw?.kind === D.WorkFailed && threw.message === message;
  }

  /** A copy that left in time is under way to somebody who lives, or in the memory of a client that has not given up the place. */
  isComing(message: number, destination: number): boolean {
    if (this.final) return false;
    if (this.stillHas(message, destination)) return true;
    const deliveries = this.at(message, destination, D.MessageDelivered);
    const handedOver = (process: number, since: number) => deliveries.some((event) => event.process === process && event.id > since);
    const underWay = this.about(message, K.PacketUnderWay, K.PacketLost, K.PacketUnread, D.MessageStored, D.MessageCopied);
    const open: HistoryEvent[] = [];
    for (const event of underWay) {
      if (event.kind === K.PacketUnderWay) open.push(event);
      else {
        const first = open.findIndex(({ process }) => process === event.process);
        if (first >= 0) open.splice(first, 1);
      }
    }
    const arrives = open.some(({ id, process }) => {
      if (this.downAfter(process, id) >= 0) return false;
      const did = this.events.filter((event) => event.process === process);
      const stores = did.some(({ kind }) => kind === D.MessageStored || kind === D.MessageCopied);
      if (stores || !did.some(({ kind }) => ACTS.includes(kind))) return true;
      const gains = this.of(D.OwnershipGained).filter((gain) => gain.process === process && gain.a === destination);
      const over = gains.some((gain) => (this.term(process, destination, gain.b, gain.id + 1)?.to ?? -1) > id);
      return gains.length > 0 && !over && !handedOver(process, id);
    });
    const fetches = this.of(D.PlaceFetched).filter(
      (fetch, _, all) => all.findLast((other) => other.process === fetch.process && other.a === fetch.a) === fetch,
    );
    const kept = this.copiesFor(message, destination).some((copy) =>
      fetches.some(({ id, process, a, b, c }) => {
        if (a !== copy.place || copy.position < b || copy.position >= c || copy.id > id) return false;
        const gone = this.goneBy(copy);
        if ((gone >= 0 && gone < id) || this.downAfter(process, id) >= 0 || handedOver(process, id)) return false;
        return this.term(process, destination, copy.place, id)?.to === -1;
      }),
    );
    return arrives || kept;
  }

  /** Somebody works on it, or was handed it and may yet begin. */
  isKeptByConsumer(message: number, destination: number): boolean {
    const delivery = this.lastDelivery(message, destination);
    const held = this.hand(message, destination).holder && delivery !== undefined && (!this.final || this.mayBegin(delivery));
    return held || this.isAtWork(message, destination);
  }
  isAtWork(message: number, destination: number): boolean {
    return this.at(message, destination, D.WorkBegun).some(({ process }) => {
      const work = this.working(process);
      return work !== undefined && work.message === message && work.a === destination;
    });
  }
}

/** The cases of each checker as `message@event`, sorted. */
export function naiveCases(script: HistoryScript): Record<string, string[]> {
  const lane = new NaiveLane(script);
  const cases: Record<string, string[]> = {};
  const add = (checker: string, message: number, event: number) => {
    cases[checker] ??= [];
    cases[checker].push(`${message}@${event}`);
  };
  for (const message of lane.numbers) perMessage(lane, message, add);
  for (const [message, destination] of lane.pairs()) perPair(lane, message, destination, add);
  order(lane, add);
  for (const list of Object.values(cases)) list.sort();
  return cases;
}

/** How many messages stand at rest in somebody's hands, by the promise on which their end has a bearing. */
export function naiveStanding(script: HistoryScript): Record<string, number> {
  const lane = new NaiveLane(script);
  const counts: Record<string, number> = { L1: 0, L2: 0, L3: 0, C2: 0, C9: 0 };
  if (!lane.final) return counts;
  for (const [message, destination] of lane.pairs()) {
    if (lane.effective(message, destination) || !lane.hand(message, destination).holder) continue;
    const elsewhere = lane.destinations.some((other) => Number.isFinite(lane.settled(message, other)) || lane.effective(message, other));
    const stored = lane.entries(message).some((copy) => lane.goneBy(copy) < 0);
    if (lane.answer(message) === "indeterminate" && !stored && !elsewhere) {
      counts.L2++;
      counts.L3++;
    }
    if (!lane.owes(message, destination)) continue;
    if (Number.isFinite(lane.settled(message, destination))) counts.C2++;
    else if (lane.confirmed(message) >= 0 && lane.removed(message, destination) < 0)
      counts[lane.isPresent(message, destination) ? "C9" : "L1"]++;
  }
  return counts;
}

type Add = (checker: string, message: number, event: number) => void;

function perMessage(lane: NaiveLane, message: number, add: Add): void {
  const entries = lane.entries(message);
  const sent = lane.about(message, D.MessageSent)[0]?.id ?? -1;
  if (lane.answer(message) === "indeterminate") {
    const unresolved = lane.about(message, D.MessageUnresolved).at(-1)?.id ?? -1;
    const worked = lane.destinations.some(
      (destination) => Number.isFinite(lane.settled(message, destination)) || lane.effective(message, destination),
    );
    const present = entries.some((copy) => lane.goneBy(copy) < 0) || worked;
    if (present) add("L2", message, Math.max(unresolved, entries[0]?.id ?? -1, sent));
    else if (!lane.isInHand(message)) add("L3", message, Math.max(unresolved, sent));
  }
  for (const copy of repeats(lane, message)) add("L5", message, copy.id);
}

function repeats(lane: NaiveLane, message: number): Copy[] {
  const readable = lane.entries(message).filter((copy) => lane.goneBy(copy) < 0 && isCommitted(lane, copy));
  return readable.filter((copy) => readable.some((other) => other.place === copy.place && other.id < copy.id));
}

function isCommitted(lane: NaiveLane, copy: Copy): boolean {
  const commits = lane.of(D.PositionCommitted).filter(({ a }) => a === copy.place);
  if (commits.length === 0) return true;
  const newest = Math.max(...commits.map(({ c }) => c));
  return copy.position < Math.max(...commits.filter(({ c }) => c === newest).map(({ b }) => b));
}

function perPair(lane: NaiveLane, message: number, destination: number, add: Add): void {
  const confirmed = lane.confirmed(message);
  const owed = lane.owes(message, destination);
  const copies = lane.copiesFor(message, destination);
  const present = lane.isPresent(message, destination);
  const effects = lane.effects(message, destination);
  const effective = lane.effective(message, destination);
  const settled = lane.settled(message, destination);
  const isSettled = Number.isFinite(settled);
  const removed = lane.removed(message, destination);
  const deliveries = lane.at(message, destination, D.MessageDelivered);
  const hasSent = (before: number, process: number) =>
    lane.about(message, D.MessageSent).some((event) => event.id < before && event.process === process);
  const hand = lane.hand(message, destination);
  const packetLost = lane.about(message, K.PacketLost, K.PacketUnread).at(-1)?.id ?? -1;
  const handovers = lane.handoversLost(message, destination);
  const acks = lane.acks(message, destination);
  const waiting = Math.max(acks, copies.filter((copy) => lane.goneBy(copy) < 0).length);
  const skipped = lane.skipped(message, destination);
  const asking = lane.asking(message, destination);
  const open = owed && !effective && !asking.open && lane.dropped(message, destination) < 0 && skipped < 0;
  let inLog = -1;
  let atConsumer = -1;
  const taken = present || lane.isKeptByConsumer(message, destination) || lane.isComing(message, destination);
  if (open && confirmed >= 0 && !isSettled && !taken) {
    if (copies.length > 0) inLog = Math.max(confirmed, asking.lost, hand.until, ...copies.map((copy) => lane.lastSeen(copy)));
    else {
      const gone = lane
        .about(message, D.MessageDiscarded, K.PacketLost, K.PacketUnread)
        .filter(({ id, kind, a }) => kind === D.MessageDiscarded || hasSent(id, a));
      const attempts = lane.about(message, D.MessageSent).length;
      if (lane.final || (gone.length > 0 && gone.length >= attempts)) inLog = Math.max(confirmed, packetLost, gone.at(-1)?.id ?? -1);
    }
  }
  const delivered = lane.lastDelivery(message, destination) !== undefined;
  const comesAgain = present && lane.comesAgain(message, destination);
  if (open && isSettled && !comesAgain && !lane.isAtWork(message, destination)) {
    if (hand.until >= 0) atConsumer = Math.max(hand.until, settled, asking.lost);
    else if (!delivered && handovers.length > 0 && handovers.length >= waiting) atConsumer = handovers.at(-1)?.id ?? -1;
    else if (!delivered && lane.final) atConsumer = settled;
  }
  if (inLog >= 0) add("L1", message, inLog);
  if (atConsumer >= 0) add("C2", message, atConsumer);
  if (skipped >= 0 && owed) add("C1", message, skipped);
  if (removed >= 0 && confirmed >= 0) add("L9", message, Math.max(removed, confirmed));
  const unfetched = present && !effective && (!isSettled || comesAgain) && removed < 0 && skipped < 0 && !hand.holder;
  const stuck = lane.final && owed && confirmed >= 0 && unfetched ? lane.ended : -1;
  if (stuck >= 0) add("C9", message, stuck);
  for (const effect of effects.slice(1)) add("C6", message, effect.id);
  for (const effect of effects) {
    const terms = copies.flatMap(({ place }) => lane.term(lane.requester(effect), destination, place, effect.id) ?? []);
    if (terms.length > 0 && terms.every(({ to }) => to >= 0 && to < effect.id)) add("C7", message, effect.id);
  }
  deliveries.forEach((delivery, i) => {
    if (i === 0) return;
    const positions = copies.map(({ position }) => position);
    const earlier = deliveries.slice(0, i).map(({ b }) => b);
    const secondCopy =
      positions.includes(delivery.b) && !earlier.includes(delivery.b) && earlier.some((position) => positions.includes(position));
    add(delivery.c === 1 && !secondCopy ? "C4" : "C5", message, delivery.id);
  });
  const again = repeats(lane, message).filter((copy) => copies.includes(copy));
  for (const { id } of again) add("at-most-once: log", message, id);
  for (const { id } of deliveries.slice(1)) add("at-most-once: deliveries", message, id);
  for (const { id } of effects.slice(1)) add("at-most-once: effects", message, id);
  if (confirmed >= 0 && owed && removed < 0 && !lane.cameBack(message, destination)) {
    if (inLog >= 0) add("at-least-once: log", message, inLog);
    const unseen = Math.max(atConsumer, skipped, stuck);
    if (unseen >= 0 && deliveries.length === 0 && copies.length > 0 && inLog < 0) add("at-least-once: deliveries", message, unseen);
    if (Math.max(inLog, unseen) >= 0) add("at-least-once: effects", message, Math.max(inLog, unseen));
  }
}

function order(lane: NaiveLane, add: Add): void {
  const producer = (message: number) => lane.producer(message);
  // O1: a message is late when an earlier survivor of its place and producer has a higher number.
  const survivors = lane.stores.filter((copy) => lane.goneBy(copy) < 0 && producer(copy.message) >= 0);
  const firsts = survivors.filter(
    (copy) => !survivors.some((other) => other.id < copy.id && other.place === copy.place && other.message === copy.message),
  );
  for (const copy of firsts) {
    const overtaken = firsts.some(
      (other) =>
        other.id < copy.id &&
        other.place === copy.place &&
        producer(other.message) === producer(copy.message) &&
        other.message > copy.message,
    );
    if (overtaken) add("O1", copy.message, copy.id);
  }
  const effects = lane.of(D.EffectApplied).filter((effect) => lane.effects(effect.message, effect.a)[0] === effect);
  const key = (message: number) => script(lane).facts.messages[message - 1]?.key ?? "";
  for (const effect of effects) {
    const overtaken = effects.some(
      (other) =>
        other.id < effect.id &&
        other.a === effect.a &&
        producer(other.message) === producer(effect.message) &&
        key(other.message) === key(effect.message) &&
        other.message > effect.message,
    );
    if (overtaken) add("O3", effect.message, effect.id);
  }
  const arrivals = lane.pairs().flatMap(([message, destination]) => {
    const delivery = lane.at(message, destination, D.MessageDelivered)[0];
    const copy = lane.copiesFor(message, destination)[0];
    return delivery === undefined || copy === undefined || delivery.c === 1
      ? []
      : [{ message, destination, id: delivery.id, consumer: delivery.process, place: copy.place, position: copy.position }];
  });
  for (const arrival of arrivals) {
    const overtaken = arrivals.some(
      (other) =>
        other.id < arrival.id &&
        other.destination === arrival.destination &&
        other.place === arrival.place &&
        other.consumer === arrival.consumer &&
        other.position > arrival.position,
    );
    if (overtaken) add("O4", arrival.message, arrival.id);
  }
}

function script(lane: NaiveLane): HistoryScript {
  return lane.script;
}
