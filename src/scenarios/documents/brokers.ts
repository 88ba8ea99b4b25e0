import type { Lane } from "../../engine/document/lane.ts";
import type { KafkaClient, KafkaCluster, KafkaTopic } from "../../engine/kafka/document-types.ts";
import type { RabbitmqClient, RabbitmqCluster } from "../../engine/rabbitmq/document-types.ts";
import type { KnownSystems } from "../../engine/system-tables.ts";

/** Clusters and clients as the scenarios have them: what a lesson is not about has one value everywhere. */

export type ScenarioLane = Lane<KnownSystems>;

export function topic(name: string, partitions: number): KafkaTopic {
  return { name, partitions, replicationFactor: 3, settings: { "min.insync.replicas": 2 } };
}

/** Three brokers, whose groups wait half a second for their first members, and give up who is silent for three seconds. */
export function kafkaCluster(topics: readonly KafkaTopic[]): KafkaCluster {
  const settings = { "group.initial.rebalance.delay.ms": 500, "group.min.session.timeout.ms": 1000 };
  return { name: "kafka", system: "kafka", brokers: 3, settings, topics };
}

const READING = { "auto.offset.reset": "earliest", "session.timeout.ms": 3000, "heartbeat.interval.ms": 1000, "max.poll.records": 1 };

/** A program that publishes to topics, reads some as a group called after it, or both. */
export function kafkaClient(
  application: string,
  { to = [], from = [] }: { to?: readonly string[]; from?: readonly string[] },
): KafkaClient {
  return {
    system: "kafka",
    application,
    cluster: "kafka",
    ...(to.length === 0 ? {} : { producer: { settings: {}, publishes: to.map((name) => ({ topic: name })) } }),
    ...(from.length === 0 ? {} : { consumer: { settings: READING, topics: from, group: application, settle: "after" as const } }),
  };
}

/** One node; each exchange with the queues that are bound to it. A fanout exchange looks at no key. */
export function rabbitmqCluster(bound: Readonly<Record<string, readonly string[]>>): RabbitmqCluster {
  return {
    name: "rabbitmq",
    system: "rabbitmq",
    nodes: 1,
    settings: {},
    exchanges: Object.keys(bound).map((name) => ({ name, type: "fanout", durable: true })),
    queues: Object.values(bound).flatMap((queues) => queues.map((name) => ({ name, durable: true, arguments: {} }))),
    bindings: Object.entries(bound).flatMap(([exchange, queues]) => queues.map((queue) => ({ exchange, queue, routingKey: "" }))),
  };
}

/** A program that publishes to an exchange, consumes a queue one message at a time, or both. */
export function rabbitmqClient(application: string, { to, from }: { to?: string; from?: string }): RabbitmqClient {
  return {
    system: "rabbitmq",
    application,
    cluster: "rabbitmq",
    ...(to === undefined ? {} : { publisher: { settings: {}, publishes: [{ exchange: to, routingKey: "{type}" }] } }),
    ...(from === undefined ? {} : { consumers: [{ queue: from, settings: { prefetch: 1 }, settle: "after" as const }] }),
  };
}
