import type { SettingInfo } from "../delivery/settings.ts";

/** RabbitMQ's and its clients' settings that the model knows. */
export const RABBITMQ_SETTINGS: readonly SettingInfo[] = [
  { name: "confirm.select", owner: "producer", default: true, kind: "boolean", help: "The broker confirms each message once every queue has taken responsibility for it.", rules: ["R-CONF-01", "R-CONF-02"], live: false },
  { name: "delivery_mode", owner: "producer", default: 2, kind: "choice", choices: [1, 2], help: "2: the message is written to disk in durable queues. 1: it is gone when the node restarts.", rules: ["R-PUB-07", "R-CONF-04"], live: false },
  { name: "mandatory", owner: "producer", default: false, kind: "boolean", help: "A message that no queue takes is returned instead of dropped.", rules: ["R-PUB-01", "R-PUB-02"], live: false },
  { name: "republish", owner: "producer", default: true, kind: "boolean", help: "After a lost connection the application publishes again what was not confirmed.", rules: ["R-CONF-02"], live: false },
  { name: "prefetch", owner: "consumer", default: 0, kind: "integer", min: 0, max: 65535, help: "How many unacknowledged deliveries a consumer may hold (basic.qos); 0 is no limit.", rules: ["R-CONS-02"], live: false },
  { name: "requeue", owner: "consumer", default: true, kind: "boolean", help: "Whether a message whose handler throws goes back to the queue (basic.nack) or is dropped.", rules: ["R-REQ-01"], live: true },
  { name: "heartbeat", owner: "broker", default: 60, kind: "integer", min: 0, max: 65535, help: "Seconds; a peer that is silent for two to three times as long is taken for dead.", rules: ["R-CONN-07"], live: false },
];
