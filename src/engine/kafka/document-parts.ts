import { SENDS_ONLY } from "../delivery/application.ts";
import type { SettingOwner, SettingValue, SettingValues } from "../delivery/settings.ts";
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
import type { Client, Cluster, Lane } from "../document/lane.ts";
import { clientName } from "../document/names.ts";
import { kafkaConsumer } from "./consumer.ts";
import { consumerConfig } from "./consumer-config.ts";
import type { KafkaConsumerConfig } from "./consumer-state.ts";
import { kafkaSays } from "./document-says.ts";
import type { KafkaClient, KafkaCluster } from "./document-types.ts";
import { kafkaProducer } from "./producer.ts";
import { producerConfig } from "./producer-config.ts";
import type { KafkaProducerConfig } from "./producer-state.ts";
import { CONTROLLER, kafkaReaders } from "./setting-readers.ts";
import { KAFKA_SETTINGS } from "./settings.ts";
import { brokersOf, type ClusterSpec, kafkaCluster } from "./topology.ts";

/** A Kafka cluster and its clients, from a document. Topics of a further cluster carry its name in front, as its processes do. */
export const kafkaParts: SystemParts = {
  name: "kafka",
  says: kafkaSays,
  cluster: (cluster, prefix) => kafkaCluster(prefix, specOf(cluster as KafkaCluster, prefix)),
  client: (client, scene) => [...consumerOf(client as KafkaClient, scene), ...producerOf(client as KafkaClient, scene)],
  called: () => null,
  change(lane, at, setting, value, parts) {
    if ("part" in at && at.application !== null) return clientChanged(lane, at.part, at.application, setting, value);
    return clusterChanged(lane, at, setting, value, parts);
  },
};

function specOf({ brokers, settings, topics }: KafkaCluster, prefix: string): ClusterSpec {
  const own = ownPrefix(prefix);
  return {
    brokers,
    broker: settings,
    topics: topics.map(({ name, partitions, replicationFactor, settings: config }) => ({
      name: own + name,
      partitions,
      replicationFactor: Math.min(replicationFactor, brokers),
      config,
    })),
  };
}

/** The cluster's own part of a prefix of processes: `east/` of `left/east/`. */
function ownPrefix(prefix: string): string {
  return prefix.slice(prefix.indexOf("/") + 1);
}

function clusterOf(client: KafkaClient, { lane, prefix }: ClientScene): { bootstrap: string[]; own: string } {
  const cluster = lane.clusters.find(({ name, system }) => system === "kafka" && name === client.cluster) as KafkaCluster;
  const own = clusterPrefix(lane, cluster);
  return { bootstrap: brokersOf(prefix + own, cluster.brokers), own };
}

function consumerOf(client: KafkaClient, scene: ClientScene): ClientPart[] {
  const { consumer } = client;
  if (consumer === undefined) return [];
  const { bootstrap, own } = clusterOf(client, scene);
  const config: KafkaConsumerConfig = {
    group: own + consumer.group,
    settle: settleOf(consumer.settle),
    topics: consumer.topics.map((topic) => own + topic),
    bootstrap,
    config: consumerConfig(consumer.settings),
  };
  return [
    {
      library: { name: clientName(client), library: kafkaConsumer, config },
      reading: readingOf(consumer),
      sends: null,
      reader: config.group,
      ...handlersOf(consumer),
    },
  ];
}

/** Throws with Kafka's reason when the settings contradict each other; documents are checked before. */
function producerOf(client: KafkaClient, scene: ClientScene): ClientPart[] {
  const { producer } = client;
  if (producer === undefined) return [];
  const { bootstrap, own } = clusterOf(client, scene);
  const checked = producerConfig(producer.settings);
  if ("error" in checked) throw new Error(`ConfigException: ${checked.error}`);
  const config: KafkaProducerConfig = {
    publishes: producer.publishes.map(({ topic, types }) => ({ topic: own + topic, ...(types === undefined ? {} : { types }) })),
    bootstrap,
    config: checked.config,
  };
  const name = client.consumer === undefined ? clientName(client) : `${clientName(client)}-producer`;
  return [
    { library: { name, library: kafkaProducer, config }, reading: SENDS_ONLY, sends: (message) => wiresTaken(config.publishes, message) },
  ];
}

function hasSetting(owner: SettingOwner, name: string): boolean {
  return KAFKA_SETTINGS.some((info) => info.owner === owner && info.name === name);
}

function isLive(name: string, owners: readonly SettingOwner[]): boolean {
  return KAFKA_SETTINGS.find((info) => info.name === name && owners.includes(info.owner))?.live ?? false;
}

function clientChanged(lane: Lane, part: string, application: string, name: string, value: SettingValue): SettingChanged | null {
  const owners = (["consumer", "producer"] as const).filter((owner) => hasSetting(owner, name));
  let changed = false;
  const put = (settings: SettingValues): SettingValues => ({ ...settings, [name]: value });
  const clients = lane.clients.map((client: Client) => {
    if (client.system !== "kafka" || client.application !== application) return client;
    const mine = { ...(client as KafkaClient) };
    for (const owner of owners) {
      const half = mine[owner];
      if (half === undefined) continue;
      changed = true;
      Object.assign(mine, { [owner]: { ...half, settings: put(half.settings) } });
    }
    return mine;
  });
  return changed ? { lane: { ...lane, clients }, readers: [part], live: isLive(name, owners) } : null;
}

function clusterChanged(lane: Lane, at: ChangedAt, name: string, value: SettingValue, parts: readonly string[]): SettingChanged | null {
  const owners = (["topic", "broker"] as const).filter((owner) => hasSetting(owner, name));
  const meant = (cluster: Cluster): boolean => {
    if (cluster.system !== "kafka") return false;
    if ("cluster" in at) return cluster.name === at.cluster;
    const own = clusterPrefix(lane, cluster);
    return at.part.startsWith(own) && /^(controller|broker-\d+)$/.test(at.part.slice(own.length));
  };
  const found = lane.clusters.find(meant) as KafkaCluster | undefined;
  if (found === undefined || owners.length === 0) return null;
  const [owner] = "place" in at ? (["topic"] as const) : owners;
  const put = (settings: SettingValues): SettingValues => ({ ...settings, [name]: value });
  const changed: KafkaCluster =
    owner === "broker"
      ? { ...found, settings: put(found.settings) }
      : {
          ...found,
          topics: found.topics.map((topic) =>
            "place" in at && topic.name !== at.place ? topic : { ...topic, settings: put(topic.settings) },
          ),
        };
  const own = clusterPrefix(lane, found);
  const mine = parts.filter((part) => part.startsWith(own)).map((part) => part.slice(own.length));
  const info = KAFKA_SETTINGS.find((one) => one.owner === owner && one.name === name);
  if (info === undefined) return null;
  const readers =
    "part" in at
      ? kafkaReaders(info, at.part.slice(own.length), mine)
      : mine.filter((part) => part === CONTROLLER || part.startsWith("broker-"));
  return {
    lane: { ...lane, clusters: lane.clusters.map((cluster) => (cluster === found ? changed : cluster)) },
    readers: readers.map((reader) => own + reader),
    live: info.live,
  };
}
