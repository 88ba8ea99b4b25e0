import * as K from "../sim/event-kinds.ts";
import { CAUSE, CHUNK_ROWS, type EventId, type History, NO_EVENT, NO_PROCESS } from "../sim/history.ts";
import type { Apply } from "./database.ts";
import {
  type DestinationFacts,
  type Fault,
  type MessageFacts,
  newDestinationFacts,
  newMessageFacts,
  newPlace,
  type Place,
  type Term,
} from "./delivery-facts.ts";
import * as D from "./events.ts";
import type { IndexWatcher } from "./index-watcher.ts";
import { added } from "./short-lists.ts";
import { type CopiesIndex, commitUpTo, cutLog, eraseEntry, passOver, settleUpTo, storeCopy, storeEntry } from "./stored-copies.ts";

/** What a process was seen to do; a fault that strikes it touches those paths. */
export const ROLE = { producer: 1, store: 2, consumer: 4, database: 8 } as const;

/** Terms of one destination at one place. */
export interface Ownership {
  readonly destination: number;
  readonly place: number;
  /** In the order in which they began. */
  readonly byProcess: Map<number, Term[]>;
  readonly open: Set<Term>;
}

/** What a process works on: the event that began it, and its message; NO_EVENT when idle. */
export interface WorkInHand {
  begun: EventId;
  message: number;
  destination: number;
}

/**
 * All that the checkers, the ledger and the meters read of one lane, gathered in one pass over the history. `read` may be called again
 * when the history has grown. Cost is linear in the events.
 */
export class DeliveryIndex implements CopiesIndex {
  /** By number; holes for messages that nothing happened to. */
  readonly messages: (MessageFacts | undefined)[] = [];
  readonly places = new Map<number, Place>();
  readonly ownerships = new Map<number, Ownership[]>();
  readonly faults: Fault[] = [];
  /** Event ids of crashes, machine losses and stops, by process. */
  readonly downs = new Map<number, EventId[]>();
  /** Processes that went down and have not started again. */
  readonly down = new Set<number>();
  readonly frozen = new Set<number>();
  readonly roles: number[] = [];
  readonly working = new Map<number, WorkInHand>();
  /** The last WorkBegun of each process. */
  readonly lastBegun = new Map<number, EventId>();
  /** The message on which a process threw last, while it has begun nothing since. */
  readonly threwOn = new Map<number, number>();
  /** Destinations (texts) that subscribed to some place. */
  readonly subscribed = new Set<number>();
  /** Copies that were cut off, erased or overwritten so far. */
  copiesGone = 0;
  /** How often it came out only after a message was stored who had produced it. */
  reassigned = 0;
  ended: EventId = NO_EVENT;
  /** The run ended, and everything had come to rest: nothing more would have come. */
  final = false;
  /** Everything before this event has been read. */
  length = 0;
  watcher: IndexWatcher | undefined;
  private extra = 0;
  private readonly unnamed: string[] = [];

  /**
   * @param processLanes lane of each process, by its number
   * @param prefix of the lane's names and of its network faults; "" takes the network faults of all lanes
   */
  constructor(
    readonly history: History,
    readonly lane: number,
    private readonly processLanes: readonly number[],
    private readonly prefix: string = "",
  ) {}

  /** Reads on, up to and without event `until`. */
  read(until: EventId = this.history.length): this {
    const { history, processLanes, lane } = this;
    for (let from = this.length; from < until; ) {
      const chunk = history.chunks[Math.floor(from / CHUNK_ROWS)];
      const { at, kind, process: processes, message, a, b, c } = chunk;
      const first = from - (from % CHUNK_ROWS);
      const end = Math.min(until, first + CHUNK_ROWS);
      for (let id = from; id < end; id++) {
        const i = id - first;
        const handler = HANDLERS[kind[i]];
        if (handler === undefined) continue;
        const process = processes[i];
        if (process !== NO_PROCESS && processLanes[process] !== lane) continue;
        const { watcher } = this;
        if (watcher !== undefined) {
          watcher.instant(at[i]);
          const touch = message[i] < 0 ? TOUCH.itself : TOUCHES[kind[i]];
          if (touch === TOUCH.message) watcher.touch(message[i]);
          else if (touch === TOUCH.destination) watcher.touchAt(message[i], a[i]);
          else if (touch === TOUCH.goingOn) watcher.touchGoingOn(message[i], a[i]);
        }
        handler(this, id, process, message[i], a[i], b[i], c[i]);
      }
      from = end;
    }
    this.length = Math.max(this.length, until);
    return this;
  }

