import type { RabbitmqConsumerView, RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { workWords } from "../parts/condition.ts";
import type { Inside, WordedPart } from "../parts/system-drawing.ts";
import { heldBy } from "./held-by.ts";

export function rabbitmqFacts(part: WordedPart, { role, view }: FrameProcess): string | undefined {
  if (part.face === "queue") {
    const queue = (view as RabbitmqNodeView).queues.find(({ name }) => name === part.data?.["queue"]);
    return queue === undefined ? "queue" : `queue, ${queue.readyCount} ready, ${queue.unackedCount} unacked`;
  }
  if (part.face === "exchange") return `${part.data?.["type"]} exchange`;
  switch (role) {
    case "rabbitmq consumer": {
      const consumer = view as RabbitmqConsumerView;
      return `consumer of queue ${consumer.queue}, holds ${heldBy(consumer).length}, ${workWords(consumer.worker)}`;
    }
    case "rabbitmq node":
      return `node with ${(view as RabbitmqNodeView).connections} connections`;
  }
}

/** The messages of a queue that consumers hold, then those that are ready, from its head on. */
export function insideQueue(part: WordedPart, lane: readonly FrameProcess[]): Inside[] | undefined {
  if (part.face !== "queue") return undefined;
  for (const { role, view } of lane) {
    if (role !== "rabbitmq node") continue;
    const queue = (view as RabbitmqNodeView | undefined)?.queues.find(({ name }) => name === part.data?.["queue"]);
    if (queue === undefined) continue;
    return [
      ...queue.unacked.map(({ message }) => ({ message, words: "held by a consumer, not acknowledged" })),
      ...queue.ready.map(({ message, redelivered }) => ({ message, words: `ready${redelivered ? ", redelivered" : ""}` })),
    ];
  }
  return [];
}
