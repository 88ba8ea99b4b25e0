import { type ClassicQueue, everyConsumer, readyCount } from "./classic-queue.ts";
import type { NodeState } from "./node-state.ts";
import { SYSTEM_PREFIX } from "./routing.ts";
import type { RabbitmqNodeView, RabbitmqQueueView } from "./views.ts";

const SHOWN = 32;

export function nodeView(state: NodeState): RabbitmqNodeView {
  return {
    node: state.config.node,
    exchanges: state.exchanges.filter(({ name }) => !name.startsWith(SYSTEM_PREFIX)).map(({ name, type }) => ({ name, type })),
    bindings: state.bindings,
    queues: Object.values(state.queues).map((queue) => ({
      name: queue.name,
      durable: queue.durable,
      type: "classic",
      readyCount: readyCount(queue),
      ready: queue.ready
        .slice(queue.head, queue.head + SHOWN)
        .map(({ content, redelivered }) => ({ message: content.message, redelivered })),
      unackedCount: queue.unackedCount,
      unacked: unackedOf(state, queue),
      consumers: everyConsumer(queue).map(({ tag }) => tag),
    })),
    connections: Object.keys(state.connections).length,
  };
}

function unackedOf(state: NodeState, queue: ClassicQueue): RabbitmqQueueView["unacked"] {
  const shown: { message: number; redelivered: boolean; consumer: string }[] = [];
  if (queue.unackedCount === 0) return shown;
  for (const { channels } of Object.values(state.connections)) {
    for (const { unacked } of Object.values(channels)) {
      for (let i = unacked.head; i < unacked.items.length; i++) {
        const held = unacked.items[i];
        if (held === null || held.queue !== queue.name) continue;
        const { message, consumerTag } = held;
        shown.push({ message: message.content.message, redelivered: message.redelivered, consumer: consumerTag ?? "" });
        if (shown.length === SHOWN) return shown;
      }
    }
  }
  return shown;
}
