import { describe, expect, test } from "vitest";
import { BrokerStage, image, partition, record, update } from "./broker-stage.test-util.ts";
import type { Fetch, FetchedPartition } from "./protocol.ts";

/** Broker 1 follows; broker 2 is a leader that the test speaks for. */
class FollowerStage extends BrokerStage {
  constructor() {
    super([partition({ leader: 2, leaderEpoch: 1 })]);
  }

  asked(peer = "broker-2"): Fetch[] {
    return this.received<Fetch>(peer, "Fetch");
  }

  /** The leader's answer to the newest fetch. */
  give(answer: Partial<FetchedPartition>, peer = "broker-2"): void {
    const noted = this.noted(peer).findLast(({ message }) => message.type === "Fetch");
    if (noted === undefined) throw new Error("no fetch");
    this.send(peer, noted.connection, {
      type: "FetchResponse",
      correlation: noted.message.correlation,
      partitions: [{ name: "t-0", error: "NONE", highWatermark: 0, logStartOffset: 0, records: [], ...answer }],
    } as never);
    this.runMs(2);
  }
}

test("K-BRK-05: a follower's high watermark is the leader's or its own log end, whichever is lower; it may go back", () => {
  const stage = new FollowerStage();
  expect(stage.asked()).toMatchObject([{ replica: 1, maxWaitUs: 500_000, partitions: [{ offset: 0, leaderEpoch: 1 }] }]);
  stage.give({ records: [record(0, 1), record(1, 1)], highWatermark: 1 });
  expect(stage.replica()).toMatchObject({ highWatermark: 1, log: { length: 2 } });
  stage.give({ highWatermark: 9 });
  expect(stage.replica().highWatermark).toBe(2);
  stage.give({ highWatermark: 1 });
  expect(stage.replica().highWatermark).toBe(1);
});

describe("K-BRK-34: a follower whose offset the leader does not have", () => {
  test("cuts to the leader's log end", () => {
    const stage = new FollowerStage();
    stage.give({ records: [record(0, 1), record(1, 1), record(2, 1)] });
    stage.give({ error: "OFFSET_OUT_OF_RANGE", highWatermark: -1, logStartOffset: -1, logEndOffset: 1 });
    expect(stage.log()).toEqual(["0@0"]);
    expect(stage.asked().at(-1)?.partitions[0].offset).toBe(1);
    expect(stage.events("LogCut").map(({ b }) => b)).toEqual([1]);
  });
});

describe("K-BRK-33: truncation", () => {
  test("a follower cuts where the leader's history parts from its own, and goes on from there", () => {
    const stage = new FollowerStage();
    stage.give({ records: [record(0, 0), record(1, 0), record(2, 1), record(3, 1)], highWatermark: 4 });
    stage.give({ diverging: { epoch: 0, endOffset: 1 } });
    expect(stage.replica()).toMatchObject({ log: { length: 1 }, highWatermark: 1 });
    expect(stage.asked().at(-1)?.partitions[0]).toMatchObject({ offset: 1, lastEpoch: 0 });
  });

  test("a leader that was deposed before its first append forgets its epoch, and follows without asking in a circle", () => {
    const stage = new BrokerStage([partition({ leader: 2 })]);
    const give = (answer: Partial<FetchedPartition>, peer: string) => FollowerStage.prototype.give.call(stage, answer, peer);
    give({ records: [record(0, 0)], highWatermark: 1 }, "broker-2");
    stage.decide({ leader: 1, leaderEpoch: 1 });
    stage.decide({ leader: 3, leaderEpoch: 2 });
    stage.runMs(5);
    expect(stage.received<Fetch>("broker-3", "Fetch").at(-1)?.partitions[0]).toMatchObject({ offset: 1, lastEpoch: 1 });
    give({ diverging: { epoch: 0, endOffset: 1 } }, "broker-3");
    expect(stage.log()).toEqual(["0@0"]);
    expect(stage.received<Fetch>("broker-3", "Fetch").at(-1)?.partitions[0]).toMatchObject({ offset: 1, lastEpoch: 0 });
  });
});

