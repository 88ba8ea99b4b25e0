// What its events are called is known with its table: conditions of commands name them.
import "./events.ts";
import { documentSettings } from "../document/document-settings.ts";
import type { Client, Cluster } from "../document/lane.ts";
import { DOCUMENT_LIMITS as MOST } from "../document/limits.ts";
import { type Fields, FLAG, listOf, may, must, NAME, type Shape, TEXT, TYPES, whole } from "../document/shape.ts";
import type { DocumentSetting, SystemTable, Unit } from "../document/system-table.ts";
import { exchangesOf, rabbitmqRefusals, rabbitmqWarnings } from "./document-checks.ts";
import type { RabbitmqAct, RabbitmqClient, RabbitmqCluster } from "./document-types.ts";
import { placeName, queuesOf, rabbitmqWiresIn, rabbitmqWiresOf, wiresMadeByRabbitmq } from "./document-wires.ts";
import { RABBITMQ_SETTINGS } from "./settings.ts";

const UNITS: Readonly<Record<string, Unit>> = {
  connectionTimeout: "ms",
  networkRecoveryInterval: "ms",
  heartbeat: "s",
  consumer_timeout: "ms",
  prefetch: "messages",
};
const CONNECTION = ["connectionTimeout", "networkRecoveryInterval"];
/** What is done about a failure is said by the reading's steps, not by a setting. */
const ELSEWHERE = ["requeue"];

const ours = (from: string, owner: string, takes: (name: string) => boolean) =>
  documentSettings(
    RABBITMQ_SETTINGS.filter((info) => info.owner === from && takes(info.name)),
    owner,
    (name) => UNITS[name],
  );

const later = (name: string, kind: "integer" | "text", help: string, rules: readonly string[], unit?: Unit): DocumentSetting => ({
  name,
  owner: "queue",
  kind,
  help,
  rules,
  live: false,
  later: true,
  ...(kind === "integer" ? { min: 0, max: MOST.number } : {}),
  ...(unit === undefined ? {} : { unit }),
});

/** What the node and clients of the engine know, and what only the document does. */
const SETTINGS: readonly DocumentSetting[] = [
  ...ours("producer", "publisher", (name) => !CONNECTION.includes(name)),
  ...ours("consumer", "consumer", (name) => !CONNECTION.includes(name) && !ELSEWHERE.includes(name)),
  ...ours("producer", "connection", (name) => CONNECTION.includes(name)),
  ...ours("broker", "broker", () => true),
  later("x-message-ttl", "integer", "How long a message may lie in the queue before it expires.", ["R-TTL-01"], "ms"),
  later("x-dead-letter-exchange", "text", "Where rejected and expired messages go; the default exchange is empty.", ["R-DLX-01"]),
  later("x-dead-letter-routing-key", "text", "With which routing key; its own when left out.", ["R-DLX-01"]),
  later("x-max-length", "integer", "How many ready messages the queue keeps.", ["R-LEN-01"], "messages"),
];

const vhost = may(NAME, "The virtual host; / when left out.");
const exchange: Fields = {
  name: must(NAME, "Name of the exchange."),
  type: must({ is: "choice", of: ["direct", "fanout", "topic"] }, "How it compares routing keys with those of its bindings."),
  durable: must(FLAG, "Whether it is there again after the node has started anew."),
  vhost,
};
const queue: Fields = {
  name: must(NAME, "Name of the queue."),
  durable: must(FLAG, "Whether it is there again after the node has started anew."),
  arguments: must({ is: "settings", of: "queue" }, "Arguments of the queue."),
  vhost,
};
const binding: Fields = {
  exchange: must(NAME, "From this exchange."),
  queue: must(NAME, "To this queue."),
  routingKey: must(TEXT, "What the exchange compares with; a topic exchange knows * and #."),
  vhost,
};
const headers: Shape = { is: "texts" };
const to: Fields = {
  exchange: must({ is: "name", empty: true }, 'The exchange that it is published to; "" is the default exchange.'),
  routingKey: must({ is: "template" }, "A literal, or with {type} and {key} of the message in it."),
  with: may(
    {
      is: "fields",
      fields: {
        priority: may(whole(0, 255), "In a queue with priorities."),
        expirationMs: may(whole(0, "number"), "How long it may lie in a queue."),
        headers: may(headers, "Headers by name."),
      },
    },
    "What the program sets on the message.",
  ),
};
const fieldsOf = (fields: Fields): Shape => ({ is: "fields", fields });
const exchangeName = { exchange: must(NAME, "Name of the exchange."), vhost };
const queueName = { queue: must(NAME, "Name of the queue."), vhost };

