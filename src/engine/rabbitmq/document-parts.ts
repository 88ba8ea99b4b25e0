import { SENDS_ONLY } from "../delivery/application.ts";
import { type SettingOwner, type SettingValue, type SettingValues, settingsInForce } from "../delivery/settings.ts";
import {
  type ChangedAt,
  type ClientPart,
  type ClientScene,
  handlersOf,
  readingOf,
  type SettingChanged,
  type SystemParts,
  settleOf,
} from "../delivery/system-parts.ts";
import { wiresTaken } from "../delivery/wire.ts";
import { clusterPrefix } from "../document/cluster-names.ts";
import type { Client, Lane } from "../document/lane.ts";
import { clientName } from "../document/names.ts";
import { fromMs } from "../sim/time.ts";
import { amqpConsumer, type RabbitmqConsumerConfig } from "./consumer.ts";
import { OF_CONNECTION, rabbitmqSays } from "./document-says.ts";
import type { RabbitmqClient, RabbitmqCluster, RabbitmqConsumer, Topology } from "./document-types.ts";
import { amqpPublisher, type PublisherConfig } from "./publisher.ts";
import { RABBITMQ_SETTINGS } from "./settings.ts";
import { NODE, rabbitmqCluster } from "./topology.ts";

/** A RabbitMQ cluster and its clients, from a document. Queues and exchanges of a further cluster carry its name in front, as its node does. */
export const rabbitmqParts: SystemParts = {
  name: "rabbitmq",
  says: rabbitmqSays,
  cluster(given, prefix) {
    const cluster = given as RabbitmqCluster;
    const own = prefix.slice(prefix.indexOf("/") + 1);
    return rabbitmqCluster({ broker: cluster.settings, ...inCluster(cluster, own) });
  },
  client: (given, scene) => {
    const client = given as RabbitmqClient;
    return [...(client.consumers ?? []).map((consumer, i) => consumerOf(client, consumer, i, scene)), ...publisherOf(client, scene)];
  },
  called: () => null,
  change(lane, at, setting, value) {
    if ("part" in at && at.application !== null) return clientChanged(lane, at.part, at.application, setting, value);
    return nodeChanged(lane, at, setting, value);
  },
};

/** Names as they are in the protocol and in the history; the default exchange has none. */
function inCluster({ exchanges = [], queues = [], bindings = [] }: Topology, own: string) {
  return {
    exchanges: exchanges.map(({ name, type, durable }) => ({ name: own + name, type, durable })),
    queues: queues.map(({ name, durable, arguments: args }) => ({ name: own + name, durable, arguments: args })),
    bindings: bindings.map(({ exchange, queue, routingKey }) => ({ exchange: own + exchange, queue: own + queue, routingKey })),
  };
}

function clusterOf(client: RabbitmqClient, { lane, prefix }: ClientScene) {
  const cluster = lane.clusters.find(({ name, system }) => system === "rabbitmq" && name === client.cluster) as RabbitmqCluster;
  const own = clusterPrefix(lane, cluster);
  const heartbeat = settingsInForce(RABBITMQ_SETTINGS, "broker", cluster.settings)["heartbeat"] as number;
  return { node: prefix + own + NODE, own, heartbeat };
}

function limitsOf(owner: "producer" | "consumer", { connection = {} }: RabbitmqClient) {
  const values = settingsInForce(RABBITMQ_SETTINGS, owner, connection);
  return {
    connectionTimeoutUs: fromMs(values["connectionTimeout"] as number),
    networkRecoveryIntervalUs: fromMs(values["networkRecoveryInterval"] as number),
  };
}

function consumerOf(client: RabbitmqClient, consumer: RabbitmqConsumer, place: number, scene: ClientScene): ClientPart {
  const { node, own, heartbeat } = clusterOf(client, scene);
  const values = settingsInForce(RABBITMQ_SETTINGS, "consumer", consumer.settings);
  const { exchanges, queues, bindings } = inCluster(client.declares ?? {}, own);
  const queue = own + consumer.queue;
  const config: RabbitmqConsumerConfig = {
    destination: queue,
    settle: settleOf(consumer.settle),
    node,
    queue,
    declares: {
      exchanges,
      queue: queues.find(({ name }) => name === queue) ?? null,
      bindings: bindings.filter((binding) => binding.queue === queue),
    },
    prefetch: values["prefetch"] as number,
    heartbeatSeconds: heartbeat,
    ...limitsOf("consumer", client),
  };
  const name = place === 0 ? clientName(client) : `${clientName(client)}-${place + 1}`;
  return {
    library: { name, library: amqpConsumer, config },
    reading: readingOf(consumer),
    sends: null,
    reader: queue,
    ...handlersOf(consumer),
  };
}

