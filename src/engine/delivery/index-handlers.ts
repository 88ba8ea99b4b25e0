import * as K from "../sim/event-kinds.ts";
import { type EventId, NO_EVENT } from "../sim/history.ts";
import type { Apply } from "./database.ts";
import type { DestinationFacts, MessageFacts, Term } from "./delivery-facts.ts";
import { type DeliveryState, type Ownership, ROLE, type WorkInHand } from "./delivery-state.ts";
import * as D from "./events.ts";
import { added } from "./short-lists.ts";
import { commitUpTo, cutLog, eraseEntry, passOver, settleUpTo, storeCopy, storeEntry } from "./stored-copies.ts";

/** What each kind of event says of its message, its place or its process. */

type Handler = (index: DeliveryState, id: EventId, process: number, message: number, a: number, b: number, c: number) => void;

/** By code of the kind. */
export const HANDLERS: (Handler | undefined)[] = [];

/**
 * What an event changes of its message: how it stands everywhere, or at the destination in field a, or there when it was not on its way; or the
 * handler says it itself.
 */
export const TOUCH = { message: 0, destination: 1, goingOn: 2, itself: 3 } as const;
export const TOUCHES: number[] = [];

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
  if (message.handed === NO_EVENT) message.handed = id;
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
  arrivedAt(index.message(number), process);
  storeEntry(index, id, process, number, place, position, epoch);
  index.play(process, ROLE.store);
});
on(
  D.MessageCopied,
  (index, id, process, number, place, position, epoch) => {
    arrivedAt(index.message(number), process);
    storeCopy(index, id, process, number, place, position, epoch);
    index.play(process, ROLE.store);
  },
  TOUCH.itself,
);
on(D.PositionCommitted, (index, _id, _process, _number, place, position, epoch) => commitUpTo(index, place, position, epoch));
on(D.PlaceFetched, (index, id, process, _number, place, from, to) => {
  index.place(place).fetched.set(process, { event: id, from, to });
  index.play(process, ROLE.consumer);
});
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
    beginWork(index, process, { begun: id, message: number, destination });
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
  leaveWork(index, process, facts.destination, number);
});
onDestination(D.WorkFailed, (index, id, process, number, destination) => {
  const facts = index.at(number, destination);
  facts.failed = id;
  facts.failures++;
  const before = index.workersFor(destination) === 1 ? [] : (index.threwOn.get(process) ?? []);
  index.threwOn.set(process, [...before, number]);
  leaveWork(index, process, destination, number);
});
onDestination(D.WorkAbandoned, (index, id, process, number, destination) => {
  index.at(number, destination).abandoned = id;
  leaveWork(index, process, destination, number);
});
onDestination(D.MessageReleased, (index, id, _process, number, destination) => {
  index.at(number, destination).released = id;
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
  index.play(process, ROLE.consumer);
  index.touchUnderWayTo(process);
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
    leaveAllWork(index, process);
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
      const message = index.message(one);
      message.packetLost = id;
      arrivedAt(message, process);
      loseAttempt(index, id, one, from);
      index.watcher?.touch(one);
      if (settlement !== NO_EVENT) loseHandover(index, id, one, process, settlement);
    }
  });
}
on(
  K.PacketUnderWay,
  (index, id, process, number) => {
    for (const one of [number, ...index.carried(id)]) {
      const message = index.message(one);
      message.underWay = added(message.underWay, { to: process, event: id });
      index.outliving.push({ to: process, message: one });
      index.watcher?.touch(one);
    }
  },
  TOUCH.itself,
);
on(K.RunEnded, (index, id, _process, _message, atRest) => {
  index.ended = id;
  index.final = atRest === 1;
  index.watcher?.touchAll();
});

/** What was under way to the process has come, or is known not to come any more. */
function arrivedAt(message: MessageFacts, process: number): void {
  const first = message.underWay.findIndex(({ to }) => to === process);
  if (first >= 0) message.underWay = message.underWay.toSpliced(first, 1);
}

