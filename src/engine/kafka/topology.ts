import { type ApplicationConfig, application, SENDS_ONLY, type Step } from "../delivery/application.ts";
import { databaseProcess } from "../delivery/database.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import { type SettingValues, settingsInForce } from "../delivery/settings.ts";
import { DATABASE, type LaneContext, type NamedProgram, type Program, part, type Share } from "../delivery/system.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { ProcessSpec } from "../sim/process-spec.ts";
import { fromMs, SECOND } from "../sim/time.ts";
import { brokerProcess } from "./broker.ts";
import type { BrokerConfig } from "./broker-state.ts";
import { newImage } from "./cluster-image.ts";
import { kafkaConsumer } from "./consumer.ts";
import { consumerConfig } from "./consumer-config.ts";
import type { KafkaConsumerConfig } from "./consumer-state.ts";
import { controllerProcess } from "./controller.ts";
import type { ControllerConfig } from "./controller-state.ts";
import { kafkaProducer } from "./producer.ts";
import { producerConfig } from "./producer-config.ts";
import type { KafkaProducerConfig } from "./producer-state.ts";
import { type ClusterImage, OFFSETS_TOPIC, type PartitionState } from "./protocol.ts";
import { CONTROLLER } from "./setting-readers.ts";
import { KAFKA_SETTINGS } from "./settings.ts";
import type { KafkaSettings, KafkaTopicSpec } from "./settings-types.ts";

type Lane = LaneContext<KafkaSettings>;

/** A cluster as it stands when the run begins. Names and units of the settings are Kafka's own. */
export interface ClusterSpec {
  brokers: number;
  broker: SettingValues;
  topics: readonly KafkaTopicSpec[];
}

/** The processes of a cluster, whose names all begin with `prefix`, by their names behind it and in the order in which they start. */
export function kafkaCluster(prefix: string, { brokers: count, broker: brokerSettings, topics }: ClusterSpec): NamedProgram[] {
  const broker = settingsInForce(KAFKA_SETTINGS, "broker", brokerSettings);
  const image = firstImage(prefix, count, broker, topics);
  const us = (name: string) => fromMs(broker[name] as number);
  const topicFlag = (name: string) => topics.filter(({ config }) => config[name] === true).map((topic) => topic.name);
  const minInsyncReplicas = Object.freeze({
    ...Object.fromEntries(
      topics.map(({ name, config }) => [name, settingsInForce(KAFKA_SETTINGS, "topic", config)["min.insync.replicas"] as number]),
    ),
    [OFFSETS_TOPIC]: 1,
  });
  const controller = prefix + CONTROLLER;
  const network = Object.freeze({
    requestTimeoutUs: us("replica.socket.timeout.ms"),
    setupTimeoutUs: us("socket.connection.setup.timeout.ms"),
    setupTimeoutMaxUs: us("socket.connection.setup.timeout.max.ms"),
    reconnectBackoffUs: RECONNECT_BACKOFF_US,
    reconnectBackoffMaxUs: RECONNECT_BACKOFF_US,
    maxInFlight: Number.MAX_SAFE_INTEGER,
  });
  const brokers = image.brokers.map(({ broker: number }): NamedProgram => {
    const config: BrokerConfig = {
      broker: number,
      controller,
      image,
      minInsyncReplicas,
      heartbeatUs: us("broker.heartbeat.interval.ms"),
      heartbeatTimeoutUs: Math.min(us("controller.socket.timeout.ms"), us("broker.session.timeout.ms") / 2),
      controllerTimeoutUs: us("controller.socket.timeout.ms"),
      sessionUs: us("broker.session.timeout.ms"),
      network,
      lagTimeMaxUs: us("replica.lag.time.max.ms"),
      fetchWaitUs: us("replica.fetch.wait.max.ms"),
      fetchBackoffUs: us("replica.fetch.backoff.ms"),
      checkpointUs: us("replica.high.watermark.checkpoint.interval.ms"),
      commitTimeoutUs: us("offsets.commit.timeout.ms"),
      initialRebalanceDelayUs: us("group.initial.rebalance.delay.ms"),
      minSessionUs: us("group.min.session.timeout.ms"),
      maxSessionUs: us("group.max.session.timeout.ms"),
    };
    return { name: brokerName(number), program: { definition: brokerProcess, config: Object.freeze(config) } };
  });
  const controllerConfig: ControllerConfig = {
    image,
    sessionTimeoutUs: us("broker.session.timeout.ms"),
    unclean: topicFlag("unclean.leader.election.enable"),
    uncleanIntervalUs: us("unclean.leader.election.interval.ms"),
    rebalanceIntervalUs: broker["auto.leader.rebalance.enable"] === true ? 1000 * us("leader.imbalance.check.interval.seconds") : null,
    minInsyncReplicas,
    elrEnabled: broker["eligible.leader.replicas.version"] === 1,
  };
  return [{ name: CONTROLLER, program: { definition: controllerProcess, config: Object.freeze(controllerConfig) } }, ...brokers];
}

