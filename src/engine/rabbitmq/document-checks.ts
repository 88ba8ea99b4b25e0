import { settingsInForce } from "../delivery/settings.ts";
import type { Client, Cluster } from "../document/lane.ts";
import type { Finding, LaneView } from "../document/system-table.ts";
import type { Binding, Exchange, Queue, RabbitmqAct, RabbitmqClient, RabbitmqCluster } from "./document-types.ts";
import { placeName, queuesOf } from "./document-wires.ts";
import { DEFAULT_EXCHANGE, SYSTEM_EXCHANGES, SYSTEM_PREFIX } from "./routing.ts";
import { RABBITMQ_SETTINGS } from "./settings.ts";

const clustersOf = ({ lane }: LaneView) =>
  lane.clusters.flatMap((cluster: Cluster, i) =>
    cluster.system === "rabbitmq" ? [{ cluster: cluster as RabbitmqCluster, path: `clusters[${i}]` }] : [],
  );
const clientsOf = ({ lane }: LaneView, cluster: string) =>
  lane.clients.flatMap((client: Client, i) => {
    const ours = client as RabbitmqClient;
    return client.system === "rabbitmq" && ours.cluster === cluster ? [{ client: ours, path: `clients[${i}]` }] : [];
  });
const same = (one: { name: string; vhost?: string }, name: string, vhost: string | undefined) =>
  one.name === name && (one.vhost ?? "/") === (vhost ?? "/");

/** What no node could have in it when the run begins: whoever had tried to make it had been refused. */
export function rabbitmqRefusals(view: LaneView): Finding[] {
  return clustersOf(view).flatMap(({ cluster, path }) => [
    ...twice(cluster.exchanges, "an exchange", `${path}.exchanges`),
    ...twice(cluster.queues, "a queue", `${path}.queues`),
    ...cluster.queues.flatMap((queue, i) => keyWithoutExchange(queue, `${path}.queues[${i}]`)),
    ...cluster.bindings.flatMap(({ exchange, queue, vhost }, i) => [
      ...(isSystemExchange(exchange) || cluster.exchanges.some((one) => same(one, exchange, vhost))
        ? []
        : [{ path: `${path}.bindings[${i}].exchange`, message: `no exchange is named "${placeName(exchange, vhost)}"` }]),
      ...(cluster.queues.some((one) => same(one, queue, vhost))
        ? []
        : [{ path: `${path}.bindings[${i}].queue`, message: `no queue is named "${placeName(queue, vhost)}"` }]),
    ]),
  ]);
}

function twice(items: readonly { name: string; vhost?: string }[], what: string, path: string): Finding[] {
  return items.flatMap(({ name, vhost }, i) =>
    items.findIndex((one) => same(one, name, vhost)) < i
      ? [{ path: `${path}[${i}].name`, message: `there is ${what} "${placeName(name, vhost)}" already` }]
      : [],
  );
}

/** R-EXCH-01: in every virtual host. */
function isSystemExchange(name: string): boolean {
  return SYSTEM_EXCHANGES.some((exchange) => exchange.name === name);
}

/** R-EXCH-01, R-QUEUE-03: no client could have made them. */
function reservedWarnings({ exchanges, queues }: RabbitmqCluster, path: string): Finding[] {
  const named = [
    ...exchanges.map(({ name }, i) => ({ name, at: `exchanges[${i}]` })),
    ...queues.map(({ name }, i) => ({ name, at: `queues[${i}]` })),
  ];
  return named
    .filter(({ name }) => name.startsWith(SYSTEM_PREFIX) && !isSystemExchange(name))
    .map(({ name, at }) => ({
      path: `${path}.${at}.name`,
      part: name,
      message: `names that begin with ${SYSTEM_PREFIX} are the node's own: whoever declares ${name} has its channel closed (403)`,
    }));
}

/** R-DLX-01. */
function keyWithoutExchange({ arguments: values }: Queue, path: string): Finding[] {
  if (values["x-dead-letter-routing-key"] === undefined || values["x-dead-letter-exchange"] !== undefined) return [];
  const message = "a routing key for dead letters needs x-dead-letter-exchange";
  return [{ path: `${path}.arguments["x-dead-letter-routing-key"]`, message }];
}

