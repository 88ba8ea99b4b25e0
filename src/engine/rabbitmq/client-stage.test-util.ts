import { databaseProcess } from "../delivery/database.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { RabbitmqConsumerConfig } from "./consumer.ts";
import type { PublisherConfig } from "./publisher.ts";
import { Rig, type RigSetup } from "./rig.test-util.ts";
import { consumingProgram, publishingProgram } from "./topology.ts";

/** The applications' clients beside a node, with a network recovery interval of one second. */

export const SECOND = 1_000_000;
export const SERVICE: ServiceSpec = {
  name: "q",
  consumers: 1,
  serviceTime: { kind: "constant", ms: 100 },
  effectAt: 0.5,
  table: "t",
  doing: "working",
  done: "worked",
  settle: "after",
};

export function message(number: number, atMs: number, poison = false): BusinessMessage {
  return { number, atUs: atMs * 1000, key: "k", type: "q", sizeBytes: 10, poison };
}

export function spawnPublisher(rig: Rig, messages: readonly BusinessMessage[], changes: Partial<PublisherConfig> = {}): void {
  const config: PublisherConfig = {
    node: "node",
    publishes: [{ exchange: "", routingKey: "{type}" }],
    declares: { exchanges: [], queues: [], bindings: [] },
    confirms: true,
    deliveryMode: 2,
    mandatory: false,
    republish: true,
    heartbeatSeconds: 0,
    connectionTimeoutUs: 60 * SECOND,
    networkRecoveryIntervalUs: SECOND,
    ...changes,
  };
  const program = publishingProgram(config, Object.freeze(messages), { index: 0, of: 1, fromUs: 0 });
  rig.simulation.spawn({ name: "publisher", ...program });
}

/** What may be said of a consumer and its application. */
type ConsumerChanges = Partial<RabbitmqConsumerConfig> & { service?: ServiceSpec; requeue?: boolean };

export function withConsumer(
  setup: RigSetup,
  { service = SERVICE, requeue = true, ...changes }: ConsumerChanges = {},
  idempotent = false,
): Rig {
  const rig = new Rig(setup);
  rig.simulation.spawn({ name: "database", definition: databaseProcess, config: { database: { idempotent }, services: [SERVICE] } });
  const config: RabbitmqConsumerConfig = {
    destination: service.name,
    settle: service.settle,
    node: "node",
    queue: "q",
    declares: { exchanges: [], queue: null, bindings: [] },
    prefetch: 2,
    heartbeatSeconds: 0,
    connectionTimeoutUs: 60 * SECOND,
    networkRecoveryIntervalUs: SECOND,
    ...changes,
  };
  rig.simulation.spawn({ name: "consumer", ...consumingProgram(config, service, "database", requeue) });
  return rig;
}

/** Messages that events of a kind are about. */
export const numbers = (rig: Rig, kind: string) => rig.events(kind).map(({ message }) => message);