export function buildKafka(lane: Lane): ProcessSpec[] {
  return [
    ...kafkaCluster(lane.prefix, lane.settings).map(({ name, program }) => part(lane, name, program)),
    part(lane, DATABASE, { definition: databaseProcess, config: { database: lane.database, services: lane.services } }),
    ...lane.services.flatMap((service) =>
      Array.from({ length: service.consumers }, (_, i) => kafkaService(lane, service, `${service.name}-${i + 1}`)),
    ),
    ...lane.producers.map((name, index) => kafkaSource(lane, name, { index, of: lane.producers.length, fromUs: 0 })),
  ];
}

export function kafkaService(lane: Lane, service: ServiceSpec, name: string): ProcessSpec {
  const config: KafkaConsumerConfig = {
    group: service.name,
    settle: service.settle,
    topics: lane.settings.topics.map((topic) => topic.name),
    bootstrap: bootstrap(lane),
    config: consumerConfig(lane.settings.consumer),
  };
  return part(lane, name, consumingProgram(config, service, lane.prefix + DATABASE));
}

const consuming = application(kafkaConsumer.role);
const producing = application(kafkaProducer.role);

/** How often the application tries a record that makes it throw, a second apart, before it skips it (as common error handlers do). */
const MOST_ATTEMPTS = 10;
const ON_FAILURE: readonly Step[] = [
  ...Array.from({ length: MOST_ATTEMPTS - 1 }, (): Step => ({ do: "again", pauseUs: SECOND })),
  { do: "skip", why: `given up after ${MOST_ATTEMPTS} attempts` },
];

/** An application that works on what its group's member brings. */
export function consumingProgram(config: KafkaConsumerConfig, service: ServiceSpec, database: string): Program {
  return {
    definition: consuming,
    config: { source: null, handlers: [{ service, database }], readings: [{ onFailure: ON_FAILURE }] } satisfies ApplicationConfig,
    libraries: [{ name: "kafka", library: kafkaConsumer, config }],
  };
}

/** An application that sends each message of its source. */
export function producingProgram(config: KafkaProducerConfig, messages: readonly BusinessMessage[], share: Share): Program {
  return {
    definition: producing,
    config: { source: { messages, share, libraries: [0] }, handlers: [], readings: [SENDS_ONLY] } satisfies ApplicationConfig,
    libraries: [{ name: "kafka", library: kafkaProducer, config }],
  };
}

/** Throws with Kafka's reason when the settings contradict each other; runs from outside are checked before. */
export function kafkaSource(lane: Lane, name: string, share: Share): ProcessSpec {
  const checked = producerConfig(lane.settings.producer);
  if ("error" in checked) throw new Error(`ConfigException: ${checked.error}`);
  const topic = lane.settings.topics[0].name;
  return part(
    lane,
    name,
    producingProgram({ publishes: [{ topic }], bootstrap: bootstrap(lane), config: checked.config }, lane.messages, share),
  );
}

function brokerName(number: number): string {
  return `broker-${number}`;
}

/** `bootstrap.servers`: every broker of a cluster whose processes begin with `prefix`. */
export function brokersOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => prefix + brokerName(i + 1));
}

function bootstrap({ prefix, settings }: Lane): string[] {
  return brokersOf(prefix, settings.brokers);
}

/** The cluster as it stands when the run begins: all brokers alive, all replicas in sync, leaders one broker apart (K-CTL-15). */
function firstImage(prefix: string, count: number, broker: SettingValues, topics: readonly KafkaTopicSpec[]): ClusterImage {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const internal = {
    name: OFFSETS_TOPIC,
    partitions: broker["offsets.topic.num.partitions"] as number,
    replicationFactor: Math.min(broker["offsets.topic.replication.factor"] as number, count),
  };
  const partitions = [...topics, internal].flatMap(({ name: topic, partitions: count, replicationFactor }) =>
    Array.from({ length: count }, (_, partition): PartitionState => {
      const replicas = Object.freeze(Array.from({ length: replicationFactor }, (_, i) => numbers[(partition + i) % numbers.length]));
      return Object.freeze({
        name: `${topic}-${partition}`,
        topic,
        partition,
        replicas,
        isr: replicas,
        elr: NOBODY,
        lastKnownElr: NOBODY,
        leader: replicas[0],
        leaderEpoch: 0,
        partitionEpoch: 0,
        event: -1,
      });
    }),
  );
  const brokers = numbers.map((broker) => ({
    broker,
    name: prefix + brokerName(broker),
    epoch: broker,
    fenced: false,
    shuttingDown: false,
  }));
  return newImage(1, brokers, partitions);
}

/** Between brokers it does not grow. */
const RECONNECT_BACKOFF_US = 50_000;

const NOBODY: readonly number[] = Object.freeze([]);
