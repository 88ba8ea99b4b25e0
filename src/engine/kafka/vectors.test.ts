import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SettingValues } from "../delivery/settings.ts";
import { assignRange } from "./assignor-range.ts";
import { divergence } from "./fetch-answers.ts";
import { coordinatorPartition, javaHash, murmur2, partitionForKey, utf8 } from "./murmur2.ts";
import { truncationPoint } from "./partition-follower.ts";
import { checkSequence } from "./partition-leader.ts";
import { producerConfig } from "./producer-config.ts";
import type { LogRecord, PartitionState } from "./protocol.ts";
import { appendRecord, endOffsetFor, lastEpoch, newReplica, type Replica, truncate } from "./replica.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

/** Facts of Kafka's own tests and sources as data; where they come from is said in each file. */
// biome-ignore lint/suspicious/noExplicitAny: each file has a shape of its own, described in its header
function vectors(name: string): any {
  return JSON.parse(readFileSync(new URL(`../../../test-data/kafka/${name}.json`, import.meta.url), "utf8"));
}

const PARTITION: PartitionState = {
  name: "t-0",
  topic: "t",
  partition: 0,
  replicas: [1],
  isr: [1],
  elr: [],
  lastKnownElr: [],
  leader: 1,
  leaderEpoch: 0,
  partitionEpoch: 0,
  event: -1,
};

function record(offset: number, epoch: number, fields: Partial<LogRecord> = {}): LogRecord {
  return {
    offset,
    epoch,
    message: 1,
    poison: false,
    producerId: -1,
    producerEpoch: -1,
    sequence: -1,
    batchSize: 1,
    inBatch: 0,
    event: -1,
    ...fields,
  };
}

describe("K-PROD-02: murmur2 of the serialized key", () => {
  const { cases } = vectors("murmur2");
  test(`hash and partition of ${cases.length} keys`, () => {
    for (const { bytesHex, hash, partition, key, keyEncoding } of cases) {
      const bytes = (bytesHex.match(/../g) ?? []).map((pair: string) => Number.parseInt(pair, 16));
      expect(murmur2(bytes)).toBe(hash);
      for (const [count, expected] of Object.entries(partition)) {
        expect((murmur2(bytes) & 0x7fffffff) % Number(count)).toBe(expected);
        if (keyEncoding === "utf8") expect(partitionForKey(key, Number(count))).toBe(expected);
      }
      if (keyEncoding === "utf8") expect(utf8(key)).toEqual(bytes);
    }
  });
});

test("K-GRP-01: the coordinator's partition by Java's string hash", () => {
  for (const { id, javaHashCode, partitionOf50, partitionOf3, partitionOf1 } of vectors("coordinator_partition").cases) {
    expect(javaHash(id)).toBe(javaHashCode);
    expect([50, 3, 1].map((count) => coordinatorPartition(id, count))).toEqual([partitionOf50, partitionOf3, partitionOf1]);
  }
});

describe("K-GRP-30: range assignment", () => {
  interface Assignment {
    name: string;
    partitions: Record<string, number>;
    members: { id: string; topics: string[]; groupInstanceId?: string }[];
    assignment: Record<string, string[]>;
  }
  const cases = (vectors("assignor_range").cases as Assignment[]).filter(({ members }) =>
    members.every(({ groupInstanceId }) => groupInstanceId === undefined),
  );
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, { partitions, members, assignment }) => {
    const found = assignRange(
      members.map(({ id, topics }) => ({ memberId: id, topics })),
      partitions,
    );
    expect(found).toEqual(assignment);
  });
});

describe("K-PROD-30, K-PROD-15: producer settings that Kafka accepts and refuses", () => {
  const known = new Set(KAFKA_SETTINGS.filter(({ owner }) => owner === "producer").map(({ name }) => name));
  const all = vectors("producer_config_validation").cases as { set: SettingValues; result: string; idempotent: boolean | null }[];
  const cases = all.filter(({ set }) => Object.keys(set).every((name) => known.has(name)));
  test("most cases are covered", () => expect(cases.length).toBeGreaterThan(14));
  test.each(cases.map((one) => [JSON.stringify(one.set), one] as const))("%s", (_name, { set, result, idempotent }) => {
    const checked = producerConfig(set);
    expect("error" in checked ? "error" : "ok").toBe(result);
    if ("config" in checked) expect(checked.config.idempotent).toBe(idempotent);
  });
});

