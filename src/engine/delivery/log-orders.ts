import type { Entry, Place } from "./delivery-facts.ts";
import type { DeliveryIndex } from "./delivery-index.ts";

/** Whose messages are compared: a producer's; below -1 those that it made of others. */
export function senderOf(index: DeliveryIndex, message: number): number {
  const producer = index.messages[message]?.producer ?? -1;
  return producer >= 0 && index.isMade(message) ? -2 - producer : producer;
}

export function rankAt(index: DeliveryIndex, message: number): number {
  const facts = index.messages[message];
  return facts === undefined ? message : index.rankOf(facts);
}

interface Seen {
  length: number;
  last: Entry | undefined;
  /** The highest rank of each producer's messages. */
  readonly newest: Map<number, number>;
  orderly: boolean;
  reassigned: number;
}

/**
 * Which places hold, and ever held, the messages of each producer in their order: so does then any part of them. A log changes only at its
 * end, so that each look reads on from the one before.
 */
export class LogOrders {
  private readonly seen = new Map<Place, Seen>();

  isOrderly(index: DeliveryIndex, place: Place): boolean {
    const { log } = place;
    let seen = this.seen.get(place);
    if (seen === undefined || seen.reassigned !== index.reassigned || (seen.length > 0 && log[seen.length - 1] !== seen.last)) {
      seen = { length: 0, last: undefined, newest: new Map(), orderly: true, reassigned: index.reassigned };
      this.seen.set(place, seen);
    }
    for (; seen.length < log.length && seen.orderly; seen.length++) {
      const { message } = log[seen.length];
      const sender = senderOf(index, message);
      const rank = rankAt(index, message);
      if (rank < (seen.newest.get(sender) ?? rank)) seen.orderly = false;
      else seen.newest.set(sender, rank);
      seen.last = log[seen.length];
    }
    return seen.orderly;
  }
}
