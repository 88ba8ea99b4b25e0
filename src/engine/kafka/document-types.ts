import type { Client, Cluster, OperatorAct } from "../document/lane.ts";
import type { Reading } from "../document/reading.ts";
import type { SettingValues } from "../document/setting.ts";

/** A Kafka cluster as a document gives it. Names and units of the settings are Kafka's own. */
export interface KafkaCluster extends Cluster {
  system: "kafka";
  brokers: number;
  /** Of every broker. */
  settings: SettingValues;
  topics: readonly KafkaTopic[];
}

export interface KafkaTopic {
  name: string;
  partitions: number;
  replicationFactor: number;
  /** Topic-level settings, such as min.insync.replicas. */
  settings: SettingValues;
}

/** A producer, a consumer, or both in one program, each with its own connections. */
export interface KafkaClient extends Client {
  system: "kafka";
  /** By its name. */
  cluster: string;
  producer?: {
    settings: SettingValues;
    publishes: readonly KafkaWire[];
    /** What it sends and what its consumer has read become visible together, or not at all. */
    transactional?: boolean;
  };
  consumer?: KafkaConsumer;
}

/** Where messages of these types go; all types when left out. A step of a reading that publishes is written alike, without types. */
export interface KafkaWire {
  topic: string;
  types?: readonly string[];
  /** What the program sets on the record. */
  with?: { partition?: number; headers?: Readonly<Record<string, string>> };
}

export interface KafkaConsumer extends Reading {
  settings: SettingValues;
  topics: readonly string[];
  /** `group.id`. */
  group: string;
}

export type KafkaAct = OperatorAct & { system: "kafka" } & (
    | { act: "createTopic"; topic: KafkaTopic }
    | { act: "deleteTopic"; topic: string }
    /** How many the topic has from then on. */
    | { act: "addPartitions"; topic: string; partitions: number }
    /** Only while the group has no members; all partitions when none is named. */
    | { act: "moveOffset"; group: string; topic: string; partition?: number; to: "earliest" | "latest" | number }
  );

export interface KafkaTypes {
  cluster: KafkaCluster;
  client: KafkaClient;
  act: KafkaAct;
}