/** What a node takes or answers with a closed channel, and what then happens to the messages. */
export function rabbitmqWarnings(view: LaneView): Finding[] {
  return clustersOf(view).flatMap(({ cluster, path }) => {
    const exchanges = exchangesOf(view, cluster);
    const queues = queuesOf(view, cluster.name);
    return [
      ...reservedWarnings(cluster, path),
      ...queueWarnings(view, cluster, exchanges, path),
      ...exchangeWarnings(view, cluster, path),
      ...clientsOf(view, cluster.name).flatMap(({ client, path: at }) => clientWarnings(client, exchanges, queues, cluster, at)),
    ];
  });
}

/** Exchanges that stand, and those that clients and operators make. */
export function exchangesOf({ lane, script }: LaneView, cluster: RabbitmqCluster): Exchange[] {
  const declared = lane.clients.flatMap((client) => {
    const { system, cluster: at, declares } = client as RabbitmqClient;
    return system === "rabbitmq" && at === cluster.name ? (declares?.exchanges ?? []) : [];
  });
  return [
    ...cluster.exchanges,
    ...declared,
    ...actsOn(script, cluster).flatMap((act) => (act.act === "declareExchange" ? [act.exchange] : [])),
  ];
}

function bindingsOf({ lane, script }: LaneView, cluster: RabbitmqCluster): Binding[] {
  const declared = lane.clients.flatMap((client) => {
    const { system, cluster: at, declares } = client as RabbitmqClient;
    return system === "rabbitmq" && at === cluster.name ? (declares?.bindings ?? []) : [];
  });
  return [...cluster.bindings, ...declared, ...actsOn(script, cluster).flatMap((act) => (act.act === "bind" ? [act] : []))];
}

function actsOn(script: LaneView["script"], { name }: RabbitmqCluster): RabbitmqAct[] {
  return script.flatMap(({ action }) =>
    action.do === "operate" && action.system === "rabbitmq" && action.cluster === name ? [action as unknown as RabbitmqAct] : [],
  );
}

function queueWarnings(view: LaneView, cluster: RabbitmqCluster, exchanges: readonly Exchange[], path: string): Finding[] {
  const clients = clientsOf(view, cluster.name);
  return cluster.queues.flatMap((queue, i) => {
    const { name, vhost, arguments: values } = queue;
    const part = placeName(name, vhost);
    const findings: Finding[] = [];
    const read = clients.some(
      ({ client }) =>
        same(queue, name, client.vhost) && (client.consumers?.some((one) => one.queue === name) || isReplyQueue(client, name)),
    );
    const leavesByItself = values["x-message-ttl"] !== undefined;
    if (!read && !leavesByItself)
      findings.push({ path: `${path}.queues[${i}]`, part, message: `nobody consumes queue ${part}: what comes there stays` });
    const letters = values["x-dead-letter-exchange"];
    if (
      typeof letters === "string" &&
      letters !== DEFAULT_EXCHANGE &&
      !isSystemExchange(letters) &&
      !exchanges.some((one) => same(one, letters, vhost))
    )
      findings.push({
        path: `${path}.queues[${i}].arguments["x-dead-letter-exchange"]`,
        part,
        message: `there is no exchange "${letters}": dead letters of ${part} are dropped`,
      });
    return findings;
  });
}

function isReplyQueue({ replies }: RabbitmqClient, queue: string): boolean {
  return typeof replies === "object" && replies.queue === queue;
}

/** R-PUB-01. */
function exchangeWarnings(view: LaneView, cluster: RabbitmqCluster, path: string): Finding[] {
  const bindings = bindingsOf(view, cluster);
  return cluster.exchanges.flatMap((exchange, i) =>
    bindings.some((binding) => same(exchange, binding.exchange, binding.vhost))
      ? []
      : [
          {
            path: `${path}.exchanges[${i}]`,
            part: placeName(exchange.name, exchange.vhost),
            message: `no queue is bound to exchange ${placeName(exchange.name, exchange.vhost)}: what is published to it is dropped`,
          },
        ],
  );
}

