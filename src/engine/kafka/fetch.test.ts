import { describe, expect, test } from "vitest";
import { BrokerStage, partition, produceRequest } from "./broker-stage.test-util.ts";
import type { FetchResponse, ListOffsetsResponse } from "./protocol.ts";

function latest(stage: BrokerStage, position: "earliest" | "latest" = "latest") {
  return stage.ask<ListOffsetsResponse>("client", "broker-1", { type: "ListOffsets", partitions: ["t-0"], position })?.partitions[0];
}

describe("K-BRK-05: what a follower hears of the high watermark", () => {
  test("an answer with records carries the one from before this fetch was counted", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2], replicas: [1, 2] })]);
    stage.produce([1]);
    stage.fetch(2, 0);
    stage.produce([2]);
    const answer = stage.fetch(2, 1);
    expect(answer).toMatchObject({ highWatermark: 0, records: [{ message: 2 }] });
    expect(stage.replica().highWatermark).toBe(1);
  });

  test("a quiet partition beside a busy one is told as well, in the answer that the busy one has", () => {
    const stage = new BrokerStage([
      partition({ isr: [1, 2], replicas: [1, 2] }),
      partition({ partition: 1, isr: [1, 2], replicas: [1, 2] }),
    ]);
    const asked = (busy: number) => ({
      type: "Fetch",
      replica: 2,
      replicaEpoch: 2,
      maxWaitUs: 500_000,
      partitions: [
        { name: "t-0", offset: busy, leaderEpoch: 0, lastEpoch: -1 },
        { name: "t-1", offset: 1, leaderEpoch: 0, lastEpoch: -1 },
      ],
    });
    stage.produce([1], { name: "t-1" });
    const parked = stage.post("broker-2", "broker-1", asked(0));
    stage.runMs(2);
    stage.produce([2]);
    expect(stage.answerTo<FetchResponse>("broker-2", parked)?.partitions).toMatchObject([
      { name: "t-0", highWatermark: 0, records: [{ message: 2 }] },
      { name: "t-1", highWatermark: 1, records: [] },
    ]);
  });

  test("a fetch with nothing to return is parked for replica.fetch.wait.max.ms; a move of the high watermark does not wake it", () => {
    const stage = new BrokerStage();
    stage.produce([1]);
    expect(stage.fetch(2, 1)).toBeNull();
    stage.fetch(3, 1, { maxWaitMs: 0 });
    expect(stage.replica().highWatermark).toBe(1);
    stage.runMs(490);
    expect(stage.received("broker-2", "FetchResponse")).toEqual([]);
    stage.runMs(10);
    expect(stage.received<FetchResponse>("broker-2", "FetchResponse")).toMatchObject([{ partitions: [{ highWatermark: 1, records: [] }] }]);
  });
});

describe("K-BRK-40: a parked fetch when the leadership goes", () => {
  test("is answered at once, for a consumer and for a follower, with the new leader's name", () => {
    const stage = new BrokerStage();
    expect(stage.fetch(-1, 0)).toBeNull();
    expect(stage.fetch(2, 0)).toBeNull();
    stage.decide({ leader: 3, leaderEpoch: 1 });
    stage.runMs(2);
    const told = { error: "NOT_LEADER_OR_FOLLOWER", currentLeader: { leader: 3, leaderEpoch: 1 } };
    expect(stage.received<FetchResponse>("client", "FetchResponse")).toMatchObject([{ partitions: [told] }]);
    expect(stage.received<FetchResponse>("broker-2", "FetchResponse")).toMatchObject([{ partitions: [told] }]);
  });
});

describe("K-BRK-30: leader epochs in requests", () => {
  const stage = new BrokerStage([partition({ leaderEpoch: 5 })]);
  test("an older one is fenced, a newer one unknown, the present one and none are served", () => {
    const error = (leaderEpoch: number) => stage.fetch(2, 0, { leaderEpoch, maxWaitMs: 0 })?.error ?? "NONE";
    expect([4, 6].map(error)).toEqual(["FENCED_LEADER_EPOCH", "UNKNOWN_LEADER_EPOCH"]);
    stage.produce([1]);
    expect([5, -1].map(error)).toEqual(["NONE", "NONE"]);
  });
  test("a fenced fetch does not count as progress", () => {
    stage.fetch(3, 1, { leaderEpoch: 5, maxWaitMs: 0 });
    stage.fetch(2, 1, { leaderEpoch: 4, maxWaitMs: 0 });
    expect(stage.replica().highWatermark).toBe(0);
  });
  test("produce requests carry none and are served", () => {
    expect(stage.produce([2])).toMatchObject({ error: "NONE" });
  });
});

