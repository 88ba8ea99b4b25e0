import { route } from "../engine/rabbitmq/routing.ts";
import { messagesOf } from "../engine/run.ts";
import type { LaneSpec, Run } from "../engine/scenario.ts";

export interface Unrouted {
  /** Types of messages that reach no queue of the lane, in the order in which they first come. */
  types: readonly string[];
  /** How many messages these are. */
  count: number;
}

/**
 * What a RabbitMQ lane would confirm and throw away: producers publish to the first exchange with the type as the routing key, and no
 * binding takes it (R-CONF-03). Null where everything reaches a queue.
 */
export function unroutedIn(run: Run, spec: LaneSpec): Unrouted | null {
  if (spec.system !== "rabbitmq") return null;
  const { exchanges, bindings, queues } = spec.settings;
  const topology = { exchanges, bindings, queues: Object.fromEntries(queues.map(({ name }) => [name, true])) };
  const reached = new Map<string, boolean>();
  let count = 0;
  for (const { type } of messagesOf(run)) {
    const known = reached.get(type) ?? (route(topology, exchanges[0]?.name ?? "", type) ?? []).length > 0;
    reached.set(type, known);
    if (!known) count++;
  }
  const types = [...reached].flatMap(([type, known]) => (known ? [] : [type]));
  return count === 0 ? null : { types, count };
}

/** The lane in which every queue takes every message of its exchange. */
export function withOpenBindings(spec: LaneSpec): LaneSpec {
  if (spec.system !== "rabbitmq") return spec;
  const { exchanges, queues, bindings } = spec.settings;
  const [first] = exchanges;
  if (first === undefined) return spec;
  // A topic exchange knows a key for everything; a fanout needs none. Of a direct one a topic exchange is made.
  const opened = queues.map(({ name }) => ({ exchange: first.name, queue: name, routingKey: "#" }));
  const others = bindings.filter(({ exchange }) => exchange !== first.name);
  const type = first.type === "direct" ? "topic" : first.type;
  return {
    ...spec,
    settings: { ...spec.settings, exchanges: [{ ...first, type }, ...exchanges.slice(1)], bindings: [...others, ...opened] },
  };
}
