// What its events are called is known with its table: conditions of commands name them.
import "./events.ts";
import { documentSettings } from "../document/document-settings.ts";
import type { Client, Cluster } from "../document/lane.ts";
import { DOCUMENT_LIMITS as MOST } from "../document/limits.ts";
import { type Fields, FLAG, listOf, may, must, NAME, type Shape, TYPES, whole } from "../document/shape.ts";
import type { DocumentSetting, SystemTable, Unit } from "../document/system-table.ts";
import { kafkaChangeRefusals, kafkaRefusals, kafkaWarnings, topicsOf } from "./document-checks.ts";
import type { KafkaAct, KafkaClient, KafkaCluster } from "./document-types.ts";
import { kafkaWiresOf, wiresMadeByKafka } from "./document-wires.ts";
import { CONTROLLER } from "./setting-readers.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

const UNITS: Readonly<Record<string, Unit>> = {
  retries: "times",
  "batch.size": "bytes",
  "max.request.size": "bytes",
  "max.in.flight.requests.per.connection": "requests",
  "max.poll.records": "messages",
  "leader.imbalance.check.interval.seconds": "s",
};
const unitOf = (name: string): Unit | undefined => UNITS[name] ?? (/(\.|^)ms$/.test(name) ? "ms" : undefined);

/** What the brokers and clients of the engine know, and what only the document does. */
const SETTINGS: readonly DocumentSetting[] = [
  ...["producer", "consumer", "topic", "broker"].flatMap((owner) =>
    documentSettings(
      KAFKA_SETTINGS.filter((info) => info.owner === owner),
      owner,
      unitOf,
    ),
  ),
  {
    name: "isolation.level",
    owner: "consumer",
    kind: "choice",
    choices: ["read_uncommitted", "read_committed"],
    default: "read_uncommitted",
    help: "Whether records of open and aborted transactions are read as well.",
    rules: [],
    live: false,
    later: true,
  },
];

const topic: Fields = {
  name: must(NAME, "Name of the topic."),
  partitions: must(whole(1, "partitions"), "More partitions let more members of a group work; order holds within one only."),
  replicationFactor: must(whole(1, "brokers"), "How many brokers hold a copy of each partition."),
  settings: must({ is: "settings", of: "topic" }, "Settings of the topic."),
};
const partition = whole(0, MOST.partitions - 1);
const headers: Shape = { is: "texts" };
const to: Fields = {
  topic: must(NAME, "The topic that it is sent to."),
  with: may(
    { is: "fields", fields: { partition: may(partition, "This partition, whatever the key."), headers: may(headers, "Headers by name.") } },
    "What the program sets on the record.",
  ),
};
const topicName = { topic: must(NAME, "Name of the topic.") };

export const kafkaTable: SystemTable = {
  name: "kafka",
  title: "Kafka",
  settings: SETTINGS,
  parts: [
    { kind: "controller", title: "Controller", process: true, help: "Keeps the list of brokers, leaders and in-sync replicas." },
    { kind: "broker", title: "Broker", field: "brokers", process: true, help: "Stores partitions, leads some and follows others." },
    { kind: "topic", title: "Topic", field: "topics", process: false, help: "A log in partitions that stays when it has been read." },
  ],
  wires: [
    { kind: "publishes", says: "publishes to topic", field: "producer.publishes", to: "topic" },
    { kind: "reads", says: "reads topic", field: "consumer.topics", to: "topic" },
    { kind: "moves", says: "on failure goes to topic", field: "consumer.onFailure", to: "topic" },
  ],
  cluster: {
    brokers: must(whole(1, "brokers"), "How many brokers; they are called broker-1, broker-2, …"),
    settings: must({ is: "settings", of: "broker" }, "Settings of every broker."),
    topics: must(listOf({ is: "fields", fields: topic }, "topics"), "The topics that stand before the run."),
  },
  client: {
    cluster: must(NAME, "The cluster that it connects to, by its name."),
    producer: may(
      {
        is: "fields",
        fields: {
          settings: must({ is: "settings", of: "producer" }, "Settings of the producer."),
          publishes: must(
            listOf({ is: "fields", fields: { ...to, types: may(TYPES, "Which types of message go there; all when left out.") } }, "wires"),
            "Where messages go; each takes every entry whose types match.",
          ),
          transactional: may(FLAG, "What it sends and what the consumer has read become visible together, or not at all."),
        },
      },
      "The program publishes.",
    ),
  },
  readings: {
    field: "consumer",
    list: false,
    most: 1,
    fields: {
      settings: must({ is: "settings", of: "consumer" }, "Settings of the consumer."),
      topics: must(listOf(NAME, "wires", 1), "The topics that it subscribes to."),
      group: must(NAME, "group.id: members of one group divide the partitions."),
    },
    settles: ["before", "on hand-over", "after", "after confirms", "auto"],
    steps: ["again", "skip", "publish"],
    to,
  },
  acts: {
    createTopic: { topic: must({ is: "fields", fields: topic }, "The topic that is made.") },
    deleteTopic: topicName,
    addPartitions: { ...topicName, partitions: must(whole(1, "partitions"), "How many the topic has from then on.") },
    moveOffset: {
      group: must(NAME, "The group, which must have no members then."),
      ...topicName,
      partition: may(partition, "All partitions when left out."),
      to: must(
        { is: "either", options: [{ is: "choice", of: ["earliest", "latest"] }, whole(0, "number")] },
        "Where the group goes on: the first record, the end, or an offset.",
      ),
    },
  },
  processes: (cluster) => [CONTROLLER, ...Array.from({ length: kafkaCluster(cluster).brokers }, (_, i) => `broker-${i + 1}`)],
  places: (cluster, view) =>
    topicsOf(view, kafkaCluster(cluster)).flatMap(({ name, partitions }) => [
      name,
      ...Array.from({ length: partitions }, (_, partition) => `${name}-${partition}`),
    ]),
  readingsOf(client) {
    const { consumer } = kafkaClient(client);
    return consumer === undefined ? [] : [{ path: "consumer", reading: consumer }];
  },
  wiresOf: (client) => kafkaWiresOf(kafkaClient(client)),
  wiresIn: () => [],
  wiresMade: (act, cluster) => wiresMadeByKafka(act as KafkaAct, cluster),
  refusals: kafkaRefusals,
  changeRefusals: kafkaChangeRefusals,
  warnings: kafkaWarnings,
  amounts: (lane) => ({
    partitionsOfLane: lane.clusters
      .filter(isKafka)
      .reduce((sum, { topics }) => topics.reduce((count, { partitions }) => count + partitions, sum), 0),
  }),
};

function isKafka(cluster: Cluster): cluster is KafkaCluster {
  return cluster.system === "kafka";
}
const kafkaCluster = (cluster: Cluster) => cluster as KafkaCluster;
const kafkaClient = (client: Client) => client as KafkaClient;