describe("K-BRK-31: a new leader", () => {
  function elected() {
    const stage = new BrokerStage();
    stage.produce([1, 2]);
    stage.replicate();
    stage.produce([3]);
    stage.decide({ leader: 2, leaderEpoch: 1 });
    stage.decide({ leader: 1, leaderEpoch: 2, isr: [1, 2] });
    return stage;
  }

  test("begins its epoch at its log end, and keeps the high watermark that it had", () => {
    const replica = elected().replica();
    expect(replica.epochs).toEqual([
      { epoch: 0, start: 0 },
      { epoch: 2, start: 3 },
    ]);
    expect(replica).toMatchObject({ highWatermark: 2, log: { length: 3 } });
  });

  test("answers a consumer between high watermark and log end with nothing, and the end only when it is sure", () => {
    const stage = elected();
    expect(stage.fetch(-1, 2, { maxWaitMs: 0 })).toBeNull();
    expect(stage.received<FetchResponse>("client", "FetchResponse").at(-1)?.partitions).toEqual([]);
    expect(latest(stage)).toMatchObject({ error: "OFFSET_NOT_AVAILABLE" });
    expect(latest(stage, "earliest")).toMatchObject({ error: "NONE", offset: 0 });
    stage.fetch(2, 3, { leaderEpoch: 2 });
    expect(stage.replica().highWatermark).toBe(3);
    expect(latest(stage)).toMatchObject({ error: "NONE", offset: 3 });
  });

  test("asks nothing of the followers' earlier offsets", () => {
    const stage = elected();
    stage.produce([4]);
    expect(stage.replica().highWatermark).toBe(2);
  });
});

test("K-BRK-36: consumers read from the leader, up to the high watermark; followers up to the log end", () => {
  const stage = new BrokerStage();
  stage.produce([1]);
  stage.replicate();
  stage.produce([2]);
  expect(stage.fetch(-1, 0)?.records.map(({ message }) => message)).toEqual([1]);
  expect(stage.fetch(2, 0)?.records.map(({ message }) => message)).toEqual([1, 2]);
  stage.decide({ leader: 2, leaderEpoch: 1 });
  expect(stage.fetch(-1, 0)).toMatchObject({
    error: "NOT_LEADER_OR_FOLLOWER",
    records: [],
    currentLeader: { leader: 2, leaderEpoch: 1 },
  });
});

describe("K-BRK-40: when a fetch is answered", () => {
  test("at once with records, and at once without when it may not wait", () => {
    const stage = new BrokerStage([partition({ isr: [1] })]);
    stage.fetch(-1, 0, { maxWaitMs: 0 });
    expect(stage.received<FetchResponse>("client", "FetchResponse")).toMatchObject([{ partitions: [] }]);
    stage.produce([1]);
    expect(stage.fetch(-1, 0)?.records.length).toBe(1);
  });

  test("at once with an error or a divergence", () => {
    const stage = new BrokerStage([partition({ isr: [1], leaderEpoch: 3 })]);
    stage.produce([1]);
    expect(stage.fetch(-1, 9)).toMatchObject({ error: "OFFSET_OUT_OF_RANGE" });
    expect(stage.fetch(2, 1, { leaderEpoch: 3, lastEpoch: 2 })).toMatchObject({ error: "NONE", diverging: { epoch: 2, endOffset: 0 } });
  });

  test("else it is parked up to its wait, and looked at again when the log or the high watermark moves", () => {
    const stage = new BrokerStage();
    const consumer = stage.post("client", "broker-1", {
      type: "Fetch",
      replica: -1,
      maxWaitUs: 500_000,
      partitions: [{ name: "t-0", offset: 0, leaderEpoch: -1, lastEpoch: -1 }],
    });
    const follower = stage.post("broker-2", "broker-1", {
      type: "Fetch",
      replica: 2,
      maxWaitUs: 500_000,
      partitions: [{ name: "t-0", offset: 0, leaderEpoch: 0, lastEpoch: -1 }],
    });
    stage.runMs(100);
    stage.post("broker-3", "broker-1", produceRequest([1])); // any connection may produce
    stage.runMs(3);
    expect(stage.answerTo<FetchResponse>("broker-2", follower)?.partitions[0].records.length).toBe(1);
    expect(stage.answerTo("client", consumer)).toBeNull();
    stage.replicate();
    stage.runMs(1);
    expect(stage.answerTo<FetchResponse>("client", consumer)?.partitions[0].records.length).toBe(1);
  });

  test("batches are returned whole, also the one that the asked offset lies in", () => {
    const stage = new BrokerStage([partition({ isr: [1] })]);
    stage.produce([1, 2, 3]);
    stage.produce([4, 5]);
    expect(stage.fetch(-1, 2)?.records.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4]);
  });

  test("an answer that is full ends with a batch, so that a follower never has half of one", () => {
    const stage = new BrokerStage([partition({ isr: [1] })]);
    const batch = Array.from({ length: 300 }, (_, i) => i + 1);
    stage.produce(batch);
    stage.produce(batch);
    stage.produce(batch);
    expect(stage.fetch(2, 0)?.records.length).toBe(600);
    expect(stage.fetch(2, 600)?.records.length).toBe(300);
  });
});

test("K-CON-31: from log start to log end an offset is valid; between high watermark and log end there is nothing yet", () => {
  const stage = new BrokerStage();
  stage.produce([1, 2]);
  const answers = [0, 1, 2, 3].map((offset) => stage.fetch(-1, offset, { maxWaitMs: 0 })?.error ?? "nothing");
  expect(answers).toEqual(["nothing", "nothing", "nothing", "OFFSET_OUT_OF_RANGE"]);
  stage.replicate();
  expect(stage.fetch(-1, 0)?.error).toBe("NONE");
});
