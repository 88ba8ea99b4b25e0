import type { RabbitmqConsumerView, RabbitmqNodeView, RabbitmqPublisherView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";

/** What there is on the node at the shown instant, and who is joined to what: the drawing shows this and nothing else. */
export interface RabbitmqTopology {
  node: FrameProcess | undefined;
  exchanges: readonly { name: string; type: string }[];
  queues: readonly QueueFacts[];
  publishers: readonly { process: FrameProcess; exchange: string; connected: boolean }[];
  /** Consumers whose queue the node does not have. */
  astray: readonly FrameProcess[];
}

export interface QueueFacts {
  name: string;
  bindings: readonly { exchange: string; words: string }[];
  consumers: readonly { process: FrameProcess; subscribed: boolean }[];
}

export function topologyOf(processes: readonly FrameProcess[]): RabbitmqTopology {
  const node = processes.find(({ role }) => role === "rabbitmq node");
  const view = node?.view as RabbitmqNodeView | undefined;
  const consumers = processes.filter(({ role, left }) => role === "rabbitmq consumer" && !left);
  const publishers = processes
    .filter(({ role, left }) => role === "rabbitmq publisher" && !left)
    .map((process) => {
      const { exchange, connected } = process.view as RabbitmqPublisherView;
      return { process, exchange, connected };
    });
  const queueOf = (process: FrameProcess) => (process.view as RabbitmqConsumerView).queue;
  const byDefault = publishers.some(({ exchange }) => exchange === "");
  const typeOf = (exchange: string) => view?.exchanges.find(({ name }) => name === exchange)?.type;
  return {
    node,
    // R-EXCH-06: the default exchange has no name; it is drawn where somebody publishes to it.
    exchanges: [...(view?.exchanges ?? []), ...(byDefault && view !== undefined ? [{ name: "", type: "direct" }] : [])],
    queues: (view?.queues ?? []).map(({ name, consumers: tags }) => ({
      name,
      bindings: [
        ...(view?.bindings ?? [])
          .filter(({ queue }) => queue === name)
          .map(({ exchange, routingKey }) => ({ exchange, words: bindingWords(typeOf(exchange), routingKey) })),
        ...(byDefault ? [{ exchange: "", words: name }] : []),
      ],
      consumers: consumers
        .filter((process) => queueOf(process) === name)
        .map((process) => ({ process, subscribed: tags.includes(process.part) })),
    })),
    publishers,
    astray: consumers.filter((process) => !(view?.queues ?? []).some(({ name }) => name === queueOf(process))),
  };
}

/** What a binding lets through: a fanout exchange does not look at the key. */
function bindingWords(type: string | undefined, routingKey: string): string {
  if (type === "fanout") return "everything";
  return routingKey === "" ? '""' : routingKey;
}

/** Everything above that moves boxes or lines, as one text: a layout is made anew when it changes. */
export function topologyMark(process: FrameProcess): string {
  switch (process.role) {
    case "rabbitmq node": {
      const { exchanges, bindings, queues } = process.view as RabbitmqNodeView;
      const bound = bindings.map(({ exchange, queue, routingKey }) => `${exchange}>${queue}:${routingKey}`);
      return [...exchanges.map(({ name }) => name), ...bound, ...queues.map(({ name, consumers }) => `${name}=${consumers}`)].join(";");
    }
    case "rabbitmq publisher": {
      const { exchange, connected } = process.view as RabbitmqPublisherView;
      return `${exchange}${connected}`;
    }
    default:
      return "";
  }
}
