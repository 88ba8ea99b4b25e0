import { settingsInForce } from "../delivery/settings.ts";
import type { Client, Cluster } from "../document/lane.ts";
import { instanceOf } from "../document/names.ts";
import type { Action, Command } from "../document/script.ts";
import type { SettingValues } from "../document/setting.ts";
import type { Finding, LaneView } from "../document/system-table.ts";
import { consumerContradiction } from "./consumer-config.ts";
import type { KafkaAct, KafkaClient, KafkaCluster, KafkaTopic } from "./document-types.ts";
import { producerConfig } from "./producer-config.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

const clustersOf = ({ lane }: LaneView) =>
  lane.clusters.flatMap((cluster: Cluster, i) =>
    cluster.system === "kafka" ? [{ cluster: cluster as KafkaCluster, path: `clusters[${i}]` }] : [],
  );
const clientsOf = ({ lane }: LaneView) =>
  lane.clients.flatMap((client: Client, i) =>
    client.system === "kafka" ? [{ client: client as KafkaClient, path: `clients[${i}]` }] : [],
  );

/** What no cluster could hold, and what no client would start with. */
export function kafkaRefusals(view: LaneView): Finding[] {
  const findings: Finding[] = [];
  for (const { cluster, path } of clustersOf(view)) {
    cluster.topics.forEach(({ name, replicationFactor }, i) => {
      if (cluster.topics.findIndex((topic) => topic.name === name) < i)
        findings.push({ path: `${path}.topics[${i}].name`, message: `there is a topic "${name}" already` });
      if (replicationFactor <= cluster.brokers) return;
      const brokers = cluster.brokers === 1 ? "is 1 broker" : `are ${cluster.brokers} brokers`;
      findings.push({
        path: `${path}.topics[${i}].replicationFactor`,
        message: `topic ${name} wants ${replicationFactor} replicas, but there ${brokers}`,
      });
    });
  }
  for (const { client, path } of clientsOf(view)) findings.push(...contradictions(client, path));
  return findings;
}

/** Settings that exclude each other, in the words of the client that would refuse to start with them (K-PROD-15, K-PROD-30, K-GRP-08). */
function contradictions({ producer, consumer }: KafkaClient, path: string): Finding[] {
  const findings: Finding[] = [];
  if (producer !== undefined) {
    const config = producerConfig(producer.settings);
    if ("error" in config) findings.push({ path: `${path}.producer.settings["${config.fix.name}"]`, message: config.error });
  }
  const wrong = consumer === undefined ? null : consumerContradiction(consumer.settings);
  if (wrong !== null) findings.push({ path: `${path}.consumer.settings["${wrong.fix.name}"]`, message: wrong.error });
  return findings;
}

type Set = Extract<Action, { do: "set" }>;

/** Changes during the run, in the order of the script: none may leave a client with settings that it would not start with. */
export function kafkaChangeRefusals(view: LaneView): { command: Command; message: string }[] {
  const changed = new Map<Client, KafkaClient>();
  const refusals: { command: Command; message: string }[] = [];
  for (const command of view.script) {
    const { action } = command;
    if (action.do !== "set") continue;
    for (const { client, path } of clientsOf(view)) {
      if (!concerns(action, client, view)) continue;
      const next = withChange(changed.get(client) ?? client, action);
      const [first] = contradictions(next, path);
      if (first === undefined) changed.set(client, next);
      else refusals.push({ command, message: first.message });
    }
  }
  return refusals;
}

function concerns({ at }: Set, { application }: KafkaClient, view: LaneView): boolean {
  if ("application" in at) return at.application === application;
  return "part" in at && instanceOf(at.part, application, view);
}

function withChange(client: KafkaClient, { setting, value }: Set): KafkaClient {
  const has = (owner: string) => KAFKA_SETTINGS.some((info) => info.owner === owner && info.name === setting);
  const change = <T extends { settings: SettingValues }>(side: T): T => ({ ...side, settings: { ...side.settings, [setting]: value } });
  const { producer, consumer, ...rest } = client;
  return {
    ...rest,
    ...(producer === undefined ? {} : { producer: has("producer") ? change(producer) : producer }),
    ...(consumer === undefined ? {} : { consumer: has("consumer") ? change(consumer) : consumer }),
  };
}

/** What Kafka and its clients take, and what then fails or idles. */
export function kafkaWarnings(view: LaneView): Finding[] {
  return clustersOf(view).flatMap(({ cluster, path }) => [
    ...topicWarnings(view, cluster, path),
    ...clientWarnings(view, cluster),
    ...groupWarnings(view, cluster),
  ]);
}

/** Topics that stand before the run, and those that the script makes. */
export function topicsOf({ script }: LaneView, cluster: KafkaCluster): KafkaTopic[] {
  const made = script.flatMap(({ action }) => {
    if (action.do !== "operate" || action.system !== "kafka" || action.cluster !== cluster.name) return [];
    const act = action as unknown as KafkaAct;
    return act.act === "createTopic" ? [act.topic] : [];
  });
  return [...cluster.topics, ...made];
}

