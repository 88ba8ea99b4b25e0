import { Arrivals } from "./arrivals.ts";
import { orderOfEffects } from "./checkers/o3-key-order-of-effects.ts";
import { orderOfDeliveries } from "./checkers/o4-queue-order.ts";
import type { Fate } from "./delivery-fates.ts";
import type { DeliveryIndex } from "./delivery-index.ts";
import { keyFor, type LaneFacts } from "./lane-facts.ts";
import { LogOrders } from "./log-orders.ts";

/** What came after what in a lane, for the checkers of order. */
export class LaneOrders {
  readonly effects: Arrivals;
  readonly deliveries: Arrivals;
  readonly logs = new LogOrders();

  constructor(index: DeliveryIndex, facts: LaneFacts) {
    this.effects = new Arrivals(orderOfEffects((number) => keyFor(facts, number)));
    this.deliveries = new Arrivals(orderOfDeliveries(index.history));
  }

  /** These are all fates of the message now. */
  renew(message: number, fates: readonly Fate[]): void {
    this.effects.renew(message, fates);
    this.deliveries.renew(message, fates);
  }
}
