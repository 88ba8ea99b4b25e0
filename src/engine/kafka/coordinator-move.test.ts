import { expect, test } from "vitest";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { BrokerState } from "./broker-state.ts";
import { ClusterStage } from "./cluster-stage.test-util.ts";
import { coordinatorPartition } from "./murmur2.ts";
import type { KafkaSettings } from "./settings-types.ts";

/**
 * The coordinator of a group dies or hangs: the group goes on at another broker, with its generation and offsets (recordings
 * rep-group-coordinator-killed and rep-group-coordinator-frozen of Apache Kafka 4.3.1; the records are led by broker 1, the offsets by broker 3).
 */
const GROUP = ["work", "billing", "mail", "g"].find((name) => coordinatorPartition(name, 3) === 2) as string;

function working(consumer: KafkaSettings["consumer"]): ClusterStage {
  const messages = Array.from(
    { length: 60 },
    (_, i): BusinessMessage => ({ number: i + 1, atUs: (4000 + 500 * i) * 1000, key: "k", type: "t", sizeBytes: 100, poison: false }),
  );
  const service = { name: GROUP, consumers: 1, serviceTime: { kind: "constant", ms: 20 } as const, effectAt: 0.5 };
  return new ClusterStage(
    {
      consumer: { "auto.offset.reset": "earliest", "max.poll.records": 1, "request.timeout.ms": 4000, ...consumer },
      broker: {
        "offsets.topic.num.partitions": 3,
        "broker.session.timeout.ms": 6000,
        "broker.heartbeat.interval.ms": 1000,
        "group.min.session.timeout.ms": 1000,
      },
    },
    { producers: ["app"], messages, services: [{ ...service, table: "done", doing: "works", done: "worked", settle: "after" }] },
  );
}

const coordinatorOf = (stage: ClusterStage) =>
  [1, 2, 3].filter((broker) => stage.state<BrokerState>(`broker-${broker}`).groups[GROUP]?.members.length === 1);

test.each([
  ["K-GRP-01: is killed", { "session.timeout.ms": 30_000, "heartbeat.interval.ms": 300 }, "crash"],
  ["K-GRP-01, K-GRP-19: hangs", { "session.timeout.ms": 5000, "heartbeat.interval.ms": 300 }, "freeze"],
] as const)("the coordinator %s", (_name, consumer, fault) => {
  const stage = working(consumer);
  stage.runToMs(12_000);
  expect(coordinatorOf(stage)).toEqual([3]);
  stage.do({ do: fault, process: "broker-3" });
  stage.runToMs(60_000);
  const [coordinator] = coordinatorOf(stage).filter((broker) => broker !== 3);
  const group = stage.state<BrokerState>(`broker-${coordinator}`).groups[GROUP];
  expect(group).toMatchObject({ state: "Stable", generation: 1 });
  expect(stage.events("GenerationStarted").length).toBe(1);
  expect([...stage.events("CommitFailed"), ...stage.events("MemberExpired")]).toEqual([]);
  expect(stage.events("EffectApplied").map(({ message }) => message)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(stage.events("OffsetCommitted").at(-1)?.b).toBe(60);
});