  message(number: number): MessageFacts {
    let facts = this.messages[number];
    if (facts === undefined) {
      facts = newMessageFacts(number);
      this.messages[number] = facts;
    }
    return facts;
  }

  at(number: number, destination: number): DestinationFacts {
    const message = this.message(number);
    for (const facts of message.destinations) if (facts.destination === destination) return facts;
    const facts = newDestinationFacts(destination);
    message.destinations = added(message.destinations, facts);
    return facts;
  }

  place(text: number): Place {
    let place = this.places.get(text);
    if (place === undefined) {
      place = newPlace(text);
      this.places.set(text, place);
    }
    return place;
  }

  ownership(destination: number, place: number): Ownership | undefined {
    return this.ownerships.get(destination)?.find((candidate) => candidate.place === place);
  }

  text(number: number): string {
    return number < -1 ? this.unnamed[-2 - number] : this.history.strings.text(number);
  }

  /** The number of a text; one below -1 when the history does not hold it, which must not be changed by reading it. */
  numberOf(text: string): number {
    const number = this.history.strings.find(text);
    if (number >= 0) return number;
    if (!this.unnamed.includes(text)) this.unnamed.push(text);
    return -2 - this.unnamed.indexOf(text);
  }

  play(process: number, role: number): void {
    this.roles[process] = (this.roles[process] ?? 0) | role;
  }

  /** The first time that the process went down after an event, or NO_EVENT. */
  downAfter(process: number, event: EventId): EventId {
    const downs = this.downs.get(process);
    if (downs === undefined) return NO_EVENT;
    for (let i = downs.length - 1, found = NO_EVENT; ; i--) {
      if (i < 0 || downs[i] <= event) return found;
      found = downs[i];
    }
  }

  /** The messages inside a packet beyond its first. */
  carried(id: EventId): number[] {
    return this.extrasOf(id, CAUSE.carries);
  }

  /** The settlement after which a packet was sent that has been lost, on its way or unread; NO_EVENT when it was sent after something else. */
  settlementThatSent(id: EventId): EventId {
    const { history } = this;
    const [before = NO_EVENT] = this.extrasOf(id, CAUSE.message);
    const sentAfter = before !== NO_EVENT && history.kind(id) === K.PacketUnread ? history.cause(before) : before;
    return sentAfter !== NO_EVENT && history.kind(sentAfter) === D.MessageSettled ? sentAfter : NO_EVENT;
  }

  /** Subjects of the further causes of a kind. Ids must not fall from call to call. */
  private extrasOf(id: EventId, kind: number): number[] {
    const { extras } = this.history;
    while (this.extra < extras.owner.length && extras.owner[this.extra] < id) this.extra++;
    const found: number[] = [];
    for (let i = this.extra; i < extras.owner.length && extras.owner[i] === id; i++) {
      if (extras.kind[i] === kind) found.push(extras.subject[i]);
    }
    return found;
  }

  faultOfLane(text: number): boolean {
    return this.prefix === "" || this.text(text).startsWith(this.prefix);
  }
}

type Handler = (index: DeliveryIndex, id: EventId, process: number, message: number, a: number, b: number, c: number) => void;

/** By code of the kind. */
const HANDLERS: (Handler | undefined)[] = [];