function topicWarnings(view: LaneView, cluster: KafkaCluster, path: string): Finding[] {
  const findings: Finding[] = [];
  const clients = clientsOf(view).filter(({ client }) => client.cluster === cluster.name);
  cluster.topics.forEach((topic, i) => {
    const { name, replicationFactor } = topic;
    if (!clients.some(({ client }) => client.consumer?.topics.includes(name)))
      findings.push({ path: `${path}.topics[${i}]`, part: name, message: `nobody reads topic ${name}: what is stored there stays` });
    const wanted = settingsInForce(KAFKA_SETTINGS, "topic", topic.settings)["min.insync.replicas"] as number;
    const waits = clients.some(({ client }) => {
      const acks = client.producer && settingsInForce(KAFKA_SETTINGS, "producer", client.producer.settings)["acks"];
      return acks === "all" && client.producer?.publishes.some((wire) => wire.topic === name);
    });
    if (wanted <= replicationFactor || !waits) return;
    const replicas = replicationFactor === 1 ? "1 replica" : `${replicationFactor} replicas`;
    findings.push({
      path: `${path}.topics[${i}].settings["min.insync.replicas"]`,
      part: name,
      message: `min.insync.replicas is ${wanted}, but the topic has ${replicas}: while one is out of sync, no write with acks=all is accepted`,
    });
  });
  return findings;
}

function clientWarnings(view: LaneView, cluster: KafkaCluster): Finding[] {
  const known = new Map(topicsOf(view, cluster).map((topic) => [topic.name, topic]));
  const findings: Finding[] = [];
  for (const { client, path } of clientsOf(view)) {
    if (client.cluster !== cluster.name) continue;
    const { application: part, producer, consumer } = client;
    const goes = (wire: { topic?: unknown; with?: unknown }, at: string) => {
      const topic = known.get(String(wire.topic));
      const chosen = (wire.with as { partition?: number } | undefined)?.partition;
      if (topic === undefined)
        findings.push({ path: `${at}.topic`, part, message: `there is no topic "${wire.topic}": send() waits for max.block.ms and fails` });
      else if (chosen !== undefined && chosen >= topic.partitions)
        findings.push({
          path: `${at}.with.partition`,
          part,
          message: `topic ${topic.name} has no partition ${chosen}: send() waits for max.block.ms and fails`,
        });
    };
    producer?.publishes.forEach((wire, i) => goes(wire, `${path}.producer.publishes[${i}]`));
    consumer?.onFailure?.forEach((step, i) => {
      if (step.do === "publish") goes(step.to, `${path}.consumer.onFailure[${i}].to`);
    });
    consumer?.topics.forEach((name, i) => {
      if (known.has(name)) return;
      findings.push({
        path: `${path}.consumer.topics[${i}]`,
        part,
        message: `there is no topic "${name}": the consumer waits until there is one`,
      });
    });
    // K-PROD-14
    const acks = producer && settingsInForce(KAFKA_SETTINGS, "producer", producer.settings)["acks"];
    if (String(acks) === "0" && consumer?.settle === "after confirms")
      findings.push({
        path: `${path}.producer.settings["acks"]`,
        part,
        message: "with acks=0 a record counts as confirmed once it is written to the socket: waiting for confirms protects nothing",
      });
    if (producer?.transactional === true)
      findings.push({ path: `${path}.producer.transactional`, part, message: "transactions are not modelled yet: it sends as without" });
    if (consumer !== undefined) findings.push(...sessionWarning(consumer.settings, cluster, `${path}.consumer`, part));
  }
  return findings;
}

/** K-GRP-08: the coordinator refuses a member whose session.timeout.ms is not within the brokers' bounds. */
function sessionWarning(settings: SettingValues, cluster: KafkaCluster, path: string, part: string): Finding[] {
  const session = settingsInForce(KAFKA_SETTINGS, "consumer", settings)["session.timeout.ms"] as number;
  const broker = settingsInForce(KAFKA_SETTINGS, "broker", cluster.settings);
  const [least, most] = [broker["group.min.session.timeout.ms"] as number, broker["group.max.session.timeout.ms"] as number];
  if (session >= least && session <= most) return [];
  const bound =
    session < least
      ? `below the brokers' group.min.session.timeout.ms, ${least}`
      : `above the brokers' group.max.session.timeout.ms, ${most}`;
  return [
    {
      path: `${path}.settings["session.timeout.ms"]`,
      part,
      message: `session.timeout.ms is ${session}, ${bound}: members cannot join their group`,
    },
  ];
}

/** K-GRP-18: a partition has one reader in a group, so some members of a group that is larger than its topics have nothing to do. */
function groupWarnings(view: LaneView, cluster: KafkaCluster): Finding[] {
  const groups = new Map<string, { path: string; client: KafkaClient }[]>();
  for (const { client, path } of clientsOf(view)) {
    if (client.cluster !== cluster.name || client.consumer === undefined) continue;
    const { group } = client.consumer;
    groups.set(group, [...(groups.get(group) ?? []), { path, client }]);
  }
  const counts = new Map(topicsOf(view, cluster).map(({ name, partitions }) => [name, partitions]));
  return [...groups].flatMap(([group, readers]) => {
    const findings: Finding[] = [];
    const members = readers.reduce((sum, { client }) => sum + (view.instances.get(client.application)?.length ?? 0), 0);
    const topics = new Set(readers.flatMap(({ client }) => client.consumer?.topics ?? []));
    // The range assignor divides each topic by itself: the largest decides how many members have work.
    const partitions = [...topics].reduce((most, topic) => Math.max(most, counts.get(topic) ?? 0), 0);
    const [{ path }] = readers;
    if (members > partitions && partitions > 0) {
      const idle = members - partitions;
      findings.push({
        path: `${path}.consumer.group`,
        part: group,
        message: `group ${group} has ${members} members for ${partitions === 1 ? "1 partition" : `${partitions} partitions`}: ${idle} of them ${idle === 1 ? "has" : "have"} nothing to do`,
      });
    }
    const applications = [...new Set(readers.map(({ client }) => client.application))];
    if (applications.length > 1)
      findings.push({
        path: `${readers[1].path}.consumer.group`,
        part: group,
        message: `${applications.join(" and ")} are in one group: each message goes to one of them only`,
      });
    return findings;
  });
}
