import type { Client, Cluster, OperatorAct } from "../document/lane.ts";
import type { Reading } from "../document/reading.ts";
import type { SettingValues } from "../document/setting.ts";
import type { ExchangeType } from "./settings-types.ts";

/** A RabbitMQ cluster as a document gives it. Names are AMQP 0-9-1's and RabbitMQ's own. */
export interface RabbitmqCluster extends Cluster, Required<Topology> {
  system: "rabbitmq";
  nodes: 1;
  /** Of every node. */
  settings: SettingValues;
}

/** What stands in a cluster, or what a client declares whenever it connects. */
export interface Topology {
  exchanges?: readonly Exchange[];
  queues?: readonly Queue[];
  bindings?: readonly Binding[];
}

/** The virtual host is `/` when left out; what is in another one is called `host/name`. */
export interface Exchange {
  name: string;
  type: ExchangeType;
  durable: boolean;
  vhost?: string;
}
export interface Queue {
  name: string;
  durable: boolean;
  /** Queue arguments, such as x-message-ttl. */
  arguments: SettingValues;
  vhost?: string;
}
export interface Binding {
  exchange: string;
  queue: string;
  routingKey: string;
  vhost?: string;
}

/** One connection, with a channel for what it publishes and one for what it consumes. */
export interface RabbitmqClient extends Client {
  system: "rabbitmq";
  /** By its name. */
  cluster: string;
  vhost?: string;
  connection?: SettingValues;
  declares?: Topology;
  publisher?: { settings: SettingValues; publishes: readonly RabbitmqWire[] };
  consumers?: readonly RabbitmqConsumer[];
  /** Where answers to its requests come: a queue of each instance alone, the direct reply-to, or one queue for all instances. */
  replies?: "exclusive" | "direct" | { queue: string };
}

/** Where messages of these types go; all types when left out. A step of a reading that publishes is written alike, without types. */
export interface RabbitmqWire {
  /** The default exchange is "": it takes the routing key for the name of a queue. */
  exchange: string;
  /** A literal, or with `{type}` and `{key}` of the message in it. */
  routingKey: string;
  types?: readonly string[];
  /** What the program sets on the message; the expiration in milliseconds. */
  with?: { priority?: number; expirationMs?: number; headers?: Readonly<Record<string, string>> };
}

export interface RabbitmqConsumer extends Reading {
  queue: string;
  settings: SettingValues;
}

type InHost = { vhost?: string };
export type RabbitmqAct = OperatorAct & { system: "rabbitmq" } & (
    | { act: "declareExchange"; exchange: Exchange }
    | ({ act: "deleteExchange"; exchange: string } & InHost)
    | { act: "declareQueue"; queue: Queue }
    | ({ act: "deleteQueue" | "purgeQueue"; queue: string } & InHost)
    | ({ act: "bind" | "unbind" } & Binding)
  );

export interface RabbitmqTypes {
  cluster: RabbitmqCluster;
  client: RabbitmqClient;
  act: RabbitmqAct;
}