/**
 * What an event changes of its message: how it stands everywhere, or at the destination in field a, or there when it was not on its way; or the
 * handler says it itself.
 */
const TOUCH = { message: 0, destination: 1, goingOn: 2, itself: 3 } as const;
const TOUCHES: number[] = [];

function on(kind: number, handler: Handler, touch: number = TOUCH.message): void {
  HANDLERS[kind] = handler;
  TOUCHES[kind] = touch;
}

function onDestination(kind: number, handler: Handler): void {
  on(kind, handler, TOUCH.destination);
}

on(D.MessageAccepted, (index, id, process, number) => {
  const message = index.message(number);
  message.accepted = id;
  producedBy(index, message, process);
  index.play(process, ROLE.producer);
});
on(D.MessageMissed, (index, id, process, number) => {
  index.message(number).missed = id;
  index.play(process, ROLE.producer);
});
on(D.MessageSent, (index, id, process, number, attempt) => {
  const message = index.message(number);
  if (message.producer < 0) producedBy(index, message, process);
  message.sent = added(message.sent, id);
  if (attempt > 1) message.resends++;
  index.play(process, ROLE.producer);
});
on(D.MessageConfirmed, (index, id, _process, number) => {
  const message = index.message(number);
  if (message.confirmed === NO_EVENT) message.confirmed = id;
});
on(D.MessageRefused, (index, id, _process, number) => {
  index.message(number).refused = id;
});
on(D.MessageUnresolved, (index, id, _process, number) => {
  index.message(number).unresolved = id;
});
on(D.MessageReturnedToSender, (index, id, _process, number) => {
  index.message(number).returnedToSender = id;
});
on(D.DestinationSubscribed, (index, _id, _process, _number, destination, place) => {
  const { subscribers } = index.place(place);
  if (subscribers.includes(destination)) return;
  subscribers.push(destination);
  index.subscribed.add(destination);
  index.watcher?.touchAll();
});
on(D.MessageDiscarded, (index, id, _process, number) => {
  const message = index.message(number);
  message.attemptsGone++;
  message.attemptGone = id;
});
on(D.MessageRouted, (index, _id, _process, number, destination, place) => {
  const message = index.message(number);
  if (message.routes.some((route) => route.destination === destination && route.place === place)) return;
  message.routes = added(message.routes, { destination, place });
});
on(D.MessageStored, (index, id, process, number, place, position, epoch) => {
  storeEntry(index, id, process, number, place, position, epoch);
  index.play(process, ROLE.store);
});
on(
  D.MessageCopied,
  (index, id, process, number, place, position, epoch) => {
    storeCopy(index, id, process, number, place, position, epoch);
    index.play(process, ROLE.store);
  },
  TOUCH.itself,
);
on(D.PositionCommitted, (index, _id, _process, _number, place, position, epoch) => commitUpTo(index, place, position, epoch));
on(D.LogCut, (index, id, process, _number, place, position) => cutLog(index, id, process, place, position));
on(D.MessageErased, (index, id, process, number, place, position) => eraseEntry(index, id, process, number, place, position));
on(D.MessageDropped, (index, id, _process, number, destination, reason) => {
  const message = index.message(number);
  message.removals = added(message.removals, { destination, reason, event: id });
});
onDestination(D.MessageDelivered, (index, id, process, number, destination) => {
  const facts = index.at(number, destination);
  facts.deliveries = added(facts.deliveries, id);
  facts.passedOver = NO_EVENT;
  index.play(process, ROLE.consumer);
});
on(
  D.WorkBegun,
  (index, id, process, number, destination) => {
    const facts = index.at(number, destination);
    facts.begun = added(facts.begun, id);
    leaveWork(index, process);
    const threwOn = index.threwOn.get(process);
    if (threwOn !== undefined) index.watcher?.touch(threwOn);
    index.threwOn.delete(process);
    index.lastBegun.set(process, id);
    index.working.set(process, { begun: id, message: number, destination });
    index.play(process, ROLE.consumer);
  },
  TOUCH.goingOn,
);
on(
  D.EffectRequested,
  (index, _id, process, number, destination) => {
    const facts = index.at(number, destination);
    facts.requestedBy = process;
    facts.asking = added(facts.asking, process);
  },
  TOUCH.goingOn,
);
onDestination(D.EffectApplied, (index, id, process, number, destination) => {
  const facts = index.at(number, destination);
  facts.effects = added(facts.effects, id);
  facts.requesters = added(facts.requesters, requester(index, id, facts));
  if (facts.effects.length === 1) index.watcher?.applied(index.message(number), destination);
  index.play(process, ROLE.database);
});
onDestination(D.EffectSkipped, (index, id, process, number, destination) => {
  index.at(number, destination).skipped = id;
  index.play(process, ROLE.database);
});
onDestination(D.WorkDone, (index, id, process, number, destination) => {
  const facts = index.at(number, destination);
  facts.done++;
  facts.doneBy = id;
  leaveWork(index, process);
});
onDestination(D.WorkFailed, (index, id, process, number, destination) => {
  const facts = index.at(number, destination);
  facts.failed = id;
  facts.failures++;
  index.threwOn.set(process, number);
  leaveWork(index, process);
});
onDestination(D.WorkAbandoned, (index, id, process, number, destination) => {
  index.at(number, destination).abandoned = id;
  leaveWork(index, process);
});
onDestination(D.MessageSettled, (index, id, _process, number, destination) => {
  const facts = index.at(number, destination);
  facts.settlements++;
  if (facts.settled === NO_EVENT) facts.settled = id;
});
on(D.OffsetCommitted, (index, id, _process, _number, destination, position, place) => settleUpTo(index, id, destination, place, position));
on(D.PlaceSkipped, (index, id, _process, _number, destination, position, place) => passOver(index, id, destination, place, position));
onDestination(D.MessageReturned, (index, id, _process, number, destination, _reason, forgotten) => {
  const facts = index.at(number, destination);
  facts.returned = id;
  facts.returns++;
  if (forgotten === 0) return;
  facts.forgotten = id;
  facts.handoversLost = 0;
  facts.handoverLost = NO_EVENT;
  facts.settlements = Math.max(0, facts.settlements - 1);
  if (facts.settlements === 0) facts.settled = NO_EVENT;
});
on(D.OwnershipGained, (index, id, process, _number, destination, place, generation) => {
  const ownership = ownershipOf(index, destination, place);
  for (const term of ownership.open) if (term.process === process || term.generation < generation) end(index, ownership, term, id);
  const term: Term = { process, generation, from: id, to: NO_EVENT };
  ownership.open.add(term);
  const own = ownership.byProcess.get(process);
  if (own === undefined) ownership.byProcess.set(process, [term]);
  else own.push(term);
});
on(D.OwnershipLost, (index, id, process, _number, destination, place, generation) => {
  // Either the owner says so itself, or a coordinator takes it away from whoever has it.
  const ownership = ownershipOf(index, destination, place);
  const byOwner = ownership.byProcess.has(process);
  for (const term of ownership.open) {
    if (byOwner ? term.process === process : term.generation <= generation) end(index, ownership, term, id);
  }
});
for (const kind of [K.ProcessCrashed, K.MachineLost, K.ProcessStopped]) {
  on(kind, (index, id, process) => {
    const downs = index.downs.get(process);
    if (downs === undefined) index.downs.set(process, [id]);
    else downs.push(id);
    index.down.add(process);
    index.watcher?.touchHeldBy(process);
    index.watcher?.touchProducedBy(process);
    leaveWork(index, process);
    index.frozen.delete(process);
    index.faults.push({ event: id, process });
  });
}
on(K.ProcessStarted, (index, _id, process) => {
  index.down.delete(process);
});
on(K.ProcessFrozen, (index, id, process) => {
  index.watcher?.touchHeldBy(process);
  index.frozen.add(process);
  index.faults.push({ event: id, process });
});
on(K.ProcessResumed, (index, _id, process) => {
  index.watcher?.touchHeldBy(process);
  index.frozen.delete(process);
});
for (const kind of [K.NetworkSplit, K.LinkSlowed]) {
  on(kind, (index, id, process, _message, text) => {
    if (index.faultOfLane(text)) index.faults.push({ event: id, process });
  });
}
on(K.ConnectionCut, (index, id, process, _message, from) => {
  index.faults.push({ event: id, process }, { event: id, process: from });
});
for (const kind of [K.PacketLost, K.PacketUnread]) {
  on(kind, (index, id, process, number, from, _, type) => {
    if (number < 0) return;
    if (index.text(type) === APPLY) loseRequest(index, id, number, from);
    const settlement = index.settlementThatSent(id);
    for (const one of [number, ...index.carried(id)]) {
      index.message(one).packetLost = id;
      loseAttempt(index, id, one, from);
      index.watcher?.touch(one);
      if (settlement !== NO_EVENT) loseHandover(index, id, one, process, settlement);
    }
  });
}
on(K.RunEnded, (index, id, _process, _message, atRest) => {
  index.ended = id;
  index.final = atRest === 1;
  index.watcher?.touchAll();
});

