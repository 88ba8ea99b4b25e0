import { describe, expect, test } from "vitest";
import type { Message } from "../sim/process.ts";
import { BrokerStage, partition, produceRequest } from "./broker-stage.test-util.ts";
import type { BrokerContext } from "./broker-state.ts";
import { completeProduces, noteFetch } from "./partition-leader.ts";
import type { AlterPartition, ProduceResponse } from "./protocol.ts";
import { type FollowerState, NEVER } from "./replica.ts";

const names = (isr: readonly number[]) => isr.join(",");

describe("K-BRK-01: the leader appends", () => {
  test("a batch gets consecutive offsets and the leader's epoch, and the log end moves by its length", () => {
    const stage = new BrokerStage([partition({ leaderEpoch: 7 })]);
    expect(stage.produce([11, 12, 13])).toEqual({ name: "t-0", error: "NONE", baseOffset: 0 });
    expect(stage.produce([14])).toMatchObject({ error: "NONE", baseOffset: 3 });
    expect(stage.log()).toEqual(["11@0", "12@1", "13@2", "14@3"]);
    expect(
      stage
        .replica()
        .log.chunks.flat()
        .map(({ epoch }) => epoch),
    ).toEqual([7, 7, 7, 7]);
  });

  test("nobody but the leader takes a produce request", () => {
    const stage = new BrokerStage([partition({ leader: 2 })]);
    expect(stage.produce([1])).toMatchObject({ error: "NOT_LEADER_OR_FOLLOWER", baseOffset: -1 });
    expect(stage.produce([1], { name: "t-9" })).toMatchObject({ error: "UNKNOWN_TOPIC_OR_PARTITION" });
    expect(stage.log()).toEqual([]);
  });

  test("partitions of one request succeed and fail each for itself", () => {
    const stage = new BrokerStage([partition(), partition({ partition: 1, leader: 2 }), partition({ partition: 2 })]);
    const [one, two, three] = ["t-0", "t-1", "t-2"].map((name) => (produceRequest([5], { name }).partitions as object[])[0]);
    const request = { ...produceRequest([5]), partitions: [one, two, three] };
    const answer = stage.ask<ProduceResponse>("client", "broker-1", request);
    expect(answer?.partitions.map(({ name, error }) => `${name} ${error}`)).toEqual(["t-0 NONE", "t-1 NOT_LEADER_OR_FOLLOWER", "t-2 NONE"]);
    expect([stage.log("t-0"), stage.log("t-1"), stage.log("t-2")]).toEqual([["5@0"], [], ["5@0"]]);
  });

  test("a batch that is refused leaves nothing behind", () => {
    const stage = new BrokerStage();
    stage.produce([1, 2], { producerId: 1, baseSequence: 0 });
    expect(stage.produce([3, 4], { producerId: 1, baseSequence: 9 })).toMatchObject({ error: "OUT_OF_ORDER_SEQUENCE_NUMBER" });
    expect(stage.log()).toEqual(["1@0", "2@1"]);
  });
});

test("K-PROD-13: the next request of a connection is taken only when the one before is answered", () => {
  const stage = new BrokerStage();
  const first = stage.post("client", "broker-1", produceRequest([1], { acks: -1 }));
  const second = stage.post("client", "broker-1", produceRequest([2], { acks: 1 }));
  stage.runMs(50);
  expect(stage.log()).toEqual(["1@0"]);
  expect([stage.answerTo("client", first), stage.answerTo("client", second)]).toEqual([null, null]);
  stage.replicate();
  stage.runMs(2);
  expect(stage.log()).toEqual(["1@0", "2@1"]);
  expect(stage.answerTo("client", first)).not.toBeNull();
  expect(stage.answerTo("client", second)).not.toBeNull();
});

test("K-PROD-14: with acks=0 nothing is answered, and an error closes the connection with all that waits on it", () => {
  const stage = new BrokerStage();
  expect(stage.produce([1], { acks: 0 })).toBeNull();
  expect(stage.log()).toEqual(["1@0"]);
  expect(stage.closed("client")).toEqual([]);
  stage.post("client", "broker-1", produceRequest([2], { acks: 0, name: "t-9" }));
  stage.post("client", "broker-1", produceRequest([3], { acks: 0 }));
  stage.runMs(5);
  expect(stage.closed("client")).toMatchObject([{ from: "broker-1", reason: "reset" }]);
  expect(stage.log()).toEqual(["1@0"]);
});