test("K-BRK-50: an append is in the page cache; the operating system brings it to the disk between 5 and 10 seconds later", () => {
  const stage = new BrokerStage([partition({ isr: [1] })]);
  stage.runToMs(1000);
  stage.produce([1]);
  stage.runToMs(9999);
  expect(stage.replica()).toMatchObject({ flushedTo: 0, log: { length: 1 } });
  stage.runToMs(10_001);
  expect(stage.replica().flushedTo).toBe(1);
  stage.produce([2]);
  stage.do({ do: "powerLoss", host: "broker-1" });
  expect(stage.log()).toEqual(["1@0"]);
});

test("K-BRK-51, K-BRK-50: a killed process loses nothing, whether it was flushed or not", () => {
  const stage = new BrokerStage([partition({ isr: [1] })]);
  stage.produce([1, 2]);
  stage.do({ do: "crash", process: "broker-1" });
  expect(stage.replica()).toMatchObject({ flushedTo: 0, role: "offline" });
  expect(stage.log()).toEqual(["1@0", "2@1"]);
});

test("K-BRK-51: the high watermark begins again with its checkpoint, which is written every replica.high.watermark.checkpoint.interval.ms", () => {
  const stage = new BrokerStage();
  const write = (message: number) => {
    stage.produce([message]);
    stage.replicate();
  };
  write(1);
  write(2);
  stage.runToMs(5001);
  write(3);
  expect(stage.replica()).toMatchObject({ highWatermark: 3, checkpoint: 2 });
  stage.do({ do: "crash", process: "broker-1" });
  stage.do({ do: "restart", process: "broker-1" });
  stage.runMs(2);
  expect(stage.replica()).toMatchObject({ highWatermark: 2, log: { length: 3 } });
});

test("K-BRK-51, K-BRK-52: after a power loss it is no further than what is left of the log", () => {
  const stage = new BrokerStage([partition({ isr: [1] })]);
  stage.runToMs(4900);
  stage.produce([1, 2]);
  stage.runToMs(5001);
  expect(stage.replica()).toMatchObject({ highWatermark: 2, checkpoint: 2, flushedTo: 0 });
  stage.do({ do: "powerLoss", host: "broker-1" });
  expect(stage.replica()).toMatchObject({ highWatermark: 0, log: { length: 0 } });
});

describe("K-CTL-14: a broker acts on the metadata that it has", () => {
  test("it tells clients its own copy, and takes over only what is newer", () => {
    const stage = new BrokerStage([partition()]);
    const leaderOf = () =>
      stage.ask<{ type: string; image: ReturnType<typeof image> }>("client", "broker-1", { type: "Metadata" })?.image.partitions[0].leader;
    expect(leaderOf()).toBe(1);
    stage.send("controller", "broker-1", update(image(9, [partition({ leader: 3, leaderEpoch: 4 })])));
    expect(leaderOf()).toBe(3);
    stage.send("controller", "broker-1", update(image(8, [partition({ leader: 2, leaderEpoch: 3 })])));
    expect(leaderOf()).toBe(3);
    expect(stage.replica()).toMatchObject({ role: "follower", state: { leaderEpoch: 4 } });
  });
});

describe("K-CTL-12, K-CTL-13: a broker without the controller", () => {
  test.each([
    ["it crashed", (stage: BrokerStage) => stage.do({ do: "crash", process: "controller" })],
    [
      "the broker is cut off from it",
      (stage: BrokerStage) => stage.do({ do: "split", fault: "s", from: ["controller"], to: ["broker-1"], oneWay: false }),
    ],
  ] as const)("%s: it goes on serving with what it knows", (_name, loseController) => {
    const stage = new BrokerStage();
    loseController(stage);
    stage.runMs(60_000);
    expect(stage.produce([1])).toMatchObject({ error: "NONE" });
    stage.replicate();
    expect(stage.fetch(-1, 0)?.records.length).toBe(1);
    expect(stage.replica()).toMatchObject({ role: "leader", state: { isr: [1, 2, 3], leaderEpoch: 0 } });
  });
});
