import type { BrokerContext, BrokerState } from "./broker-state.ts";
import type { KafkaError } from "./errors.ts";
import type { LogRecord } from "./protocol.ts";
import type { Completion } from "./shard.ts";

/** One kind of coordinator, over the partitions of its topic. */
export interface Coordinator {
  /** A record is read back, in order. */
  replay(state: BrokerState, record: LogRecord): void;
  /** A record was appended by this coordinator itself. */
  wrote(state: BrokerState, record: LogRecord): void;
  /** All records have been read. Returns how many things it knows now. */
  loaded(state: BrokerState, partition: string, ctx: BrokerContext): number;
  /** Another broker leads the partition: everything is forgotten, and who waits is told. */
  unloaded(state: BrokerState, partition: string, ctx: BrokerContext): void;
  /** The high watermark has passed a record: it holds also when this broker is lost. */
  committed(state: BrokerState, record: LogRecord, ctx: BrokerContext): void;
  /** Of its own completions. */
  complete(state: BrokerState, completion: Completion, error: KafkaError, ctx: BrokerContext): void;
}

const byTopic = new Map<string, Coordinator>();

/** Says which coordinator lives on an internal topic. The broker does, as it names its timers: what appends and commits records knows none. */
export function defineCoordinator(topic: string, coordinator: Coordinator): void {
  byTopic.set(topic, coordinator);
}

/** The coordinator that lives on a topic, if it is an internal one. */
export function coordinatorOf(topic: string): Coordinator | undefined {
  return byTopic.get(topic);
}