test("K-BRK-03: below min.insync.replicas the high watermark stands still, whatever the acks", () => {
  const stage = new BrokerStage([partition({ isr: [1] })], { minInsyncReplicas: { t: 2 } });
  expect(stage.produce([1], { acks: 1 })).toMatchObject({ error: "NONE" });
  expect(stage.produce([2], { acks: 0 })).toBeNull();
  stage.replicate();
  expect(stage.replica()).toMatchObject({ highWatermark: 0, log: { length: 2 } });
  expect(stage.fetch(-1, 0)).toBeNull();
  stage.decide({ isr: [1, 2] });
  expect(stage.replica().highWatermark).toBe(2);
});

describe("K-BRK-02: the high watermark is the smallest log end of those that count", () => {
  test("an ISR member is counted by what it asks for, also when the answer is lost", () => {
    const stage = new BrokerStage();
    stage.produce([1, 2]);
    stage.fetch(2, 2);
    stage.fetch(3, 1);
    expect(stage.replica().highWatermark).toBe(1);
    stage.fetch(3, 2, { maxWaitMs: 0 });
    expect(stage.replica().highWatermark).toBe(2);
  });

  test("a replica outside the ISR that has never been caught up does not hold it back", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.produce([1, 2, 3]);
    stage.fetch(2, 3, { maxWaitMs: 0 });
    stage.fetch(3, 0);
    stage.produce([4]);
    stage.fetch(2, 4);
    expect(stage.replica().highWatermark).toBe(4);
  });

  test("one that has caught up counts before it is a member", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.fetch(3, 0, { maxWaitMs: 0 });
    stage.produce([1]);
    stage.fetch(2, 1);
    expect(stage.replica().highWatermark).toBe(0);
    stage.fetch(3, 1);
    expect(stage.replica().highWatermark).toBe(1);
  });
});

describe("K-BRK-13: acks=all after the append", () => {
  test("waits for the high watermark", () => {
    const stage = new BrokerStage();
    expect(stage.produce([1], { acks: -1, withinMs: 100 })).toBeNull();
    stage.fetch(2, 1);
    expect(stage.received("client", "ProduceResponse")).toEqual([]);
    stage.fetch(3, 1);
    expect(stage.received<ProduceResponse>("client", "ProduceResponse")).toMatchObject([
      { partitions: [{ error: "NONE", baseOffset: 0 }] },
    ]);
  });

  test("not in time: REQUEST_TIMED_OUT, and the batch stays in the log", () => {
    const stage = new BrokerStage();
    expect(stage.produce([1], { acks: -1, timeoutMs: 300, withinMs: 301 })).toBeNull();
    stage.runMs(1);
    expect(stage.received("client", "ProduceResponse")).toMatchObject([{ partitions: [{ error: "REQUEST_TIMED_OUT" }] }]);
    stage.replicate();
    expect(stage.fetch(-1, 0)?.records.map(({ message }) => message)).toEqual([1]);
  });

  test("an ISR that shrinks below the minimum meanwhile ends in a timeout, since the high watermark is frozen", () => {
    const stage = new BrokerStage([partition()], { minInsyncReplicas: { t: 2 } });
    stage.produce([1], { acks: -1, timeoutMs: 400 });
    stage.decide({ isr: [1] });
    stage.replicate();
    stage.runMs(500);
    expect(stage.received("client", "ProduceResponse")).toMatchObject([{ partitions: [{ error: "REQUEST_TIMED_OUT" }] }]);
    expect(stage.log()).toEqual(["1@0"]);
  });

  test("leadership lost: NOT_LEADER_OR_FOLLOWER, and the batch is in the log", () => {
    const stage = new BrokerStage();
    stage.produce([1], { acks: -1 });
    stage.decide({ leader: 2, leaderEpoch: 1 });
    stage.runMs(2);
    expect(stage.received("client", "ProduceResponse")).toMatchObject([{ partitions: [{ error: "NOT_LEADER_OR_FOLLOWER" }] }]);
    expect(stage.log()).toEqual(["1@0"]);
  });

  test("NOT_ENOUGH_REPLICAS_AFTER_APPEND when the watermark is there and the ISR has become too small in the same moment", () => {
    const stage = new BrokerStage([partition()], { minInsyncReplicas: { t: 2 } });
    stage.produce([1], { acks: -1 });
    const { broker } = stage;
    const replica = stage.replica();
    replica.highWatermark = 1;
    replica.state = partition({ isr: [1] });
    const sent: Message[] = [];
    const ctx = { cancelTimer() {}, send: (_: number, message: Message) => sent.push(message) };
    completeProduces(broker, replica, ctx as unknown as BrokerContext);
    expect(sent).toMatchObject([{ partitions: [{ error: "NOT_ENOUGH_REPLICAS_AFTER_APPEND" }] }]);
    expect(stage.log()).toEqual(["1@0"]);
  });
});