function publisherOf(client: RabbitmqClient, scene: ClientScene): ClientPart[] {
  const { publisher } = client;
  if (publisher === undefined) return [];
  const { node, own, heartbeat } = clusterOf(client, scene);
  const values = settingsInForce(RABBITMQ_SETTINGS, "producer", publisher.settings);
  const config: PublisherConfig = {
    node,
    publishes: publisher.publishes.map(({ exchange, routingKey, types }) => ({
      exchange: exchange === "" ? "" : own + exchange,
      // By the default exchange the routing key is the name of a queue.
      routingKey: exchange === "" ? own + routingKey : routingKey,
      ...(types === undefined ? {} : { types }),
    })),
    declares: (client.consumers ?? []).length > 0 ? { exchanges: [], queues: [], bindings: [] } : inCluster(client.declares ?? {}, own),
    confirms: values["confirm.select"] as boolean,
    deliveryMode: values["delivery_mode"] as 1 | 2,
    mandatory: values["mandatory"] as boolean,
    republish: values["republish"] as boolean,
    heartbeatSeconds: heartbeat,
    ...limitsOf("producer", client),
  };
  const name = (client.consumers ?? []).length === 0 ? clientName(client) : `${clientName(client)}-publisher`;
  return [
    { library: { name, library: amqpPublisher, config }, reading: SENDS_ONLY, sends: (message) => wiresTaken(config.publishes, message) },
  ];
}

function infoOf(name: string, owners: readonly SettingOwner[]) {
  return RABBITMQ_SETTINGS.find((info) => info.name === name && owners.includes(info.owner));
}

function clientChanged(lane: Lane, part: string, application: string, name: string, value: SettingValue): SettingChanged | null {
  const put = (settings: SettingValues = {}): SettingValues => ({ ...settings, [name]: value });
  let info: ReturnType<typeof infoOf>;
  const clients = lane.clients.map((client: Client) => {
    if (client.system !== "rabbitmq" || client.application !== application) return client;
    const mine = client as RabbitmqClient;
    const owners: SettingOwner[] = [
      ...(mine.publisher === undefined ? [] : ["producer" as const]),
      ...(mine.consumers === undefined ? [] : ["consumer" as const]),
    ];
    const found = infoOf(name, owners);
    if (found === undefined) return client;
    info = found;
    if (OF_CONNECTION.has(name)) return { ...mine, connection: put(mine.connection) };
    if (found.owner === "producer" && mine.publisher !== undefined)
      return { ...mine, publisher: { ...mine.publisher, settings: put(mine.publisher.settings) } };
    return { ...mine, consumers: mine.consumers?.map((consumer) => ({ ...consumer, settings: put(consumer.settings) })) };
  });
  return info === undefined ? null : { lane: { ...lane, clients }, readers: [part], live: info.live };
}

function nodeChanged(lane: Lane, at: ChangedAt, name: string, value: SettingValue): SettingChanged | null {
  const info = infoOf(name, ["broker"]);
  const found = lane.clusters.find((cluster) => {
    if (cluster.system !== "rabbitmq") return false;
    return "cluster" in at ? cluster.name === at.cluster : at.part === clusterPrefix(lane, cluster) + NODE;
  }) as RabbitmqCluster | undefined;
  if (info === undefined || found === undefined || "place" in at) return null;
  const changed: RabbitmqCluster = { ...found, settings: { ...found.settings, [name]: value } };
  return {
    lane: { ...lane, clusters: lane.clusters.map((cluster) => (cluster === found ? changed : cluster)) },
    readers: [clusterPrefix(lane, found) + NODE],
    live: info.live,
  };
}
