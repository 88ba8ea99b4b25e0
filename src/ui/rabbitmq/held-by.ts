import type { RabbitmqConsumerView } from "../../engine/rabbitmq/views.ts";

export interface Held {
  readonly message: number;
  readonly redelivered: boolean;
}

/** What a consumer has, the one at work first: also one whose channel is gone, for which its client has no slot any more. */
export function heldBy({ slots, worker, inHand }: RabbitmqConsumerView): readonly Held[] {
  if (inHand <= slots.length || worker.phase === "idle") return slots;
  return [{ message: worker.message, redelivered: worker.attempt > 1 }, ...slots];
}
