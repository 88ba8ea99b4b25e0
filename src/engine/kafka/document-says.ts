import type { LaneChange } from "../delivery/lane-change.ts";
import type { SettingOwner, SettingValues } from "../delivery/settings.ts";
import type { SettingsAt, SystemSays } from "../delivery/system-parts.ts";
import { clusterOfPart } from "../document/cluster-names.ts";
import type { Client, Cluster, Lane } from "../document/lane.ts";
import type { KafkaClient, KafkaCluster } from "./document-types.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

/** What a lane says of Kafka, and how it would say otherwise. */
export const kafkaSays: SystemSays = { infos: KAFKA_SETTINGS, settings: settingsOf, everywhere, otherwise, place: () => null };

function settingsOf(lane: Lane, owner: SettingOwner, at: SettingsAt): SettingValues | null {
  const mine = clientsOf(lane).filter(({ application }) => application === at.application);
  if (owner === "producer" || owner === "consumer") return mine.find((client) => client[owner] !== undefined)?.[owner]?.settings ?? null;
  if (owner !== "topic" && owner !== "broker") return null;
  const cluster = clusterOfPart(lane, lane.clusters.filter(isKafka), mine, at.part);
  return cluster === undefined ? null : owner === "broker" ? cluster.settings : (cluster.topics[0]?.settings ?? {});
}

function everywhere(lane: Lane, owner: SettingOwner): SettingValues[] {
  const clusters = lane.clusters.filter(isKafka);
  if (owner === "broker") return clusters.map(({ settings }) => settings);
  if (owner === "topic") return clusters.flatMap(({ topics }) => topics.map(({ settings }) => settings));
  if (owner !== "producer" && owner !== "consumer") return [];
  return clientsOf(lane).flatMap((client) => (client[owner] === undefined ? [] : [client[owner].settings]));
}

function isKafka(cluster: Cluster): cluster is KafkaCluster {
  return cluster.system === "kafka";
}

function clientsOf({ clients }: Lane): KafkaClient[] {
  return clients.filter((client: Client): client is KafkaClient => client.system === "kafka");
}

function otherwise(lane: Lane, change: LaneChange): Lane | null {
  if (change.what !== "setting") return null;
  const { owner, name, value } = change;
  const put = (settings: SettingValues): SettingValues => ({ ...settings, [name]: value });
  if (owner === "topic" || owner === "broker") {
    if (!lane.clusters.some(isKafka)) return null;
    const changed = (cluster: KafkaCluster): KafkaCluster =>
      owner === "broker"
        ? { ...cluster, settings: put(cluster.settings) }
        : { ...cluster, topics: cluster.topics.map((topic) => ({ ...topic, settings: put(topic.settings) })) };
    return { ...lane, clusters: lane.clusters.map((cluster: Cluster) => (isKafka(cluster) ? changed(cluster) : cluster)) };
  }
  if (owner !== "producer" && owner !== "consumer") return null;
  if (!clientsOf(lane).some((client) => client[owner] !== undefined)) return null;
  const clients = lane.clients.map((client: Client) => {
    const half = client.system === "kafka" ? (client as KafkaClient)[owner] : undefined;
    return half === undefined ? client : { ...client, [owner]: { ...half, settings: put(half.settings) } };
  });
  return { ...lane, clients };
}
