import { directMatches } from "./exchange-direct.ts";
import { fanoutMatches } from "./exchange-fanout.ts";
import { topicMatches } from "./exchange-topic.ts";
import type { ExchangeType } from "./settings-types.ts";

export interface Exchange {
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: boolean;
}

export interface Binding {
  readonly exchange: string;
  readonly queue: string;
  readonly routingKey: string;
}

const MATCHES: Record<ExchangeType, (bindingKey: string, routingKey: string) => boolean> = {
  direct: directMatches,
  fanout: fanoutMatches,
  topic: topicMatches,
};

export const DEFAULT_EXCHANGE = "";

/** Of those that every virtual host has (R-EXCH-01), the ones of a known type. Names that begin so are the node's own. */
export const SYSTEM_PREFIX = "amq.";
export const SYSTEM_EXCHANGES: readonly Exchange[] = Object.freeze(
  (["direct", "fanout", "topic"] as const).map((type) => Object.freeze({ name: SYSTEM_PREFIX + type, type, durable: true })),
);

export function isExchangeType(type: string): type is ExchangeType {
  return Object.hasOwn(MATCHES, type);
}

/** What is declared on a node. */
export interface Topology {
  readonly exchanges: readonly Exchange[];
  readonly bindings: readonly Binding[];
  readonly queues: Readonly<Record<string, unknown>>;
}

/**
 * The queues that a message goes to, each once however many bindings match (R-EXCH-10), in the order of the bindings. Null when there is
 * no such exchange. The default exchange goes to the queue of the routing key's name (R-EXCH-02).
 */
export function route({ exchanges, bindings, queues }: Topology, exchange: string, routingKey: string): string[] | null {
  if (exchange === DEFAULT_EXCHANGE) return Object.hasOwn(queues, routingKey) ? [routingKey] : [];
  const found = exchanges.find(({ name }) => name === exchange);
  if (found === undefined) return null;
  const matches = MATCHES[found.type];
  const chosen: string[] = [];
  for (const binding of bindings) {
    if (binding.exchange === exchange && !chosen.includes(binding.queue) && matches(binding.routingKey, routingKey))
      chosen.push(binding.queue);
  }
  return chosen;
}
