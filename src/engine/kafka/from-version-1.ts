import type { ServiceSpec } from "../delivery/services.ts";
import { type BusinessOfVersion1, type ChangeOfVersion1, firstOfEachName, type LaneOfVersion1 } from "../delivery/version-1.ts";
import type { Step } from "../document/reading.ts";
import type { Action } from "../document/script.ts";
import type { KafkaClient, KafkaCluster } from "./document-types.ts";
import { CONTROLLER } from "./setting-readers.ts";
import { KAFKA_SETTINGS } from "./settings.ts";
import type { KafkaSettings } from "./settings-types.ts";

/** A record that makes its handler throw was tried ten times, a second apart, and then skipped. */
const TEN_TRIES: readonly Step[] = [{ do: "again", pauseMs: 1000, times: 9 }, { do: "skip" }];

/** Producers published to the first topic; every service was a group that read all of them. */
export function kafkaFromVersion1(settings: KafkaSettings, { source, services }: BusinessOfVersion1): LaneOfVersion1 {
  const topics = firstOfEachName(settings.topics);
  const cluster: KafkaCluster = {
    name: "kafka",
    system: "kafka",
    brokers: settings.brokers,
    settings: settings.broker,
    topics: topics.map(({ name, partitions, replicationFactor, config }) => ({ name, partitions, replicationFactor, settings: config })),
  };
  const producer: KafkaClient = {
    system: "kafka",
    application: source,
    cluster: cluster.name,
    producer: { settings: settings.producer, publishes: [{ topic: topics[0].name }] },
  };
  const consumers = services.map(
    ({ name, settle }): KafkaClient => ({
      system: "kafka",
      application: name,
      cluster: cluster.name,
      consumer: { settings: settings.consumer, topics: topics.map((topic) => topic.name), group: name, settle, onFailure: TEN_TRIES },
    }),
  );
  return { clusters: [cluster], clients: [producer, ...consumers] };
}

/** A setting of topics was changed at any part of the cluster, for all of them. */
export function kafkaChangeFromVersion1({ at, setting, value }: ChangeOfVersion1, _service: ServiceSpec | null): Action | null {
  const ofTopics = KAFKA_SETTINGS.some(({ owner, name }) => owner === "topic" && name === setting);
  const atCluster = "part" in at && (at.part === CONTROLLER || /^broker-\d+$/.test(at.part));
  return ofTopics && atCluster ? { do: "set", at: { cluster: "kafka" }, setting, value } : null;
}
