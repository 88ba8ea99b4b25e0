import { describe, expect, test } from "vitest";
import type { Message } from "../sim/process.ts";
import { BrokerStage, partition, produceRequest } from "./broker-stage.test-util.ts";
import type { BrokerContext } from "./broker-state.ts";
import { completeProduces } from "./partition-leader.ts";
import type { ProduceResponse } from "./protocol.ts";

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
  stage.post("client", "broker-1", produceRequest([2], { acks: -1 }));
  stage.post("client", "broker-1", produceRequest([3], { acks: 0, name: "t-9" }));
  stage.post("client", "broker-1", produceRequest([4], { acks: 0 }));
  stage.runMs(5);
  stage.replicate();
  stage.runMs(5);
  expect(stage.closed("client")).toMatchObject([{ from: "broker-1", reason: "reset" }]);
  expect(stage.log()).toEqual(["1@0", "2@1"]);
  // Nobody answers, but the history knows: of the one that failed, and of the one that waited behind it.
  expect(stage.events("MessageDiscarded").map(({ message }) => message)).toEqual([3, 4]);
});

describe("K-PROD-14: with acks=0 nobody is answered, but the history knows what the broker never handled", () => {
  /** Request 2 waits behind 1, which waits for followers; 3 is answered, so that it is not for the history to tell. */
  function waiting(): BrokerStage {
    const stage = new BrokerStage();
    stage.post("client", "broker-1", produceRequest([1], { acks: -1 }));
    stage.post("client", "broker-1", produceRequest([2], { acks: 0 }));
    stage.post("client", "broker-1", produceRequest([3], { acks: 1 }));
    stage.runMs(5);
    expect(stage.events("MessageDiscarded")).toEqual([]);
    return stage;
  }

  test("what waited behind another request when its client hung up", () => {
    const stage = waiting();
    stage.hangUp("client", "broker-1");
    stage.runMs(5);
    expect(stage.events("MessageDiscarded").map(({ message }) => message)).toEqual([2]);
  });

  test("what waited there when the broker died, at that instant and once", () => {
    const stage = waiting();
    const { nowMs } = stage;
    stage.do({ do: "crash", process: "broker-1" });
    stage.do({ do: "powerLoss", host: "broker-1" });
    stage.runMs(1);
    expect(stage.events("MessageDiscarded").map(({ message, at }) => [message, at / 1000])).toEqual([[2, nowMs]]);
  });

  test("what a frozen broker finds behind the request that makes it close the connection", () => {
    const stage = new BrokerStage();
    stage.do({ do: "freeze", process: "broker-1" });
    stage.post("client", "broker-1", produceRequest([1], { acks: 0, name: "t-9" }));
    stage.post("client", "broker-1", produceRequest([2, 3], { acks: 0 }));
    stage.runMs(5);
    stage.do({ do: "resume", process: "broker-1" });
    const [first] = stage.events("MessageDiscarded");
    expect(stage.events("PacketUnread").map(({ message, cause }) => [message, cause])).toEqual([[2, first.id]]);
    expect(first.message).toBe(1);
    expect(stage.log()).toEqual([]);
  });
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

test("K-BRK-02: one that has caught up and may join counts, though nothing is proposed to the controller", () => {
  const stage = new BrokerStage([partition({ isr: [1, 2] })]);
  stage.answer("controller", "AlterPartition", ({ correlation, name }: { type: string; correlation: number; name: string }) => ({
    type: "AlterPartitionResponse",
    correlation,
    name,
    error: "INELIGIBLE_REPLICA",
  }));
  stage.fetch(3, 0, { maxWaitMs: 0 });
  stage.runMs(2);
  expect(stage.replica().proposedIsr).toBeNull();
  stage.produce([1]);
  stage.fetch(2, 1, { maxWaitMs: 0 });
  expect(stage.replica().highWatermark).toBe(0);
  stage.fetch(3, 1, { maxWaitMs: 0 });
  expect(stage.replica().highWatermark).toBe(1);
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

  test("of two, the one whose end it has passed is answered", () => {
    const stage = new BrokerStage([partition()], {}, ["client", "other"]);
    stage.produce([1], { acks: -1 });
    stage.produce([2], { acks: -1, client: "other" });
    for (const follower of [2, 3]) stage.fetch(follower, 1);
    expect([stage.received("client", "ProduceResponse").length, stage.received("other", "ProduceResponse").length]).toEqual([1, 0]);
    for (const follower of [2, 3]) stage.fetch(follower, 2);
    expect(stage.received("other", "ProduceResponse")).toMatchObject([{ partitions: [{ error: "NONE", baseOffset: 1 }] }]);
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

  test("whoever leads again in another epoch, having never heard that it did not, still owes the answer", () => {
    const stage = new BrokerStage();
    stage.produce([1], { acks: -1 });
    stage.decide({ leader: 1, leaderEpoch: 2 });
    stage.runMs(2);
    expect(stage.received("client", "ProduceResponse")).toEqual([]);
    for (const follower of [2, 3]) stage.fetch(follower, 1, { leaderEpoch: 2 });
    expect(stage.received("client", "ProduceResponse")).toMatchObject([{ partitions: [{ error: "NONE", baseOffset: 0 }] }]);
  });

  test.each([
    ["NOT_ENOUGH_REPLICAS_AFTER_APPEND when the ISR has become too small in the moment in which the watermark is there", [1], null, false],
    ["a member that the controller has not confirmed yet counts", [1], [1, 2], true],
    ["one whose removal it has not confirmed yet counts as well", [1, 2], [1], true],
  ] as const)("%s", (_, isr, proposedIsr, enough) => {
    const stage = new BrokerStage([partition()], { minInsyncReplicas: { t: 2 } });
    stage.produce([1], { acks: -1 });
    const { broker } = stage;
    const replica = stage.replica();
    replica.highWatermark = 1;
    replica.state = partition({ isr });
    replica.proposedIsr = proposedIsr;
    const sent: Message[] = [];
    const ctx = { cancelTimer() {}, send: (_: number, message: Message) => sent.push(message) };
    completeProduces(broker, replica, ctx as unknown as BrokerContext);
    expect(sent).toMatchObject([{ partitions: [{ error: enough ? "NONE" : "NOT_ENOUGH_REPLICAS_AFTER_APPEND" }] }]);
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
