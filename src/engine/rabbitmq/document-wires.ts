import type { Cluster } from "../document/lane.ts";
import type { LaneView } from "../document/system-table.ts";
import { type Moving, type Place, placeOf, type Wire } from "../document/wires.ts";
import type { Binding, Queue, RabbitmqAct, RabbitmqClient, RabbitmqCluster } from "./document-types.ts";
import { DEFAULT_EXCHANGE } from "./routing.ts";

/** What is in another virtual host than the default one has it in front. */
export function placeName(name: string, vhost = "/"): string {
  return vhost === "/" ? name : `${vhost}/${name}`;
}
const exchangeOf = (cluster: string, name: string, vhost?: string) => placeOf(cluster, "exchange", placeName(name, vhost));
const queueOf = (cluster: string, name: string, vhost?: string) => placeOf(cluster, "queue", placeName(name, vhost));

/** The queues of a cluster that stand, and those that its clients and operators make. */
export function queuesOf({ lane, script }: LaneView, cluster: string): Queue[] {
  const standing = lane.clusters.flatMap((one: Cluster) =>
    one.name === cluster && one.system === "rabbitmq" ? (one as RabbitmqCluster).queues : [],
  );
  const declared = lane.clients.flatMap((client) => {
    const { system, cluster: at, declares } = client as RabbitmqClient;
    return system === "rabbitmq" && at === cluster ? (declares?.queues ?? []) : [];
  });
  const made = script.flatMap(({ action }) => {
    if (action.do !== "operate" || action.system !== "rabbitmq" || action.cluster !== cluster) return [];
    const act = action as unknown as RabbitmqAct;
    return act.act === "declareQueue" ? [act.queue] : [];
  });
  return [...standing, ...declared, ...made];
}

/**
 * Where a publication arrives. The default exchange takes a literal key for the name of a queue; a key that each message fills in may
 * name any.
 */
function arrivals(cluster: string, exchange: string, routingKey: string, vhost: string | undefined, view: LaneView): Place[] {
  if (exchange !== DEFAULT_EXCHANGE) return [exchangeOf(cluster, exchange, vhost)];
  if (!/\{(type|key)\}/.test(routingKey)) return [queueOf(cluster, routingKey, vhost)];
  const here = queuesOf(view, cluster).filter((queue) => (queue.vhost ?? "/") === (vhost ?? "/"));
  return [...new Set(here.map(({ name }) => queueOf(cluster, name, vhost)))];
}

export function rabbitmqWiresOf(client: RabbitmqClient, view: LaneView): Wire[] {
  const { application, cluster, vhost, publisher, consumers = [], declares = {} } = client;
  const wires: Wire[] = (publisher?.publishes ?? []).flatMap(({ exchange, routingKey, types }, i) =>
    arrivals(cluster, exchange, routingKey, vhost, view).map(
      (place): Wire => ({
        kind: "publishes",
        says: exchange === DEFAULT_EXCHANGE ? "publishes to queue" : "publishes to exchange",
        path: `publisher.publishes[${i}]`,
        application,
        place,
        ...(types === undefined ? {} : { types }),
      }),
    ),
  );
  consumers.forEach(({ queue, handlers, onFailure = [] }, i) => {
    const place = queueOf(cluster, queue, vhost);
    const path = `consumers[${i}]`;
    wires.push({
      kind: "reads",
      says: "consumes queue",
      path,
      application,
      place,
      reader: queue,
      ...(handlers === undefined ? {} : { handlers }),
    });
    onFailure.forEach((step, n) => {
      if (step.do !== "publish") return;
      const { exchange, routingKey } = step.to as { exchange: string; routingKey: string };
      const says = exchange === DEFAULT_EXCHANGE ? "on failure goes to queue" : "on failure goes to exchange";
      for (const to of arrivals(cluster, exchange, routingKey, vhost, view))
        wires.push({ kind: "moves", says, path: `${path}.onFailure[${n}]`, from: place, to });
    });
  });
  (declares.bindings ?? []).forEach((binding, i) => wires.push(bound(cluster, binding, `declares.bindings[${i}]`)));
  (declares.queues ?? []).forEach((queue, i) =>
    wires.push(...deadLetters(cluster, queue, queuesOf(view, cluster), `declares.queues[${i}]`)),
  );
  return wires;
}

export function rabbitmqWiresIn({ name, bindings, queues }: RabbitmqCluster): Wire[] {
  return [
    ...bindings.map((binding, i) => bound(name, binding, `bindings[${i}]`)),
    ...queues.flatMap((queue, i) => deadLetters(name, queue, queues, `queues[${i}]`)),
  ];
}

export function wiresMadeByRabbitmq(act: RabbitmqAct, cluster: string): Wire[] {
  if (act.act === "bind") return [bound(cluster, act, "action")];
  return act.act === "declareQueue" ? deadLetters(cluster, act.queue, [], "action.queue") : [];
}

function bound(cluster: string, { exchange, queue, vhost }: Binding, path: string): Moving {
  return { kind: "moves", says: "is bound to queue", path, from: exchangeOf(cluster, exchange, vhost), to: queueOf(cluster, queue, vhost) };
}

/** R-DLX-01, within the virtual host. By the default exchange the key is the name of a queue; a message's own key may name any of them. */
function deadLetters(cluster: string, queue: Queue, queues: readonly Queue[], path: string): Moving[] {
  const { name, vhost, arguments: values } = queue;
  const exchange = values["x-dead-letter-exchange"];
  const key = values["x-dead-letter-routing-key"];
  if (typeof exchange !== "string") return [];
  const from = queueOf(cluster, name, vhost);
  const moves = (says: string, to: Place): Moving => ({ kind: "moves", says, path, from, to });
  if (exchange !== DEFAULT_EXCHANGE) return [moves("dead-letters to exchange", exchangeOf(cluster, exchange, vhost))];
  if (typeof key === "string") return [moves("dead-letters to queue", queueOf(cluster, key, vhost))];
  const here = queues.filter((other) => (other.vhost ?? "/") === (vhost ?? "/"));
  return here.map((other) => moves("dead-letters to queue", queueOf(cluster, other.name, vhost)));
}
