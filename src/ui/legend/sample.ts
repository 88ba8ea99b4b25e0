import type { DatabaseView, WorkerView } from "../../engine/delivery/views.ts";
import type { DirectClientView, DirectServiceView } from "../../engine/direct/views.ts";
import type { KafkaBrokerView, KafkaReplicaView } from "../../engine/kafka/views.ts";
import type { RabbitmqConsumerView, RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import { fridayRush } from "../../scenarios/friday-rush.ts";
import { runOf } from "../../scenarios/index.ts";
import type { Anomaly, FrameProcess, LaneDigest } from "../../worker/protocol.ts";

/** A small still world for the legend: the views are of the kind that the worker sends, so the faces cannot tell the difference. */

export const sampleRun = runOf(fridayRush);

const PARTITION = { topic: "orders", partition: 1, replicas: [1, 2, 3], elr: [], leaderEpoch: 1, logStartOffset: 0 };
const LOG = [2, 7, 8, 10, 13, 15, 18].map((message, offset) => ({ offset, message }));

/** Seven records, six of them readable: broker 2 is out of the ISR, broker 1 has not confirmed the last one yet. */
export const leaderReplica: KafkaReplicaView = {
  ...PARTITION,
  role: "leader",
  isr: [1, 3],
  leader: 3,
  logEndOffset: 7,
  highWatermark: 6,
  records: LOG,
};
export const followerReplica: KafkaReplicaView = { ...leaderReplica, role: "follower" };
const crashedReplica: KafkaReplicaView = {
  ...PARTITION,
  role: "offline",
  isr: [1, 2, 3],
  leader: 2,
  logEndOffset: 2,
  highWatermark: 2,
  records: LOG.slice(0, 2),
};

export const committedOffsets = [
  { group: "payment", offset: 5 },
  { group: "delivery", offset: 5 },
  { group: "restaurant", offset: 6 },
];

function broker(number: number, replicas: readonly KafkaReplicaView[]): KafkaBrokerView {
  return { broker: number, brokerEpoch: 1, fenced: false, replicas, groups: [] };
}

function worker(message: number): WorkerView {
  return { phase: message > 0 ? "working" : "idle", message, beganAt: 0, attempt: 1, done: 0, failed: 0 };
}

const node: RabbitmqNodeView = {
  node: "node-1",
  exchanges: [],
  bindings: [],
  queues: [
    {
      name: "payment",
      durable: true,
      type: "classic",
      readyCount: 3,
      ready: [17, 18, 19].map((message) => ({ message, redelivered: false })),
      unackedCount: 3,
      unacked: [14, 15, 16].map((message) => ({ message, redelivered: false, consumer: "payment-2" })),
      consumers: ["payment-2"],
    },
  ],
  connections: 2,
};

function consumer(messages: readonly number[]): RabbitmqConsumerView {
  return {
    queue: "payment",
    consumerTag: "payment",
    connected: true,
    prefetch: 3,
    noAck: false,
    slots: messages.map((message, i) => ({ message, deliveryTag: i + 1, redelivered: false })),
    worker: worker(messages[0] ?? -1),
    inHand: messages.length,
  };
}

const call = { service: "payment", attempt: 1, since: 0 };
const client: DirectClientView = {
  sent: 10,
  confirmed: 7,
  refused: 0,
  unresolved: 0,
  waiting: [],
  buffered: [],
  succeeded: 7,
  failed: 0,
  calls: [8, 9, 10].map((message) => ({ ...call, message })),
};
const service: DirectServiceView = { service: "payment", queue: [9, 10], worker: worker(8) };

const SECOND = 1_000_000;
/** #7 again at the very start of the run, so that its mark counts at every instant that the page may be showing. */
const charges = [5, 6, 7, 8, 10, 7, 11].map((message, i, all) => ({
  message,
  at: (i - 5) * SECOND,
  count: all.slice(0, i + 1).filter((other) => other === message).length,
}));
const database: DatabaseView = {
  idempotent: false,
  tables: [{ table: sampleRun.scenario.tape, service: "payment", total: charges.length, skipped: 0, effects: charges }],
};

type Sample = Pick<FrameProcess, "part" | "role" | "status" | "since"> & { view: object };
const SAMPLES: Sample[] = [
  { part: "broker-1", role: "kafka broker", status: "up", since: 0, view: broker(1, [followerReplica]) },
  { part: "broker-2", role: "kafka broker", status: "crashed", since: 5.2 * SECOND, view: broker(2, [crashedReplica]) },
  { part: "broker-3", role: "kafka broker", status: "up", since: 0, view: broker(3, [leaderReplica]) },
  { part: "node-1", role: "rabbitmq node", status: "up", since: 0, view: node },
  { part: "payment-1", role: "rabbitmq consumer", status: "crashed", since: 8.534 * SECOND, view: consumer([]) },
  { part: "payment-2", role: "rabbitmq consumer", status: "up", since: 0, view: consumer([14, 15, 16]) },
  { part: "order-svc", role: "direct client", status: "up", since: 0, view: client },
  { part: "payment", role: "direct service", status: "up", since: 0, view: service },
  { part: "database", role: "database", status: "up", since: 0, view: database },
];

export const samplePrefix = "sample/";
export const sampleProcesses: readonly FrameProcess[] = SAMPLES.map((sample, id) => ({
  ...sample,
  id,
  name: samplePrefix + sample.part,
  lane: 0,
  host: sample.part,
}));

/** What a checker would have found: #7 was charged again, and after #10. */
const found: Omit<Anomaly, "kind"> = { checker: "C6", lane: 0, at: 0, message: 7, destination: "payment", event: 0, witnesses: [] };
export const sampleDigest = {
  lane: 0,
  final: false,
  verdicts: [],
  anomalies: [
    { ...found, kind: "duplicated" },
    { ...found, kind: "late" },
  ],
} as Partial<LaneDigest> as LaneDigest;
