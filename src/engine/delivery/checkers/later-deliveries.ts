import type { EventId } from "../../sim/history.ts";
import type { Fate } from "../delivery-fates.ts";
import type { DeliveryIndex } from "../delivery-index.ts";

interface LaterDelivery {
  readonly event: EventId;
  readonly labelled: boolean;
}

const NONE: readonly LaterDelivery[] = [];

/**
 * The deliveries of a message to a destination after the first. Labelled: marked as a repeat, and not of a second copy in the store, which
 * no broker can know for a repeat.
 */
export function laterDeliveries({ history }: DeliveryIndex, { facts, entries }: Fate): readonly LaterDelivery[] {
  const { deliveries } = facts;
  if (deliveries.length < 2) return NONE;
  const stored = new Set(entries.map(({ position }) => position));
  const before = new Set([history.b(deliveries[0])]);
  let seenStored = stored.has(history.b(deliveries[0]));
  return deliveries.slice(1).map((event) => {
    const position = history.b(event);
    const here = stored.has(position);
    const secondCopy = here && !before.has(position) && seenStored;
    before.add(position);
    seenStored ||= here;
    return { event, labelled: history.c(event) === 1 && !secondCopy };
  });
}
