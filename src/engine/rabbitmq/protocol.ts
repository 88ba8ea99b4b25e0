/** AMQP 0-9-1 methods under their own names, with the fields that are modelled. `channel` numbers the lane inside a connection. */

/** What an application publishes; travels unchanged. */
export interface Content {
  readonly message: number;
  readonly poison: boolean;
  readonly deliveryMode: 1 | 2;
}

export type ClientMethod =
  | { readonly type: "connection.open"; readonly heartbeatSeconds: number; readonly carries?: undefined }
  | { readonly type: "channel.open"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "channel.close"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "channel.close-ok"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "confirm.select"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "basic.qos"; readonly channel: number; readonly prefetchCount: number; readonly carries?: undefined }
  | {
      readonly type: "basic.consume";
      readonly channel: number;
      readonly queue: string;
      readonly consumerTag: string;
      readonly noAck: boolean;
      readonly carries?: undefined;
    }
  | { readonly type: "basic.cancel"; readonly channel: number; readonly consumerTag: string; readonly carries?: undefined }
  | {
      readonly type: "basic.publish";
      readonly channel: number;
      readonly exchange: string;
      readonly routingKey: string;
      readonly mandatory: boolean;
      /** Not supported by RabbitMQ (R-PUB-04). */
      readonly immediate?: boolean;
      readonly content: Content;
      readonly carries: readonly number[];
    }
  | { readonly type: "basic.get"; readonly channel: number; readonly queue: string; readonly noAck: boolean; readonly carries?: undefined }
  | {
      readonly type: "basic.ack";
      readonly channel: number;
      readonly deliveryTag: number;
      readonly multiple: boolean;
      readonly carries?: readonly number[];
    }
  | {
      readonly type: "basic.nack";
      readonly channel: number;
      readonly deliveryTag: number;
      readonly multiple: boolean;
      readonly requeue: boolean;
      readonly carries?: readonly number[];
    }
  | {
      readonly type: "basic.reject";
      readonly channel: number;
      readonly deliveryTag: number;
      readonly requeue: boolean;
      readonly carries?: readonly number[];
    }
  | { readonly type: "basic.recover"; readonly channel: number; readonly requeue: boolean; readonly carries?: undefined }
  | {
      readonly type: "exchange.declare";
      readonly channel: number;
      readonly exchange: string;
      readonly exchangeType: string;
      readonly durable: boolean;
      readonly carries?: undefined;
    }
  | {
      readonly type: "exchange.delete";
      readonly channel: number;
      readonly exchange: string;
      readonly ifUnused: boolean;
      readonly carries?: undefined;
    }
  | {
      readonly type: "queue.declare";
      readonly channel: number;
      readonly queue: string;
      readonly durable: boolean;
      /** Asks whether it is there, and makes nothing. */
      readonly passive: boolean;
      readonly carries?: undefined;
    }
  | {
      readonly type: "queue.bind" | "queue.unbind";
      readonly channel: number;
      readonly queue: string;
      readonly exchange: string;
      readonly routingKey: string;
      readonly carries?: undefined;
    }
  | {
      readonly type: "queue.delete";
      readonly channel: number;
      readonly queue: string;
      readonly ifUnused: boolean;
      readonly ifEmpty: boolean;
      readonly carries?: undefined;
    }
  | { readonly type: "queue.purge"; readonly channel: number; readonly queue: string; readonly carries?: undefined }
  | { readonly type: "heartbeat"; readonly carries?: undefined };

export type ServerMethod =
  | { readonly type: "connection.open-ok"; readonly heartbeatSeconds: number; readonly carries?: undefined }
  | { readonly type: "connection.close"; readonly code: number; readonly text: string; readonly carries?: undefined }
  | { readonly type: "channel.open-ok"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "channel.close"; readonly channel: number; readonly code: number; readonly text: string; readonly carries?: undefined }
  | { readonly type: "channel.close-ok"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "confirm.select-ok"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "basic.qos-ok"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "basic.consume-ok"; readonly channel: number; readonly consumerTag: string; readonly carries?: undefined }
  | { readonly type: "basic.cancel-ok"; readonly channel: number; readonly consumerTag: string; readonly carries?: undefined }
  | {
      readonly type: "basic.deliver";
      readonly channel: number;
      readonly consumerTag: string;
      readonly deliveryTag: number;
      readonly redelivered: boolean;
      readonly content: Content;
      /** The events that stored the message and, when it is a repeat, that returned it. */
      readonly storedBy: number;
      readonly returnedBy: number;
      readonly carries: readonly number[];
    }
  | {
      readonly type: "basic.get-ok";
      readonly channel: number;
      readonly deliveryTag: number;
      readonly redelivered: boolean;
      readonly messageCount: number;
      readonly content: Content;
      readonly carries: readonly number[];
    }
  | { readonly type: "basic.recover-ok"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "basic.get-empty"; readonly channel: number; readonly carries?: undefined }
  | {
      readonly type: "basic.return";
      readonly channel: number;
      readonly exchange: string;
      readonly routingKey: string;
      readonly content: Content;
      readonly carries: readonly number[];
    }
  /** Publisher confirms: the broker's own acks and nacks. */
  | {
      readonly type: "confirm.ack";
      readonly channel: number;
      readonly deliveryTag: number;
      readonly multiple: boolean;
      readonly carries?: readonly number[];
    }
  | {
      readonly type: "confirm.nack";
      readonly channel: number;
      readonly deliveryTag: number;
      readonly multiple: boolean;
      readonly carries?: readonly number[];
    }
  /** The node ends a consumer: its queue was deleted. */
  | { readonly type: "basic.cancel"; readonly channel: number; readonly consumerTag: string; readonly carries?: undefined }
  | { readonly type: "exchange.declare-ok" | "exchange.delete-ok"; readonly channel: number; readonly carries?: undefined }
  | { readonly type: "queue.bind-ok" | "queue.unbind-ok"; readonly channel: number; readonly carries?: undefined }
  | {
      readonly type: "queue.declare-ok";
      readonly channel: number;
      readonly queue: string;
      readonly messageCount: number;
      readonly consumerCount: number;
      readonly carries?: undefined;
    }
  | { readonly type: "queue.delete-ok"; readonly channel: number; readonly messageCount: number; readonly carries?: undefined }
  | { readonly type: "queue.purge-ok"; readonly channel: number; readonly messageCount: number; readonly carries?: undefined }
  | { readonly type: "heartbeat"; readonly carries?: undefined };
