import { describe, expect, test } from "vitest";
import { BrokerStage, PARTITION, partition } from "./broker-stage.test-util.ts";
import { noteFetch } from "./in-sync-replicas.ts";
import type { AlterPartition } from "./protocol.ts";
import { type FollowerState, NEVER } from "./replica.ts";

const names = (isr: AlterPartition["isr"]) => isr.map(({ broker }) => broker).join(",");

describe("K-BRK-20: when a follower was caught up", () => {
  const follower = (): FollowerState => ({
    broker: 2,
    brokerEpoch: 2,
    logEndOffset: 0,
    lastFetchAt: NEVER,
    leaderEndAtLastFetch: 0,
    caughtUpAt: NEVER,
  });

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

  test("not in a life that the controller has seen end: that fetch is refused (KIP-903)", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    expect(stage.fetch(3, 0, { replicaEpoch: 2, maxWaitMs: 0 })?.error).toBe("NOT_LEADER_OR_FOLLOWER");
    expect(asked(stage)).toEqual([]);
    stage.fetch(3, 0, { maxWaitMs: 0 });
    expect(stage.received<AlterPartition>("controller", "AlterPartition").map(({ isr }) => isr)).toEqual([
      [1, 2, 3].map((broker) => ({ broker, brokerEpoch: broker === 2 ? -1 : broker })),
    ]);
  });

  test("not in a life that the leader has not heard of yet, though it fetches", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.produce([1]);
    expect(stage.fetch(3, 0, { replicaEpoch: 4, maxWaitMs: 0 })?.records.length).toBe(1);
    stage.fetch(3, 1, { replicaEpoch: 4, maxWaitMs: 0 });
    expect(asked(stage)).toEqual([]);
    stage.fetch(2, 1, { maxWaitMs: 0 });
    expect(stage.replica().highWatermark).toBe(1);
  });

  test("not while it is shutting down", () => {
    const stage = new BrokerStage([partition({ isr: [1, 2] })]);
    stage.decide({}, [], PARTITION, [3]);
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
    const both = [1, 2].map((broker) => ({ broker, brokerEpoch: broker }));
    expect(asked(stage)).toMatchObject([{ name: "t-0", leaderEpoch: 4, partitionEpoch: 6, isr: both }]);
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
    stage.decide({ isr: asked(stage)[0].isr.map(({ broker }) => broker) });
    expect(stage.replica().highWatermark).toBe(1);
  });

  test("an addition counts for the watermark before it is confirmed, but not towards min.insync.replicas", () => {
    const stage = new BrokerStage([partition({ isr: [1] })], { minInsyncReplicas: { t: 2 }, lagTimeMaxUs: 1_000_000 });
    stage.fetch(2, 0, { maxWaitMs: 0 });
    expect(asked(stage).map(({ isr }) => names(isr))).toEqual(["1,2"]);
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
    expect(stage.replica()).toMatchObject({ highWatermark: 0, proposedIsr: [1, 2], state: { isr: [1, 2, 3] } });
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
