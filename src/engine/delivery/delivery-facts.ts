import { type EventId, NO_EVENT } from "../sim/history.ts";
import { NOTHING } from "./short-lists.ts";

/** One stored message at one position of one place, with everybody who holds a copy. */
export interface Entry {
  readonly message: number;
  readonly place: Place;
  readonly position: number;
  readonly epoch: number;
  /** The event that stored it. */
  readonly storedBy: EventId;
  /** Processes that have a copy. */
  holders: readonly number[];
  /** Why nobody can read it any more: the last copy was cut off or erased, or a later authority stored something else there. */
  goneBy: EventId;
  overwritten: boolean;
  /** Below the place's committed end at some time, or in a place without one. */
  wasReadable: boolean;
}

/** A partition, or a queue. */
export interface Place {
  readonly text: number;
  /** What its authority stored, in that order, without what a later authority overwrote. */
  readonly log: Entry[];
  readonly byPosition: Map<number, Entry>;
  /** Entries by holder, lowest position first. */
  readonly held: Map<number, Entry[]>;
  /** Destinations (texts) that read it. */
  readonly subscribers: number[];
  /** Committed offset by destination. */
  readonly offsets: Map<number, number>;
  /** The last that each process fetched of it. */
  readonly fetched: Map<number, Fetched>;
  /** Below it everything may be read; -1 when the place has no such rule. */
  committed: number;
  committedEpoch: number;
  /** One above the highest position ever stored. */
  end: number;
}

/** What happened to one message at one destination. Lists are in the order of events. */
export interface DestinationFacts {
  readonly destination: number;
  deliveries: readonly EventId[];
  begun: readonly EventId[];
  effects: readonly EventId[];
  /** Who asked for each effect; -1 when unknown. */
  requesters: readonly number[];
  /** An idempotent database had it already. */
  skipped: EventId;
  /** Last request, for histories whose effects do not name their cause. */
  requestedBy: number;
  /** Who asked for the effect, once for each request that was not lost on its way to the database: it may still be carried out. */
  asking: readonly number[];
  /** The last loss of such a request. */
  requestLost: EventId;
  done: number;
  /** Last of its kind, or NO_EVENT. */
  doneBy: EventId;
  failed: EventId;
  failures: number;
  abandoned: EventId;
  /** Whoever had it in hand let go of it; the last time. */
  released: EventId;
  /** The first settlement by itself, or by an offset that passed it. */
  settled: EventId;
  /** How often it was settled by itself. */
  settlements: number;
  /** How often what was handed over with its settlement (an automatic ack) was lost before its consumer read it, and the last of these. */
  handoversLost: number;
  handoverLost: EventId;
  returned: EventId;
  returns: number;
  /** The last return of what the place was done with and has forgotten that it was. */
  forgotten: EventId;
  /** The destination began to read the place behind the message, by a rule; NO_EVENT again once it is delivered after all. */
  passedOver: EventId;
}

export interface Removal {
  /** Text of the destination; 0 length text when routing found none. */
  readonly destination: number;
  readonly reason: number;
  readonly event: EventId;
}

export interface MessageFacts {
  readonly number: number;
  /** When the application handed it to its client library. */
  accepted: EventId;
  /** When it did so first. */
  handed: EventId;
  /** The application came back too late to hand it over. */
  missed: EventId;
  sent: readonly EventId[];
  /** Attempts after the first at the same step. */
  resends: number;
  /** Process that it was handed to, or else that of the first attempt; -1 while there is neither. */
  producer: number;
  confirmed: EventId;
  /** Last of its kind, or NO_EVENT. */
  refused: EventId;
  unresolved: EventId;
  returnedToSender: EventId;
  /** The last packet with it that was lost or never read. */
  packetLost: EventId;
  /** Packets with it that outlived whoever sent them: for whom, and the event at which they were still under way. */
  underWay: readonly UnderWay[];
  /** Attempts that certainly reached no place: thrown away there, lost on the way or never read; and the last of them. */
  attemptsGone: number;
  attemptGone: EventId;
  entries: readonly Entry[];
  routes: readonly { readonly destination: number; readonly place: number }[];
  removals: readonly Removal[];
  destinations: readonly DestinationFacts[];
}

export interface UnderWay {
  readonly to: number;
  readonly event: EventId;
}

/** What a client has read of a place and not handed over yet: from a position to below another. */
export interface Fetched {
  readonly event: EventId;
  readonly from: number;
  readonly to: number;
}

/** A time during which a process was entitled to a place for a destination. */
export interface Term {
  readonly process: number;
  readonly generation: number;
  readonly from: EventId;
  /** NO_EVENT while it lasts. */
  to: EventId;
}

export interface Fault {
  readonly event: EventId;
  /** Process that it struck, or -1 for faults of the network between processes. */
  readonly process: number;
}

export function newPlace(text: number): Place {
  return {
    text,
    log: [],
    byPosition: new Map(),
    held: new Map(),
    subscribers: [],
    offsets: new Map(),
    fetched: new Map(),
    committed: -1,
    committedEpoch: -1,
    end: 0,
  };
}

export function newMessageFacts(number: number): MessageFacts {
  return {
    number,
    accepted: NO_EVENT,
    handed: NO_EVENT,
    missed: NO_EVENT,
    sent: NOTHING,
    resends: 0,
    producer: -1,
    confirmed: NO_EVENT,
    refused: NO_EVENT,
    unresolved: NO_EVENT,
    returnedToSender: NO_EVENT,
    packetLost: NO_EVENT,
    underWay: NOTHING,
    attemptsGone: 0,
    attemptGone: NO_EVENT,
    entries: NOTHING,
    routes: NOTHING,
    removals: NOTHING,
    destinations: NOTHING,
  };
}

export function newDestinationFacts(destination: number): DestinationFacts {
  return {
    destination,
    deliveries: NOTHING,
    begun: NOTHING,
    effects: NOTHING,
    requesters: NOTHING,
    skipped: NO_EVENT,
    requestedBy: -1,
    asking: NOTHING,
    requestLost: NO_EVENT,
    done: 0,
    doneBy: NO_EVENT,
    failed: NO_EVENT,
    failures: 0,
    abandoned: NO_EVENT,
    released: NO_EVENT,
    settled: NO_EVENT,
    settlements: 0,
    handoversLost: 0,
    handoverLost: NO_EVENT,
    returned: NO_EVENT,
    returns: 0,
    forgotten: NO_EVENT,
    passedOver: NO_EVENT,
  };
}
