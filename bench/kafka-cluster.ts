import type { ServiceSpec } from "../src/engine/delivery/services.ts";
import type { LaneSpec, Run } from "../src/engine/scenario.ts";
import { kafkaLane } from "../src/scenarios/food-service.ts";

/** Runs of one Kafka lane with many partitions or many brokers. */

const worker: ServiceSpec = {
  name: "work",
  consumers: 3,
  serviceTime: { kind: "constant", ms: 1 },
  effectAt: 0.5,
  table: "results",
  doing: "working",
  done: "worked",
  settle: "after",
};

function runOfLane(lane: LaneSpec, perSecond: number, seconds: number): Run {
  const untilMs = 2_000 + seconds * 1_000;
  return {
    seed: 1,
    script: [],
    scenario: {
      id: "bench",
      title: "",
      summary: "",
      shows: [],
      durationMs: untilMs + 5_000,
      seed: 1,
      network: { latency: { kind: "uniform", fromMs: 0.5, toMs: 2 } },
      workload: {
        kind: "generated",
        arrivals: { kind: "steady", perSecond },
        fromMs: 2_000,
        untilMs,
        keys: { kind: "uniform", count: 500 },
        firstKey: 1,
        types: [{ name: "order.placed", weight: 1 }],
        sizes: { kind: "constant", bytes: 200 },
        poison: [],
      },
      producers: ["app"],
      services: [worker],
      database: { idempotent: false },
      tape: "results",
      lanes: [lane],
      script: [],
      expect: [],
    },
  };
}

/** Three replicas of each partition, all-in-sync writes, and as much work as the consumers can do. */
export function kafkaCluster(brokers: number, partitions: number): Run {
  const lane = kafkaLane({
    brokers,
    topics: [{ name: "orders", partitions, replicationFactor: 3, config: { "min.insync.replicas": 2 } }],
  });
  return runOfLane(lane, 400, 100);
}