function clientWarnings(
  client: RabbitmqClient,
  exchanges: readonly Exchange[],
  queues: readonly Queue[],
  cluster: RabbitmqCluster,
  path: string,
): Finding[] {
  const { application: part, vhost, publisher, consumers = [], declares = {}, replies } = client;
  const findings: Finding[] = [];
  const warn = (at: string, message: string) => findings.push({ path: `${path}.${at}`, part, message });
  const goes = ({ exchange, routingKey }: { exchange: string; routingKey: string }, at: string) => {
    if (exchange !== DEFAULT_EXCHANGE) {
      // R-PUB-03
      if (!isSystemExchange(exchange) && !exchanges.some((one) => same(one, exchange, vhost)))
        warn(`${at}.exchange`, `there is no exchange "${placeName(exchange, vhost)}": the node closes the channel (404)`);
    } else if (!/\{(type|key)\}/.test(routingKey) && !queues.some((one) => same(one, routingKey, vhost)))
      warn(`${at}.routingKey`, `there is no queue "${placeName(routingKey, vhost)}": what the default exchange gets for it is dropped`);
  };
  const confirms = publisher && settingsInForce(RABBITMQ_SETTINGS, "producer", publisher.settings)["confirm.select"];
  if (confirms === false && consumers.some(({ settle }) => settle === "after confirms"))
    warn(
      'publisher.settings["confirm.select"]',
      "the program is to wait for confirms, but the channel is not in confirm mode: nothing that it publishes is ever confirmed, and its handlers fail",
    );
  publisher?.publishes.forEach((wire, i) => goes(wire, `publisher.publishes[${i}]`));
  consumers.forEach(({ queue, settle, settings, onFailure = [] }, i) => {
    const at = `consumers[${i}]`;
    // R-QUEUE-04
    if (!queues.some((one) => same(one, queue, vhost)))
      warn(`${at}.queue`, `there is no queue "${placeName(queue, vhost)}": the node closes the channel (404)`);
    if (settle === "auto" && Number(settings["prefetch"] ?? 0) > 0)
      warn(`${at}.settings["prefetch"]`, "a limit on unacknowledged deliveries means nothing where the node acknowledges by itself");
    onFailure.forEach((step, n) => {
      if (step.do === "publish") goes(step.to as { exchange: string; routingKey: string }, `${at}.onFailure[${n}].to`);
      else if ((step.do === "give back" || step.do === "reject") && settle !== "after" && settle !== "after confirms")
        warn(`${at}.onFailure[${n}]`, "what was settled before its work cannot be given back or rejected any more");
    });
  });
  if (typeof replies === "object" && !queues.some((one) => same(one, replies.queue, vhost)))
    warn("replies.queue", `there is no queue "${placeName(replies.queue, vhost)}": answers to it are dropped`);
  declares.exchanges?.forEach((one, i) => {
    const other = cluster.exchanges.find((standing) => same(standing, one.name, one.vhost));
    if (other !== undefined && (other.type !== one.type || other.durable !== one.durable))
      warn(
        `declares.exchanges[${i}]`,
        `exchange ${placeName(one.name, one.vhost)} stands there with other attributes: the node closes the channel (406)`,
      );
  });
  declares.queues?.forEach((one, i) => {
    const other = cluster.queues.find((standing) => same(standing, one.name, one.vhost));
    // R-QUEUE-02
    if (other !== undefined && (other.durable !== one.durable || !equal(other.arguments, one.arguments)))
      warn(
        `declares.queues[${i}]`,
        `queue ${placeName(one.name, one.vhost)} stands there with other attributes: the node closes the channel (406)`,
      );
    for (const { message } of keyWithoutExchange(one, "")) warn(`declares.queues[${i}]`, `${message}: the node closes the channel (406)`);
  });
  declares.bindings?.forEach((one, i) => {
    if (!isSystemExchange(one.exchange) && !exchanges.some((exchange) => same(exchange, one.exchange, one.vhost)))
      warn(
        `declares.bindings[${i}].exchange`,
        `there is no exchange "${placeName(one.exchange, one.vhost)}": the node closes the channel (404)`,
      );
    if (!queues.some((queue) => same(queue, one.queue, one.vhost)))
      warn(`declares.bindings[${i}].queue`, `there is no queue "${placeName(one.queue, one.vhost)}": the node closes the channel (404)`);
  });
  return findings;
}

function equal(one: Queue["arguments"], other: Queue["arguments"]): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