describe("K-PROD-42: sequence numbers at the leader", () => {
  interface Step {
    op: string;
    pid: number;
    epoch: number;
    firstSeq: number;
    count: number;
    transactional?: boolean;
    transactionVersion?: number;
    expect: { result: string; baseOffset?: number };
  }
  const cases = (
    vectors("idempotent_producer_sequences").cases as {
      name: string;
      startLogEndOffset: number;
      finalLogEndOffset: number;
      steps: Step[];
    }[]
  ).filter(
    ({ name, steps }) =>
      !/open transaction|transactions v2/.test(name) &&
      steps.every(
        ({ op, transactional, transactionVersion }) =>
          (op === "append" || op === "expireProducerState") && !transactional && transactionVersion === undefined,
      ),
  );
  test("most cases without transactions are covered", () => expect(cases.length).toBeGreaterThan(8));
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, { startLogEndOffset, finalLogEndOffset, steps }) => {
    const replica = newReplica(PARTITION);
    replica.log.base = startLogEndOffset;
    replica.log.length = startLogEndOffset;
    for (const step of steps) {
      if (step.op === "expireProducerState") {
        delete replica.producers[step.pid];
        continue;
      }
      const { pid, epoch, firstSeq, count } = step;
      const check = checkSequence(replica.producers[pid], epoch, firstSeq, count);
      expect(check.result === "append" ? "OK" : check.result === "duplicate" ? "DUPLICATE_OK" : check.error).toBe(step.expect.result);
      if (check.result === "duplicate") expect(check.batch.firstOffset).toBe(step.expect.baseOffset);
      if (check.result !== "append") continue;
      if (step.expect.baseOffset !== undefined) expect(replica.log.length).toBe(step.expect.baseOffset);
      for (let i = 0; i < count; i++) {
        appendRecord(
          replica,
          record(replica.log.length, 0, { producerId: pid, producerEpoch: epoch, sequence: firstSeq, batchSize: count, inBatch: i }),
        );
      }
    }
    expect(replica.log.length).toBe(finalLogEndOffset);
  });
});

test("K-BRK-32: end offset of a leader epoch", () => {
  for (const { epochs, logEndOffset, requestedEpoch, epoch, endOffset } of vectors("leader_epoch_truncation").lookups) {
    const found = endOffsetFor(
      epochs.map(([e, start]: [number, number]) => ({ epoch: e, start })),
      logEndOffset,
      requestedEpoch,
    );
    expect(found ?? { epoch: -1, endOffset: -1 }).toEqual({ epoch, endOffset });
  }
});

describe("K-BRK-33: a follower finds the common history", () => {
  interface Round {
    fetchOffset: number;
    lastFetchedEpoch: number;
    divergingEpoch?: number;
    divergingEndOffset?: number;
    followerTruncatesTo?: number;
    result?: string;
  }
  interface Truncation {
    name: string;
    leaderLogStart: number;
    leaderEpochs: [number, number][];
    leaderEndOffset: number;
    followerEpochs: [number, number][];
    followerEndOffset: number;
    rounds: Round[];
    followerEndAfterTruncation: number;
  }
  const cases = (vectors("leader_epoch_truncation").truncations as Truncation[]).filter(
    ({ leaderLogStart, rounds }) =>
      leaderLogStart === 0 && rounds.every((round) => round.divergingEpoch !== undefined || /agreement/.test(round.result ?? "")),
  );
  test("most cases are covered", () => expect(cases.length).toBeGreaterThan(4));
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const leader = filled(one.leaderEpochs, one.leaderEndOffset);
    const follower = filled(one.followerEpochs, one.followerEndOffset);
    for (const round of one.rounds) {
      expect(follower.log.length).toBe(round.fetchOffset);
      expect(lastEpoch(follower)).toBe(round.lastFetchedEpoch);
      const found = divergence(leader, { offset: follower.log.length, lastEpoch: lastEpoch(follower) });
      if (round.divergingEpoch === undefined) {
        expect(found).toBeUndefined();
        continue;
      }
      expect(found).toEqual({ epoch: round.divergingEpoch, endOffset: round.divergingEndOffset });
      const point = truncationPoint(follower, found as { epoch: number; endOffset: number });
      expect(point).toBe(round.followerTruncatesTo);
      truncate(follower, point);
    }
    expect(follower.log.length).toBe(one.followerEndAfterTruncation);
  });
});

function filled(epochs: readonly [number, number][], end: number): Replica {
  const replica = newReplica(PARTITION);
  for (let offset = 0; offset < end; offset++) {
    const epoch = [...epochs].reverse().find(([, start]) => start <= offset)?.[0] ?? 0;
    appendRecord(replica, record(offset, epoch));
  }
  // An epoch may begin at the end of the log, without a record yet.
  for (const [epoch, start] of epochs)
    if (start >= end && !replica.epochs.some((known) => known.epoch === epoch)) replica.epochs.push({ epoch, start });
  return replica;
}
