import type { ProducerView, WorkerView } from "../delivery/views.ts";
import type { ExchangeType } from "./settings-types.ts";

export interface RabbitmqQueueView {
  name: string;
  durable: boolean;
  type: "classic";
  /** Number of ready messages, and the first of them from the head on, at most 32. */
  readyCount: number;
  ready: readonly { message: number; redelivered: boolean }[];
  unackedCount: number;
  /** In the order of delivery, at most 32. */
  unacked: readonly { message: number; redelivered: boolean; consumer: string }[];
  /** Consumer tags in dispatch order. */
  consumers: readonly string[];
}

export interface RabbitmqNodeView {
  node: string;
  exchanges: readonly { name: string; type: ExchangeType }[];
  bindings: readonly { exchange: string; queue: string; routingKey: string }[];
  queues: readonly RabbitmqQueueView[];
  connections: number;
}

export interface RabbitmqPublisherView extends ProducerView {
  /** Whom it publishes to; empty for the default exchange. */
  exchange: string;
  /** Handed back because no queue took them (mandatory). */
  returned: number;
  confirms: boolean;
  connected: boolean;
}

export interface RabbitmqConsumerView {
  queue: string;
  consumerTag: string;
  connected: boolean;
  /** In force: 0 is no limit, as always with automatic ack. */
  prefetch: number;
  noAck: boolean;
  /** Deliveries of the present channel that are not settled by the application, in order. */
  slots: readonly { message: number; deliveryTag: number; redelivered: boolean }[];
  worker: WorkerView;
  /** Messages that the application has: one more than slots when the one at work came over a channel that is gone. */
  inHand: number;
}