test("K-BRK-14: acks=all waits for the members of the ISR, who may be the leader alone", () => {
  const alone = new BrokerStage([partition({ isr: [1] })]);
  expect(alone.produce([1], { acks: -1 })).toMatchObject({ error: "NONE", baseOffset: 0 });
  const two = new BrokerStage([partition({ isr: [1, 2] })]);
  expect(two.produce([1], { acks: -1 })).toBeNull();
  two.fetch(2, 1);
  expect(two.received("client", "ProduceResponse")).toMatchObject([{ partitions: [{ error: "NONE" }] }]);
});

describe("K-BRK-20: when a follower was caught up", () => {
  const follower = (): FollowerState => ({ broker: 2, logEndOffset: 0, lastFetchAt: NEVER, leaderEndAtLastFetch: 0, caughtUpAt: NEVER });

  test("now, when it asks for the leader's end", () => {
    const one = follower();
    noteFetch(one, 5, 5, 100);
    expect(one).toMatchObject({ caughtUpAt: 100, logEndOffset: 5, lastFetchAt: 100, leaderEndAtLastFetch: 5 });
  });

  test("at its previous fetch, when it has reached the end of then", () => {
    const one = follower();
    noteFetch(one, 3, 5, 100);
    noteFetch(one, 5, 8, 200);
    expect(one.caughtUpAt).toBe(100);
    noteFetch(one, 8, 11, 300);
    expect(one.caughtUpAt).toBe(200);
  });

  test("unchanged, when it has not", () => {
    const one = follower();
    noteFetch(one, 5, 5, 100);
    noteFetch(one, 6, 10, 200);
    noteFetch(one, 7, 12, 300);
    expect(one.caughtUpAt).toBe(100);
    expect(follower().caughtUpAt).toBe(NEVER);
  });
});

describe("K-BRK-21: members that lag are proposed for removal", () => {
  const proposals = (stage: BrokerStage) =>
    stage
      .noted("controller")
      .filter(({ message }) => message.type === "AlterPartition")
      .map(({ atMs, message }) => ({ atMs, isr: names((message as unknown as AlterPartition).isr) }));

  test("at the first check later than replica.lag.time.max.ms after the last caught-up moment", () => {
    const stage = new BrokerStage();
    stage.runToMs(1000);
    stage.replicate();
    stage.produce([1]);
    stage.fetch(2, 1);
    stage.runToMs(44_999);
    expect(proposals(stage)).toEqual([]);
    for (let ms = 5000; ms <= 45_000; ms += 5000) stage.fetch(2, 1, { maxWaitMs: 0 });
    stage.runToMs(46_000);
    expect(proposals(stage)).toEqual([{ atMs: 45_001, isr: "1,2" }]);
  });

  test("an idle partition never loses a member by lag", () => {
    const stage = new BrokerStage();
    stage.runToMs(200_000);
    expect(proposals(stage)).toEqual([]);
  });
});

describe("K-BRK-22: a follower joins the ISR", () => {
  const asked = (stage: BrokerStage) => stage.received<AlterPartition>("controller", "AlterPartition").map(({ isr }) => names(isr));

  test("when it asks for the high watermark or beyond", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.produce([1, 2]);
    stage.fetch(2, 2);
    stage.fetch(3, 1, { maxWaitMs: 0 });
    expect(asked(stage)).toEqual([]);
    stage.fetch(3, 2);
    expect(asked(stage)).toEqual(["1,2,3"]);
  });

  test("not before the start of the leader's epoch, though the high watermark is further back", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.produce([1, 2]);
    stage.decide({ leader: 2, leaderEpoch: 1 });
    stage.decide({ leader: 1, leaderEpoch: 2 });
    expect(stage.replica().highWatermark).toBe(0);
    stage.fetch(3, 1, { leaderEpoch: 2, maxWaitMs: 0 });
    expect(asked(stage)).toEqual([]);
    stage.fetch(3, 2, { leaderEpoch: 2 });
    expect(asked(stage)).toEqual(["1,2,3"]);
  });

  test("not while it is fenced", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.decide({}, [3]);
    stage.fetch(3, 0, { maxWaitMs: 0 });
    expect(asked(stage)).toEqual([]);
  });

  test("not by an offset of another history, which moves the high watermark as little", () => {
    const stage = new BrokerStage([partition({ isr: [1, 3], leaderEpoch: 0 })]);
    stage.produce([1]);
    stage.decide({ leader: 3, leaderEpoch: 1 });
    stage.decide({ leader: 1, leaderEpoch: 2, isr: [1, 3] });
    stage.produce([2]);
    stage.fetch(3, 2, { leaderEpoch: 2, lastEpoch: 0, maxWaitMs: 0 });
    expect(stage.fetch(2, 9, { leaderEpoch: 2, lastEpoch: 0, maxWaitMs: 0 })?.diverging).toEqual({ epoch: 0, endOffset: 1 });
    expect(stage.fetch(2, 9, { leaderEpoch: 1, lastEpoch: 0, maxWaitMs: 0 })?.error).toBe("FENCED_LEADER_EPOCH");
    expect(asked(stage)).toEqual([]);
  });
});

