import * as K from "../sim/event-kinds.ts";
import { CAUSE, type EventId, type History, NO_EVENT } from "../sim/history.ts";
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
import type { LaneFacts } from "./lane-facts.ts";
import { added } from "./short-lists.ts";
import type { CopiesIndex } from "./stored-copies.ts";

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

/** A message that a process works on, and the event that began it. */
export interface WorkInHand {
  begun: EventId;
  message: number;
  destination: number;
}

/** What was gathered of one lane: all that the checkers, the ledger and the meters read. Who reads the history is `DeliveryIndex`. */
export class DeliveryState implements CopiesIndex {
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
  /** What each process works on, in the order in which it began. */
  readonly working = new Map<number, readonly WorkInHand[]>();
  /** Messages on which a process threw, and that it may begin again: while it has not begun something else in their stead. */
  readonly threwOn = new Map<number, readonly number[]>();
  /** Destinations (texts) that subscribed to some place. */
  readonly subscribed = new Set<number>();
  /** Messages in packets that outlived their senders, and for whom. */
  readonly outliving: { to: number; message: number }[] = [];
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
  /** Destinations by the text of the reader that the history names; null when all are called alike. */
  protected readonly destinations: Map<number, readonly number[]> | null;
  protected readonly prefix: string;
  private extra = 0;
  private readonly unnamed: string[] = [];

  /**
   * @param processLanes lane of each process, by its number
   * @param facts `prefix` of the lane's names and of its network faults: without it, the network faults of all lanes are taken
   */
  constructor(
    readonly history: History,
    readonly lane: number,
    protected readonly processLanes: readonly number[],
    private readonly facts: Pick<LaneFacts, "prefix" | "readers" | "fromOutside" | "effectless" | "workers"> = {},
  ) {
    this.prefix = facts.prefix ?? "";
    this.destinations = facts.readers === undefined ? null : new Map();
  }

  /**
   * Where a message stands in the order in which its producer handed messages over: what comes from outside by its number, what a handler
   * made by when it did so first. The two are not compared.
   */
  rankOf({ number, handed }: MessageFacts): number {
    return this.isMade(number) ? handed : number;
  }

  isMade(number: number): boolean {
    const { fromOutside } = this.facts;
    return fromOutside !== undefined && number > fromOutside;
  }

  /** How many messages a process works on at a time for a destination. */
  workersFor(destination: number): number {
    const { workers } = this.facts;
    return workers === undefined ? 1 : (workers[this.text(destination)] ?? 1);
  }

  /** Whether a destination owes an effect, or only the end of its work. */
  isEffectless(destination: number): boolean {
    const { effectless } = this.facts;
    return effectless?.includes(this.text(destination)) ?? false;
  }

  /** Whom an event is for that names a reader: all handlers behind it. Which of them takes a message, is asked when accounts are made. */
  destinationsOf(reader: number): readonly number[] {
    let known = this.destinations?.get(reader);
    if (known === undefined) {
      const handlers = reader < 0 ? undefined : this.facts.readers?.[this.text(reader)];
      known = handlers?.map((handler) => this.numberOf(handler)) ?? [reader];
      this.destinations?.set(reader, known);
    }
    return known;
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
    const before = this.roles[process] ?? 0;
    if ((before | role) === before) return;
    this.roles[process] = before | role;
    this.touchUnderWayTo(process);
  }

  /** What was sent to a process may mean something else by what the process turns out to be. */
  touchUnderWayTo(process: number): void {
    for (const { to, message } of this.outliving) if (to === process) this.watcher?.touch(message);
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