function producedBy(index: DeliveryIndex, message: MessageFacts, process: number): void {
  if (message.producer !== process && message.entries.length > 0) index.reassigned++;
  message.producer = process;
}

/** What its sender had sent was an attempt; an answer on the way back, by which nothing of the message is gone, comes from somebody else. */
function loseAttempt(index: DeliveryIndex, id: EventId, number: number, from: number): void {
  const message = index.message(number);
  if (!message.sent.some((event) => index.history.process(event) === from)) return;
  message.attemptsGone++;
  message.attemptGone = id;
}

const APPLY: Apply["type"] = "Apply";

function loseRequest(index: DeliveryIndex, id: EventId, number: number, from: number): void {
  for (const facts of index.message(number).destinations) {
    const asked = facts.asking.indexOf(from);
    if (asked < 0) continue;
    facts.asking = facts.asking.toSpliced(asked, 1);
    facts.requestLost = id;
  }
}

/** An automatic ack settles what it hands over. What another destination is handed after it is no concern of this one. */
function loseHandover(index: DeliveryIndex, id: EventId, number: number, process: number, settlement: EventId): void {
  const { history, ownerships } = index;
  const destination = history.a(settlement);
  if (history.message(settlement) !== number) return;
  if (!ownerships.get(destination)?.some(({ byProcess }) => byProcess.has(process))) return;
  const facts = index.at(number, destination);
  facts.handoversLost++;
  facts.handoverLost = id;
}

function leaveWork({ working, watcher }: DeliveryIndex, process: number): void {
  const work = working.get(process);
  if (work === undefined) return;
  watcher?.touchAt(work.message, work.destination);
  working.delete(process);
}

function ownershipOf(index: DeliveryIndex, destination: number, place: number): Ownership {
  let list = index.ownerships.get(destination);
  if (list === undefined) {
    list = [];
    index.ownerships.set(destination, list);
  }
  let ownership = list.find((candidate) => candidate.place === place);
  if (ownership === undefined) {
    ownership = { destination, place, byProcess: new Map(), open: new Set() };
    list.push(ownership);
  }
  return ownership;
}

function end(index: DeliveryIndex, ownership: Ownership, term: Term, event: EventId): void {
  index.watcher?.touchHeldBy(term.process);
  term.to = event;
  ownership.open.delete(term);
}

/** Who asked for an effect: the sender of the packet that caused it; in histories without packets, whoever asked last. */
function requester({ history }: DeliveryIndex, id: EventId, facts: DestinationFacts): number {
  const cause = history.cause(id);
  if (cause !== NO_EVENT && history.kind(cause) === K.PacketDelivered) return history.a(cause);
  return facts.requestedBy;
}
