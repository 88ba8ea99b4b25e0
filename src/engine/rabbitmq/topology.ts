import { type ApplicationConfig, application, SENDS_ONLY } from "../delivery/application.ts";
import { databaseProcess } from "../delivery/database.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import { type SettingValues, settingsInForce } from "../delivery/settings.ts";
import { DATABASE, type LaneContext, type NamedProgram, type Program, part, type Share } from "../delivery/system.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { ProcessSpec } from "../sim/process-spec.ts";
import { fromMs } from "../sim/time.ts";
import { amqpConsumer, type RabbitmqConsumerConfig } from "./consumer.ts";
import { nodeProcess } from "./node.ts";
import type { NodeConfig } from "./node-state.ts";
import { amqpPublisher, type PublisherConfig } from "./publisher.ts";
import { DEFAULT_EXCHANGE } from "./routing.ts";
import { RABBITMQ_SETTINGS } from "./settings.ts";
import type { RabbitmqSettings } from "./settings-types.ts";

type Lane = LaneContext<RabbitmqSettings>;
export const NODE = "node-1";

/** The processes of a cluster, whose names all begin with `prefix`. */
export function rabbitmqCluster({
  broker,
  exchanges,
  queues,
  bindings,
}: Pick<RabbitmqSettings, "broker" | "exchanges" | "queues" | "bindings">): NamedProgram[] {
  const { heartbeat, consumer_timeout } = settingsInForce(RABBITMQ_SETTINGS, "broker", broker);
  const node: NodeConfig = {
    node: NODE,
    exchanges,
    queues,
    bindings,
    heartbeatSeconds: heartbeat as number,
    consumerTimeoutUs: fromMs(consumer_timeout as number),
  };
  return [{ name: NODE, program: { definition: nodeProcess, config: Object.freeze(node) } }];
}

export function buildRabbitmq(lane: Lane): ProcessSpec[] {
  return [
    ...rabbitmqCluster(lane.settings).map(({ name, program }) => part(lane, name, program)),
    part(lane, DATABASE, { definition: databaseProcess, config: { database: lane.database, services: lane.services } }),
    ...lane.services.flatMap((service) =>
      Array.from({ length: service.consumers }, (_, i) => rabbitmqConsumer(lane, service, `${service.name}-${i + 1}`)),
    ),
    ...lane.producers.map((name, index) => rabbitmqPublisher(lane, name, { index, of: lane.producers.length, fromUs: 0 })),
  ];
}

/** A consumer of the queue that has its service's name. */
export function rabbitmqConsumer(lane: Lane, service: ServiceSpec, name: string): ProcessSpec {
  const values = settingsInForce(RABBITMQ_SETTINGS, "consumer", lane.settings.consumer);
  const config: RabbitmqConsumerConfig = {
    destination: service.name,
    settle: service.settle,
    node: lane.prefix + NODE,
    queue: service.name,
    declares: whatConsumersDeclare(lane, service.name),
    prefetch: values["prefetch"] as number,
    heartbeatSeconds: heartbeatSeconds(lane),
    connectionTimeoutUs: fromMs(values["connectionTimeout"] as number),
    networkRecoveryIntervalUs: fromMs(values["networkRecoveryInterval"] as number),
  };
  return part(lane, name, consumingProgram(config, service, lane.prefix + DATABASE, values["requeue"] as boolean));
}

const consuming = application(amqpConsumer.role);
const publishing = application(amqpPublisher.role);

/** An application that works on what a queue brings; `requeue`: what it fails on goes back to the queue. */
export function consumingProgram(config: RabbitmqConsumerConfig, service: ServiceSpec, database: string, requeue: boolean): Program {
  return {
    definition: consuming,
    config: {
      source: null,
      handlers: [{ service, database }],
      readings: [{ onFailure: [{ do: requeue ? "give back" : "reject" }] }],
    } satisfies ApplicationConfig,
    libraries: [{ name: "rabbitmq", library: amqpConsumer, config }],
  };
}

/** An application that publishes each message of its source. */
export function publishingProgram(config: PublisherConfig, messages: readonly BusinessMessage[], share: Share): Program {
  return {
    definition: publishing,
    config: { source: { messages, share, libraries: [0] }, handlers: [], readings: [SENDS_ONLY] } satisfies ApplicationConfig,
    libraries: [{ name: "rabbitmq", library: amqpPublisher, config }],
  };
}

function whatConsumersDeclare({ settings }: Lane, queue: string): RabbitmqConsumerConfig["declares"] {
  const bindings = settings.bindings.filter((binding) => binding.queue === queue);
  return {
    exchanges: settings.exchanges.filter(({ name }) => bindings.some(({ exchange }) => exchange === name)),
    queue: settings.queues.find(({ name }) => name === queue) ?? null,
    bindings,
  };
}

export function rabbitmqPublisher(lane: Lane, name: string, share: Share): ProcessSpec {
  const values = settingsInForce(RABBITMQ_SETTINGS, "producer", lane.settings.publisher as SettingValues);
  const config: PublisherConfig = {
    node: lane.prefix + NODE,
    publishes: [{ exchange: lane.settings.exchanges[0]?.name ?? DEFAULT_EXCHANGE, routingKey: "{type}" }],
    declares: { exchanges: lane.settings.exchanges.slice(0, 1), queues: [], bindings: [] },
    confirms: values["confirm.select"] as boolean,
    deliveryMode: values["delivery_mode"] as 1 | 2,
    mandatory: values["mandatory"] as boolean,
    republish: values["republish"] as boolean,
    heartbeatSeconds: heartbeatSeconds(lane),
    connectionTimeoutUs: fromMs(values["connectionTimeout"] as number),
    networkRecoveryIntervalUs: fromMs(values["networkRecoveryInterval"] as number),
  };
  return part(lane, name, publishingProgram(config, lane.messages, share));
}

function heartbeatSeconds(lane: Lane): number {
  return settingsInForce(RABBITMQ_SETTINGS, "broker", lane.settings.broker)["heartbeat"] as number;
}
