import type { ServiceSpec } from "../engine/delivery/services.ts";
import type { DirectSettings } from "../engine/direct/settings-types.ts";
import type { KafkaSettings } from "../engine/kafka/settings-types.ts";
import type { RabbitmqSettings } from "../engine/rabbitmq/settings-types.ts";
import type { LaneSpec } from "../engine/scenario.ts";

/** The parts that the food-order scenarios share. Scenarios change what their story needs and leave the rest. */

export const payment: ServiceSpec = {
  name: "payment",
  consumers: 2,
  serviceTime: { kind: "uniform", fromMs: 450, toMs: 700 },
  effectAt: 0.7,
  table: "charges",
  doing: "charging",
  done: "charged",
  settle: "after",
};

export const restaurant: ServiceSpec = {
  name: "restaurant",
  consumers: 1,
  serviceTime: { kind: "uniform", fromMs: 250, toMs: 450 },
  effectAt: 0.5,
  table: "tickets",
  doing: "printing",
  done: "printed",
  settle: "after",
};

export const delivery: ServiceSpec = {
  name: "delivery",
  consumers: 1,
  serviceTime: { kind: "uniform", fromMs: 300, toMs: 500 },
  effectAt: 0.5,
  table: "assignments",
  doing: "assigning",
  done: "assigned",
  settle: "after",
};

/** Three brokers, one topic with three partitions; the timeouts that a class would wait for are shortened to seconds. */
export function kafkaLane(changes: Partial<KafkaSettings> = {}): LaneSpec {
  const settings: KafkaSettings = {
    brokers: 3,
    topics: [{ name: "orders", partitions: 3, replicationFactor: 3, config: { "min.insync.replicas": 2 } }],
    producer: { acks: "all", "linger.ms": 5 },
    consumer: { "auto.offset.reset": "earliest", "session.timeout.ms": 3000, "heartbeat.interval.ms": 1000, "max.poll.records": 1 },
    broker: {
      "broker.session.timeout.ms": 1500,
      "broker.heartbeat.interval.ms": 500,
      "offsets.topic.num.partitions": 3,
      "group.min.session.timeout.ms": 1000,
      "group.initial.rebalance.delay.ms": 0,
    },
    ...changes,
  };
  return { id: "kafka", system: "kafka", settings };
}

/** One node, one topic exchange, a durable classic queue for each service. */
export function rabbitmqLane(services: readonly ServiceSpec[], changes: Partial<RabbitmqSettings> = {}): LaneSpec {
  const settings: RabbitmqSettings = {
    nodes: 1,
    exchanges: [{ name: "orders", type: "topic", durable: true }],
    queues: services.map(({ name }) => ({ name, durable: true, arguments: {} })),
    bindings: services.map(({ name }) => ({ exchange: "orders", queue: name, routingKey: "order.*" })),
    publisher: {},
    consumer: { prefetch: 3 },
    broker: {},
    ...changes,
  };
  return { id: "rabbitmq", system: "rabbitmq", settings };
}

export function directLane(changes: Partial<DirectSettings> = {}): LaneSpec {
  return { id: "direct", system: "direct", settings: { client: {}, service: {}, ...changes } };
}
