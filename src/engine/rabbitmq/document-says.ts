import type { LaneChange, PlaceSaid } from "../delivery/lane-change.ts";
import type { SettingOwner, SettingValues } from "../delivery/settings.ts";
import type { SettingsAt, SystemSays } from "../delivery/system-parts.ts";
import { clusterOfPart, clusterPrefix } from "../document/cluster-names.ts";
import type { Client, Cluster, Lane } from "../document/lane.ts";
import type { RabbitmqClient, RabbitmqCluster } from "./document-types.ts";
import { RABBITMQ_SETTINGS } from "./settings.ts";

/** Settings of a connection, whichever of its channels asks. */
export const OF_CONNECTION: ReadonlySet<string> = new Set(["connectionTimeout", "networkRecoveryInterval"]);

/** What a lane says of RabbitMQ, and how it would say otherwise. */
export const rabbitmqSays: SystemSays = { infos: RABBITMQ_SETTINGS, settings: settingsOf, everywhere, otherwise, place: placeOf };

function isRabbitmq(cluster: Cluster): cluster is RabbitmqCluster {
  return cluster.system === "rabbitmq";
}

function clientsOf({ clients }: Lane): RabbitmqClient[] {
  return clients.filter((client: Client): client is RabbitmqClient => client.system === "rabbitmq");
}

function settingsOf(lane: Lane, owner: SettingOwner, at: SettingsAt): SettingValues | null {
  const mine = clientsOf(lane).filter(({ application }) => application === at.application);
  if (owner === "producer") {
    const client = mine.find(({ publisher }) => publisher !== undefined);
    return client === undefined ? null : { ...client.connection, ...client.publisher?.settings };
  }
  if (owner === "consumer") {
    const client = mine.find(({ consumers }) => consumers !== undefined);
    return client === undefined ? null : { ...client.connection, ...client.consumers?.[0]?.settings };
  }
  if (owner !== "broker") return null;
  return clusterOfPart(lane, lane.clusters.filter(isRabbitmq), mine, at.part)?.settings ?? null;
}

function everywhere(lane: Lane, owner: SettingOwner): SettingValues[] {
  if (owner === "broker") return lane.clusters.filter(isRabbitmq).map(({ settings }) => settings);
  if (owner === "producer")
    return clientsOf(lane).flatMap(({ connection, publisher }) =>
      publisher === undefined ? [] : [{ ...connection, ...publisher.settings }],
    );
  if (owner !== "consumer") return [];
  return clientsOf(lane).flatMap(({ connection, consumers = [] }) => consumers.map(({ settings }) => ({ ...connection, ...settings })));
}

function otherwise(lane: Lane, change: LaneChange): Lane | null {
  switch (change.what) {
    case "setting":
      return withSetting(lane, change);
    case "queue": {
      const { queue: name, durable } = change;
      return inPlaces(lane, (own, { queues = [], ...rest }) => {
        if (!queues.some((queue) => own + queue.name === name)) return null;
        return { ...rest, queues: queues.map((queue) => (own + queue.name === name ? { ...queue, durable } : queue)) };
      });
    }
    case "binding": {
      const { exchange, queue: name, routingKey } = change;
      return inPlaces(lane, (own, topology) => {
        const { exchanges = [], queues = [], bindings = [] } = topology;
        if (!queues.some((queue) => own + queue.name === name) || !exchanges.some((one) => own + one.name === exchange)) return null;
        return {
          ...topology,
          bindings: [...bindings, { exchange: exchange.slice(own.length), queue: name.slice(own.length), routingKey }],
        };
      });
    }
  }
}

function withSetting(lane: Lane, { owner, name, value }: Extract<LaneChange, { what: "setting" }>): Lane | null {
  const put = (settings: SettingValues = {}): SettingValues => ({ ...settings, [name]: value });
  if (owner === "broker") {
    if (!lane.clusters.some(isRabbitmq)) return null;
    const clusters = lane.clusters.map((cluster: Cluster) =>
      isRabbitmq(cluster) ? { ...cluster, settings: put(cluster.settings) } : cluster,
    );
    return { ...lane, clusters };
  }
  if (owner !== "producer" && owner !== "consumer") return null;
  let found = false;
  const clients = lane.clients.map((client: Client) => {
    if (client.system !== "rabbitmq") return client;
    const mine = client as RabbitmqClient;
    if (owner === "producer" ? mine.publisher === undefined : mine.consumers === undefined) return client;
    found = true;
    if (OF_CONNECTION.has(name)) return { ...mine, connection: put(mine.connection) };
    if (owner === "producer")
      return { ...mine, publisher: mine.publisher && { ...mine.publisher, settings: put(mine.publisher.settings) } };
    return { ...mine, consumers: mine.consumers?.map((consumer) => ({ ...consumer, settings: put(consumer.settings) })) };
  });
  return found ? { ...lane, clients } : null;
}

type Declared = Pick<RabbitmqCluster, "exchanges" | "queues" | "bindings">;

/** Where queues are declared: in clusters and by clients; `own` is what stands in front of their names in the history. */
function* declaredIn(lane: Lane): Generator<[own: string, declared: Partial<Declared>, at: Cluster | Client]> {
  for (const cluster of lane.clusters.filter(isRabbitmq)) yield [clusterPrefix(lane, cluster), cluster, cluster];
  for (const client of clientsOf(lane)) {
    const cluster = lane.clusters.find(({ name, system }) => system === "rabbitmq" && name === client.cluster);
    if (cluster !== undefined && client.declares !== undefined) yield [clusterPrefix(lane, cluster), client.declares, client];
  }
}

/** Null when `change` changes none of them. */
function inPlaces(lane: Lane, change: (own: string, declared: Partial<Declared>) => Partial<Declared> | null): Lane | null {
  const changed = new Map<Cluster | Client, Partial<Declared>>();
  for (const [own, declared, at] of declaredIn(lane)) {
    const { exchanges, queues, bindings } = declared;
    const next = change(own, { exchanges, queues, bindings });
    if (next !== null) changed.set(at, next);
  }
  if (changed.size === 0) return null;
  return {
    ...lane,
    clusters: lane.clusters.map((cluster: Cluster) => ({ ...cluster, ...changed.get(cluster) })),
    clients: lane.clients.map((client: Client) => (changed.has(client) ? { ...client, declares: changed.get(client) } : client)),
  };
}

function placeOf(lane: Lane, name: string): PlaceSaid | null {
  const all = [...declaredIn(lane)];
  const queue = all.flatMap(([own, { queues = [] }]) => queues.filter((one) => own + one.name === name))[0];
  if (queue === undefined) return null;
  const bindings = all.flatMap(([own, { bindings: bound = [] }]) =>
    bound.flatMap((one) => (own + one.queue === name ? [{ exchange: own + one.exchange, routingKey: one.routingKey }] : [])),
  );
  return { durable: queue.durable, bindings };
}