export const rabbitmqTable: SystemTable = {
  name: "rabbitmq",
  title: "RabbitMQ",
  settings: SETTINGS,
  parts: [
    { kind: "node", title: "Node", field: "nodes", process: true, help: "Keeps queues, routes messages and hands them out." },
    {
      kind: "exchange",
      title: "Exchange",
      field: "exchanges",
      process: false,
      help: "Copies a message to every queue that a binding leads to.",
    },
    {
      kind: "queue",
      title: "Queue",
      field: "queues",
      process: false,
      help: "Keeps messages until one of its consumers has acknowledged them.",
    },
  ],
  wires: [
    { kind: "publishes", says: "publishes to exchange", field: "publisher.publishes", to: "exchange" },
    { kind: "publishes", says: "publishes to queue", field: "publisher.publishes", to: "queue" },
    { kind: "moves", says: "is bound to queue", field: "bindings", to: "queue" },
    { kind: "moves", says: "dead-letters to exchange", field: "queues", to: "exchange" },
    { kind: "moves", says: "dead-letters to queue", field: "queues", to: "queue" },
    { kind: "reads", says: "consumes queue", field: "consumers", to: "queue" },
    { kind: "moves", says: "on failure goes to exchange", field: "consumers.onFailure", to: "exchange" },
    { kind: "moves", says: "on failure goes to queue", field: "consumers.onFailure", to: "queue" },
  ],
  cluster: {
    nodes: must({ is: "choice", of: [1] }, "How many nodes; it is called node-1."),
    settings: must({ is: "settings", of: "broker" }, "Settings of the node."),
    exchanges: must(listOf(fieldsOf(exchange), "exchanges"), "The exchanges that stand before the run."),
    queues: must(listOf(fieldsOf(queue), "queues"), "The queues that stand before the run."),
    bindings: must(listOf(fieldsOf(binding), "bindings"), "The bindings that stand before the run."),
  },
  client: {
    cluster: must(NAME, "The cluster that it connects to, by its name."),
    vhost,
    connection: may({ is: "settings", of: "connection" }, "Settings of the connection."),
    declares: may(
      fieldsOf({
        exchanges: may(listOf(fieldsOf(exchange), "exchanges"), "Exchanges that it declares."),
        queues: may(listOf(fieldsOf(queue), "queues"), "Queues that it declares."),
        bindings: may(listOf(fieldsOf(binding), "bindings"), "Bindings that it makes."),
      }),
      "What it declares whenever it connects.",
    ),
    publisher: may(
      fieldsOf({
        settings: must({ is: "settings", of: "publisher" }, "Settings of the publisher."),
        publishes: must(
          listOf(fieldsOf({ ...to, types: may(TYPES, "Which types of message go there; all when left out.") }), "wires"),
          "Where messages go; each takes every entry whose types match.",
        ),
      }),
      "The program publishes.",
    ),
    replies: may(
      {
        is: "either",
        options: [{ is: "choice", of: ["exclusive", "direct"] }, fieldsOf({ queue: must(NAME, "One queue for all instances.") })],
      },
      "Where answers to its requests come: a queue of each instance alone, the direct reply-to, or one queue for all.",
    ),
  },
  readings: {
    field: "consumers",
    list: true,
    most: MOST.wires,
    fields: {
      queue: must(NAME, "The queue that it consumes."),
      settings: must({ is: "settings", of: "consumer" }, "Settings of the consumer."),
    },
    settles: ["before", "on hand-over", "after", "after confirms", "auto"],
    steps: ["again", "give back", "reject", "skip", "publish"],
    to,
  },
  acts: {
    declareExchange: { exchange: must(fieldsOf(exchange), "The exchange that is declared.") },
    deleteExchange: exchangeName,
    declareQueue: { queue: must(fieldsOf(queue), "The queue that is declared.") },
    deleteQueue: queueName,
    purgeQueue: queueName,
    bind: binding,
    unbind: binding,
  },
  processes: (cluster) => Array.from({ length: rabbitmqCluster(cluster).nodes }, (_, i) => `node-${i + 1}`),
  places: (cluster, view) =>
    [...exchangesOf(view, rabbitmqCluster(cluster)), ...queuesOf(view, cluster.name)].map(({ name, vhost }) => placeName(name, vhost)),
  readingsOf: (client) => (rabbitmqClient(client).consumers ?? []).map((reading, i) => ({ path: `consumers[${i}]`, reading })),
  wiresOf: (client, view) => rabbitmqWiresOf(rabbitmqClient(client), view),
  wiresIn: (cluster) => rabbitmqWiresIn(rabbitmqCluster(cluster)),
  wiresMade: (act, cluster) => wiresMadeByRabbitmq(act as RabbitmqAct, cluster),
  refusals: rabbitmqRefusals,
  changeRefusals: () => [],
  warnings: rabbitmqWarnings,
  amounts: (lane) => ({
    queues: lane.clusters.filter(isRabbitmq).reduce((sum, { queues }) => sum + queues.length, 0),
  }),
};

function isRabbitmq(cluster: Cluster): cluster is RabbitmqCluster {
  return cluster.system === "rabbitmq";
}
const rabbitmqCluster = (cluster: Cluster) => cluster as RabbitmqCluster;
const rabbitmqClient = (client: Client) => client as RabbitmqClient;