function producedBy(index: DeliveryState, message: MessageFacts, process: number): void {
  if (message.producer !== process && message.entries.length > 0) index.reassigned++;
  message.producer = process;
}

/** What its sender had sent was an attempt; an answer on the way back, by which nothing of the message is gone, comes from somebody else. */
function loseAttempt(index: DeliveryState, id: EventId, number: number, from: number): void {
  const message = index.message(number);
  if (!message.sent.some((event) => index.history.process(event) === from)) return;
  message.attemptsGone++;
  message.attemptGone = id;
}

const APPLY: Apply["type"] = "Apply";

function loseRequest(index: DeliveryState, id: EventId, number: number, from: number): void {
  for (const facts of index.message(number).destinations) {
    const asked = facts.asking.indexOf(from);
    if (asked < 0) continue;
    facts.asking = facts.asking.toSpliced(asked, 1);
    facts.requestLost = id;
  }
}

/** An automatic ack settles what it hands over. What another destination is handed after it is no concern of this one. */
function loseHandover(index: DeliveryState, id: EventId, number: number, process: number, settlement: EventId): void {
  const { history, ownerships } = index;
  if (history.message(settlement) !== number) return;
  for (const destination of index.destinationsOf(history.a(settlement))) {
    if (!ownerships.get(destination)?.some(({ byProcess }) => byProcess.has(process))) continue;
    const facts = index.at(number, destination);
    facts.handoversLost++;
    facts.handoverLost = id;
  }
}

/** Who begins more than it has workers has left what it began first, and will not come back to what it threw on. */
function beginWork(index: DeliveryState, process: number, begun: WorkInHand): void {
  const { watcher } = index;
  const most = index.workersFor(begun.destination);
  const works = index.working.get(process) ?? [];
  const kept = most === 1 ? [] : works.slice(Math.max(0, works.length + 1 - most));
  for (const { message, destination } of works.slice(0, works.length - kept.length)) watcher?.touchAt(message, destination);
  index.working.set(process, [...kept, begun]);
  const threwOn = index.threwOn.get(process);
  if (threwOn === undefined) return;
  for (const message of threwOn) watcher?.touch(message);
  const others = threwOn.filter((message) => message !== begun.message);
  const left = others.slice(Math.max(0, others.length + kept.length + 1 - most));
  if (left.length === 0) index.threwOn.delete(process);
  else index.threwOn.set(process, left);
}

/** Who has one worker is through with whatever it was at. */
function leaveWork(index: DeliveryState, process: number, destination: number, message: number): void {
  if (index.workersFor(destination) === 1) return leaveAllWork(index, process);
  const { working, watcher } = index;
  const works = working.get(process);
  const at = works?.findIndex((work) => work.message === message && work.destination === destination) ?? -1;
  if (works === undefined || at < 0) return;
  watcher?.touchAt(message, destination);
  if (works.length === 1) working.delete(process);
  else working.set(process, works.toSpliced(at, 1));
}

function leaveAllWork({ working, watcher }: DeliveryState, process: number): void {
  for (const { message, destination } of working.get(process) ?? []) watcher?.touchAt(message, destination);
  working.delete(process);
}

function ownershipOf(index: DeliveryState, destination: number, place: number): Ownership {
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

function end(index: DeliveryState, ownership: Ownership, term: Term, event: EventId): void {
  index.watcher?.touchHeldBy(term.process);
  term.to = event;
  ownership.open.delete(term);
}

/** Who asked for an effect: the sender of the packet that caused it; in histories without packets, whoever asked last. */
function requester({ history }: DeliveryState, id: EventId, facts: DestinationFacts): number {
  const cause = history.cause(id);
  if (cause !== NO_EVENT && history.kind(cause) === K.PacketDelivered) return history.a(cause);
  return facts.requestedBy;
}

/** By code of the kind: whether its first field is a destination. */
export const NAMES_DESTINATION: readonly boolean[] = HANDLERS.map((_, kind) => K.eventKindInfo(kind).fields[0] === "destinationText");