describe("K-BRK-23: the controller decides about the ISR", () => {
  const asked = (stage: BrokerStage) => stage.received<AlterPartition>("controller", "AlterPartition");

  test("one change at a time, with the epochs that it is based on", () => {
    const stage = new BrokerStage([partition({ isr: [1], leaderEpoch: 4, partitionEpoch: 6 })]);
    stage.fetch(2, 0, { maxWaitMs: 0 });
    stage.fetch(3, 0, { maxWaitMs: 0 });
    expect(asked(stage)).toMatchObject([{ name: "t-0", leaderEpoch: 4, partitionEpoch: 6, isr: [1, 2] }]);
    stage.decide({ isr: [1, 2] });
    stage.fetch(3, 0, { maxWaitMs: 0 });
    expect(asked(stage).map(({ isr }) => names(isr))).toEqual(["1,2", "1,2,3"]);
  });

  test("a member in removal counts until it is confirmed", () => {
    const stage = new BrokerStage([partition()], { lagTimeMaxUs: 1_000_000 });
    stage.produce([1]);
    stage.fetch(2, 1, { maxWaitMs: 0 });
    stage.runMs(2000);
    expect(asked(stage).length).toBe(1);
    stage.fetch(2, 1, { maxWaitMs: 0 });
    expect(stage.replica().highWatermark).toBe(0);
    stage.decide({ isr: asked(stage)[0].isr });
    expect(stage.replica().highWatermark).toBe(1);
  });

  test("an addition counts for the watermark before it is confirmed, but not towards min.insync.replicas", () => {
    const stage = new BrokerStage([partition({ isr: [1] })], { minInsyncReplicas: { t: 2 }, lagTimeMaxUs: 1_000_000 });
    stage.fetch(2, 0, { maxWaitMs: 0 });
    expect(asked(stage)).toMatchObject([{ isr: [1, 2] }]);
    expect(stage.produce([1], { acks: -1 })).toMatchObject({ error: "NOT_ENOUGH_REPLICAS" });
    const other = new BrokerStage([partition({ isr: [1] })], { lagTimeMaxUs: 1_000_000 });
    other.fetch(2, 0, { maxWaitMs: 0 });
    other.runMs(5000);
    other.produce([1]);
    expect(other.replica().highWatermark).toBe(0);
    other.fetch(2, 1, { maxWaitMs: 0 });
    expect(other.replica().highWatermark).toBe(1);
  });

  test("a leader without the controller changes nothing and waits for the follower that is missing", () => {
    const stage = new BrokerStage([partition()], { lagTimeMaxUs: 1_000_000 });
    stage.do({ do: "crash", process: "controller" });
    stage.runMs(10);
    stage.produce([1], { acks: -1, timeoutMs: 20_000 });
    stage.fetch(2, 1, { maxWaitMs: 0 });
    stage.runMs(19_000);
    expect(stage.replica()).toMatchObject({ highWatermark: 0, proposedIsr: null, state: { isr: [1, 2, 3] } });
    stage.runMs(2000);
    expect(stage.received("client", "ProduceResponse")).toMatchObject([{ partitions: [{ error: "REQUEST_TIMED_OUT" }] }]);
  });

  test("a proposal that was lost with the connection is made again", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.fetch(3, 0, { maxWaitMs: 0 });
    expect(asked(stage).length).toBe(1);
    stage.hangUp("controller", "broker-1");
    stage.runMs(2000);
    expect(asked(stage).map(({ isr }) => names(isr))).toEqual(["1,2,3", "1,2,3"]);
  });

  test("a refusal ends the proposal, and the next fetch makes another", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.answer("controller", "AlterPartition", ({ correlation, name }: AlterPartition) => ({
      type: "AlterPartitionResponse",
      correlation,
      name,
      error: "INELIGIBLE_REPLICA",
    }));
    stage.fetch(3, 0, { maxWaitMs: 0 });
    stage.fetch(3, 0, { maxWaitMs: 0 });
    expect(asked(stage).length).toBe(2);
    expect(stage.replica().state.isr).toEqual([1, 2]);
  });
});
