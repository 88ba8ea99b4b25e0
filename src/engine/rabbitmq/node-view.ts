import { readyCount } from "./classic-queue.ts";
import type { NodeState } from "./node-state.ts";
import type { RabbitmqNodeView } from "./views.ts";

const SHOWN = 32;

export function nodeView(state: NodeState): RabbitmqNodeView {
  const held = Object.values(state.connections).flatMap(({ channels }) => Object.values(channels).flatMap(({ unacked }) => unacked));
  return {
    node: state.config.node,
    exchanges: state.exchanges.map(({ name, type }) => ({ name, type })),
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
      unacked: held
        .filter((unacked) => unacked.queue === queue.name)
        .slice(0, SHOWN)
        .map(({ message, consumerTag }) => ({
          message: message.content.message,
          redelivered: message.redelivered,
          consumer: consumerTag ?? "",
        })),
      consumers: queue.consumers.map(({ tag }) => tag),
    })),
    connections: Object.keys(state.connections).length,
  };
}
